import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { images, type Release } from '../hosts/image.ts';
import { boot, type Ended, type Machine } from '../hosts/machine.ts';
import { installKapa, siteLayers } from '../hosts/site.ts';
import { makeControl, type Control } from './control.ts';
import { makeNetwork, type Network } from './network.ts';

// Hosts of one image with the shipped policies applied: a plan and a rollout of no change, beside `ansible -m ping` and the same
// policies by builtin modules. bench/fleet.mjs runs it with thirty hosts and wants the figures; here only that all of
// them find nothing to change is judged.

vi.setConfig({ testTimeout: 7_200_000, hookTimeout: 7_200_000 });

const figures = process.env['FLEET_FIGURES'];
const count = Number(process.env['FLEET_HOSTS'] ?? 2);
const rounds = Number(process.env['FLEET_ROUNDS'] ?? 1);
const release = (process.env['FLEET_RELEASE'] ?? 'bookworm') as Release;
const project = resolve(import.meta.dirname, '../..');

let folder: string;
let network: Network;
let control: Control;
const machines: Machine[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(images, 'run-many-'));
  network = makeNetwork();
  control = await makeControl(release, network.control, {});
  const layers = await convergedLayers();
  const places = Array.from({ length: count }, (_, at) => ({ name: `web${at + 1}`, ...network.add() }));
  // Two at a time: each boot has its bound in time.
  const waiting = places.values();
  await Promise.all(
    [1, 2].map(async () => {
      for (const { name, path } of waiting) machines.push(await boot(name, layers, { network: path }));
    }),
  );
  const hosts = places.map(({ name, address }) => `    ${name}: { ansible_host: ${address} }\n`);
  control.write('inventory.yml', `web:\n  vars: { ansible_user: root }\n  hosts:\n${hosts.join('')}`);
  control.write('builtin.yml', readFileSync(join(project, 'bench/fleet/builtin.yml'), 'utf8'));
  for (const name of ['group_vars', 'host_vars', 'policies']) control.remove(name);
  control.copy(join(project, 'policies'), 'policies');
  control.copy(join(project, 'templates'), 'policies/templates');
  await passed(() => control.run(['ansible-playbook', 'kapa.kapa.plan', ...named, '-e', 'src=policies']));
  await passed(() => control.run(['ansible-playbook', 'kapa.kapa.rollout', ...named, ...inOne]));
});
afterAll(async () => {
  await Promise.all(machines.map((machine) => machine.stop()));
  control.close();
  network.close();
  rmSync(folder, { recursive: true, force: true });
});

const named = ['-e', 'run=base'];
const inOne = ['-e', '{"kapa_batches": ["100%"]}'];
const builtin = { ANSIBLE_STDOUT_CALLBACK: 'default' };

/** Programs that are compared, and what they say where nothing is to be changed. */
const compared: Readonly<Record<string, { readonly run: () => Promise<Ended>; readonly still: RegExp }>> = {
  'ansible -m ping': {
    run: () => control.run(['ansible', 'all', '-m', 'ping']),
    still: /"changed": false/u,
  },
  'kapa.kapa.plan': {
    run: () => control.run(['ansible-playbook', 'kapa.kapa.plan', '-e', 'src=policies']),
    still: /changed=0/u,
  },
  'kapa.kapa.plan, saved': {
    run: () => control.run(['ansible-playbook', 'kapa.kapa.plan', '-e', 'run=next', '-e', 'src=policies']),
    still: /changed=0/u,
  },
  'kapa.kapa.rollout, one batch, with its health gate': {
    run: () => control.run(['ansible-playbook', 'kapa.kapa.rollout', '-e', 'run=next', ...inOne]),
    still: /changed=0/u,
  },
  'kapa.kapa.rollout, one host, a quarter, all': {
    run: () => control.run(['ansible-playbook', 'kapa.kapa.rollout', '-e', 'run=next']),
    still: /changed=0/u,
  },
  'builtin modules': {
    run: () => control.run(['ansible-playbook', 'builtin.yml'], builtin),
    still: /changed=0/u,
  },
};

test('nothing is to be changed, for kapa nor for builtin modules of the same policies', async () => {
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, { run, still }] of Object.entries(compared)) {
      const began = performance.now();
      const ended = await run();
      const wall = (performance.now() - began) / 1000;
      expect(ended.status, ended.stdout + ended.stderr).toBe(0);
      // The first round only warms: the cron module makes the lines its own.
      if (round === 0) continue;
      expect(ended.stdout, name).toMatch(still);
      expect(ended.stdout, name).not.toMatch(/changed=[1-9]/u);
      if (figures !== undefined)
        appendFileSync(figures, `${JSON.stringify({ name, wall, load: loadavg()[0], release, count })}\n`);
    }
});

/** The operator's host with the shipped policies applied, for this control node. Its cron stands still, since it checks too. */
async function convergedLayers(): Promise<readonly string[]> {
  const machine = await boot(`build-${process.pid}`, await siteLayers());
  await machine.waitForPort(3001, 60);
  await installKapa(machine);
  machine.copy(join(project, 'policies'), '/etc/kapa/policies');
  machine.copy(join(project, 'templates'), '/etc/kapa/policies/templates');
  await machine.must(['kapa', 'apply', '--yes']);
  const marked = (await machine.must(['crontab', '-l'])).replace(
    /^.*--group ([\w-]+) .*$/gmu,
    (line, group: string) => `#Ansible: ${group}\n${line}`,
  );
  await machine.must(['crontab', '-'], { stdin: marked });
  machine.put('/root/.ssh/authorized_keys', control.key, 0o600);
  await machine.sh('chmod 700 /root/.ssh; systemctl enable ssh; systemctl disable --now cron');
  return await machine.keep(join(folder, 'layer'));
}

async function passed(run: () => Promise<Ended>): Promise<void> {
  const { status, stdout, stderr } = await run();
  expect(status, stdout + stderr).toBe(0);
}

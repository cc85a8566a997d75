import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Control } from './control.ts';
import { bootHosts, packKapa, type Hosts } from './hosts.ts';
import { treeOf } from './tree.ts';

// Three booted Debians behind ssh, and the collection as it is installed from its archive. One test goes on from where
// the one before it left the hosts.

// A playbook is hundreds of processes: on a machine that has much to do one takes minutes.
vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

let hosts: Hosts;
let control: Control;
const prefork = '/etc/apache2/mods-available/mpm_prefork.conf';

beforeAll(async () => {
  hosts = await bootHosts();
  ({ control } = hosts);
  // Hosts that differ in nothing but what a test makes them differ in.
  control.write('group_vars/staging.yml', '---\n');
  control.write('host_vars/web3.yml', '---\n');
});
afterAll(() => hosts.close());

test('kapa is installed on all of them, and a second time changes nothing', async () => {
  const install = (): Promise<{ readonly stdout: string; readonly status: number | null }> =>
    control.run(
      [...['ansible-playbook', 'kapa.kapa.install'], ...['-e', `kapa_package=${packKapa(control.folder)}`]],
      { ANSIBLE_STDOUT_CALLBACK: 'default' },
    );
  const installed = await install();
  expect(installed.status, installed.stdout).toBe(0);
  expect(installed.stdout.match(/changed=2 /gu)).toHaveLength(3);
  const again = await install();
  expect(again.stdout.match(/changed=0 /gu), again.stdout).toHaveLength(3);
});

test('hosts with the same plan stand together, the odd one alone, in kapa’s own words', async () => {
  for (const machine of hosts.machines) machine.put('/etc/motd', 'welcome\n');
  hosts.machines[1].put('/etc/motd', 'welcome to web2\n');
  const before = hosts.machines.map(treeOf);
  const { status, fleet, stdout, markdown } = await control.play('plan', '-e', 'src=policies');
  expect(status, stdout).toBe(0);
  expect(fleet.plans.map((plan) => plan.hosts)).toEqual([['web1', 'web3'], ['web2']]);
  expect(stdout).toContain('Plan on 1 host: web2 (the odd one out)');
  expect(stdout).toContain('-welcome to web2');
  expect(stdout).toContain('+This host is kept by kapa.');
  expect(stdout).toMatch(/re(?:load|start) apache2, because of .*Proxy the API/u);
  expect(stdout).toContain('proof: proven');
  expect(markdown).toMatch(/\*\*Plan on 2 hosts: web1, web3\*\*\n\n```diff\n/u);
  // Nor has looking changed a byte of any, kapa's own state included.
  expect(hosts.machines.map(treeOf)).toEqual(before);
});

test('a rollout applies what was planned, and a second one changes nothing', async () => {
  await rolledOut('first');
  for (const machine of hosts.machines) {
    expect(machine.get('/etc/motd')).toBe('This host is kept by kapa.\n');
    expect(machine.get(prefork)).toMatch(/MaxRequestWorkers +150\n/u);
    expect(await machine.must(['readlink', '/etc/kapa/policies'])).toMatch(/^releases\/[0-9a-f]{64}\n$/u);
  }
  const before = hosts.machines.map(treeOf);
  const again = await control.play('rollout', '-e', 'run=first');
  expect(again.status, again.stdout).toBe(0);
  expect(again.changed).toEqual([]);
  expect(again.stdout).toContain('changed=0');
  expect(hosts.machines.map(treeOf)).toEqual(before);
});

test('a host that has moved since its plan refuses it, and the rest is not touched', async () => {
  const [web1, web2, web3] = hosts.machines;
  setVariables({ workers: 160 });
  await planned('second');
  web2.put(prefork, web2.get(prefork).replace('150', '155'));
  const before = treeOf(web3);
  const { status, fleet, stdout } = await control.play('rollout', '-e', 'run=second');
  expect(status, stdout).not.toBe(0);
  expect(fleet.failed['web2']).toContain('moved since this plan was made');
  expect(web1.get(prefork)).toMatch(/MaxRequestWorkers +160\n/u);
  expect(web2.get(prefork)).toMatch(/MaxRequestWorkers +155\n/u);
  expect(treeOf(web3)).toEqual(before);
  expect(fleet.untouched).toContain('web3');
  // Planned anew, it goes through.
  await rolledOut('second');
  expect(web3.get(prefork)).toMatch(/MaxRequestWorkers +160\n/u);
});

/** Saves each host's plan. */
async function planned(run: string): Promise<void> {
  const { status, stdout, stderr } = await control.play('plan', '-e', 'src=policies', '-e', `run=${run}`);
  expect(status, stdout + stderr).toBe(0);
}

/** Plans and rolls out, which must succeed. */
async function rolledOut(run: string): Promise<void> {
  await planned(run);
  const { status, stdout, stderr } = await control.play('rollout', '-e', `run=${run}`);
  expect(status, stdout + stderr).toBe(0);
}

/** Sets variables of all hosts. */
function setVariables(values: Readonly<Record<string, unknown>>): void {
  let text = control.read('group_vars/web.yml');
  for (const [name, value] of Object.entries(values))
    text = text.replace(new RegExp(`^${name}: .*$`, 'mu'), () => `${name}: ${JSON.stringify(value)}`);
  control.write('group_vars/web.yml', text);
}

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { site } from '../hosts/site.ts';
import { releases } from './control-image.ts';
import type { Control } from './control.ts';
import { bootHosts, packKapa, type Hosts } from './hosts.ts';
import { configurationOf, treeOf } from './tree.ts';

// Three booted Debians behind ssh, and the collection as it is installed from its archive. One test goes on from where
// the one before it left the hosts.

// A playbook is hundreds of processes: on a machine that has much to do one takes minutes.
vi.setConfig({ testTimeout: 1_800_000, hookTimeout: 1_800_000 });

describe.each(releases)('with the Ansible of %s', (release) => {
  let hosts: Hosts;
  let control: Control;
  const prefork = '/etc/apache2/mods-available/mpm_prefork.conf';
  const vhost = '/etc/apache2/sites-available/kapa.healtheworld.com.co-le-ssl.conf';

  beforeAll(async () => {
    hosts = await bootHosts(release);
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
    const asked = await control.run(
      ['sh', '-c', 'tar --create --directory policies . | sh ci/kapa-fleet-plan'],
      { KAPA_SITE: join(control.folder, 'site') },
    );
    expect(asked).toMatchObject({ status: 0, stdout: markdown });
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
    // Each has told its health with that: the gate had to ask none of them again.
    expect(Object.keys(again.fleet.health)).toEqual(['web1', 'web2', 'web3']);
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

  test('a host that is lost before its turn holds back those after it', async () => {
    const [web1, web2, web3] = hosts.machines;
    setVariables({ workers: 170 });
    await planned('third');
    // Without its living connections: over one that the plan left open, Ansible would reach it all the same.
    await web2.sh('systemctl stop ssh; pkill -x sshd || true');
    const before = [web2, web3].map(treeOf);
    const { status, fleet, stdout } = await control.play('rollout', '-e', 'run=third');
    expect(status, stdout).not.toBe(0);
    expect(Object.keys(fleet.lost)).toEqual(['web2']);
    expect(fleet.untouched).toContain('web3');
    expect(stdout).toContain('! web2, lost: ');
    expect(web1.get(prefork)).toMatch(/MaxRequestWorkers +170\n/u);
    expect([web2, web3].map(treeOf)).toEqual(before);
    // Its plan is good as long as nothing has moved.
    await web2.must(['systemctl', 'start', 'ssh']);
    const again = await control.play('rollout', '-e', 'run=third');
    expect(again.status, again.stdout).toBe(0);
    expect(again.changed).toEqual(['web2', 'web3']);
  });

  test('a host that is cut off in its turn holds back the next batch, and does not hang the rollout', async () => {
    const [web1, web2, web3] = hosts.machines;
    setVariables({ workers: 180 });
    await planned('cut');
    control.write(
      'cut.yml',
      `- ansible.builtin.command: ip link set ${hosts.ports['web2']} down\n  when: inventory_hostname == 'web2'\n  delegate_to: localhost\n`,
    );
    const before = [web2, web3].map(treeOf);
    const { status, fleet, stdout } = await control.play(
      'rollout',
      ...['-e', 'run=cut', '-e', '{"kapa_batches": [2, 1]}'],
      ...['-e', 'kapa_drain_tasks=cut.yml'],
    );
    expect(status, stdout).not.toBe(0);
    expect(Object.keys(fleet.lost)).toEqual(['web2']);
    expect(fleet.lost['web2']).toMatch(/ssh/u);
    expect(fleet.held_back).toEqual({ web3: 'web2 failed or could not be reached' });
    expect(stdout).toContain('! web2, lost: ');
    expect(web1.get(prefork)).toMatch(/MaxRequestWorkers +180\n/u);
    expect([web2, web3].map(treeOf)).toEqual(before);
    await control.run(['ip', 'link', 'set', hosts.ports['web2'] ?? '', 'up']);
    await rolledOut('cut');
  });

  test('what has begun on a host that is cut off goes on to its end', async () => {
    const [, web2, web3] = hosts.machines;
    const file = '/etc/slow.conf';
    control.write(
      'policies/slow.yaml',
      `policy: slow\nresources:\n  - name: Slow\n    file: { path: ${file}, content: "slow\\n", validate: [/usr/local/sbin/slow, "{}"] }\n`,
    );
    for (const machine of hosts.machines)
      machine.put('/usr/local/sbin/slow', '#!/bin/sh\ntest ! -e /var/tmp/slow || sleep 20\n', 0o755);
    await planned('slow');
    web2.put('/var/tmp/slow', '');
    const before = treeOf(web3);
    const rollout = control.play('rollout', '-e', 'run=slow');
    await web2.waitUntil(
      'it judges',
      async () => (await web2.run(['pgrep', '-x', 'sleep'])).status === 0,
      300,
    );
    await control.run(['ip', 'link', 'set', hosts.ports['web2'] ?? '', 'down']);
    const { status, fleet, stdout } = await rollout;
    expect(status, stdout).not.toBe(0);
    expect(Object.keys(fleet.lost)).toEqual(['web2']);
    expect(treeOf(web3)).toEqual(before);
    await web2.waitUntil('it is done', async () => (await web2.run(['test', '-e', file])).status === 0, 300);
    await web2.waitUntil(
      'nothing of it runs',
      async () => (await web2.run(['pgrep', '-f', 'kapa_payload|kapa apply'])).status !== 0,
      300,
    );
    await control.run(['ip', 'link', 'set', hosts.ports['web2'] ?? '', 'up']);
    const again = await control.play('rollout', '-e', 'run=slow');
    expect(again.status, again.stdout).toBe(0);
    expect(again.changed).toEqual(['web3']);
    control.remove('policies/slow.yaml');
  });

  test('a host that falls sick with the new setting is put back, the rest is not touched, and a rollback takes all back', async () => {
    const [web1, web2, web3] = hosts.machines;
    const current = await releasesOf();
    // What Apache would pass the visitors on to answers on two of the hosts.
    for (const machine of [web1, web3]) {
      await machine.sh(`PORT=3002 pm2 start --name next ${site.backend}/server.js`, {
        user: 'kapa',
        env: { HOME: '/home/kapa' },
      });
      await machine.waitForPort(3002);
    }
    setVariables({ backend_port: 3002 });
    editPolicy('web.yaml', 'Apache in front of a Node backend', 'Apache in front of the next backend');
    const before = hosts.machines.map(configurationOf);
    await planned('sick');
    const untouched = treeOf(web3);
    const { status, fleet, stdout } = await control.play('rollout', '-e', 'run=sick');
    expect(status, stdout).not.toBe(0);
    expect(Object.keys(fleet.failed)).toEqual(['web2']);
    expect(fleet.failed['web2']).toMatch(/undid|put back/u);
    expect(fleet.untouched).toContain('web3');
    expect(web1.get(vhost)).toContain('127.0.0.1:3002');
    expect(configurationOf(web1)).not.toEqual(before[0]);
    expect(configurationOf(web2)).toEqual(before[1]);
    expect(treeOf(web3)).toEqual(untouched);
    const back = await control.play('rollback', '-e', 'run=sick');
    expect(back.status, back.stdout).toBe(0);
    expect(back.changed).toEqual(['web1']);
    expect(hosts.machines.map(configurationOf)).toEqual(before);
    expect(await releasesOf()).toEqual(current);
    const twice = await control.play('rollback', '-e', 'run=sick');
    expect(twice.changed, twice.stdout).toEqual([]);
    setVariables({ backend_port: 3001 });
    editPolicy('web.yaml', 'Apache in front of the next backend', 'Apache in front of a Node backend');
  });

  test('a secret of the vault stands in its own file, and nowhere else', async () => {
    const secret = 'tr0ub4dor-and-three';
    const file = '/etc/database.env';
    const password = '--vault-password-file=../vault-password';
    control.write('../vault-password', 'the key of the vault\n');
    control.write('group_vars/all/vault.yml', `vault_database_password: ${secret}\n`);
    const sealed = await control.run(['ansible-vault', 'encrypt', password, 'group_vars/all/vault.yml']);
    expect(sealed.status, sealed.stderr).toBe(0);
    const variables = control.read('group_vars/web.yml');
    control.write(
      'group_vars/web.yml',
      `${variables}kapa_secret_vars:\n  database_password: '{{ vault_database_password }}'\n`,
    );
    control.write(
      'policies/database.yaml',
      `policy: database\nvars: { database_password: '' }\nresources:\n  - name: Password of the database\n    file: { path: ${file}, mode: '0600', secret: true, content: "PASSWORD={{ database_password }}\\n" }\n`,
    );
    const loud = [password, '-vvv', '--diff'];
    const said: string[] = [];
    for (const play of [
      ['plan', '-e', 'src=policies'],
      ['plan', '-e', 'src=policies', '-e', 'run=secret'],
      ['rollout', '-e', 'run=secret'],
    ]) {
      const [name = '', ...args] = play;
      const { status, stdout, stderr, markdown, fleet } = await control.play(name, ...args, ...loud);
      expect(status, stdout).toBe(0);
      said.push(stdout, stderr, markdown, JSON.stringify(fleet));
    }
    for (const text of said) {
      expect(text).not.toContain(secret);
      for (const [packed] of text.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/gu))
        expect(unpacked(packed)).not.toContain(secret);
    }
    const places = await control.run(['grep', '-rlF', secret, control.folder]);
    expect(places.stdout).toBe('');
    for (const machine of hosts.machines) {
      expect(machine.get(file)).toBe(`PASSWORD=${secret}\n`);
      const found = await machine.run(
        [
          'grep',
          '-rlsF',
          '--devices=skip',
          ...['proc', 'sys'].map((name) => `--exclude-dir=${name}`),
          secret,
          '/',
        ],
        { timeout: 600 },
      );
      expect(found.stdout).toBe(`${file}\n`);
    }
    control.write('group_vars/web.yml', variables);
    control.remove('group_vars/all');
    control.remove('policies/database.yaml');
  });

  test('visitors behind a balancer notice nothing of a rollout that restarts Apache', async () => {
    const socket = join(control.folder, 'haproxy.sock');
    const settings = join(control.folder, 'haproxy.cfg');
    control.write(
      settings,
      `global
  stats socket ${socket} mode 600 level admin
defaults
  mode tcp
  retries 0
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend visitors
  bind 127.0.0.1:443
  default_backend web
backend web
  balance roundrobin
${Object.entries(hosts.addresses)
  .map(([name, address]) => `  server ${name} ${address}:443\n`)
  .join('')}`,
    );
    const balancer = control.start(['haproxy', '-db', '-f', settings]);
    const log = join(control.folder, 'visits');
    const load = resolve(import.meta.dirname, '../hosts/backend/load.cjs');
    await vi.waitUntil(() => existsSync(socket), { timeout: 60_000 });
    const visitors = spawn('ip', ['netns', 'exec', control.namespace, process.execPath, load, '20', log]);
    try {
      await vi.waitUntil(() => existsSync(log), { timeout: 60_000 });
      editPolicy('web.yaml', 'ServerLimit: 400', 'ServerLimit: 500');
      control.write(
        'balancer.yml',
        `balancer: localhost\nbalancer_socket: ${socket}\nkapa_drain_tasks: balancer/drain.yml\nkapa_undrain_tasks: balancer/undrain.yml\n`,
      );
      await planned('balanced');
      const { status, changed, stdout } = await control.play(
        'rollout',
        '-e',
        'run=balanced',
        '-e',
        '@balancer.yml',
      );
      expect(status, stdout).toBe(0);
      expect(changed).toEqual(['web1', 'web2', 'web3']);
      expect(stdout).toContain('restart apache2');
      const served = await control.run(['sh', '-c', `echo 'show stat web 4 -1' | socat stdio ${socket}`]);
      for (const line of served.stdout.split('\n').filter((one) => one.startsWith('web,')))
        expect(Number(line.split(',')[7]), line).toBeGreaterThan(20);
    } finally {
      visitors.kill();
      balancer.kill();
    }
    const visits = readFileSync(log, 'utf8').trim().split('\n');
    expect(visits.length).toBeGreaterThan(100);
    expect(visits.filter((visit) => visit.split(' ')[1] !== '200')).toEqual([]);
  });

  test('what is wrong with a variable or a policy is told with its place, and fails each host', async () => {
    const misspelt = await control.play('plan', '-e', 'src=policies', '-e', '{"kapa_vars": {"wrokers": 9}}');
    expect(misspelt.status).not.toBe(0);
    expect(misspelt.fleet.failed['web1']).toMatch(/not valid[^]*host\.vars\.yaml:2:1: .*wrokers[^]*workers/u);
    editPolicy('web.yaml', 'StartServers: 5', 'StartServers: many');
    const invalid = await control.play('plan', '-e', 'src=policies');
    expect(invalid.status).not.toBe(0);
    expect(invalid.fleet.failed['web3']).toMatch(/not valid[^]*web\.yaml:\d+/u);
    editPolicy('web.yaml', 'StartServers: many', 'StartServers: 5');
  });

  test('facts tell how a host is, and old runs and releases go by their number', async () => {
    await control.run([
      'ansible-playbook',
      'kapa.kapa.plan',
      '-e',
      'src=policies',
      '-e',
      'run=kept',
      '-e',
      'kapa_keep=1',
    ]);
    const { stdout } = await control.run(['ansible', 'web1', '-m', 'kapa.kapa.facts']);
    const told = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      readonly ansible_facts: { readonly kapa: Readonly<Record<string, unknown>> };
    };
    const [release = ''] = await releasesOf();
    expect(told.ansible_facts.kapa).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/u) as string,
      release: release.trim().replace('releases/', ''),
      status: 'ok',
      last_transaction: { id: expect.stringMatching(/^\d{8}_\d{6}/u) as string },
    });
    const [web1] = hosts.machines;
    expect(await web1.must(['ls', '/var/lib/kapa-fleet'])).toBe('kept\n');
    expect((await web1.must(['ls', '/etc/kapa/releases'])).trim().split('\n').length).toBeLessThanOrEqual(3);
  });

  test('the fleet’s health stands on one screen, and its reports make one page', async () => {
    const well = await control.play('check');
    expect(well.status, well.stdout).toBe(0);
    expect(well.stdout).toContain('ok: 3 hosts: web1, web2, web3');
    for (const machine of hosts.machines) await machine.must(['kapa', 'check']);
    const reported = await control.play('report', '-e', 'dest=november');
    expect(reported.status, reported.stdout).toBe(0);
    const page = join(control.folder, 'november.html');
    execFileSync(process.execPath, [
      ...[resolve(import.meta.dirname, '../../dist/kapa.cjs'), 'report'],
      ...['--merge', join(control.folder, 'site/november'), '--out', page],
    ]);
    for (const name of ['web1', 'web2', 'web3']) expect(readFileSync(page, 'utf8')).toContain(name);
    await hosts.machines[2].must(['systemctl', 'stop', 'apache2']);
    const sick = await control.play('check');
    expect(sick.status, sick.stdout).not.toBe(0);
    expect(sick.fleet.failed['web3']).toContain('Site answers');
    expect(sick.stdout).toContain('ok: 2 hosts: web1, web2');
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

  /** Edits a policy of the control node's. */
  function editPolicy(name: string, from: string, to: string): void {
    const text = control.read(`policies/${name}`);
    expect(text).toContain(from);
    control.write(`policies/${name}`, text.replace(from, to));
  }

  /** Releases that the hosts' policies are at. */
  async function releasesOf(): Promise<readonly string[]> {
    return await Promise.all(
      hosts.machines.map((machine) => machine.must(['readlink', '/etc/kapa/policies'])),
    );
  }
});

/** What a text holds that somebody packed into letters; empty: it is none. */
function unpacked(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  try {
    return inflateSync(bytes).toString();
  } catch {
    return bytes.toString();
  }
}

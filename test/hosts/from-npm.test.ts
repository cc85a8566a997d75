import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { buildPackages, offer, update, type Packages } from './packaged.ts';
import { installKapa, siteLayers } from './site.ts';

// From the npm package to Debian's, under a running watch: one state, one policy, another program.

let packages: Packages;
let machine: Machine;
const policies = '/etc/kapa/policies';

beforeAll(async () => {
  packages = buildPackages();
  machine = await boot('from-npm', await siteLayers());
  await machine.waitForPort(443);
  await installKapa(machine);
  await machine.sh(
    `mkdir -p /etc/kapa && cp -r /usr/local/lib/node_modules/kapa/policies ${policies}
     sed -i 's/scheduler: cron/scheduler: watch/' ${policies}/host.yaml
     kapa apply --yes ${policies}`,
  );
  await machine.must(['systemctl', 'is-active', 'kapa-watch']);
  offer(machine, packages);
  await machine.must(update);
});
afterAll(async () => {
  await machine.stop();
  packages.remove();
});

test('beside each other: the watch of npm goes on, and doctor says that there are two', async () => {
  const before = await watcher();
  await machine.must(['apt-get', 'install', '-y', 'kapa']);
  expect(await machine.must(['systemctl', 'is-active', 'kapa-watch'])).toBe('active\n');
  expect((await doctor()).stdout).toMatch(/more than one kapa is installed/u);
  expect(before).not.toBe('0');
});

test('without the npm package the same unit starts the kapa of Debian, and nothing is to be changed', async () => {
  await machine.must(['npm', 'uninstall', '--global', 'kapa']);
  expect((await machine.run(['/usr/bin/kapa', 'plan', '--detailed-exitcode'])).status).toBe(0);
  await machine.must(['systemctl', 'restart', 'kapa-watch']);
  const running = await machine.must(['cat', `/proc/${await watcher()}/cmdline`]);
  expect(running).toContain('/usr/lib/kapa/dist/kapa.cjs');
  const { stdout } = await doctor();
  expect(stdout).not.toMatch(/more than one kapa|✗/u);
});

test('what the kapa of npm changed, the one of Debian puts back', async () => {
  const prefork = '/etc/apache2/mods-available/mpm_prefork.conf';
  expect(await machine.must(['kapa', 'backups'])).toContain(prefork);
  await machine.must(['kapa', 'restore', '--yes', prefork]);
  expect(machine.get(prefork)).toMatch(/^MaxConnectionsPerChild\s+0$/mu);
});

async function doctor(): Promise<{ readonly stdout: string }> {
  return machine.run(['/usr/bin/kapa', 'doctor', policies]);
}

async function watcher(): Promise<string> {
  return (await machine.must(['systemctl', 'show', '-p', 'MainPID', '--value', 'kapa-watch'])).trim();
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { askSite, site, siteLayers } from './site.ts';

// Debian 12 with the operator's site, and kapa installed by apt alone, from the repository that `npm run package` makes.

const project = resolve(import.meta.dirname, '../..');
const shippedPolicies = '/usr/share/kapa/policies';
const short = { PATH: '/usr/bin:/bin' };
let folder: string;
let machine: Machine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-packages-'));
  execFileSync(process.execPath, ['packaging/build.mjs', folder], { cwd: project, stdio: 'ignore' });
  machine = await boot('debian', await siteLayers());
  await machine.waitForPort(443);
  machine.copy(join(folder, 'repository'), '/srv/kapa');
  machine.copy(
    join(folder, 'repository/kapa-archive-keyring.gpg'),
    '/usr/share/keyrings/kapa-archive-keyring.gpg',
  );
  // No network, and nothing of Debian's is needed.
  await machine.sh('rm -f /etc/apt/sources.list; cp /srv/kapa/kapa.sources /etc/apt/sources.list.d/');
});
afterAll(async () => {
  await machine.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an index that its signature does not fit is refused', async () => {
  const index = '/srv/kapa/dists/stable/InRelease';
  const good = machine.get(index);
  machine.put(index, good.replace('Origin: kapa', 'Origin: mapa'));
  const refused = await machine.run(['apt-get', 'update']);
  expect(`${refused.stdout}${refused.stderr}`).toMatch(/BADSIG|invalid signature/iu);
  machine.put(index, good);
  await machine.must(['apt-get', 'update']);
});

test('apt brings kapa and a Node of its own; nothing is started', async () => {
  await machine.must(['apt-get', 'install', '-y', 'kapa']);
  expect(await machine.must(['dpkg-query', '-W', '-f=${Status}', 'kapa-node'])).toContain('ok installed');
  expect(await machine.must(['stat', '-c', '%a %U', '/etc/kapa'])).toBe('755 root\n');
  const units = await machine.must(['systemctl', 'list-unit-files', '--no-legend', 'kapa*']);
  expect(units).toContain('kapa-watch.service');
  expect(units).not.toMatch(/\benabled\b.*\benabled\b/u);
  expect(await machine.must(['systemctl', 'list-units', '--all', '--no-legend', 'kapa*'])).toBe('');
});

test('it starts on the shortest PATH, with the code cache that the installation made', async () => {
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
  const ran = await machine.run(['env', '-i', 'PATH=/usr/bin:/bin', 'kapa', '--version']);
  expect(ran).toMatchObject({ status: 0, stdout: `${version}\n` });
  expect(await cacheOf(['--version'])).toMatch(/: \d+ accepted, 0 refused, 0 missing/u);
});

test('a Node that is replaced has a cache of its own again, by a trigger of dpkg', async () => {
  await machine.sh('touch /usr/lib/kapa/bin/node');
  expect(await cacheOf(['--version'])).toMatch(/: 0 accepted, 0 refused, \d+ missing/u);
  await machine.must(['apt-get', 'install', '-y', '--reinstall', 'kapa-node']);
  expect(await cacheOf(['--version'])).toMatch(/: \d+ accepted, 0 refused, 0 missing/u);
  expect((await machine.must(['ls', '/usr/lib/kapa/dist/cache'])).split('\n')).toHaveLength(2);
});

test('the tour of the README, with the shipped policies', async () => {
  await machine.sh(`cp -r ${shippedPolicies} /etc/kapa/policies`);
  expect(await machine.must(['kapa', 'lint', '--strict', '/etc/kapa/policies'], { env: short })).toContain(
    'No findings',
  );
  await machine.must(['kapa', 'apply', '--yes']);
  expect((await machine.run(['kapa', 'plan', '--detailed-exitcode'])).status).toBe(0);
  expect(machine.get('/etc/logrotate.d/kapa')).toContain('kapa_health.log');
  expect((await machine.run(['kapa', 'status'])).status).toBe(0);
});

test('Ansible has its facts without a Node', async () => {
  const began = performance.now();
  const facts = JSON.parse(await machine.must(['/etc/ansible/facts.d/kapa.fact'])) as Record<string, unknown>;
  const gone = performance.now() - began;
  expect(facts).toMatchObject({ last_apply: expect.stringMatching(/^\d{8}_\d{6}/u) as string });
  // Some 15 ms of it are the way into the machine.
  expect(gone).toBeLessThan(250);
});

test('a timer checks a group, and watch runs, once they are asked for', async () => {
  await machine.sh(`crontab -r; systemctl enable --now kapa-check@machine.timer`);
  expect(
    await machine.must(['systemctl', 'show', '-p', 'TimersCalendar', 'kapa-check@machine.timer']),
  ).toContain('*:00/5:00');
  await machine.must(['systemctl', 'start', 'kapa-check@machine.service'], { timeout: 60 });
  await machine.sh('systemctl disable --now kapa-check@machine.timer');
  await machine.must(['systemctl', 'enable', '--now', 'kapa-watch']);
  expect(await machine.must(['systemctl', 'is-active', 'kapa-watch'])).toBe('active\n');
});

test('the sandboxed watch heals an orphan that hangs at the port; the PM2 daemon it starts is not in its sandbox', async () => {
  // Nothing but kapa brings the daemon back.
  await machine.sh(`systemctl disable --now pm2-${site.user}`);
  machine.start(['node', `${site.backend}/server.js`], { user: site.user });
  await machine.waitForPort(3001);
  await machine.must(['curl', '-s', '-X', 'POST', 'http://127.0.0.1:3001/fault/block?seconds=600']);
  await machine.waitUntil('the site is back', async () => (await askSite(machine)) === 200, 240);
  const free = await confinement('1');
  expect(await confinement(await watcher())).not.toEqual(free);
  const daemon = (await machine.must(['pgrep', '-o', '-u', site.user, '-f', 'God Daemon'])).trim();
  expect(await confinement(daemon)).toEqual(free);
  expect(await machine.must(['cat', `/proc/${daemon}/cgroup`])).toMatch(/run-[\w-]+\.scope$/mu);
});

test('the sandboxed watch proves and puts back what differs from the policies', async () => {
  const conf = '/etc/apache2/conf-available/security.conf';
  machine.put(
    '/etc/kapa/policies/banner.yaml',
    `policy: banner
resources:
  - { name: Banner, apache_directives: { file: ${conf}, set: { ServerTokens: Prod } } }
probes: { declared: { drift: {} } }
rules:
  - name: Banner is declared
    when: declared.resources > 0
    every: 1m
    severity: warning
    do: [{ apply: { resources: [Banner] } }]
`,
  );
  await machine.waitUntil('it is put back', async () => /^ServerTokens Prod$/mu.test(machine.get(conf)), 240);
  await machine.must(['apachectl', 'configtest']);
  await machine.sh('rm /etc/kapa/policies/banner.yaml');
});

test('an upgrade under a running watch goes on with the new one; removal leaves a host that serves', async () => {
  const before = await watcher();
  await machine.must(['apt-get', 'install', '-y', '--reinstall', 'kapa']);
  await machine.waitUntil(
    'watch runs anew',
    async () => !['0', before].includes(await watcher()) && (await isActive()),
    120,
  );
  await machine.must(['apt-get', 'remove', '-y', 'kapa']);
  expect(await isActive()).toBe(false);
  await machine.must(['apachectl', 'configtest']);
  await machine.waitForPort(443);
  await machine.waitForPort(3001);
  expect((await machine.run(['ls', '/usr/lib/kapa/dist'])).status).not.toBe(0);
});

test('purge leaves policies, state and backups, and says where', async () => {
  const { stdout, stderr } = await machine.run(['apt-get', 'purge', '-y', 'kapa']);
  expect(`${stdout}${stderr}`).toMatch(/\/etc\/kapa is yours and stays[^]*\/var\/lib\/kapa is yours/u);
  await machine.must(['test', '-f', '/etc/kapa/policies/host.yaml']);
  await machine.must(['test', '-d', '/var/lib/kapa/transactions']);
});

async function cacheOf(args: readonly string[]): Promise<string> {
  return (await machine.run(['kapa', ...args], { env: { NODE_DEBUG: 'kapa' } })).stderr;
}

/** A process's capabilities, filters of system calls and mounts. */
async function confinement(pid: string): Promise<string> {
  return machine.sh(`grep -E '^(CapBnd|Seccomp_filters):' /proc/${pid}/status; readlink /proc/${pid}/ns/mnt`);
}

async function watcher(): Promise<string> {
  return (await machine.must(['systemctl', 'show', '-p', 'MainPID', '--value', 'kapa-watch'])).trim();
}

async function isActive(): Promise<boolean> {
  return (await machine.run(['systemctl', 'is-active', '--quiet', 'kapa-watch'])).status === 0;
}

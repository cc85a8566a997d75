import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { buildPackages, offer, update, type Packages } from './packaged.ts';
import { installKapa, site, siteLayers } from './site.ts';

// What `kapa doctor` finds on a host that was installed by apt, each fault made for real and put right by its cure.

let packages: Packages;
let machine: Machine;
const policies = '/etc/kapa/policies';
const unit = '/usr/lib/systemd/system/kapa-watch.service';

beforeAll(async () => {
  packages = buildPackages();
  machine = await boot('doctor', await siteLayers());
  await machine.waitForPort(443);
  offer(machine, packages);
  await machine.must(update);
  await machine.must(['apt-get', 'install', '-y', 'kapa']);
  await machine.sh(`cp -r /usr/share/kapa/policies ${policies}; kapa apply --yes`);
});
afterAll(async () => {
  await machine.stop();
  packages.remove();
});

test('two kapas: the one of npm and the one of apt', async () => {
  expect(await found('program')).toEqual([]);
  await installKapa(machine);
  expect(await found('program')).toEqual([
    expect.stringMatching(/^warning: .*\/usr\/local\/bin\/kapa, \/usr\/bin\/kapa/u),
  ]);
  await machine.must(['npm', 'uninstall', '--global', 'kapa']);
  expect(await found('program')).toEqual([]);
});

test('a Node without a code cache of its own', async () => {
  expect(await found('node')).toEqual([expect.stringMatching(/^ok: .*\/usr\/lib\/kapa\/bin\/node/u)]);
  await machine.must(['touch', '/usr/lib/kapa/bin/node']);
  expect(await found('node')).toEqual([expect.stringMatching(/^warning: .*without a code cache/u)]);
  await machine.must(['/usr/lib/kapa/make-code-cache']);
  expect(await found('node')).toEqual([expect.stringMatching(/^ok: /u)]);
});

test('a kapa of npm has the code cache of the Node that is there, and a new one after npm rebuild', async () => {
  await installKapa(machine);
  const missing = (): Promise<string> =>
    machine.must(['sh', '-c', 'NODE_DEBUG=kapa /usr/local/bin/kapa --version 2>&1']);
  expect(await missing()).toMatch(/ [1-9]\d* accepted, 0 refused, 0 missing/u);
  await machine.must(['touch', '/usr/local/bin/node']);
  expect(await missing()).toMatch(/ 0 accepted, 0 refused, [1-9]\d* missing/u);
  await machine.must(['npm', 'rebuild', '--global', 'kapa']);
  expect(await missing()).toMatch(/ [1-9]\d* accepted, 0 refused, 0 missing/u);
  await machine.must(['npm', 'uninstall', '--global', 'kapa']);
});

test('who checks a group: cron, a timer, watch, two of them, or nobody', async () => {
  const health = async (): Promise<readonly string[]> =>
    (await found('schedule')).filter((line) => line.includes('group health'));
  expect(await health()).toEqual(['ok: group health is checked by crontab root']);
  await machine.must(['systemctl', 'enable', '--now', 'kapa-check@health.timer']);
  expect(await health()).toEqual([
    'warning: group health is checked by more than one: crontab root, kapa-check@health.timer',
  ]);
  await machine.must(['crontab', '-r']);
  expect(await health()).toEqual(['ok: group health is checked by kapa-check@health.timer']);
  await machine.must(['systemctl', 'disable', '--now', 'kapa-check@health.timer']);
  expect(await health()).toEqual([expect.stringMatching(/^ill: nothing checks group health/u)]);
  await machine.must(['systemctl', 'enable', '--now', 'kapa-watch']);
  expect(await health()).toEqual([expect.stringMatching(/^ok: .* kapa watch \(\d+\)$/u)]);
  await machine.must(['systemctl', 'enable', '--now', 'kapa-check@machine.timer']);
  expect((await found('schedule')).filter((line) => line.includes('group machine'))).toEqual([
    expect.stringMatching(/^warning: .*kapa watch \(\d+\), kapa-check@machine\.timer$/u),
  ]);
  await machine.must(['systemctl', 'disable', '--now', 'kapa-check@machine.timer']);
});

test('units: changed since systemd read them, other than shipped, hidden by one of /etc', async () => {
  const units = async (): Promise<readonly string[]> =>
    (await found('service')).filter((line) => line.includes('kapa-watch'));
  expect(await units()).toEqual([]);
  const shipped = machine.get(unit);
  machine.put(unit, `${shipped}# changed\n`);
  expect(await units()).toEqual([
    expect.stringMatching(/^warning: .*no longer what the package shipped/u),
    expect.stringMatching(/^warning: .*has changed since systemd read it/u),
  ]);
  machine.put(unit, shipped);
  machine.put('/etc/systemd/system/kapa-watch.service', shipped.replace('WatchdogSec=60', 'WatchdogSec=90'));
  await machine.must(['systemctl', 'daemon-reload']);
  expect(await units()).toEqual([expect.stringMatching(/^warning: .*hides the unit of the package/u)]);
  await machine.sh('rm /etc/systemd/system/kapa-watch.service; systemctl daemon-reload');
  expect(await units()).toEqual([]);
});

test('the clock, as timedatectl says', async () => {
  const synchronised = await machine.must(['timedatectl', 'show', '-p', 'NTPSynchronized', '--value']);
  expect(await found('clock')).toEqual([
    synchronised === 'yes\n'
      ? 'ok: the clock is synchronised'
      : expect.stringMatching(/^warning: nothing keeps/u),
  ]);
});

test("PM2's saved list that lacks what runs, and its logs that nothing rotates", async () => {
  expect(await found('pm2_saved')).toEqual([]);
  machine.put('/home/kapa/other.js', 'setInterval(() => 0, 1000);\n');
  await machine.must(['pm2', 'start', '/home/kapa/other.js'], { user: site.user });
  expect(await found('pm2_saved')).toEqual([
    'warning: /home/kapa/.pm2/dump.pm2 lacks what runs: other; after a reboot PM2 does not start it',
  ]);
  await machine.must(['pm2', 'save'], { user: site.user });
  expect(await found('pm2_saved')).toEqual([]);
  expect(await found('pm2_logs')).toEqual([
    expect.stringMatching(/^warning: nothing rotates \/home\/kapa\/\.pm2\/logs\/.*, nor 3 other logs/u),
  ]);
  machine.put('/etc/logrotate.d/pm2', '/home/kapa/.pm2/logs/*.log {\n  su kapa kapa\n  copytruncate\n}\n');
  expect(await found('pm2_logs')).toEqual([]);
});

test('a certificate on the disk that is newer than the one Apache shows', async () => {
  expect(await found('certificate')).toEqual([expect.stringMatching(/^ok: 1 site over TLS/u)]);
  const live = `/etc/letsencrypt/live/${site.name}`;
  await machine.sh(
    `openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=${site.name} -keyout ${live}/privkey.pem -out ${live}/fullchain.pem`,
  );
  expect(await found('certificate')).toEqual([
    expect.stringMatching(new RegExp(`^ill: Apache shows ${site.name}:443 with the certificate of`, 'u')),
  ]);
  await machine.must(['systemctl', 'reload', 'apache2']);
  await machine.waitUntil(
    'Apache shows the new one',
    async () => (await found('certificate'))[0]?.startsWith('ok: 1 site') === true,
  );
});

test('backups that pile up', async () => {
  const file = `/etc/apache2/sites-available/${site.name}-le-ssl.conf`;
  expect(await found('backups')).toEqual([]);
  await machine.sh(
    `for n in $(seq 10 60); do cp ${file} ${file}.backup_202501$n_0000$n; done`.replaceAll('$n_', '${n}_'),
  );
  expect(await found('backups')).toEqual([expect.stringMatching(/^warning: 5\d backups stand beside/u)]);
});

test('configuration files of packages that differ, until apt is told to keep them', async () => {
  expect(await found('conffiles')).toEqual([
    expect.stringMatching(/^warning: .*mods-available\/mpm_prefork\.conf \(apache2\)/u),
  ]);
  machine.put('/etc/apt/apt.conf.d/90keep', 'Dpkg::Options { "--force-confdef"; "--force-confold"; };\n');
  expect(await found('conffiles')).toEqual([
    expect.stringMatching(/^ok: upgrades keep .*mpm_prefork\.conf/u),
  ]);
});

test('each of these has a cure, in Spanish as well', async () => {
  machine.put('/etc/apt/apt.conf.d/90keep', '');
  const { stdout } = await machine.run(['kapa', 'doctor', '--json', policies], {
    env: { LANG: 'es_CO.UTF-8' },
  });
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly Check[] };
  expect(checks.filter(({ state, cure }) => state !== 'ok' && cure === undefined)).toEqual([]);
});

interface Check {
  readonly id: string;
  readonly state: string;
  readonly message: string;
  readonly cure?: string;
}

/** Findings of one kind, as `state: message`. */
async function found(id: string): Promise<readonly string[]> {
  const ran = await machine.run(['kapa', 'doctor', '--json', policies]);
  const { checks } = JSON.parse(ran.stdout) as { readonly checks: readonly Check[] };
  return checks.filter((one) => one.id === id).map(({ state, message }) => `${state}: ${message}`);
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { askSite, installKapa, site, siteLayers } from './site.ts';
import { patient } from '../patient.ts';

let machine: Machine;
const policies = '/etc/kapa/policies';
const shipped = '/usr/local/lib/node_modules/kapa/policies';

beforeAll(async () => {
  machine = await boot('health', await siteLayers());
  await installKapa(machine);
  await machine.sh(`mkdir -p /etc/kapa && cp -r ${shipped} ${policies}`);
  await machine.waitForPort(3001);
  await machine.waitForPort(443);
});
afterAll(() => machine.stop());

async function shown(property: string): Promise<string> {
  return (
    await machine.must(['systemctl', 'show', `--property=${property}`, '--value', 'kapa-watch'])
  ).trim();
}

test('doctor, before any check, finds nothing ill and says what was not checked yet', async () => {
  await machine.must(['kapa', 'apply', '--yes', policies]);
  const doctor = await machine.must(['kapa', 'doctor', policies]);
  expect(doctor).not.toContain('✗');
  expect(doctor).toMatch(/\? group health was not checked yet/u);
});

test('doctor names what is broken, with the cure, and ends with 1', async () => {
  await machine.sh(
    `crontab -l > /root/jobs; crontab -r; mv /etc/logrotate.d/kapa /root/kept-rotation
     systemctl stop cron`,
  );
  await machine.sh('pm2 delete kapa-backend', { user: site.user });
  const { status, stdout } = await machine.run(['kapa', 'doctor', policies]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/✗ .*cron/u);
  expect(stdout).toMatch(/✗ nothing checks group health/u);
  expect(stdout).toMatch(/✗ .*kapa-backend/u);
  expect(stdout).toMatch(/✗ .*\/var\/log\/kapa_health[.]log/u);
  expect(stdout.split('→').length - 1).toBeGreaterThanOrEqual(stdout.split('✗').length - 1);
  await machine.sh('systemctl start cron; crontab /root/jobs; mv /root/kept-rotation /etc/logrotate.d/kapa');
});

test('reset brings back a backend that PM2 no longer knows, proves it, and its restarts are 0', async () => {
  const reset = await machine.must(['kapa', 'reset', '--yes', policies]);
  expect(reset).toContain('kapa-backend');
  expect(await askSite(machine)).toBe(200);
  const list = await machine.must(['pm2', 'jlist'], { user: site.user });
  expect(list).toContain('"restart_time":0');
  expect(list).toContain('"status":"online"');
  expect(await machine.must(['kapa', 'history', '--incident', '1', policies])).toContain('sockets.txt');
  const doctor = await machine.run(['kapa', 'doctor', policies]);
  expect(doctor.status, doctor.stdout).toBe(0);
});

test('one setting installs the service for kapa watch instead of the two cron jobs', async () => {
  await machine.must(['kapa', 'apply', '--yes', policies]);
  expect(await machine.must(['crontab', '-l'])).toContain('kapa check --group health');
  await machine.sh(`sed -i 's/^  scheduler: cron/  scheduler: watch/' ${policies}/host.yaml`);
  await machine.must(['kapa', 'apply', '--yes']);
  expect((await machine.run(['crontab', '-l'])).stdout).not.toContain('kapa check');
  // Type=notify: systemd calls it active only once kapa has said that it is ready.
  expect(await shown('ActiveState')).toBe('active');
  expect(await machine.must(['kapa', 'apply', '--yes'])).toContain('Nothing to do');
});

test('watch heals a stopped backend of another user long before the three minutes of its rule', async () => {
  await machine.waitUntil(
    'the first round',
    async () => (await machine.run(['test', '-s', '/var/log/kapa_health.log'])).status === 0,
  );
  await new Promise((resolve) => void setTimeout(resolve, 2000));
  await machine.sh('pm2 stop kapa-backend', { user: site.user });
  const seconds = await machine.waitUntil(
    'the remedy helped',
    async () => (await machine.run(['grep', '-q', 'Reiniciado', '/var/log/kapa_health.log'])).status === 0,
  );
  expect(seconds).toBeLessThan(patient(25));
  const told = ['journalctl', '-u', 'kapa-watch', '-o', 'json', 'KAPA_EVENT=remedy', 'KAPA_OUTCOME=helped'];
  await machine.waitUntil(
    'the journal has it in fields',
    async () => (await machine.run(told)).stdout.trim() !== '',
  );
  const [line = ''] = (await machine.must(told)).split('\n');
  expect(JSON.parse(line)).toMatchObject({
    PRIORITY: '5',
    KAPA_GROUP: 'health',
    KAPA_REMEDY: 'pm2_restart',
    KAPA_TARGET: 'pm2:kapa-backend',
  });
});

test('a watch that hangs is ended by the watchdog of systemd and started again', async () => {
  // The shipped unit gives it a minute.
  machine.put(
    '/etc/systemd/system/kapa-watch.service.d/fast.conf',
    '[Service]\nWatchdogSec=6\nRestartSec=1\n',
  );
  await machine.sh('systemctl daemon-reload; systemctl restart kapa-watch');
  const pid = await shown('MainPID');
  await machine.must(['kill', '-STOP', pid]);
  await machine.waitUntil('the watchdog', async () => Number(await shown('NRestarts')) > 0, 60);
  await machine.waitUntil('it is ready again', async () => (await shown('ActiveState')) === 'active', 60);
  expect(await shown('MainPID')).not.toBe(pid);
  expect(await machine.must(['journalctl', '-u', 'kapa-watch', '-o', 'cat'])).toMatch(/watchdog/iu);
  await machine.sh(
    'rm -r /etc/systemd/system/kapa-watch.service.d; systemctl daemon-reload; systemctl restart kapa-watch',
  );
});

test('the service finds a kapa that npm has put elsewhere', async () => {
  await machine.sh(
    `npm install --global --offline --prefix /opt/npm /root/kapa.tgz
     mv /usr/local/bin/kapa /root/link`,
  );
  const path = '/opt/npm/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';
  const apply = ['kapa', 'apply', '--yes', policies];
  expect(await machine.must(apply, { env: { PATH: path } })).toContain('kapa-watch');
  expect(await shown('ActiveState')).toBe('active');
  expect(await machine.must(['systemctl', 'cat', 'kapa-watch'])).toContain('PATH=/opt/npm/bin:');
  await machine.sh('mv /root/link /usr/local/bin/kapa');
  await machine.must(['kapa', 'apply', '--yes', policies]);
  expect(await machine.must(['systemctl', 'cat', 'kapa-watch'])).not.toContain('/opt/npm');
  expect(await shown('ActiveState')).toBe('active');
});

test('a reload with broken policies keeps the old ones, and SIGTERM ends it in order', async () => {
  const pid = await shown('MainPID');
  await machine.sh(`cp ${policies}/health.yaml /root/kept && echo 'rules: {' >> ${policies}/health.yaml`);
  await machine.must(['systemctl', 'reload', 'kapa-watch']);
  await machine.waitUntil('it says so', async () =>
    (await machine.must(['journalctl', '-u', 'kapa-watch', '-o', 'cat'])).includes(
      'goes on with the old ones',
    ),
  );
  expect(await shown('ActiveState')).toBe('active');
  expect(await shown('MainPID')).toBe(pid);
  await machine.sh(`cp /root/kept ${policies}/health.yaml`);
  await machine.must(['systemctl', 'stop', 'kapa-watch']);
  expect(await shown('Result')).toBe('success');
});

test('the setting put back brings the cron jobs back, and the service goes', async () => {
  await machine.sh(`sed -i 's/^  scheduler: watch/  scheduler: cron/' ${policies}/host.yaml`);
  await machine.must(['kapa', 'apply', '--yes']);
  expect(await machine.must(['crontab', '-l'])).toContain('kapa check --group health');
  expect(await shown('LoadState')).toBe('not-found');
});

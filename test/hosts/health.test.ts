import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { installKapa, site, siteLayers } from './site.ts';

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
  expect(seconds).toBeLessThan(6);
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

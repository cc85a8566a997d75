import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';

let machine: Machine;

beforeAll(async () => {
  machine = await boot('machine');
});
afterAll(() => machine.stop());

test('a booted machine runs systemd, cron and Apache, and has Node and PM2', async () => {
  expect((await machine.must(['ps', '-p', '1', '-o', 'comm='])).trim()).toBe('systemd');
  for (const service of ['cron', 'apache2', 'ssh']) await machine.must(['systemctl', 'is-active', service]);
  expect(await machine.must(['node', '--version'])).toBe(`${process.version}\n`);
  expect(await machine.must(['pm2', '--version'])).toMatch(/\d+\.\d+\.\d+/u);
  await machine.waitForPort(80);
});

test('what is written survives an abrupt reboot', async () => {
  machine.put('/root/note', 'still here');
  await machine.reboot('kill');
  expect(machine.get('/root/note')).toBe('still here');
  await machine.must(['systemctl', 'is-active', 'cron']);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { image } from './image.ts';
import { boot, type Machine } from './machine.ts';

describe.each([
  ['bookworm', /^12\./u],
  ['trixie', /^13\./u],
] as const)('%s', (release, version) => {
  let machine: Machine;

  beforeAll(async () => {
    machine = await boot(`machine-${release}`, [image(release)]);
  });
  afterAll(() => machine.stop());

  test('a booted machine runs systemd, cron and Apache, and has Node and PM2', async () => {
    expect((await machine.must(['ps', '-p', '1', '-o', 'comm='])).trim()).toBe('systemd');
    expect(machine.get('/etc/debian_version')).toMatch(version);
    // As Debian boots: one hierarchy of control groups.
    expect(await machine.must(['stat', '-f', '-c', '%T', '/sys/fs/cgroup'])).toBe('cgroup2fs\n');
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
});

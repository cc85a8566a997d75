import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { askSite, site, siteLayers } from './site.ts';

describe.each(['bookworm', 'trixie'] as const)('%s', (release) => {
  let machine: Machine;

  beforeAll(async () => {
    machine = await boot('site', await siteLayers(release));
    await machine.waitForPort(3001);
    await machine.waitForPort(443);
  });
  afterAll(() => machine.stop());

  test("the operator's host serves the backend through Apache, before kapa", async () => {
    expect(await askSite(machine)).toBe(200);
    const list = await machine.must(['pm2', 'jlist'], { user: site.user });
    expect(JSON.parse(list)).toMatchObject([{ name: site.app, pm2_env: { status: 'online' } }]);
  });

  test('PM2 resurrects the backend after a reboot', async () => {
    await machine.reboot();
    await machine.waitForPort(3001);
    expect(await askSite(machine)).toBe(200);
  });
});

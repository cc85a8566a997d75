import { afterAll, beforeAll, expect, test } from 'vitest';
import { shown } from './as-unit.ts';
import { boot, type Machine } from './machine.ts';
import { setPace } from './monitors.ts';
import { outageHost } from './outage.ts';
import { askSite, site } from './site.ts';

// A backend that is a unit of systemd and ends at once, whatever is done to it, under the shipped rules and kapa watch.

interface Event {
  readonly kind: string;
  readonly rule: string;
  readonly to?: string;
  readonly remedy?: string;
}

let host: Awaited<ReturnType<typeof outageHost>>;
let machine: Machine;

beforeAll(async () => {
  host = await outageHost('trixie', { mpm: 'event', runner: 'systemd' });
  machine = await boot('units', host.layers);
  await machine.waitForPort(3001);
  setPace(machine, { interval: 5, phase: 0, patience: 0, after: 0 }, 0);
  await machine.must(['systemctl', 'start', 'm-watch']);
});
afterAll(async () => {
  await machine.stop();
  host.drop();
});

test('a unit that ends at once until systemd gives up is reset once, and then a person is called', async () => {
  await machine.sh(`touch /var/tmp/broken; systemctl restart ${site.app} || true`);
  await machine.waitUntil(
    'kapa tries no more',
    async () => (await machine.run(['kapa', 'status'])).stdout.includes('backing off'),
    120,
  );
  expect(await shown(machine, 'ActiveState')).toBe('failed');
  // It looks on, and says so once a minute.
  const lines = told();
  await machine.waitUntil('it tells of the fault again', async () => told() > lines, 120);
  const remedies = (await events()).filter(({ kind }) => kind === 'remedy').map(({ remedy }) => remedy);
  expect(remedies).toEqual(['service_restart', 'service_reset', 'service_restart']);
  const called = (await events()).filter(({ to }) => to === 'firing').map(({ rule }) => rule);
  expect(called).toContain('Site answers');
});

test('once its cause is gone a reset brings it back, and proves it', async () => {
  await machine.sh('rm /var/tmp/broken');
  expect(await machine.must(['kapa', 'reset', '--yes'])).toContain('All is well again.');
  expect(await askSite(machine)).toBe(200);
  expect(await shown(machine, 'NRestarts')).toBe('0');
  await machine.waitUntil(
    'the rule is well again',
    async () => /✓ Backend is online/u.test((await machine.run(['kapa', 'status'])).stdout),
    60,
  );
});

async function events(): Promise<readonly Event[]> {
  const said = await machine.must(['kapa', 'history', '--json', '--since', '1h']);
  return (JSON.parse(said) as { events: readonly Event[] }).events;
}

/** Number of lines so far that tell of a fault. */
function told(): number {
  return machine.get('/var/log/kapa_health.log').split('❌').length;
}

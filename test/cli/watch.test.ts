import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { watchWith } from '../../src/cli/commands/watch.ts';
import { Failure } from '../../src/core/failure.ts';
import { t } from '../../src/core/text.ts';
import { loadState, readEvents } from '../../src/health/index.ts';
import { openRecords } from '../../src/host/index.ts';
import { killBackend, setupOver, startBackend } from './site.ts';
import { keptContext } from './surroundings.ts';
import type { HealthEvent } from '../../src/core/health-event.ts';

afterEach(killBackend);

test('watch heals a killed backend long before its rule looks again, outlives bad policies, and ends when told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-watch-'));
  const port = await startBackend(0);
  const kept = keptContext();
  let broken = false;
  const watching = watchWith(() => {
    if (broken) throw new Failure(t('health.no_rules'));
    return Promise.resolve(setupOver(port, folder));
  }, kept.context);
  const records = openRecords(join(folder, 'state'));
  const events = (): HealthEvent[] => [...readEvents(records, { since: 0, until: Date.now() })];
  await expect.poll(() => records.list('samples').length).toBe(1);
  expect(records.lock('check-health.lock')).toMatchObject({ held: false, holder: { pid: process.pid } });

  killBackend();
  await expect.poll(() => events().some((event) => event.kind === 'remedy')).toBe(true);
  expect(events().map((event) => event.kind)).toEqual(['alert', 'remedy', 'alert']);

  broken = true;
  process.emit('SIGHUP');
  await expect.poll(() => kept.err()).toContain('goes on with the old ones');
  broken = false;
  process.emit('SIGHUP');
  await expect.poll(() => kept.err()).toContain('policies read again');

  process.emit('SIGTERM');
  expect(await watching).toBe(0);
  expect(records.lock('check-health.lock').held).toBe(true);
  const { state } = loadState({ records }, { now: Date.now() });
  expect(state.rules['Site is down']?.condition).toBe('ok');
  const log = readFileSync(join(folder, 'kapa_health.log'), 'utf8');
  expect(log).toMatch(/✅ HTTP backend: 200/u);
  expect(log).toMatch(/❌ HTTP backend: .*Site is down: recuperado/u);
  expect(log).toMatch(/🔄 Reiniciado kapa-backend: ayudó/u);
});

import { describe, expect, test } from 'vitest';
import type { ProbeItem } from '../../../src/core/policy.ts';
import type { Measurement } from '../../../src/core/probe.ts';
import { t } from '../../../src/core/text.ts';
import { findProbeType } from '../../../src/packs/index.ts';
import { siteConfirmation } from '../../../src/health/index.ts';

const locate = (): ReturnType<ProbeItem['locate']> => ({
  file: '',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
});
const probes: readonly ProbeItem[] = [
  { name: 'site', policy: 'p', type: 'http', spec: {}, locate },
  { name: 'backend', policy: 'p', type: 'pm2_app', spec: {}, locate },
  { name: 'load', policy: 'p', type: 'load', spec: {}, locate },
];
const well = { site: { fields: { ok: true } }, backend: { fields: { status: 'online' } } };
const unknown: Record<string, Measurement> = { ...well, site: { unknown: t('health.disk_full') } };
const ill: Record<string, Measurement> = { ...well, site: { fields: { ok: false, status: 503 } } };

/** Confirms over a list of measurements, the last of which repeats; answers with the message's name. */
async function confirm(rounds: readonly Record<string, Measurement>[]): Promise<string | undefined> {
  let round = 0;
  let now = 0;
  const measure = (wanted: readonly ProbeItem[]): Promise<Record<string, Measurement>> => {
    const all = rounds[Math.min(round, rounds.length - 1)] ?? {};
    round += 1;
    return Promise.resolve(Object.fromEntries(wanted.map(({ name }) => [name, all[name] as Measurement])));
  };
  const clock = {
    now: () => now,
    sleep: (seconds: number) => {
      now += seconds * 1000;
      return Promise.resolve();
    },
  };
  const after = await siteConfirmation(probes, findProbeType, measure, clock)();
  return (await after())?.id;
}

describe('confirming a change', () => {
  test.each([
    ['a site that stays well', [well, well], undefined],
    ['one that recovers within seconds', [well, ill, ill, well], undefined],
    ['one that is sick afterwards', [well, ill], 'health.site_worse'],
    ['one that was sick before', [ill, ill], undefined],
    ['one that can no longer be asked', [well, unknown], 'health.site_worse'],
    // A look each half second: kapa is late for twenty seconds.
    [
      'one that is unknown for a while',
      [well, ...Array.from({ length: 40 }, () => unknown), well],
      undefined,
    ],
    [
      'one that is unknown and then sick',
      [well, ...Array.from({ length: 40 }, () => unknown), ill, well],
      'health.site_worse',
    ],
    [
      'a backend that no longer runs',
      [well, { ...well, backend: { fields: { status: 'errored' } } }],
      'health.site_worse',
    ],
  ])('%s', async (_name, rounds, expected) => {
    expect(await confirm(rounds)).toBe(expected);
  });
});

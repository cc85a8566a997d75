import { describe, expect, test } from 'vitest';
import type { CompiledExpression } from '../../../src/core/expression.ts';
import type { ProbeItem } from '../../../src/core/policy.ts';
import type { AnyProbeType, Fields } from '../../../src/core/probe.ts';
import type { Replay } from '../../../src/core/replay.ts';
import { replayRules, type Rule } from '../../../src/health/index.ts';
import { dayFile, encodeSample, sampleOf } from '../../../src/health/record/samples.ts';
import { expression, temporaryRecords, toyRule } from '../toys.ts';

const begin = Date.UTC(2025, 10, 11);
const at = (minutes: number): number => begin + minutes * 60_000;

const place = { file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
const site: ProbeItem = { name: 'site', type: 'page', policy: 'health', spec: {}, locate: () => place };
const page: AnyProbeType = {
  type: 'page',
  summary: '',
  schema: {},
  example: '',
  fields: () => ({}),
  isWell: ({ ok }) => ok === true,
  measure: () => Promise.resolve({ fields: {} }),
};

type Row = readonly [minutes: number, group: string, probes: Readonly<Record<string, Fields>>];

function replayed(rows: readonly Row[], rules: readonly Rule[], since = begin): Replay {
  const records = temporaryRecords();
  for (const [minutes, group, probes] of rows) {
    const measurements = Object.fromEntries(
      Object.entries(probes).map(([name, fields]) => [name, { fields }] as const),
    );
    records.append(
      dayFile(at(minutes)),
      encodeSample(sampleOf(group, at(minutes), measurements), undefined).lines,
    );
  }
  return replayRules(
    records,
    { since, until: begin + 86_400_000 },
    { rules, thresholds: {}, probes: [site], find: (name) => (name === 'page' ? page : undefined) },
  );
}

const over = (bound: number): CompiledExpression => expression((fields) => Number(fields['count']) >= bound);
const counts = (...values: readonly number[]): readonly Row[] =>
  values.map((count, index) => [index * 3, 'health', { backend: { count } }] as const);

describe('replay', () => {
  test('says when rules would have fired over what was recorded', () => {
    const rules = [
      toyRule({ name: 'low', for: { checks: 1 } }, { when: over(10) }),
      toyRule({ name: 'high', for: { checks: 2 } }, { when: over(25) }),
    ];
    const [low, high] = replayed(counts(3, 12, 14, 2, 30, 36, 33, 0), rules).rules;
    expect(low?.episodes).toMatchObject([
      { from: at(3), to: at(9) },
      { from: at(12), to: at(21) },
    ]);
    expect(high?.episodes).toMatchObject([{ from: at(15), to: at(21) }]);
    expect(high).toMatchObject({ judged: 8, unknown: 0 });
  });

  test('an episode that the records do not see end is open', () => {
    const rule = toyRule({ for: { checks: 1 } }, { when: over(10) });
    expect(replayed(counts(3, 12, 14), [rule]).rules[0]?.episodes).toEqual([
      { from: at(3), site: 'unknown', acts: true },
    ]);
  });

  test('a window has each sample once, and those from before the period', () => {
    const sums: number[] = [];
    const when = expression(
      (_, history) => {
        const { points } = history.field({ probe: 'backend', field: 'count' }, 540);
        sums.push(points.reduce((sum, { value }) => sum + Number(value), 0));
        return false;
      },
      [{ call: 'sum_over', field: { probe: 'backend', field: 'count' }, seconds: 540 }],
    );
    replayed(counts(1, 2, 4, 8, 16, 32), [toyRule({}, { when })], at(9));
    expect(sums).toEqual([15, 30, 60]);
  });

  test('a rule is judged by the samples of its group, and one of a new group by all that have its probes', () => {
    const rows: readonly Row[] = [
      [0, 'health', { backend: { count: 20 } }],
      [1, 'other', { backend: { count: 20 } }],
      [2, 'other', { machine: { load: 1 } }],
    ];
    const own = toyRule({ name: 'own' }, { when: over(10) });
    const fresh = toyRule({ name: 'new', group: 'new' }, { when: over(10) });
    expect(replayed(rows, [own, fresh]).rules.map(({ judged }) => judged)).toEqual([1, 2]);
  });

  test('a rule that fires while the site is well raises a false alarm', () => {
    const rows: readonly Row[] = [
      [0, 'health', { backend: { count: 20 } }],
      [1, 'pages', { site: { ok: true } }],
      [30, 'health', { backend: { count: 0 } }],
      [60, 'health', { backend: { count: 20 } }],
      [61, 'pages', { site: { ok: false } }],
      [90, 'health', { backend: { count: 0 } }],
      [120, 'health', { backend: { count: 20 } }],
    ];
    const rule = toyRule({ for: { checks: 1 } }, { when: over(10) });
    expect(replayed(rows, [rule]).rules[0]?.episodes.map((one) => one.site)).toEqual([
      'well',
      'ill',
      'unknown',
    ]);
  });

  test('failures about which no rule fired are told, and how long they lasted', () => {
    const rows: readonly Row[] = [
      [0, 'health', { backend: { count: 20 }, site: { ok: false } }],
      [3, 'health', { backend: { count: 0 }, site: { ok: true } }],
      [60, 'health', { backend: { count: 0 }, site: { ok: false } }],
      [63, 'health', { backend: { count: 0 }, site: { ok: false } }],
      [66, 'health', { backend: { count: 0 }, site: { ok: true } }],
      [600, 'health', { site: { ok: false } }],
      [603, 'health', { site: { ok: false } }],
      [900, 'health', { site: { ok: false } }],
    ];
    const rule = toyRule({ for: { checks: 1 } }, { when: over(10) });
    const { outages, missed } = replayed(rows, [rule]);
    expect(outages).toHaveLength(4);
    expect(missed).toEqual([
      { probe: 'site', from: at(60), to: at(66) },
      { probe: 'site', from: at(600), to: at(603) },
      { probe: 'site', from: at(900) },
    ]);
  });

  test('remedies are tried where what they are for is so', () => {
    const rule = toyRule(
      { for: { checks: 1 } },
      { when: over(10), onlyIf: expression(({ count }) => Number(count) > 25) },
    );
    const [told] = replayed(counts(12, 0, 30, 0), [rule]).rules;
    expect(told?.episodes.map(({ acts }) => acts)).toEqual([false, true]);
  });
});

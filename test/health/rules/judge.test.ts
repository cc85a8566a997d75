import { describe, expect, test } from 'vitest';
import { t } from '../../../src/core/text.ts';
import type { Verdict } from '../../../src/core/expression.ts';
import { judge } from '../../../src/health/rules/judge.ts';
import type { RuleState, RuleStateName } from '../../../src/core/rule-state.ts';

const yes: Verdict = { holds: true };
const no: Verdict = { holds: false };
const unknown: Verdict = { unknown: t('health.disk_full') };
const minute = 60_000;
const remedies = [{ type: 'pm2_restart', spec: {} }];

interface Check {
  readonly at: number;
  readonly when: Verdict;
  readonly clear?: Verdict;
  readonly paused?: boolean;
  readonly afresh?: boolean;
  readonly state: RuleStateName;
}

function run(
  rule: Parameters<typeof judge>[0],
  checks: readonly Check[],
): { seen: RuleStateName[]; ruleState: RuleState | undefined } {
  let ruleState: RuleState | undefined;
  const seen = checks.map(({ at, when, clear, paused = false, afresh = false }) => {
    ruleState = judge(rule, ruleState, { when, ...(clear ? { clear } : {}), paused, afresh, now: at });
    return ruleState.state;
  });
  return { seen, ruleState };
}

const table: readonly { name: string; for: Parameters<typeof judge>[0]['for']; checks: readonly Check[] }[] =
  [
    {
      name: 'fires at the first check that holds, heals once, and is ok again',
      for: { checks: 1 },
      checks: [
        { at: 0, when: yes, state: 'firing' },
        { at: 3 * minute, when: yes, state: 'firing' },
        { at: 6 * minute, when: no, state: 'healed' },
        { at: 9 * minute, when: no, state: 'ok' },
      ],
    },
    {
      name: 'counts checks in a row',
      for: { checks: 2 },
      checks: [
        { at: 0, when: yes, state: 'pending' },
        { at: 3 * minute, when: no, state: 'ok' },
        { at: 6 * minute, when: yes, state: 'pending' },
        { at: 9 * minute, when: yes, state: 'firing' },
      ],
    },
    {
      name: 'an unknown check neither counts nor breaks the row',
      for: { checks: 2 },
      checks: [
        { at: 0, when: yes, state: 'pending' },
        { at: 3 * minute, when: unknown, state: 'unknown' },
        { at: 6 * minute, when: unknown, state: 'unknown' },
        { at: 9 * minute, when: yes, state: 'firing' },
      ],
    },
    {
      name: 'unknown never fires, and does not heal what fired',
      for: { checks: 1 },
      checks: [
        { at: 0, when: unknown, state: 'unknown' },
        { at: 3 * minute, when: yes, state: 'firing' },
        { at: 6 * minute, when: unknown, state: 'unknown' },
        { at: 9 * minute, when: yes, state: 'firing' },
        { at: 12 * minute, when: unknown, state: 'unknown' },
        { at: 15 * minute, when: no, state: 'healed' },
      ],
    },
    {
      name: 'a duration is witnessed by checks',
      for: { seconds: 360 },
      checks: [
        { at: 0, when: yes, state: 'pending' },
        { at: 3 * minute, when: yes, state: 'pending' },
        { at: 6 * minute, when: yes, state: 'firing' },
      ],
    },
    {
      name: 'a clock that jumps far forward does not fire a rule',
      for: { seconds: 1800 },
      checks: [
        { at: 0, when: yes, state: 'pending' },
        { at: 86_400_000, when: yes, state: 'pending' },
        { at: 86_400_000 + 3 * minute, when: yes, state: 'pending' },
      ],
    },
    {
      name: 'nor does one that goes backward',
      for: { checks: 2 },
      checks: [
        { at: 86_400_000, when: yes, state: 'pending' },
        { at: 0, when: yes, state: 'pending' },
        { at: 3 * minute, when: yes, state: 'firing' },
      ],
    },
    {
      name: 'what was seen before a long gap does not count',
      for: { checks: 2 },
      checks: [
        { at: 0, when: yes, state: 'pending' },
        { at: 5 * 3_600_000, when: yes, state: 'pending' },
        { at: 5 * 3_600_000 + 3 * minute, when: yes, state: 'firing' },
      ],
    },
    {
      name: 'clear_when holds a rule firing until it is met',
      for: { checks: 1 },
      checks: [
        { at: 0, when: yes, clear: no, state: 'firing' },
        { at: 3 * minute, when: no, clear: no, state: 'firing' },
        { at: 6 * minute, when: no, clear: unknown, state: 'firing' },
        { at: 9 * minute, when: no, clear: yes, state: 'healed' },
      ],
    },
    {
      name: 'a pause is shown, and ends with the condition behind it unchanged',
      for: { checks: 1 },
      checks: [
        { at: 0, when: yes, paused: true, state: 'paused' },
        { at: 3 * minute, when: yes, state: 'firing' },
        { at: 6 * minute, when: no, paused: true, state: 'healed' },
      ],
    },
    {
      name: 'a lost state never fires at once',
      for: { checks: 1 },
      checks: [
        { at: 0, when: yes, afresh: true, state: 'pending' },
        { at: 3 * minute, when: yes, state: 'firing' },
      ],
    },
  ];

describe('judge', () => {
  test.each(table)('$name', ({ for: lasting, checks }) => {
    const { seen } = run({ every: 180, for: lasting, do: remedies }, checks);
    expect(seen).toEqual(checks.map(({ state }) => state));
  });

  test('a state keeps its beginning while it lasts', () => {
    const { ruleState } = run({ every: 180, for: { checks: 1 }, do: remedies }, [
      { at: 1000, when: yes, state: 'firing' },
      { at: 2000, when: yes, state: 'firing' },
    ]);
    expect(ruleState?.since).toBe(1000);
  });
});

import { describe, expect, test } from 'vitest';
import {
  dueRules,
  firstRound,
  paceWaiting,
  reschedule,
  untilNext,
  type RuleSchedule,
} from '../../../src/health/index.ts';
import { freshRuleState } from '../../../src/health/rules/rule-state.ts';
import { toyRule } from '../toys.ts';

const fast = toyRule({ name: 'fast', every: 1 });
const slow = toyRule({ name: 'slow', every: 180 });
const rules = [fast, slow];

describe('the schedule', () => {
  test('begins with jitter, a tenth of the shortest period and at most 5 s', () => {
    expect(Object.fromEntries(firstRound(rules, 1000, () => 0.5))).toEqual({ fast: 1050, slow: 1050 });
    expect(Object.fromEntries(firstRound([slow], 1000, () => 0.5))).toEqual({ slow: 3500 });
  });

  test('a counter that grows right after the start is counted from the start: rules do not begin apart', () => {
    let drawn = 0;
    const twins = [slow, toyRule({ name: 'twin', every: 180 })];
    const schedule = firstRound(twins, 0, () => (drawn += 0.4));
    expect(new Set(schedule.values()).size).toBe(1);
  });

  test('keeps each rule at its own pace, without drift', () => {
    let schedule: RuleSchedule = firstRound(rules, 0, () => 0);
    let now = 0;
    const judged: Record<string, number> = { fast: 0, slow: 0 };
    while (now < 600_000) {
      const due = dueRules(rules, schedule, now);
      for (const { item } of due) judged[item.name] = (judged[item.name] ?? 0) + 1;
      schedule = reschedule(schedule, due, rules, now + 7);
      now += Math.max(7, untilNext(schedule, now));
    }
    expect(judged['fast']).toBeGreaterThanOrEqual(598);
    expect(judged['fast']).toBeLessThanOrEqual(640);
    expect(judged['slow']).toBe(4);
  });

  test('a rule that waits for seconds is judged half-way and when they are over, not a moment early', () => {
    const waiting = toyRule({ name: 'waiting', every: 180, for: { seconds: 10 } });
    const ruleState = { ...freshRuleState(0), state: 'pending', condition: 'pending' } as const;
    const at = (held: number, now: number): number | undefined =>
      paceWaiting(
        new Map([['waiting', 180_000]]),
        [{ item: waiting.item, ruleState: { ...ruleState, held } }],
        now,
      ).get('waiting');
    expect([at(0, 0), at(5, 5000), at(7.5, 7500)]).toEqual([5000, 7500, 10_000]);
    const schedule = new Map([['waiting', 10_000]]);
    expect(dueRules([waiting], schedule, 9000)).toEqual([]);
    expect(dueRules([waiting], schedule, 10_000)).toEqual([waiting]);
  });

  test('a rule that counts checks is judged again a whole period later, also after a round made early', () => {
    const counting = toyRule({ name: 'counting', every: 180, for: { checks: 2 } });
    const pending = { ...freshRuleState(0), state: 'pending', condition: 'pending' } as const;
    const soon = new Map([['counting', 6000]]);
    expect(paceWaiting(soon, [{ item: counting.item, ruleState: pending }], 5000).get('counting')).toBe(
      185_000,
    );
    expect(paceWaiting(soon, [{ item: counting.item, ruleState: freshRuleState(0) }], 5000)).toEqual(soon);
  });

  test('what was missed in a suspension is not made up for', () => {
    const schedule = reschedule(
      firstRound(rules, 0, () => 0),
      rules,
      rules,
      3_600_000,
    );
    expect(Object.fromEntries(schedule)).toEqual({ fast: 3_601_000, slow: 3_780_000 });
  });

  test('a clock that goes back leaves no rule waiting longer than its period', () => {
    const schedule = reschedule(
      new Map([
        ['fast', 1e12],
        ['slow', 1e12],
      ]),
      [],
      rules,
      1000,
    );
    expect(Object.fromEntries(schedule)).toEqual({ fast: 2000, slow: 181_000 });
  });
});

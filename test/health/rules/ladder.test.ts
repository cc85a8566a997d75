import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterAttempt,
  canClimb,
  chooseRung,
  longestBackOff,
  loopFactor,
  spend,
} from '../../../src/health/rules/ladder.ts';
import { freshRuleState, type Budgets } from '../../../src/health/rules/rule-state.ts';
import type { Attempt, RuleState } from '../../../src/core/rule-state.ts';

const second = 1000;
const rungs = [
  { type: 'pm2_restart', spec: {} },
  { type: 'pm2_reset', spec: {} },
];
const rule = {
  do: rungs,
  cooldown: 300,
  limit: { times: 3, within: 3600, then: 'back_off' as const },
  verify: { within: 30 },
};
const targets = ['pm2:kapa-backend', 'pm2:kapa-backend'];

function attempt(rung: number, at: number, outcome: Attempt['outcome']): Attempt {
  return { remedy: rungs[rung]?.type ?? '', target: targets[rung] ?? '', rung, at, outcome, seconds: 1 };
}

function firing(now: number): RuleState {
  return { ...freshRuleState(now), condition: 'firing', state: 'firing' };
}

describe('the ladder', () => {
  test('begins with the first rung, and climbs at once when that did not help', () => {
    const now = 1_000_000_000;
    const first = chooseRung(rule, firing(now), { targets, budgets: {}, climbing: false, now });
    expect(first).toEqual({ choice: 'act', rung: 0, target: 'pm2:kapa-backend' });
    const tried = attempt(0, now, 'not_helped');
    expect(canClimb(rule, tried)).toBe(true);
    const ruleState = afterAttempt(rule, firing(now), tried);
    const budgets = spend({}, 'pm2:kapa-backend', now);
    expect(chooseRung(rule, ruleState, { targets, budgets, climbing: true, now: now + 30 * second })).toEqual(
      {
        choice: 'act',
        rung: 1,
        target: 'pm2:kapa-backend',
      },
    );
  });

  test('a kapa that its own remedy ended goes on at the next rung, after the cooldown', () => {
    const now = 1_000_000_000;
    const ruleState = afterAttempt(rule, firing(now), attempt(0, now, 'acting'));
    const budgets = spend({}, 'pm2:kapa-backend', now);
    expect(
      chooseRung(rule, ruleState, { targets, budgets, climbing: false, now: now + 60 * second }),
    ).toMatchObject({ choice: 'wait', because: 'cooldown' });
    expect(
      chooseRung(rule, ruleState, { targets, budgets, climbing: false, now: now + 301 * second }),
    ).toMatchObject({ choice: 'act', rung: 1 });
  });

  test('another rule that acted on the same target just now holds it back', () => {
    const now = 1_000_000_000;
    const budgets = spend({}, 'pm2:kapa-backend', now - 10 * second);
    expect(chooseRung(rule, firing(now), { targets, budgets, climbing: false, now })).toMatchObject({
      choice: 'wait',
      because: 'cooldown',
      until: now + 290 * second,
    });
  });

  test('a remedy that helped holds no later fault back, but one that began before it', () => {
    const now = 1_000_000_000;
    const helped = spend({}, 'pm2:kapa-backend', now - 10 * second);
    const bounds = { targets, budgets: {}, helped, climbing: false, now };
    const later = { ...firing(now), began: now - 5 * second };
    expect(chooseRung(rule, later, bounds)).toMatchObject({ choice: 'act', rung: 0 });
    const same = { ...firing(now), began: now - 15 * second };
    expect(chooseRung(rule, same, bounds)).toMatchObject({
      choice: 'wait',
      because: 'cooldown',
      until: now + 290 * second,
    });
  });

  test.each([
    ['the same target', 'pm2:kapa-backend'],
    ['another target', 'port:3001'],
  ])(
    'a lower rung that did not help holds no later fault back once one above it helped, upon %s',
    (_, low) => {
      const now = 1_000_000_000;
      const at = { low: now - 20 * second, high: now - 10 * second, healed: now - 5 * second };
      const before: RuleState = { ...firing(now), began: now };
      const tried = { ...attempt(0, at.low, 'not_helped'), target: low };
      const helped = attempt(1, at.high, 'helped');
      const ruleState = [tried, helped].reduce<RuleState>(
        (state, one) => afterAttempt(rule, state, one),
        before,
      );
      const acts = {
        targets: [low, 'pm2:kapa-backend'],
        budgets: spend({}, low, at.low),
        helped: spend({}, 'pm2:kapa-backend', at.healed),
        climbing: false,
        now,
      };
      expect(chooseRung(rule, ruleState, acts)).toMatchObject({ choice: 'act', rung: 0 });
      // Another rule tried that in vain meanwhile.
      const others = spend(acts.budgets, low, now - second);
      expect(chooseRung(rule, ruleState, { ...acts, budgets: others })).toMatchObject({
        because: 'cooldown',
      });
    },
  );

  test('remedies that helped use no limit up, until there are so many that it is a loop', () => {
    const now = 1_000_000_000;
    const after = (acts: number): Budgets =>
      Array.from({ length: acts }, (_, index) => now - (index + 1) * 60 * second).reduce<Budgets>(
        (spent, at) => spend(spent, 'pm2:kapa-backend', at),
        {},
      );
    const choose = (acts: number): string =>
      chooseRung(
        rule,
        { ...firing(now), began: now },
        { targets, budgets: {}, helped: after(acts), climbing: false, now },
      ).choice;
    expect(choose(rule.limit.times * loopFactor - 1)).toBe('act');
    expect(choose(rule.limit.times * loopFactor)).toBe('spent');
  });

  test('a spent budget backs off until it has room again', () => {
    const now = 1_000_000_000;
    const budgets = [50, 40, 30].reduce<Budgets>(
      (spent, minutes) => spend(spent, 'pm2:kapa-backend', now - minutes * 60 * second),
      {},
    );
    expect(chooseRung(rule, firing(now), { targets, budgets, climbing: false, now })).toEqual({
      choice: 'spent',
      until: now + 10 * 60 * second,
      round: 1,
    });
  });

  test('in any window no target is acted on more often than the limit, and no rule gives up for ever', () => {
    fc.assert(
      fc.property(
        fc.record({
          times: fc.integer({ min: 1, max: 5 }),
          within: fc.integer({ min: 60, max: 7200 }),
          cooldown: fc.integer({ min: 0, max: 900 }),
          period: fc.integer({ min: 1, max: 600 }),
          rules: fc.integer({ min: 1, max: 3 }),
          helps: fc.array(fc.boolean(), { minLength: 10, maxLength: 40 }),
        }),
        ({ times, within, cooldown, period, rules, helps }) => {
          const bounded = { do: rungs, cooldown, limit: { times, within, then: 'back_off' as const } };
          const acts: number[] = [];
          let budgets: Budgets = {};
          let now = 1_000_000_000;
          const ruleStates = Array.from({ length: rules }, () => firing(now));
          for (let round = 0; round < 400; round += 1) {
            now += period * second;
            for (const [index, ruleState] of ruleStates.entries()) {
              let current = ruleState;
              for (let climbing = false; ; climbing = true) {
                const choice = chooseRung(bounded, current, { targets, budgets, climbing, now });
                if (choice.choice === 'spent')
                  current = { ...current, backOff: { until: choice.until, round: choice.round } };
                if (choice.choice !== 'act') break;
                acts.push(now);
                budgets = spend(budgets, choice.target, now);
                const helped = helps[acts.length % helps.length] === true;
                const tried = attempt(choice.rung, now, helped ? 'helped' : 'not_helped');
                current = afterAttempt(bounded, current, tried);
                if (!canClimb(bounded, tried)) break;
              }
              ruleStates[index] = current;
            }
          }
          for (const [index, at] of acts.entries()) {
            const inWindow = acts.slice(index).filter((other) => other < at + within * second);
            expect(inWindow.length).toBeLessThanOrEqual(times);
          }
          for (const ruleState of ruleStates)
            expect(ruleState.backOff?.until ?? now).toBeLessThanOrEqual(
              now + Math.max(longestBackOff, within) * second,
            );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('each wait of a rule that backs off is longer than the last, up to a day', () => {
    let ruleState: RuleState = firing(0);
    let budgets: Budgets = {};
    let now = 1_000_000_000;
    const acts: number[] = [];
    for (let minute = 0; minute < 14 * 1440; minute += 1) {
      now += 60 * second;
      const choice = chooseRung(rule, ruleState, { targets, budgets, climbing: false, now });
      if (choice.choice === 'spent')
        ruleState = { ...ruleState, backOff: { until: choice.until, round: choice.round } };
      if (choice.choice !== 'act') continue;
      acts.push(now);
      budgets = spend(budgets, choice.target, now);
      ruleState = afterAttempt(rule, ruleState, attempt(choice.rung, now, 'not_helped'));
    }
    const lateWaits = acts
      .slice(-4)
      .map((at, index, late) => (index === 0 ? 0 : (at - (late[index - 1] ?? 0)) / second));
    expect(Math.max(...lateWaits)).toBeGreaterThan(20 * 3600);
    expect(Math.max(...lateWaits)).toBeLessThan(25 * 3600);
    expect(acts.length).toBeGreaterThan(15);
    expect(acts.length).toBeLessThan(60);
  });

  describe('a rung that refused', () => {
    const kill = { type: 'kill_port_holder', spec: {} };
    const tell = { type: 'notify', spec: {} };
    const ladder = { ...rule, do: [kill, ...rungs, tell] };
    const known = [
      { target: 'port:3001', tells: false },
      { target: 'pm2:kapa-backend', tells: false },
      { target: 'pm2:kapa-backend', tells: false },
      { target: 'notify:', tells: true },
    ];
    const now = 1_000_000_000;
    const tried = (rung: number, outcome: Attempt['outcome']): Attempt => ({
      remedy: ladder.do[rung]?.type ?? '',
      target: known[rung]?.target ?? '',
      rung,
      at: now,
      outcome,
      seconds: 1,
    });

    test('leads to nobody who counts on it, but people are told; then it is tried again', () => {
      const refused = tried(0, 'refused');
      expect(canClimb(ladder, refused, firing(now), known)).toBe(true);
      const after = afterAttempt(ladder, firing(now), refused, known);
      expect(after.rung).toBe(3);
      const told = tried(3, 'told');
      expect(canClimb(ladder, told, after, known)).toBe(false);
      const next = afterAttempt(ladder, after, told, known);
      expect(next.rung).toBe(0);
      expect(next.refused).toBeUndefined();
    });

    test('stays where nobody is to be told', () => {
      const alone = { ...ladder, do: ladder.do.slice(0, 3) };
      const refused = tried(0, 'refused');
      expect(canClimb(alone, refused, firing(now), known)).toBe(false);
      expect(afterAttempt(alone, firing(now), refused, known).rung).toBe(0);
    });

    test('leads to a stronger means upon the same target, and from there on', () => {
      const refused = tried(1, 'refused');
      const after = afterAttempt(ladder, firing(now), refused, known);
      expect(after.rung).toBe(2);
      expect(afterAttempt(ladder, after, tried(2, 'not_helped'), known).rung).toBe(3);
    });

    test.each(['failed', 'not_helped', 'not_needed'] as const)(
      'one that %s does not hold the next',
      (outcome) => {
        expect(afterAttempt(ladder, firing(now), tried(0, outcome), known).rung).toBe(1);
      },
    );
  });
});

import type { RuleItem } from '../../core/policy.ts';
import type { Rule } from './rule.ts';
import type { RuleState } from '../../core/rule-state.ts';
import type { RuleResult } from '../../core/pass-result.ts';
import { defaultBounds } from './ladder.ts';

/** Times when each rule of a group is judged next. Milliseconds of a clock that nobody sets. */
export type RuleSchedule = ReadonlyMap<string, number>;

/**
 * The first round: all rules of a group at once, so that windows begin with a whole sample. It comes within a tenth of
 * the shortest period, at most 5 s, so that hosts started together do not all measure at once. `random` yields 0 to 1.
 */
export function firstRound(rules: readonly Rule[], now: number, random: () => number): RuleSchedule {
  const shortest = Math.min(...rules.map(({ item }) => item.every));
  const first = now + Math.min(shortest * 100, 5000) * random();
  return new Map(rules.map(({ item }) => [item.name, first] as const));
}

/** The rules that are due; with them are taken along those due within a twentieth of their period, at most 2 s. */
export function dueRules(rules: readonly Rule[], schedule: RuleSchedule, now: number): readonly Rule[] {
  if (!rules.some(({ item }) => (schedule.get(item.name) ?? now) <= now)) return [];
  return rules.filter(({ item }) => {
    const at = schedule.get(item.name) ?? now;
    return at - Math.min(item.every * 50, 2000) <= now;
  });
}

/** Milliseconds until the next rule is due; at most a minute, so that a clock that was moved is noticed. */
export function untilNext(schedule: RuleSchedule, now: number): number {
  return Math.min(60_000, Math.max(0, Math.min(...schedule.values()) - now));
}

/** Seconds of waiting from which on a rule is also judged half-way. */
const halved = 4;

/**
 * Schedule in which rules that wait get their next time. Those whose condition is to hold for some seconds:
 * when these are over, and before when half of them are, since what has cleared meanwhile begins anew. Those
 * that count checks: a whole period after this one, also where it was made early, so that what fills the
 * moment between two looks is not taken to last. `now` is when they were judged.
 */
export function paceWaiting(
  schedule: RuleSchedule,
  judged: readonly { readonly item: RuleItem; readonly ruleState: RuleState }[],
  now: number,
): RuleSchedule {
  const waiting = judged.flatMap(({ item, ruleState }) => {
    if (ruleState.condition !== 'pending') return [];
    if ('checks' in item.for) return [[item.name, now + item.every * 1000] as const];
    const left = item.for.seconds - ruleState.held;
    const over = now + (left > halved ? left / 2 : Math.max(0.1, left)) * 1000;
    return [[item.name, Math.min(schedule.get(item.name) ?? over, over)] as const];
  });
  return new Map([...schedule, ...waiting]);
}

/**
 * The schedule after a round. A rule that was missed, for a suspension or a slow remedy, is not made up for; a clock
 * that went backward does not leave a rule waiting longer than its period.
 */
export function reschedule(
  schedule: RuleSchedule,
  judged: readonly Rule[],
  rules: readonly Rule[],
  now: number,
): RuleSchedule {
  const done = new Set(judged.map(({ item }) => item.name));
  return new Map(
    rules.map(({ item }) => {
      const period = item.every * 1000;
      const planned = schedule.get(item.name) ?? now;
      if (!done.has(item.name)) return [item.name, Math.min(planned, now + period)] as const;
      const next = planned + period;
      return [item.name, next <= now || next > now + period ? now + period : next] as const;
    }),
  );
}

/** Milliseconds until a rule is judged again that another command's work at the host held back. */
const otherWork = 5000;

/**
 * Schedule in which rules that were held back for a time are judged when that is over, not a whole period later.
 * `now` is of the schedule's clock, `clock` the time of day that the ends are told in.
 */
export function wakeHeld(
  schedule: RuleSchedule,
  judged: readonly RuleResult[],
  now: number,
  clock: number,
): RuleSchedule {
  const held = judged.flatMap(({ item, held, ruleState, attempts }) => {
    const tried = attempts.length > 0 && ruleState.condition === 'firing' ? ruleState.tried : undefined;
    const cooled = tried === undefined ? undefined : tried + (item.cooldown ?? defaultBounds.cooldown) * 1000;
    const until = held?.until ?? cooled;
    const wait = held?.because === 'applying' ? otherWork : until === undefined ? undefined : until - clock;
    if (wait === undefined) return [];
    const at = now + Math.max(100, wait + 50);
    return [[item.name, Math.min(schedule.get(item.name) ?? at, at)] as const];
  });
  return new Map([...schedule, ...held]);
}

import type { RuleItem } from '../../core/policy.ts';
import type { Budgets } from './rule-state.ts';
import type { Attempt, RuleState } from '../../core/rule-state.ts';

/** Bounds of a ladder whose rule says nothing else. Seconds. */
export const defaultBounds = {
  cooldown: 60,
  times: 3,
  within: 3600,
  verifyWithin: 30,
  verifyStable: 1,
} as const;

/**
 * A fault that its remedy heals each time is a loop when it comes back this many times as often as the limit allows
 * remedies that do not help.
 */
export const loopFactor = 3;

/** The longest wait of a rule that backs off, in seconds: it never gives up for ever. */
export const longestBackOff = 86_400;

/** Thing to do about a firing rule now. `spent`: the budget is used up and the rule begins to back off. */
export type Choice =
  | { readonly choice: 'act'; readonly rung: number; readonly target: string }
  | { readonly choice: 'wait'; readonly because: 'cooldown' | 'back_off'; readonly until: number }
  | { readonly choice: 'spent'; readonly until: number; readonly round: number }
  | { readonly choice: 'nothing' };

type Bounded = Pick<RuleItem, 'do' | 'cooldown' | 'limit' | 'verify'>;

/** Rung as far as a ladder knows it. */
export interface Rung {
  readonly target: string;
  /** True: it only tells people. */
  readonly tells: boolean;
}

/**
 * Chooses the rung to try now. `targets` are the targets of the rule's rungs, in order. `climbing`: the rung below
 * has just failed, so that its cooldown does not count. The budget is the target's, whoever spent it: acts that did not
 * help count towards the limit, and those that helped only where there are so many that it is a loop.
 */
export function chooseRung(
  rule: Bounded,
  ruleState: RuleState,
  {
    targets,
    budgets,
    helped = {},
    climbing,
    now,
  }: {
    readonly targets: readonly string[];
    readonly budgets: Budgets;
    readonly helped?: Budgets;
    readonly climbing: boolean;
    readonly now: number;
  },
): Choice {
  const rung = ruleState.rung < targets.length ? ruleState.rung : 0;
  const target = targets[rung];
  if (target === undefined) return { choice: 'nothing' };
  if (ruleState.backOff !== undefined && now < ruleState.backOff.until)
    return { choice: 'wait', because: 'back_off', until: ruleState.backOff.until };
  const counts = (acts: readonly number[] = []): readonly number[] =>
    acts.filter((at) => at > (ruleState.cleared ?? -Infinity));
  const acts = { spent: counts(budgets[target]), helped: counts(helped[target]) };
  const freeAt = budgetFreeAt(rule, acts, now);
  if (freeAt > now) return beginBackOff(rule, ruleState, freeAt, now);
  const coolAt = climbing ? 0 : cooledAt(rule, ruleState, acts);
  if (coolAt > now) return { choice: 'wait', because: 'cooldown', until: coolAt };
  return { choice: 'act', rung, target };
}

/** Notes an act in the target's budget; acts that no limit can look back upon any more are dropped. */
export function spend(budgets: Budgets, target: string, now: number): Budgets {
  const kept = (budgets[target] ?? []).filter((at) => at > now - longestBackOff * 7000);
  return { ...budgets, [target]: [...kept, now].sort((a, b) => a - b) };
}

/** Takes an act back: the remedy refused, and nothing was done. */
export function refund(budgets: Budgets, target: string, at: number): Budgets {
  const acts = [...(budgets[target] ?? [])];
  const index = acts.lastIndexOf(at);
  if (index >= 0) acts.splice(index, 1);
  return { ...budgets, [target]: acts };
}

/**
 * The standing after a try: the next rung after one that did not help, the first again after the last. One that refused
 * is tried again, after those that do not build on it. `began`: when it acted, all that led to it having been measured.
 */
export function afterAttempt(
  rule: Bounded,
  ruleState: RuleState,
  attempt: Attempt,
  rungs: readonly Rung[] = [],
  began = attempt.at,
): RuleState {
  const refused = refusedAfter(ruleState, attempt);
  const next = nextRung(rule, attempt, refused, rungs);
  const last = next === undefined;
  const acted = attempt.outcome === 'helped' || attempt.outcome === 'not_helped' ? began : ruleState.acted;
  const { backOff, refused: _refused, tried: _tried, ...rest } = ruleState;
  return {
    ...rest,
    rung: attempt.outcome === 'helped' ? 0 : (next ?? refused ?? 0),
    ...(refused === undefined || last ? {} : { refused }),
    ...(attempt.outcome === 'helped' ? {} : { tried: attempt.at }),
    ...(acted === undefined ? {} : { acted }),
    ...(backOff === undefined || attempt.outcome === 'helped'
      ? {}
      : {
          backOff: {
            until: last ? attempt.at + waitOfRound(rule, backOff.round) : attempt.at,
            round: backOff.round + (last ? 1 : 0),
          },
        }),
    attempts: [...ruleState.attempts, attempt].slice(-10),
  };
}

/** Tells whether a rung is left above the one that was tried, from the standing before it. */
export function canClimb(
  rule: Bounded,
  attempt: Attempt,
  ruleState?: RuleState,
  rungs: readonly Rung[] = [],
): boolean {
  return nextRung(rule, attempt, ruleState && refusedAfter(ruleState, attempt), rungs) !== undefined;
}

/** The rung whose refusal holds the ladder: until one that is a stronger means to the same end has been carried out. */
function refusedAfter({ refused }: RuleState, attempt: Attempt): number | undefined {
  if (attempt.outcome === 'helped') return undefined;
  if (attempt.outcome === 'refused') return refused ?? attempt.rung;
  return attempt.outcome === 'not_helped' ? undefined : refused;
}

/**
 * The rung after the one that was tried. What stands above one that refused would count on what was not done; but for
 * a stronger means upon the same target, and for telling people.
 */
function nextRung(
  rule: Bounded,
  attempt: Attempt,
  refused: number | undefined,
  rungs: readonly Rung[],
): number | undefined {
  if (attempt.outcome === 'helped') return undefined;
  const builds = ({ target, tells }: Rung): boolean =>
    refused !== undefined && !tells && target !== rungs[refused]?.target;
  const next = rule.do.findIndex((_, rung) => {
    const known = rungs[rung];
    return rung > attempt.rung && (known === undefined || !builds(known));
  });
  return next === -1 ? undefined : next;
}

function limitOf(rule: Bounded): { readonly times: number; readonly within: number } {
  return rule.limit ?? defaultBounds;
}

/** Acts upon one target, oldest first. */
interface Acts {
  readonly spent: readonly number[];
  readonly helped: readonly number[];
}

/**
 * Time when the budget has room again; `now` or earlier: it has. An act dated in the future counts as one of
 * now.
 */
function budgetFreeAt(rule: Bounded, { spent, helped }: Acts, now: number): number {
  const { times, within } = limitOf(rule);
  const freeAt = (acts: readonly number[], most: number): number => {
    const counted = acts.map((at) => Math.min(at, now)).filter((at) => at > now - within * 1000);
    const oldest = counted[counted.length - most];
    return oldest === undefined ? now : oldest + within * 1000;
  };
  return Math.max(freeAt(spent, times), freeAt(helped, times * loopFactor));
}

/**
 * Time from which on a fault may be remedied: of acts that helped, only one that came after it began holds it back; of
 * those that did not, none that was followed by one that helped, upon this target or higher on this rule's ladder.
 */
function cooledAt(rule: Bounded, ruleState: RuleState, { spent, helped }: Acts): number {
  // On a clock that was set to 1970 what was done before has a date below nothing.
  const newest = helped.at(-1) ?? -Infinity;
  const sameFault = newest >= (ruleState.began ?? -Infinity) ? newest : -Infinity;
  const { attempts } = ruleState;
  const healing = attempts.findLastIndex(({ outcome }) => outcome === 'helped');
  const climbed = new Set(attempts.slice(0, healing + 1).map(({ at }) => at));
  const inVain = spent.findLast((at) => at > newest && !climbed.has(at)) ?? -Infinity;
  const last = Math.max(inVain, ruleState.tried ?? -Infinity, sameFault);
  return last + (rule.cooldown ?? defaultBounds.cooldown) * 1000;
}

function beginBackOff(rule: Bounded, ruleState: RuleState, freeAt: number, now: number): Choice {
  const round = ruleState.backOff?.round ?? 0;
  const until = round === 0 ? freeAt : Math.max(freeAt, now + waitOfRound(rule, round - 1));
  return { choice: 'spent', until, round: round + 1 };
}

/** Milliseconds of the n-th wait: the limit's window, then twice as long each time, up to a day (or the window). */
function waitOfRound(rule: Bounded, round: number): number {
  const { within } = limitOf(rule);
  return Math.min(within * 2 ** Math.min(round, 20), Math.max(longestBackOff, within)) * 1000;
}

import type { RuleItem } from '../../core/policy.ts';
import type { Verdict } from '../../core/expression.ts';
import { freshRuleState } from './rule-state.ts';
import type { RuleState, RuleStateName } from '../../core/rule-state.ts';

/** Findings of one check about a rule. */
export interface Findings {
  readonly when: Verdict;
  /** Undefined: the rule has no `clear_when`, and clears when `when` no longer holds. */
  readonly clear?: Verdict;
  /** Remedies are held back. */
  readonly paused: boolean;
  /** True: what was remembered is lost, and nothing may fire at this check. */
  readonly afresh: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

type Judged = Pick<RuleItem, 'every' | 'for' | 'do'>;

/** So long without a check that what was seen before it no longer counts towards `for: N checks`. */
const stale = { periods: 10, seconds: 3600 } as const;

/**
 * Judges a rule once more. An unknown condition neither fires, clears nor counts. Time counts towards `for` only as
 * far as checks witnessed it: at most two periods for each, so that no gap, suspension or clock jump fires a rule.
 */
export function judge(rule: Judged, before: RuleState | undefined, findings: Findings): RuleState {
  const { now } = findings;
  const ruleState = before ?? freshRuleState(now);
  const { unknown: _unknown, uncovered: _uncovered, ...known } = ruleState;
  const judged = { ...known, judged: now };
  if ('unknown' in findings.when) return named({ ...judged, ...findings.when }, 'unknown', findings);
  if (ruleState.condition === 'firing') {
    if (!cleared(findings.when.holds, findings.clear))
      return named(judged, firingState(rule, judged, findings), findings);
    return named(calmed(judged, now), 'healed', findings);
  }
  if (!findings.when.holds)
    return named({ ...calmed(judged, now), attempts: ruleState.attempts }, 'ok', findings);
  const counted = count(rule, ruleState, judged, now);
  if (findings.afresh || !lastedLongEnough(rule, counted))
    return named({ ...counted, condition: 'pending' }, 'pending', findings);
  const fired: RuleState = { ...counted, condition: 'firing', rung: 0, attempts: [] };
  return named(fired, firingState(rule, fired, findings), findings);
}

/** Gives a firing rule the name of its state again, after its ladder was used. */
export function renamed(rule: Judged, ruleState: RuleState, paused: boolean, now: number): RuleState {
  if (ruleState.condition !== 'firing') return ruleState;
  return named(ruleState, firingState(rule, ruleState, { paused }), { now });
}

function cleared(holds: boolean, clear: Verdict | undefined): boolean {
  if (clear === undefined) return !holds;
  return !('unknown' in clear) && clear.holds && !holds;
}

function calmed(ruleState: RuleState, now: number): RuleState {
  const { backOff: _over, began: _began, ...rest } = ruleState;
  return { ...rest, condition: 'ok', checks: 0, held: 0, rung: 0, judged: now };
}

function count(rule: Judged, before: RuleState, ruleState: RuleState, now: number): RuleState {
  const elapsed = (now - before.judged) / 1000;
  const isStale = elapsed < 0 || elapsed > Math.max(stale.periods * rule.every, stale.seconds);
  if (before.condition !== 'pending' || isStale) return { ...ruleState, checks: 1, held: 0, began: now };
  return { ...ruleState, checks: before.checks + 1, held: before.held + Math.min(elapsed, 2 * rule.every) };
}

function lastedLongEnough(rule: Judged, ruleState: RuleState): boolean {
  return 'checks' in rule.for ? ruleState.checks >= rule.for.checks : ruleState.held >= rule.for.seconds;
}

function firingState(rule: Judged, ruleState: RuleState, { paused }: { paused: boolean }): RuleStateName {
  if (ruleState.backOff !== undefined) return 'backing_off';
  return paused && rule.do.length > 0 ? 'paused' : 'firing';
}

function named(ruleState: RuleState, state: RuleStateName, { now }: { now: number }): RuleState {
  return ruleState.state === state ? ruleState : { ...ruleState, state, since: now };
}

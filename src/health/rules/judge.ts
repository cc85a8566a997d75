import type { RuleItem } from '../../core/policy.ts';
import type { Verdict } from './expression.ts';
import { freshStanding } from './rule-state.ts';
import type { RuleState, RuleStateName } from '../../core/rule-state.ts';

/** What one check found out about a rule. */
export interface Findings {
  readonly when: Verdict;
  /** Undefined: the rule has no `clear_when`, and clears when `when` no longer holds. */
  readonly clear?: Verdict;
  /** Remedies are held back. */
  readonly paused: boolean;
  /** What was remembered is lost: nothing may fire at this check. */
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
  const standing = before ?? freshStanding(now);
  const judged = { ...standing, judged: now };
  delete (judged as { unknown?: unknown }).unknown;
  if ('unknown' in findings.when)
    return named({ ...judged, unknown: findings.when.unknown }, 'unknown', findings);
  if (standing.condition === 'firing') {
    if (!cleared(findings.when.holds, findings.clear))
      return named(judged, firingState(rule, judged, findings), findings);
    return named(calmed(judged, now), 'healed', findings);
  }
  if (!findings.when.holds)
    return named({ ...calmed(judged, now), attempts: standing.attempts }, 'ok', findings);
  const counted = count(rule, standing, judged, now);
  if (findings.afresh || !lastedLongEnough(rule, counted))
    return named({ ...counted, condition: 'pending' }, 'pending', findings);
  const fired: RuleState = { ...counted, condition: 'firing', rung: 0, attempts: [] };
  return named(fired, firingState(rule, fired, findings), findings);
}

/** Gives a firing rule the name of its state again, after its ladder was used. */
export function renamed(rule: Judged, standing: RuleState, paused: boolean, now: number): RuleState {
  if (standing.condition !== 'firing') return standing;
  return named(standing, firingState(rule, standing, { paused }), { now });
}

function cleared(holds: boolean, clear: Verdict | undefined): boolean {
  if (clear === undefined) return !holds;
  return !('unknown' in clear) && clear.holds && !holds;
}

function calmed(standing: RuleState, now: number): RuleState {
  const { backOff: _over, ...rest } = standing;
  return { ...rest, condition: 'ok', checks: 0, held: 0, rung: 0, judged: now };
}

function count(rule: Judged, before: RuleState, standing: RuleState, now: number): RuleState {
  const elapsed = (now - before.judged) / 1000;
  const isStale = elapsed < 0 || elapsed > Math.max(stale.periods * rule.every, stale.seconds);
  if (before.condition !== 'pending' || isStale) return { ...standing, checks: 1, held: 0 };
  return { ...standing, checks: before.checks + 1, held: before.held + Math.min(elapsed, 2 * rule.every) };
}

function lastedLongEnough(rule: Judged, standing: RuleState): boolean {
  return 'checks' in rule.for ? standing.checks >= rule.for.checks : standing.held >= rule.for.seconds;
}

function firingState(rule: Judged, standing: RuleState, { paused }: { paused: boolean }): RuleStateName {
  if (standing.backOff !== undefined) return 'backing_off';
  return paused && rule.do.length > 0 ? 'paused' : 'firing';
}

function named(standing: RuleState, state: RuleStateName, { now }: { now: number }): RuleState {
  return standing.state === state ? standing : { ...standing, state, since: now };
}

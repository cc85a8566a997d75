import type { Instant } from '../pass/instant.ts';
import type { RuleState, RuleStateName } from '../../core/rule-state.ts';

/** Acts upon each target, newest last, whoever asked for them. Milliseconds since 1970. */
export type Budgets = Readonly<Record<string, readonly number[]>>;

/** Memory of rules between checks and over a reboot. */
export interface HealthState {
  readonly at: Instant;
  readonly rules: Readonly<Record<string, RuleState>>;
  /** Acts that did not help, or are under way: what limits and cooldowns count. */
  readonly budgets: Budgets;
  /** Acts that helped, by the time when that was proven: what comes back too often is a loop. */
  readonly helped: Budgets;
  /** Memory that probes asked to be given back, by name. */
  readonly memory: Readonly<Record<string, unknown>>;
  /** Alerts told, by rule. */
  readonly told: Readonly<Record<string, Told>>;
  /** The last column heading written, by group: `<day> <columns>`. */
  readonly headings: Readonly<Record<string, string>>;
  /** Probes that cannot be read, by group and name. */
  readonly blind: Readonly<Record<string, Blind>>;
  /** Time when what was remembered was lost: rules that are not in here since then must not fire at once. */
  readonly lostAt?: number;
}

/** State of a rule that was last told to the channels. */
export interface Told {
  readonly state: RuleStateName;
  readonly at: number;
  /** Time when what was told began, of a rule that has not healed. */
  readonly since?: number;
}

/** Since when a probe cannot be read, and when that was told last. Milliseconds since 1970. */
export interface Blind {
  readonly since: number;
  readonly told?: number;
}

/** A rule of which nothing is remembered. */
export function freshRuleState(now: number): RuleState {
  return { state: 'ok', since: now, condition: 'ok', checks: 0, held: 0, judged: now, rung: 0, attempts: [] };
}

/** The state before the first check. */
export function freshState(at: Instant): HealthState {
  return { at, rules: {}, budgets: {}, helped: {}, memory: {}, told: {}, headings: {}, blind: {} };
}

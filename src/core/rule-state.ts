import type { Text } from './text.ts';

/** Standing of a rule, for people and programs. */
export type RuleStateName = 'ok' | 'pending' | 'firing' | 'healed' | 'backing_off' | 'paused' | 'unknown';

/** Result of one try of a rung. */
export interface Attempt {
  readonly remedy: string;
  readonly target: string;
  readonly rung: number;
  /** Time when it began, milliseconds since 1970. */
  readonly at: number;
  /** `helped`: the condition cleared in time. `told`: it only tells people, and nothing had to clear. `acting`: kapa
   * was ended while it acted. */
  readonly outcome: 'helped' | 'not_helped' | 'told' | 'refused' | 'not_needed' | 'failed' | 'acting';
  /** Seconds that acting and verifying took. */
  readonly seconds: number;
  readonly text?: Text;
  readonly incident?: string;
}

/** Memory of one rule between checks. Times are milliseconds since 1970. */
export interface RuleState {
  readonly state: RuleStateName;
  /** Time when this state began. */
  readonly since: number;
  /** The condition behind the state: a pause or an unknown value does not end it. */
  readonly condition: 'ok' | 'pending' | 'firing';
  /** Checks in a row in which `when` held. */
  readonly checks: number;
  /** Time when `when` began to hold: what was remedied before is another fault. None while it does not. */
  readonly began?: number;
  /** Seconds for which `when` has held, gaps left out. */
  readonly held: number;
  readonly judged: number;
  /** Reason why the state is unknown. */
  readonly unknown?: Text;
  /** It is unknown only until records cover the window that the condition looks back over. */
  readonly uncovered?: true;
  /** The rung that the next try begins with. */
  readonly rung: number;
  /** The rung that refused and is tried again: until then only what does not build on it. */
  readonly refused?: number;
  /** Time when a rung was last tried that did not help. */
  readonly tried?: number;
  /** Time when a remedy was last carried out: windows over samples begin there. */
  readonly acted?: number;
  /** Set when the budget is spent: no try before `until`; `round` counts the waits, each longer than the last. */
  readonly backOff?: { readonly until: number; readonly round: number };
  /** Time of the last order to clear it: acts before it do not count. */
  readonly cleared?: number;
  /** Tries since the rule began to fire. */
  readonly attempts: readonly Attempt[];
}

/** Reason why a firing rule was left alone. Milliseconds since 1970. */
export interface HeldBack {
  readonly because: 'paused' | 'symptom' | 'cooldown' | 'back_off' | 'recovering' | 'applying';
  readonly until?: number;
}

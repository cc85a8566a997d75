import type { Alert } from './alert.ts';
import type { RuleItem } from './policy.ts';
import type { FieldReading, Measurements } from './probe.ts';
import type { Attempt, HeldBack, RuleState } from './rule-state.ts';
import type { RuleOrder } from './ordered.ts';
import type { Text } from './text.ts';

/** Remedies are held back until then; alerts are not. Milliseconds since 1970. */
export interface Pause {
  readonly since: number;
  readonly until: number;
  readonly reason: string;
  /** Person who ordered it; undefined: by an older kapa. */
  readonly by?: string;
}

/** Standing of one rule after a pass. */
export interface RuleResult {
  readonly item: RuleItem;
  readonly ruleState: RuleState;
  /** The field that the condition compares first, as measured at the beginning. */
  readonly value?: FieldReading;
  /** Name of that field. */
  readonly field?: string;
  /** Unit of a number. */
  readonly unit?: Alert['unit'];
  /** Tried in this pass. */
  readonly attempts: readonly Attempt[];
  /** Reason why a firing rule with remedies was left alone. */
  readonly held?: HeldBack;
  /** Orders of operators about it that are in force. */
  readonly orders?: readonly RuleOrder[];
  /** In a dry run: the remedy that a real check would try. */
  readonly wouldDo?: string;
}

/** Findings and deeds of a pass. */
export interface PassResult {
  readonly group: string;
  readonly at: number;
  readonly measurements: Measurements;
  /** As last measured, after the remedies. */
  readonly last: Measurements;
  readonly rules: readonly RuleResult[];
  readonly pause?: Pause;
  /** Troubles: what could not be kept or told, and a state that was lost. */
  readonly problems: readonly Text[];
}

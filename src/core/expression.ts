import type { Fields, FieldReading, Measurement } from './probe.ts';
import type { Quantity } from './quantity.ts';
import type { Text } from './text.ts';

/** The functions over recorded samples that rules may call. */
export type WindowFunction =
  | 'increase'
  | 'rate'
  | 'delta'
  | 'changes'
  | 'min_over'
  | 'max_over'
  | 'avg_over'
  | 'sum_over'
  | 'quantile_over'
  | 'count_over'
  | 'last';

/** One use of a window function in a condition: `increase(backend.restarts, 1h)`. */
export interface WindowCall {
  readonly call: WindowFunction;
  /** The field that it looks at; undefined: a whole condition, as `count_over` does. */
  readonly field?: FieldName;
  /** Seconds back from now. */
  readonly seconds: number;
}

/** A field of a probe. */
export interface FieldName {
  readonly probe: string;
  readonly field: string;
}

/** `left operator right`, one side a probe's field (or a window over one), the other a threshold or a plain value. */
export interface Comparison extends FieldName {
  /** As if the field stood on the left. */
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  /** The field is looked at through this window function. */
  readonly window?: WindowFunction;
  /** Seconds that the window looks back over. */
  readonly seconds?: number;
  /** A number is in the field's unit. */
  readonly bound: number | string | boolean;
}

/** Records over a window, oldest first, what was measured now at its end. */
export interface Recorded<Value> {
  readonly points: readonly { readonly at: number; readonly value: Value }[];
  /** Seconds that records reach back; undefined: over the whole window. */
  readonly covers?: number;
}

/** Earlier measurements, as conditions look back on them. */
export interface History {
  field(name: FieldName, seconds: number): Recorded<FieldReading>;
  /** Fields by probe. */
  moments(seconds: number): Recorded<Readonly<Record<string, Fields>>>;
  /** The value that a field had so many seconds ago; undefined: that is not recorded. */
  before(name: FieldName, seconds: number): FieldReading | undefined;
}

/** Circumstances that a condition is judged by. */
export interface Circumstances {
  readonly thresholds: Readonly<Record<string, Quantity>>;
  readonly measurements: Readonly<Record<string, Measurement>>;
  readonly history: History;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Answer of a condition for a moment. Unknown is neither true nor false; `uncovered`: only because records do not cover
 * a window yet.
 */
export type Verdict = { readonly holds: boolean } | { readonly unknown: Text; readonly uncovered?: true };

/** A rule's condition, parsed and type-checked. */
export interface CompiledExpression {
  /** Names of the probes it speaks of, windows included. */
  readonly probes: readonly string[];
  readonly windows: readonly WindowCall[];
  readonly comparisons: readonly Comparison[];
  /** Comparisons that must all hold, where it is such, whatever else must. */
  readonly all?: readonly Comparison[];
  /** Comparisons of which one is enough, where it is such, whatever else is. */
  readonly any?: readonly Comparison[];
  /** The field that it speaks of first. */
  readonly first?: FieldName;
  judge(circumstances: Circumstances): Verdict;
}

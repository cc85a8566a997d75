import type { FieldReading } from './probe.ts';

/** The functions over recorded samples that rules may call. */
export type WindowFunction = 'increase' | 'max_over' | 'avg_over';

/** One use of a window function in a condition: `increase(backend.restarts, 1h)`. */
export interface WindowCall extends FieldName {
  readonly call: WindowFunction;
  /** Seconds back from now. */
  readonly seconds: number;
}

/** Answers a window call; undefined: there are no samples to answer from. */
export type AnswerWindow = (call: WindowCall) => number | undefined;

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
  /** A number is in the field's unit. */
  readonly bound: number | string | boolean;
}

/** Thresholds as numbers, and probes as their fields, by name. */
export type ExpressionValues = Readonly<Record<string, number | Readonly<Record<string, FieldReading>>>>;

/** A rule's condition, parsed and type-checked. */
export interface CompiledExpression {
  /** Names of the probes it speaks of. */
  readonly probes: readonly string[];
  readonly windows: readonly WindowCall[];
  readonly comparisons: readonly Comparison[];
  /** The field that it speaks of first. */
  readonly first?: FieldName;
  /** Throws an Error with a readable message where the expression has no value: a division by zero, a field not there. */
  evaluate(values: ExpressionValues, window: AnswerWindow): unknown;
}

import type { FieldReading, Measurement } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';

/** The functions over recorded samples that rules may call. */
type WindowFunction = 'increase' | 'max_over' | 'avg_over';

/** One use of a window function in an expression: `increase(backend.restarts, 1h)`. */
export interface WindowCall {
  readonly call: WindowFunction;
  readonly probe: string;
  readonly field: string;
  /** Seconds back from now. */
  readonly seconds: number;
}

/** Answers a window call; undefined: there are no samples to answer from. */
export type AnswerWindow = (call: WindowCall) => number | undefined;

/** A rule's condition, parsed and type-checked. */
export interface CompiledExpression {
  /** Names of the probes it speaks of. */
  readonly probes: readonly string[];
  readonly windows: readonly WindowCall[];
  /** Throws an Error with a readable message where the expression has no value: a division by zero, a field not there. */
  evaluate(values: ExpressionValues, window: AnswerWindow): unknown;
}

/** Thresholds as numbers, and probes as their fields, by name. */
export type ExpressionValues = Readonly<Record<string, number | Readonly<Record<string, FieldReading>>>>;

/** What an expression says of a moment. Unknown is neither. */
export type Verdict = { readonly holds: boolean } | { readonly unknown: Text };

/** What expressions are judged by. */
export interface Surroundings {
  readonly thresholds: Readonly<Record<string, Quantity>>;
  readonly measurements: Readonly<Record<string, Measurement>>;
  readonly window: AnswerWindow;
}

/** Judges an expression; any unknown probe in it makes it unknown, and so does any fault while evaluating. */
export function judgeExpression(expression: CompiledExpression, surroundings: Surroundings): Verdict {
  const values: Record<string, number | Readonly<Record<string, FieldReading>>> = {};
  for (const [name, quantity] of Object.entries(surroundings.thresholds)) values[name] = quantity.value;
  for (const name of expression.probes) {
    const measurement = surroundings.measurements[name];
    if (measurement === undefined) return { unknown: t('health.not_measured', { probe: name }) };
    if ('unknown' in measurement)
      return { unknown: t('health.probe_unknown', { probe: name, reason: measurement.unknown }) };
    values[name] = measurement.fields;
  }
  try {
    const result = expression.evaluate(values, surroundings.window);
    if (typeof result === 'boolean') return { holds: result };
    return { unknown: t('health.not_a_condition', { value: String(result) }) };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    return { unknown: t('health.no_value', { reason }) };
  }
}

import type { AnswerWindow, CompiledExpression } from '../../core/expression.ts';
import type { FieldReading, Measurement } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';

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

import type { AnswerWindow, WindowCall } from '../../core/expression.ts';
import type { Measurements } from '../../core/probe.ts';
import type { Sample } from '../record/samples.ts';

/**
 * Answers window calls from samples (oldest first) and the measurements of now, which count as the newest sample.
 * `begin` cuts the window off: after a remedy a rule is judged by what happened since.
 */
export function answerFrom(
  samples: readonly Sample[],
  measurements: Measurements,
  { now, begin = 0 }: { readonly now: number; readonly begin?: number },
): AnswerWindow {
  return (call) => {
    const values = valuesWithin(samples, call, Math.max(begin, now - call.seconds * 1000), now);
    const current = currentValue(measurements, call);
    if (current !== undefined) values.push(current);
    return values.length === 0 ? undefined : answers[call.call](values);
  };
}

const answers: Readonly<Record<WindowCall['call'], (values: readonly number[]) => number>> = {
  increase,
  max_over: (values) => values.reduce((most, value) => Math.max(most, value)),
  avg_over: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

/** How much a counter grew. Where it fell it was reset, and what it shows since then has come on top. */
export function increase(values: readonly number[]): number {
  let grown = 0;
  for (const [index, value] of values.entries()) {
    const before = values[index - 1];
    if (before !== undefined) grown += value >= before ? value - before : value;
  }
  return grown;
}

/** The numbers of one column between two moments. */
function valuesWithin(samples: readonly Sample[], call: WindowCall, begin: number, now: number): number[] {
  const column = `${call.probe}.${call.field}`;
  const values: number[] = [];
  for (const sample of samples) {
    if (sample.at < begin || sample.at > now) continue;
    const value = sample.values[sample.columns.indexOf(column)];
    if (typeof value === 'number') values.push(value);
  }
  return values;
}

function currentValue(measurements: Measurements, call: WindowCall): number | undefined {
  const measurement = measurements[call.probe];
  const value = measurement && 'fields' in measurement ? measurement.fields[call.field] : undefined;
  return typeof value === 'number' ? value : undefined;
}

import type { Circumstances, WindowCall } from '../../core/expression.ts';
import type { Measurement } from '../../core/probe.ts';
import { t, type Text } from '../../core/text.ts';
import type { Patterns } from './functions.ts';
import type { ConditionNode } from './syntax.ts';
import { valueFrom, type Unknown, type Value } from './types.ts';

/** Meaning of the names of a condition. */
export interface Scope {
  readonly circumstances: Circumstances;
  readonly patterns: Patterns;
  readonly windows: ReadonlyMap<ConditionNode, WindowCall>;
  /** Beginning of the names of probes and thresholds that the condition leaves out. */
  readonly within: string;
  /** The value of a name that `exists` and its like do not give. */
  name(name: string): Value;
}

/** No value, for a reason. */
export function nothing(reason: Text): Unknown {
  return { unknown: reason };
}

/** The value of a probe: its fields, or why they are not known. */
export function probeValue(name: string, measurement: Measurement | undefined): Value {
  if (measurement === undefined) return nothing(t('health.not_measured', { probe: name }));
  if ('unknown' in measurement)
    return nothing(t('health.probe_unknown', { probe: name, reason: measurement.unknown }));
  return valueFrom(measurement.fields);
}

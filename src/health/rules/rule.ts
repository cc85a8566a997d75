import type { CompiledExpression, FieldName, Verdict } from '../../core/expression.ts';
import type { RuleItem } from '../../core/policy.ts';
import type { ProbeField } from '../../core/probe.ts';
import { historyOf, slackOf } from './history.ts';
import type { Measurements } from '../../core/probe.ts';
import type { Sample } from '../record/samples.ts';
import type { Quantity } from '../../core/quantity.ts';

/** A rule with its conditions compiled. */
export interface Rule {
  readonly item: RuleItem;
  readonly when: CompiledExpression;
  readonly clearWhen?: CompiledExpression;
  readonly onlyIf?: CompiledExpression;
  /** The field that its `when` compares first, or speaks of first where it compares none: it is told with the state. */
  readonly compared?: ComparedField;
}

/** A probe's field, and what a number in it is in. */
export interface ComparedField extends FieldName {
  readonly unit?: ProbeField['unit'];
}

/** Circumstances that rules are judged by at one moment. */
export interface RuleMoment {
  readonly measurements: Measurements;
  readonly samples: readonly Sample[];
  readonly thresholds: Readonly<Record<string, Quantity>>;
  readonly now: number;
}

/** Judges one of a rule's conditions; windows begin after the rule's last remedy. */
export function judgeCondition(
  { item: { every } }: Rule,
  condition: CompiledExpression,
  { measurements, samples, thresholds, now }: RuleMoment,
  acted: number | undefined,
): Verdict {
  const history = historyOf(samples, measurements, {
    now,
    every,
    ...(acted === undefined ? {} : { begin: acted }),
  });
  return condition.judge({ thresholds, measurements: begunAt(measurements, acted), history, now });
}

/** Measurements as they count after a rule's last remedy: what it was for is not seen again. */
function begunAt(measurements: Measurements, acted: number | undefined): Measurements {
  if (acted === undefined) return measurements;
  return Object.fromEntries(
    Object.entries(measurements).map(([name, one]) => [
      name,
      'fields' in one && one.since !== undefined ? { ...one, fields: one.since(acted) } : one,
    ]),
  );
}

/** Names of the probes that a rule speaks of, windows included. */
export function probesOf({ when, clearWhen, onlyIf }: Rule): readonly string[] {
  return [...new Set([when, clearWhen, onlyIf].flatMap((one) => (one ? one.probes : [])))];
}

/** Seconds that rules look back over, and as far before as a window may begin late; 0: none does. */
export function longestWindow(rules: readonly Rule[]): number {
  return Math.max(
    0,
    ...rules.flatMap(({ item, when, clearWhen, onlyIf }) =>
      [when, clearWhen, onlyIf].flatMap(
        (one) => one?.windows.map(({ seconds }) => seconds + slackOf(seconds, item.every)) ?? [],
      ),
    ),
  );
}

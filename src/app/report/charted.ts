import type { PolicySet } from '../../core/policy.ts';
import { fieldsOf } from '../../core/probe.ts';
import type { Chart } from '../../core/report.ts';
import type { Rule } from '../../health/index.ts';
import { findProbeType } from '../../packs/index.ts';

/** A column that is charted, with its bounds. */
export interface ChartedColumn extends Omit<Chart, 'spread'> {
  /** It counts from the start of something on. */
  readonly counter: boolean;
}

/** Numbers of one probe that are charted at the most. */
const mostOfProbe = 4;

/**
 * Numbers that a chart is drawn of: of each probe those that rules compare, with their bounds, then its others. A bound
 * of a window over a number is none of the number itself.
 */
export function columnsToChart(
  policies: PolicySet | undefined,
  rules: readonly Rule[],
): readonly ChartedColumn[] {
  const compared = rules.flatMap(({ item: { severity }, when }) =>
    when.comparisons.map((comparison) => ({ ...comparison, severity })),
  );
  return (policies?.probes ?? []).flatMap((probe) => {
    const numbers = Object.entries(fieldsOf(probe, findProbeType)).filter(
      ([, { type, names }]) => type === 'number' && names !== true,
    );
    const own = compared.filter((one) => one.probe === probe.name);
    const isJudged = ([field]: (typeof numbers)[number]): boolean => own.some((one) => one.field === field);
    const chosen = [...numbers.filter(isJudged), ...numbers.filter((one) => !isJudged(one))];
    const { counters = [] } = findProbeType(probe.type) ?? {};
    return chosen.slice(0, mostOfProbe).map(([field, { unit }]) => ({
      probe: probe.name,
      field,
      unit: unit ?? 'count',
      counter: counters.includes(field),
      bounds: own.flatMap(({ field: of, window, operator, bound, severity }) =>
        of === field && window === undefined && typeof bound === 'number'
          ? [{ operator, bound, severity }]
          : [],
      ),
    }));
  });
}

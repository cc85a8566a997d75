import type { FieldReading } from '../../core/probe.ts';
import type { RuleResult } from '../../core/pass-result.ts';
import type { BoundView, HealthView } from './health-view.ts';

/** The comparison of a rule that decides about it at this moment, with what was measured. */
export interface Deciding {
  readonly bound: BoundView;
  readonly reading: FieldReading;
  /** Nearness to the alert: 0 far from it, 1 at it; undefined: records decide, or nothing can be said. */
  readonly share?: number;
}

/**
 * The comparison that decides about a rule: of those of which one is enough the nearest to the alert, of those that
 * must all hold the farthest. Undefined: nothing that it compares was measured.
 */
export function decidingOf({ item }: RuleResult, view: HealthView): Deciding | undefined {
  const found = (boundsOf(view).get(item.name) ?? []).flatMap((bound) => measured(bound, view));
  const sign = found.every(({ bound }) => bound.withOthers) ? -1 : 1;
  return found.toSorted((a, b) => sign * (nearness(b) - nearness(a)))[0];
}

const byRule = new WeakMap<HealthView, ReadonlyMap<string, readonly BoundView[]>>();

/** Bounds of a view by their rules. */
function boundsOf(view: HealthView): ReadonlyMap<string, readonly BoundView[]> {
  const known = byRule.get(view);
  if (known !== undefined) return known;
  const bounds = new Map<string, BoundView[]>();
  for (const bound of view.bounds) {
    const list = bounds.get(bound.rule);
    if (list === undefined) bounds.set(bound.rule, [bound]);
    else list.push(bound);
  }
  byRule.set(view, bounds);
  return bounds;
}

function measured(bound: BoundView, { measurements }: HealthView): readonly Deciding[] {
  const measurement = measurements[bound.probe];
  const reading = measurement && 'fields' in measurement ? measurement.fields[bound.field] : undefined;
  if (reading === undefined) return [];
  const share = bound.window === undefined ? shareOf(bound, reading) : undefined;
  return [{ bound, reading, ...(share === undefined ? {} : { share }) }];
}

/** The same as a share, where a word is the one that alerts, or not. */
function nearness({ bound: { operator, bound, window }, reading, share }: Deciding): number {
  if (share !== undefined) return share;
  const isEqual = operator === '==' || operator === '!=';
  return window === undefined && isEqual ? Number((reading === bound) === (operator === '==')) : 0;
}

function shareOf({ operator, bound }: BoundView, reading: FieldReading): number | undefined {
  if (typeof bound !== 'number' || typeof reading !== 'number') return undefined;
  if (operator === '==' || operator === '!=') return Number((reading === bound) === (operator === '=='));
  const [part, whole] = operator === '>' || operator === '>=' ? [reading, bound] : [bound, reading];
  if (whole <= 0 || part < 0) return Number(part >= whole);
  return Math.min(1, part / whole);
}

import type { Plan } from './plan.ts';

/** Counts of a plan's resources by action. */
export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly remove: number;
  readonly unchanged: number;
  readonly unknown: number;
}

/** Counts a plan's resources by action. */
export function summarise(plan: Plan): PlanSummary {
  const summary = { create: 0, update: 0, remove: 0, unchanged: 0, unknown: 0 };
  for (const { change } of plan.resources)
    summary[change.action === 'none' ? 'unchanged' : change.action] += 1;
  summary.remove += plan.orphans.filter(({ pruned }) => pruned).length;
  return summary;
}

/** Tells a plan that has nothing to do: no resource changes, and no effect is pending. */
export function isEmpty(plan: Plan): boolean {
  const { create, update, remove } = summarise(plan);
  return create + update + remove + plan.effects.length === 0;
}

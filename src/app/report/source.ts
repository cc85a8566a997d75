import type { HealthEvent } from '../../core/health-event.ts';
import type { Period } from '../../core/history.ts';
import type { PolicySet, RuleItem } from '../../core/policy.ts';
import type { Records } from '../../core/records.ts';
import { lookBack, probesOf, readEvents, speakingProbes, survey, type Rule } from '../../health/index.ts';
import { findProbeType } from '../../packs/index.ts';
import type { ChartedColumn } from './charted.ts';

/** Seconds between two measurements of a probe that no rule speaks of. */
const usualPace = 180;

/** Records and policies that a report is made from. */
export interface Source {
  readonly records: Records;
  readonly policies: PolicySet | undefined;
  readonly rules: readonly Rule[];
  readonly columns: readonly ChartedColumn[];
}

/** Events of a period and those before that may last into it, oldest first, under the names that rules have now. */
export function eventsOf({ records, policies }: Source, { since, until }: Period): readonly HealthEvent[] {
  const named = new Map((policies?.rules ?? []).flatMap(namesOf));
  return [...readEvents(records, { since: since - lookBack * 86_400_000, until })].map((event) =>
    'rule' in event ? { ...event, rule: named.get(event.rule) ?? event.rule } : event,
  );
}

function namesOf({ name, aliases = [] }: RuleItem): readonly (readonly [string, string])[] {
  return aliases.map((alias) => [alias, name] as const);
}

/** Probes and columns that a survey of these policies looks at. */
export function surveyRequest(
  source: Source,
): Pick<Parameters<typeof survey>[2], 'probes' | 'find' | 'columns' | 'pace'> {
  return {
    probes: source.policies?.probes ?? [],
    find: findProbeType,
    columns: source.columns.map(({ probe, field }) => `${probe}.${field}`),
    pace: (probe) => paceOf(source, probe),
  };
}

/** Seconds between two measurements of a probe: those of the rule that asks for it most often. */
export function paceOf({ rules }: Source, probe: string): number {
  const every = rules.flatMap((rule) => (probesOf(rule).includes(probe) ? [rule.item.every] : []));
  return every.length === 0 ? usualPace : Math.min(...every);
}

/** Probes that availability is counted by. */
export function countedProbes({ policies }: Source): readonly string[] {
  return speakingProbes(policies?.probes ?? [], findProbeType).map(({ name }) => name);
}

import type { Comparison } from '../../core/expression.ts';
import type { ProbeField, Fields } from '../../core/probe.ts';
import type { PassResult, RuleResult } from '../../core/pass-result.ts';
import type { RemedyDeed } from '../../core/remedy.ts';
import type { Text } from '../../core/text.ts';

/** A probe as declared, with what its fields mean and how its type tells of it. */
export interface ProbeView {
  readonly name: string;
  readonly fields: Readonly<Record<string, ProbeField>>;
  readonly label: Text | string;
  told(fields: Fields, show: (field: string) => string): readonly Text[];
}

/** A field's bound in a rule: `close_wait.server_side >= close_wait_max`. */
export interface BoundView extends Comparison {
  readonly rule: string;
  readonly severity: 'warning' | 'critical';
  /** It is one of several that must all hold. */
  readonly withOthers: boolean;
}

/**
 * View of what one check of one group found and did, with what its fields mean: every report of it is
 * rendered from this.
 */
export interface HealthView extends Omit<PassResult, 'last'> {
  readonly probes: readonly ProbeView[];
  readonly bounds: readonly BoundView[];
  /** Deeds of remedies to their target, by remedy. */
  readonly deeds: Readonly<Record<string, RemedyDeed>>;
  /** Not measured now: a watch has published it (milliseconds since 1970). */
  readonly measured?: { readonly pid: number; readonly at: number };
  /** Not checked, since this process is at it (milliseconds since 1970). */
  readonly locked?: { readonly pid: number; readonly since: number; readonly because?: Text };
}

/** Status for a monitoring system. */
export type HealthStatus = 'ok' | 'warning' | 'critical' | 'unknown';

/** The exit statuses of monitoring plugins. */
export const statusCode: Readonly<Record<HealthStatus, number>> = {
  ok: 0,
  warning: 1,
  critical: 2,
  unknown: 3,
};

/** The worst of all rules: critical, then warning (a healed rule is one), then unknown. An unknown probe is not ok. */
export function statusOf(views: readonly HealthView[]): HealthStatus {
  const found = new Set(views.flatMap((view) => [...view.rules.map(ruleStatus), ...probeStatuses(view)]));
  return (['critical', 'warning', 'unknown'] as const).find((status) => found.has(status)) ?? 'ok';
}

/** Part of one rule in the status. That records do not cover a window yet is told, and troubles nobody. */
export function ruleStatus({ item, ruleState }: RuleResult): HealthStatus {
  switch (ruleState.state) {
    case 'ok':
    case 'pending':
      return 'ok';
    case 'healed':
      return 'warning';
    case 'unknown':
      return ruleState.uncovered === true && ruleState.condition !== 'firing' ? 'ok' : 'unknown';
    case 'firing':
    case 'paused':
    case 'backing_off':
      return item.severity;
  }
}

function probeStatuses({ measurements, locked }: HealthView): HealthStatus[] {
  if (locked) return ['unknown'];
  return Object.values(measurements).map((measurement) => ('unknown' in measurement ? 'unknown' : 'ok'));
}

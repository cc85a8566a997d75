import type { Comparison } from '../../core/expression.ts';
import type { RuleItem } from '../../core/policy.ts';
import type { FieldReading, Measurement, ProbeField } from '../../core/probe.ts';
import type { Text } from '../../core/text.ts';

/** How a rule stands. */
export type StateView = 'ok' | 'pending' | 'firing' | 'healed' | 'backing_off' | 'paused' | 'unknown';

/** A try of a rung. Times are milliseconds since 1970. */
export interface AttemptView {
  readonly remedy: string;
  readonly target: string;
  readonly at: number;
  readonly outcome: 'helped' | 'not_helped' | 'refused' | 'not_needed' | 'failed' | 'acting';
  readonly seconds: number;
  readonly text?: Text;
  readonly incident?: string;
}

/** A rule after a check. */
export interface RuleView {
  readonly item: RuleItem;
  readonly standing: {
    readonly state: StateView;
    readonly since: number;
    readonly unknown?: Text;
    readonly backOff?: { readonly until: number };
    readonly attempts: readonly AttemptView[];
  };
  readonly value?: FieldReading;
  readonly unit?: ProbeField['unit'];
  /** Tried in this check. */
  readonly attempts: readonly AttemptView[];
  readonly held?: {
    readonly because: 'paused' | 'symptom' | 'cooldown' | 'back_off' | 'recovering' | 'applying';
    readonly until?: number;
  };
  /** In a dry run: the remedy that a real check would try. */
  readonly wouldDo?: string;
}

/** A probe as declared, with what its fields mean. */
export interface ProbeView {
  readonly name: string;
  readonly type: string;
  readonly spec: unknown;
  readonly fields: Readonly<Record<string, ProbeField>>;
}

/** A field's bound in a rule: `close_wait.server_side >= close_wait_max`. */
export interface BoundView extends Comparison {
  readonly severity: 'warning' | 'critical';
}

/** What one check of one group found and did: what every report of it is rendered from. */
export interface HealthView {
  readonly group: string;
  readonly at: number;
  readonly probes: readonly ProbeView[];
  readonly bounds: readonly BoundView[];
  readonly measurements: Readonly<Record<string, Measurement>>;
  readonly rules: readonly RuleView[];
  readonly pause?: { readonly since: number; readonly until: number; readonly reason: string };
  readonly problems: readonly Text[];
  /** Not checked, since this process is at it (milliseconds since 1970). */
  readonly locked?: { readonly pid: number; readonly since: number };
}

/** What a monitoring system is told. */
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

/** What one rule contributes to the status. */
export function ruleStatus({ item, standing }: RuleView): HealthStatus {
  switch (standing.state) {
    case 'ok':
    case 'pending':
      return 'ok';
    case 'healed':
      return 'warning';
    case 'unknown':
      return 'unknown';
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

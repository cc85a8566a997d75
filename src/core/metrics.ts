import type { ProbeField } from './probe.ts';
import type { Attempt, RuleStateName } from './rule-state.ts';

/** Standing and counters of one rule, as they are kept between checks. */
export interface RuleMetrics {
  readonly severity: 'warning' | 'critical';
  readonly state: RuleStateName;
  readonly condition: 'ok' | 'pending' | 'firing';
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Times that it began to fire, ever. */
  readonly alerts: number;
  /** Tries ever, by remedy and outcome. */
  readonly remedies: Readonly<Record<string, Readonly<Partial<Record<Attempt['outcome'], number>>>>>;
}

/** Numbers that a probe measured last; undefined: it could not be read. */
export interface ProbeMetrics {
  readonly type: string;
  readonly fields?: Readonly<
    Record<string, { readonly unit: NonNullable<ProbeField['unit']>; readonly value: number }>
  >;
}

/** All that is kept of one group between checks, whoever makes them. */
export interface GroupMetrics {
  readonly group: string;
  /** Policy files whose check this was: a group that they have no more is forgotten. */
  readonly sources: readonly string[];
  /** Time of the last check, milliseconds since 1970. */
  readonly at: number;
  /** Seconds between two judgements of its slowest rule. */
  readonly every: number;
  /** Checks ever. */
  readonly checks: number;
  readonly paused: boolean;
  /** Troubles of the last check. */
  readonly problems: number;
  readonly rules: Readonly<Record<string, RuleMetrics>>;
  readonly probes: Readonly<Record<string, ProbeMetrics>>;
}

/** Outcomes of all applies ever. */
export interface ApplyMetrics {
  /** Transactions of those still kept that are counted. */
  readonly counted: readonly string[];
  /** Time of the last, milliseconds since 1970. */
  readonly at?: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** One line of the exposition. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All samples under one name. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

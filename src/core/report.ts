import type { Attempt } from './rule-state.ts';
import type { HealthEvent } from './health-event.ts';
import type { Period, RuleFigures } from './history.ts';
import type { Measurements, ProbeField } from './probe.ts';
import type { Locale, Text } from './text.ts';

/** States that what a probe speaks for can be in; each second of a period has one. */
export const presences = ['up', 'down', 'paused', 'unknown', 'not_measured'] as const;

/** State of what a probe speaks for. Only `up` counts as up. */
export type Presence = (typeof presences)[number];

/** A stretch of time, milliseconds since 1970. */
export interface TimeStretch {
  readonly from: number;
  readonly to: number;
}

/** Account of a period by the state that something was in. */
export interface Availability {
  /** Seconds in each state; together they are the period. */
  readonly seconds: Readonly<Record<Presence, number>>;
  /** Seconds in which it was down while remedies were paused: they count as paused. */
  readonly downWhilePaused: number;
  readonly outages: readonly TimeStretch[];
  /** The worst state of each of equal parts of the period. */
  readonly strip: readonly Presence[];
}

/** A number over a period, in equal parts: undefined where nobody measured it. */
export interface Spread {
  readonly least: readonly (number | undefined)[];
  readonly most: readonly (number | undefined)[];
  /** The same period in few parts, for a table. */
  readonly rows: readonly SpreadRow[];
}

/** A part of a period, with what a number was in it; undefined where nobody measured it. */
export interface SpreadRow extends TimeStretch {
  readonly numbers?: { readonly least: number; readonly most: number; readonly average: number };
}

/** Findings over the recorded samples of a period. */
export interface Survey {
  readonly samples: number;
  /** Undefined: no probe speaks for the site. */
  readonly site?: Availability;
  /** Accounts by probe, in the order of the policies. */
  readonly probes: Readonly<Record<string, Availability>>;
  /** By column, `probe.field`. */
  readonly columns: Readonly<Record<string, Spread>>;
}

/** A fault from the first alert of its rule until that was over, with what was done about it. */
export interface Incident {
  readonly rule: string;
  readonly group: string;
  readonly severity: 'warning' | 'critical';
  readonly from: number;
  /** Undefined: it goes on. */
  readonly to?: number;
  /** Value that the rule's condition compared. */
  readonly value?: Pick<Extract<HealthEvent, { kind: 'alert' }>, 'value' | 'unit'>;
  readonly why?: Text;
  readonly backedOff: boolean;
  readonly remedies: readonly Attempt[];
}

/** A time in which remedies were held back. */
export interface RecordedPause extends TimeStretch {
  readonly reason: string;
  readonly by?: string;
}

/** Figure of two periods; undefined: it was not measured. */
export interface ComparedFigure {
  readonly what: Text;
  readonly unit: NonNullable<ProbeField['unit']>;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** Two periods side by side. */
export interface PeriodComparison {
  readonly before: Period;
  readonly after: Period;
  readonly figures: readonly ComparedFigure[];
}

/** A chart of one number of a probe, with the bounds that rules set it. */
export interface Chart {
  readonly probe: string;
  readonly field: string;
  readonly unit: NonNullable<ProbeField['unit']>;
  readonly bounds: readonly {
    readonly operator: string;
    readonly bound: number;
    readonly severity: 'warning' | 'critical';
  }[];
  readonly spread: Spread;
}

/** Account of one rule over a period. */
export interface RuleAccount extends RuleFigures {
  readonly rule: string;
  readonly group: string;
  readonly severity: 'warning' | 'critical';
  /** It speaks of a probe that availability is counted by. */
  readonly counts: boolean;
  /** Seconds for which it was in alert. */
  readonly seconds: number;
}

/** A file that an apply changed. */
export interface ChangedFile {
  readonly path: string;
  /** Null: not there. Undefined: it is shown nowhere, or is kept no more. */
  readonly before?: Uint8Array | null;
  readonly after?: Uint8Array | null;
}

/** An apply, with what it changed. */
export interface AppliedChange {
  readonly at: number;
  readonly transaction: string;
  readonly outcome: 'converged' | 'rolled_back' | 'rollback_incomplete' | 'open';
  readonly by?: string;
  readonly reason?: string;
  readonly resources: readonly string[];
  readonly files: readonly ChangedFile[];
}

/** A change of the policies by which a host is kept and checked, since it was first worked by. */
export interface PolicyChange {
  readonly at: number;
  readonly files: readonly ChangedFile[];
}

/** Evidence that was kept of an incident. */
export interface KeptEvidence {
  readonly incident: string;
  readonly measurements: Measurements;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly text?: string }[];
}

/** Matter that a person should look at. */
export interface Attention {
  readonly severity: 'warning' | 'critical';
  readonly text: Text;
}

/** Content of a report on one host over a period. */
export interface HostReport {
  readonly host: string;
  readonly locale: Locale;
  /** As IANA names it. */
  readonly timeZone: string;
  readonly made: number;
  readonly period: Period;
  readonly survey: Survey;
  /** Probes that availability is counted by, with the seconds between two measurements. */
  readonly counted: readonly { readonly probe: string; readonly pace: number }[];
  readonly rules: readonly RuleAccount[];
  readonly incidents: readonly Incident[];
  readonly evidence: readonly KeptEvidence[];
  readonly events: readonly HealthEvent[];
  readonly pauses: readonly RecordedPause[];
  readonly changes: readonly AppliedChange[];
  readonly policies: readonly PolicyChange[];
  readonly charts: readonly Chart[];
  readonly comparison?: PeriodComparison;
  readonly attention: readonly Attention[];
}

/** A stretch of time, milliseconds since 1970, the end included. */
export interface Period {
  readonly since: number;
  readonly until: number;
}

/** Summary of one number in the samples of a period. */
export interface NumberSummary {
  readonly samples: number;
  readonly least: number;
  readonly most: number;
  /** Over time, not over samples: these come more densely around a fault. */
  readonly average: number;
  readonly last: number;
  /** Growth, read as a counter that may be reset. */
  readonly increase: number;
  /** The most of each of equal parts of the period; undefined where there is no sample. */
  readonly chart: readonly (number | undefined)[];
}

/** Number of times that each value of a text or a yes-or-no field was seen. */
export type ValueCounts = Readonly<Record<string, number>>;

/** Times in which a rule was firing. One without an end goes on. Milliseconds since 1970. */
export interface Outage {
  readonly rule: string;
  readonly group: string;
  readonly episodes: readonly { readonly from: number; readonly to?: number }[];
  /** All of them together. */
  readonly seconds: number;
}

/** All columns of a period's samples: numbers summed up, other values counted. */
export interface SampleSummary {
  readonly samples: number;
  readonly numbers: Readonly<Record<string, NumberSummary>>;
  readonly values: Readonly<Record<string, ValueCounts>>;
  /** Seconds for which each value stood, by column. */
  readonly durations: Readonly<Record<string, ValueCounts>>;
}

/** Figures of one rule, and of what was done about it, over a period. */
export interface RuleFigures {
  readonly alerts: number;
  readonly healed: number;
  readonly remedies: number;
  readonly helped: number;
  readonly backedOff: number;
}

/** A period with what was recorded in it. */
export interface PeriodSummary extends Period {
  readonly summary: SampleSummary;
  readonly rules: Readonly<Record<string, RuleFigures>>;
}

/** Two periods side by side: before and after a change. */
export interface ComparedPeriods {
  readonly before: PeriodSummary;
  readonly after: PeriodSummary;
}

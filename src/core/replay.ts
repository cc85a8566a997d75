/** Answer of the site at a moment, as probes that speak for it had it; unknown: none was measured about then. */
export type SiteThen = 'well' | 'ill' | 'unknown';

/** A stretch in which a rule would have fired. Milliseconds since 1970; open at the end of the records. */
export interface Episode {
  readonly from: number;
  readonly to?: number;
  /** A rule that fires while the site is well has raised a false alarm. */
  readonly site: SiteThen;
  /** Its remedies would have been tried: there are some, and what they are for was so. */
  readonly acts: boolean;
}

/** Record of what a rule would have done over recorded samples. */
export interface Replayed {
  readonly rule: string;
  readonly judged: number;
  /** Samples that did not have what the rule speaks of. */
  readonly unknown: number;
  readonly episodes: readonly Episode[];
}

/** A stretch in which a probe that speaks for the site was ill. */
export interface SiteOutage {
  readonly probe: string;
  readonly from: number;
  readonly to?: number;
}

/** Record of what rules would have done over a period. */
export interface Replay {
  readonly samples: number;
  readonly rules: readonly Replayed[];
  readonly outages: readonly SiteOutage[];
  /** Those during which no rule fired. */
  readonly missed: readonly SiteOutage[];
}

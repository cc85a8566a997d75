/** What a resident process looks at between its rounds, for next to nothing. */
export interface Watched {
  /** TCP ports of this host. */
  readonly ports: readonly number[];
  /** Process numbers. */
  readonly pids: readonly number[];
}

/** One look at what is watched. */
export interface Glance {
  /** Milliseconds of a clock that nobody sets. */
  readonly at: number;
  /** By port: who listens, by the inodes of the sockets, and how many connections nobody has accepted yet. */
  readonly ports: ReadonlyMap<number, { readonly listeners: string; readonly waiting: number }>;
  /** By number; a process that has ended is not there. */
  readonly processes: ReadonlyMap<number, GlancedProcess>;
}

/** What a glance shows of a process. */
export interface GlancedProcess {
  readonly started: number;
  /** Who started it; process 1 once that one has ended. */
  readonly parent: number;
  /** `R`, `S`, `D`, `T`. */
  readonly state: string;
  /** How often its first thread went to sleep of its own accord: an event loop does at every turn. */
  readonly sleeps: number;
}

/** What a resident process looks at between its rounds, for next to nothing. */
export interface Watched {
  /** TCP ports of this host. */
  readonly ports: readonly number[];
  /** Process numbers. */
  readonly pids: readonly number[];
  /** Seconds after which dead connections that are still there are worth another measurement. */
  readonly ages?: readonly number[];
}

/** One look at what is watched. */
export interface Glance {
  /** Milliseconds of a clock that nobody sets. */
  readonly at: number;
  /** By number. */
  readonly ports: ReadonlyMap<number, GlancedPort>;
  /** By number; a process that has ended is not there. */
  readonly processes: ReadonlyMap<number, GlancedProcess>;
}

/** What a glance shows of a port. */
export interface GlancedPort {
  /** The inodes of the sockets that listen. */
  readonly listeners: string;
  /** Connections that nobody has accepted yet. */
  readonly waiting: number;
  /** Connections that the other side has closed and the one who holds the port has not; of a few hundred, not of more. */
  readonly dead: number;
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

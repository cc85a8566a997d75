/** Things that a resident process looks at between its rounds, for next to nothing. */
export interface Watched {
  /** TCP ports of this host. */
  readonly ports: readonly number[];
  /** Process numbers. */
  readonly pids: readonly number[];
  readonly processGroups?: readonly ProcessGroup[];
  /** Seconds after which dead connections that are still there are worth another measurement. */
  readonly ages?: readonly number[];
  /** Seconds after which to measure again in any case: what was measured is still on its way. */
  readonly again?: number;
}

/** A process that keeps others to serve at its ports. */
export interface ProcessGroup {
  /** The process that keeps them. */
  readonly parent: number;
  /** TCP ports of this host at which they serve. */
  readonly ports: readonly number[];
  /** Workers of each that it keeps: threads, or itself alone. */
  readonly each: number;
}

/** One look at what is watched. */
export interface Poll {
  /** Milliseconds of a clock that nobody sets. */
  readonly at: number;
  /** By number. */
  readonly ports: ReadonlyMap<number, PolledPort>;
  /** By number; a process that has ended is not there. */
  readonly processes: ReadonlyMap<number, PolledProcess>;
  /** By the parent's number; one that has ended is not there. */
  readonly processGroups: ReadonlyMap<number, PolledGroup>;
}

/** State of a port as a poll shows it. */
export interface PolledPort {
  /** The inodes of the sockets that listen. */
  readonly listeners: string;
  /** Connections that nobody has accepted yet. */
  readonly waiting: number;
  /** Connections that the other side has closed and the one who holds the port has not; of a few hundred, not of more. */
  readonly dead: number;
}

/** State of a process as a poll shows it. */
export interface PolledProcess {
  readonly started: number;
  /** Number of the process that started it; 1 once that one has ended. */
  readonly parent: number;
  /** `R`, `S`, `D`, `T`. */
  readonly state: string;
  /**
   * Number of times that its first thread went to sleep of its own accord: an event loop does at every turn.
   */
  readonly sleeps: number;
}

/** State of a process and of those that it keeps, as a poll shows it. */
export interface PolledGroup {
  /** Workers of all that it keeps. */
  readonly workers: number;
  /** Bytes that parent and kept have for themselves, as far as a short look can tell: shared files are left out. */
  readonly memory: number;
  /** Connections to its ports that somebody serves or should; of a few hundred, not of more. Of a small process group 0. */
  readonly connections: number;
}

/** A process group of fewer workers is small: all of it is busy at one poll and idle at the next. */
export const largeGroup = 32;

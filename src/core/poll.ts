/** What a resident process looks at between its rounds, for next to nothing. */
export interface Watched {
  /** TCP ports of this host. */
  readonly ports: readonly number[];
  /** Process numbers. */
  readonly pids: readonly number[];
  readonly crews?: readonly Crew[];
  /** Seconds after which dead connections that are still there are worth another measurement. */
  readonly ages?: readonly number[];
  /** Seconds after which to measure again in any case: what was measured is still on its way. */
  readonly again?: number;
}

/** A process that keeps others to serve at its ports. */
export interface Crew {
  /** The process that keeps them. */
  readonly parent: number;
  /** TCP ports of this host at which they serve. */
  readonly ports: readonly number[];
}

/** One look at what is watched. */
export interface Glance {
  /** Milliseconds of a clock that nobody sets. */
  readonly at: number;
  /** By number. */
  readonly ports: ReadonlyMap<number, GlancedPort>;
  /** By number; a process that has ended is not there. */
  readonly processes: ReadonlyMap<number, GlancedProcess>;
  /** By the parent's number; one that has ended is not there. */
  readonly crews: ReadonlyMap<number, GlancedCrew>;
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

/** What a glance shows of a process and those that it keeps. */
export interface GlancedCrew {
  readonly members: number;
  /** Bytes that parent and members have for themselves, as far as a short look can tell: shared files are left out. */
  readonly memory: number;
  /** Connections to its ports that somebody serves or should; of a few hundred, not of more. Of a small crew 0. */
  readonly connections: number;
}

/** A crew of fewer is small: all of it is busy at one glance and idle at the next. */
export const largeCrew = 32;

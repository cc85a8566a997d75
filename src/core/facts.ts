/** Facts of the host that policies may know, as `facts.NAME`. */
export type Facts = {
  readonly hostname: string;
  /** Bytes. */
  readonly memory: number;
  /** Processors that kapa may run on. */
  readonly cpus: number;
  /** The search path that finds node and kapa. */
  readonly path: string;
};

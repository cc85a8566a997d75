/** Exit statuses that hold for every command; each command documents its own 0 to 3. */
export const exitStatus = {
  ok: 0,
  failed: 1,
  changes: 2,
  incomplete: 3,
  /** sysexits EX_USAGE: a wrong command line. */
  usage: 64,
  /** sysexits EX_CONFIG: an invalid policy. */
  invalidPolicy: 78,
} as const;

/** An exit status of the process. */
export type ExitStatus = number;

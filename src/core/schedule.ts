import type { Text } from './text.ts';

/** Something on the host that has groups of rules checked time and again. */
export interface Scheduler {
  /** Name of it for people: a file of jobs, a timer, a process. */
  readonly where: string;
  /** Tells whether it has a group checked. */
  checks(group: string): boolean;
}

/** Schedulers of one technology; `unknown`: there may be more, and the reason why they cannot be seen. */
export interface Schedulers {
  readonly found: readonly Scheduler[];
  readonly unknown?: Text;
}

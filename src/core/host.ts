import type { Reader, CommandOptions, CommandResult } from './reader.ts';
import type { Argv, FileStep } from './step.ts';

/** A process number alone says nothing: with its start time (clock ticks since boot) it names one process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: number;
}

/** The host as one may change it. Only the engine and services hold one. */
export interface Host extends Reader {
  /**
   * Tells that only root, and whoever runs kapa, can change a file, put things into a folder, or put another in its
   * place, links on the way included. False where it cannot be told.
   */
  isGuarded(path: string): Promise<boolean>;
  /**
   * Carries a file step out: atomic, through links, keeping owner, mode and extended attributes of what is
   * there unless the step says otherwise, and synced to the disk when the promise resolves.
   * A batch is carried out in order as far as the disk sees it, with the syncs shared.
   */
  carryOut(steps: readonly FileStep[]): Promise<void>;
  /** Installs (or with null removes) a user's crontab through crontab(1). */
  setCrontab(user: string, content: Uint8Array | null): Promise<CommandResult>;
  /** Runs a command that may change things. */
  run(argv: Argv, options?: CommandOptions): Promise<CommandResult>;
  /**
   * Sends a signal to a process if it is still the one that was looked at. `started` is field 22 of /proc/PID/stat.
   * False: it is gone, or another process has its number now.
   */
  signal(process: ProcessIdentity, signal: 'TERM' | 'KILL' | 'HUP' | 'USR1'): Promise<boolean>;
  /** Whether something takes a TCP connection at an IP address within a second. */
  connect(port: number, address: string): Promise<boolean>;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(seconds: number): Promise<void>;
}

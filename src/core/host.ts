import type { Reader, CommandOptions, CommandResult } from './reader.ts';
import type { Argv, FileStep } from './step.ts';

/** A process number alone says nothing: with its start time (clock ticks since boot) it names one process. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: number;
}

/**
 * Identities, by their place, of the folders that were made and of the things that got an owner or a mode: a file system
 * in layers, as a container's, gives a thing another one when it is first changed.
 */
export type Identities = ReadonlyMap<string, string>;

/** The host as one may change it. Only the engine and services hold one. */
export interface Host extends Reader {
  /**
   * Carries a file step out: atomic, through links, keeping owner, mode and extended attributes of what is
   * there unless the step says otherwise, and synced to the disk when the promise resolves.
   * A batch is carried out in order as far as the disk sees it, with the syncs shared.
   */
  carryOut(steps: readonly FileStep[]): Promise<Identities>;
  /** Installs (or with null removes) a user's crontab through crontab(1). */
  setCrontab(user: string, content: Uint8Array | null): Promise<CommandResult>;
  /** Runs a command that may change things. */
  run(argv: Argv, options?: CommandOptions): Promise<CommandResult>;
  /**
   * Sends a signal to a process if it is still the one that was looked at. `started` is field 22 of /proc/PID/stat.
   * False: it is gone, or another process has its number now.
   */
  signal(process: ProcessIdentity, signal: 'TERM' | 'KILL' | 'HUP' | 'USR1'): Promise<boolean>;
  /** Finds out whether something takes a TCP connection at an IP address within a second. */
  connect(port: number, address: string): Promise<boolean>;
  /** Milliseconds since 1970. */
  now(): number;
  sleep(seconds: number): Promise<void>;
}

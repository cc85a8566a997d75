import type { Reader, CommandOptions, CommandResult } from './reader.ts';
import type { Argv, FileStep } from './step.ts';

/** The host as one may change it. Only the engine and services hold one. */
export interface Host extends Reader {
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
  /** Milliseconds since 1970. */
  now(): number;
  sleep(seconds: number): Promise<void>;
}

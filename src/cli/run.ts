import type { ExitStatus } from '../core/exit.ts';

/** What a command may use of the process. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
}

/** Runs one command line and returns the exit status. */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<ExitStatus> {
  surroundings.stderr.write(`kapa: ${argv.join(' ')}\n`);
  return Promise.resolve(64);
}

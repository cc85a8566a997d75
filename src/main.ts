import { openOutput } from './cli/output.ts';
import { run } from './cli/run.ts';

export { run };

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), {
    env: process.env,
    stdout: openOutput(1),
    stderr: openOutput(2),
    stdin: () => process.stdin,
    cwd: () => process.cwd(),
  });
}

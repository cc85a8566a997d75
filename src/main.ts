import { openOutput } from './cli/output.ts';
import { run } from './cli/run.ts';
import { exitStatus } from './core/exit.ts';

export { run };

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  const stdout = openOutput(1);
  const stderr = openOutput(2);
  const status = await run(process.argv.slice(2), {
    env: process.env,
    stdout,
    stderr,
    stdin: () => process.stdin,
    cwd: () => process.cwd(),
  });
  const trouble = stdout.trouble();
  if (trouble !== undefined) stderr.write(`kapa: stdout: ${trouble}\n`);
  process.exitCode = status === exitStatus.ok && trouble !== undefined ? exitStatus.failed : status;
  // What was given up, a server that never answers or a command that cannot be ended, is not waited for.
  setTimeout(() => process.exit(), lastWait).unref();
}

/** Milliseconds. */
const lastWait = 2000;

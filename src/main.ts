import { openOutput } from './cli/output.ts';
import { runCommandLine } from './cli/run.ts';
import type { CodeCache } from './core/diagnosis.ts';
import { exitStatus } from './core/exit.ts';
import { Failure } from './core/failure.ts';
import { forPeople, t } from './core/text.ts';
import { createMask } from './report/mask.ts';
import { createSink, type Sink } from './report/sink.ts';

/** Launcher of this process: `readAll` reads the parts of the program that are not yet loaded. */
interface Launcher {
  readAll(): void;
  codeCache(): CodeCache;
}

/** Runs the command line of this process. */
export async function main({ readAll, codeCache }: Launcher): Promise<void> {
  const stdout = openOutput(1);
  const stderr = openOutput(2);
  const mask = createMask();
  const err = createSink(stderr, mask, process.env);
  process.once('uncaughtException', (error) => void endWith(error, err));
  const argv = process.argv.slice(2);
  if (outliveUpgrade.has(argv[0] ?? '')) readAll();
  const status = await runCommandLine(argv, {
    env: process.env,
    mask,
    stdout,
    stderr,
    stdin: () => process.stdin,
    cwd: workingFolder,
    codeCache,
  });
  const trouble = stdout.trouble();
  if (trouble !== undefined) err.write(`kapa: stdout: ${trouble}\n`);
  process.exitCode = status === exitStatus.ok && trouble !== undefined ? exitStatus.failed : status;
  if (endAtOnce.has(argv[0] ?? '')) process.exit();
  // What was given up, a server that never answers or a command that cannot be ended, is not waited for.
  setTimeout(() => process.exit(), lastWait).unref();
}

/** The folder that kapa was started in. Throws a Failure where it has been removed since. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    throw new Failure(t('cli.no_working_folder'), { cure: t('cli.no_working_folder_cure') });
  }
}

/** Ends the process by what nobody caught, as Node does, with the places of kapa's sources. */
async function endWith(error: Error, err: Sink): Promise<void> {
  const { sourceStack } = await import('./cli/source-stack.ts');
  err.write(`${forPeople.block(sourceStack(error))}\n`);
  process.exit(exitStatus.failed);
}

/** Commands that leave nothing under way: to take the heap apart would cost a twentieth of their start. */
const endAtOnce: ReadonlySet<string> = new Set(['lint', 'plan', 'apply', 'check']);

/** Commands that run for long, or must not end half way: the program may be replaced beneath them. */
const outliveUpgrade: ReadonlySet<string> = new Set(['watch', 'apply', 'restore', 'recover', 'reset']);

/** Milliseconds. */
const lastWait = 2000;

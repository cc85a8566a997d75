import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandOptions, CommandResult } from '../../core/reader.ts';
import type { Argv } from '../../core/step.ts';
import type { Accounts } from '../files/accounts.ts';
import { ownPath, startCommand, type Ended, type Started, type CommandSurroundings } from './programs.ts';

/** Runs a command and waits for it. Never throws for a command that fails. */
export type Exec = (argv: Argv, options?: CommandOptions) => Promise<CommandResult>;

/** Time and output that a command is given. */
export interface Bounds {
  readonly seconds: number;
  /** Bytes of each output that are kept. */
  readonly most: number;
}

const secondsUnlessGiven = 30;
const mostOutput = 16 * 1024 * 1024;
const graceAfterTerm = 2000;
const groupPoll = 20;
const outputAfterExit = 200;

/** PATH of what runs with another user's rights. */
const usersPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Runs commands without a shell, in an environment that is a short list and never kapa's own, with a time limit
 * after which the command and all it started are ended.
 */
export function createExec(accounts: Accounts): Exec {
  return async (argv, options = {}) => {
    const own = process.geteuid?.() ?? 0;
    const account = options.user === undefined ? undefined : accounts.account(options.user);
    if (account !== undefined && account.state !== 'present') return notRun(argv, 'denied');
    const user = account?.value;
    const other = user !== undefined && user.uid !== own;
    if (other && own !== 0) return notRun(argv, 'denied');
    const name = user?.name ?? process.env['USER'] ?? 'root';
    const seconds = options.timeout ?? secondsUnlessGiven;
    const surroundings = {
      as: other ? user : undefined,
      env: {
        PATH: other ? usersPath : ownPath(),
        HOME: user?.home ?? process.env['HOME'] ?? '/',
        USER: name,
        LOGNAME: name,
        LANG: 'C.UTF-8',
        ...options.env,
      },
      cwd: options.cwd ?? '/',
      input: options.stdin,
      apart: options.apart === true ? seconds : undefined,
    };
    return runCommand(argv, surroundings, { seconds, most: mostOutput });
  };
}

/** Runs a command to its end, or until its time is up: then it is ended, with all that it started. */
export async function runCommand(
  argv: Argv,
  surroundings: CommandSurroundings,
  { seconds, most }: Bounds,
): Promise<CommandResult> {
  const child = await startCommand(argv, surroundings);
  if (child === undefined) return notRun(argv, 'not_found');
  const output = [gather(child.stdout, most), gather(child.stderr, most)] as const;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void endGroup(child.pid);
  }, seconds * 1000);
  try {
    const ended = await Promise.race([child.ended, endOf(child)]);
    const [stdout, stderr] = [output[0](), output[1]()];
    const failed = late
      ? 'timeout'
      : (whyNot(ended) ?? (surroundings.as && notStarted(ended, argv[0], stderr)));
    return {
      argv,
      status: failed === undefined ? (ended.exitCode ?? null) : null,
      stdout,
      stderr,
      ...(failed === undefined ? {} : { failed }),
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Collects what comes, up to a limit; the function returned gives it and stops listening. */
function gather(stream: Readable, most: number): () => Uint8Array {
  const chunks: Buffer[] = [];
  let left = most;
  stream.on('data', (chunk: Buffer) => {
    if (left > 0) chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
  });
  return () => {
    stream.destroy();
    return Buffer.concat(chunks);
  };
}

/**
 * The end of the program itself. Something that it left running may hold its output open for ever, so only a moment
 * is given to what is still under way there.
 */
function endOf({ onExit }: Started): Promise<Ended> {
  return new Promise((resolve) => {
    onExit((code, signal) => {
      const ended: Ended = { exitCode: code ?? undefined, isTerminated: signal !== null };
      setTimeout(() => resolve(ended), outputAfterExit).unref();
    });
  });
}

function whyNot(ended: Ended): CommandResult['failed'] | undefined {
  if (ended.code === 'ENOENT' || ended.code === 'ENOTDIR') return 'not_found';
  if (ended.code === 'EACCES' || ended.code === 'EPERM') return 'denied';
  if (ended.isTerminated === true || ended.exitCode === undefined) return 'signal';
  return undefined;
}

/** env(1) says by its status what a failed start would have been; what the program says itself begins otherwise. */
function notStarted(
  { exitCode }: Ended,
  program: string,
  stderr: Uint8Array,
): CommandResult['failed'] | undefined {
  const said = Buffer.from(stderr).toString();
  if (!/^(?:\S*\/)?(?:setpriv|env): /u.test(said) || !said.includes(program)) return undefined;
  return exitCode === 127 ? 'not_found' : exitCode === 126 ? 'denied' : undefined;
}

/**
 * Ends a process group: asks it, and kills what is left after a while. A group's number can only be another's once it is
 * gone, so it is asked often for whether it is.
 */
async function endGroup(pid: number | undefined): Promise<void> {
  if (pid === undefined || !signalGroup(pid, 'SIGTERM')) return;
  for (let waited = 0; waited < graceAfterTerm; waited += groupPoll) {
    await sleep(groupPoll, undefined, { ref: false });
    if (!signalGroup(pid, 0)) return;
  }
  signalGroup(pid, 'SIGKILL');
}

/** Sends a signal to a process group; false: it is gone. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function notRun(argv: Argv, failed: NonNullable<CommandResult['failed']>): CommandResult {
  return { argv, status: null, stdout: new Uint8Array(), stderr: new Uint8Array(), failed };
}

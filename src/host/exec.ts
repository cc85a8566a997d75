import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CommandOptions, CommandResult } from '../core/reader.ts';
import type { Argv } from '../core/step.ts';
import type { Accounts } from './accounts.ts';

/** Runs a command and waits for it. Never throws for a command that fails. */
export type Exec = (argv: Argv, options?: CommandOptions) => Promise<CommandResult>;

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const secondsUnlessGiven = 30;
const mostOutput = 16 * 1024 * 1024;
const graceAfterTerm = 2000;
const outputAfterExit = 200;

/**
 * Runs commands without a shell, in an environment that is a short list and never kapa's own, with a time limit
 * after which the command and all it started are ended.
 */
export function createExec(accounts: Accounts): Exec {
  return async (argv, options = {}) => {
    const { execa } = await import('execa');
    const [program, ...args] = argv;
    const own = process.geteuid?.() ?? 0;
    const account = options.user === undefined ? undefined : accounts.account(options.user);
    if (account !== undefined && account.state !== 'present') return notRun(argv, 'denied');
    const other = account !== undefined && account.value.uid !== own ? account.value : undefined;
    if (other !== undefined && own !== 0) return notRun(argv, 'denied');
    // setpriv also sets the supplementary groups, which Node's uid and gid options leave as they are.
    const [file, words]: [string, readonly string[]] =
      other === undefined
        ? [program, args]
        : [
            'setpriv',
            [`--reuid=${other.uid}`, `--regid=${other.gid}`, '--init-groups', '--', program, ...args],
          ];
    const user = account?.value;
    const child = execa(file, words, {
      env: {
        PATH: path,
        HOME: user?.home ?? process.env['HOME'] ?? '/',
        USER: user?.name ?? process.env['USER'] ?? 'root',
        LOGNAME: user?.name ?? process.env['USER'] ?? 'root',
        LANG: 'C.UTF-8',
        ...options.env,
      },
      extendEnv: false,
      cwd: options.cwd ?? '/',
      encoding: 'buffer',
      buffer: false,
      reject: false,
      stripFinalNewline: false,
      detached: true,
      ...(options.stdin === undefined ? { stdin: 'ignore' as const } : { input: options.stdin }),
    });
    const output = [gather(child.stdout), gather(child.stderr)] as const;
    let late = false;
    const seconds = options.timeout ?? secondsUnlessGiven;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid, 'SIGTERM');
      setTimeout(() => endGroup(child.pid, 'SIGKILL'), graceAfterTerm).unref();
    }, seconds * 1000);
    try {
      const ended = await Promise.race([child, endOf(child)]);
      const [stdout, stderr] = [output[0](), output[1]()];
      const failed = late ? 'timeout' : (whyNot(ended) ?? (other && notStarted(ended, stderr)));
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
  };
}

/** Collects what comes, up to a limit; the function returned gives it and stops listening. */
function gather(stream: Readable): () => Uint8Array {
  const chunks: Buffer[] = [];
  let left = mostOutput;
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
function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const ended: Ended = { exitCode: code ?? undefined, isTerminated: signal !== null };
      setTimeout(() => resolve(ended), outputAfterExit).unref();
    });
  });
}

interface Ended {
  readonly code?: string | undefined;
  readonly isTerminated?: boolean;
  readonly exitCode?: number | undefined;
}

function whyNot(ended: Ended): CommandResult['failed'] | undefined {
  if (ended.code === 'ENOENT' || ended.code === 'ENOTDIR') return 'not_found';
  if (ended.code === 'EACCES' || ended.code === 'EPERM') return 'denied';
  if (ended.isTerminated === true || ended.exitCode === undefined) return 'signal';
  return undefined;
}

/** setpriv(1) says by its status what a failed start would have been. */
function notStarted({ exitCode }: Ended, stderr: Uint8Array): CommandResult['failed'] | undefined {
  if (!Buffer.from(stderr).toString().startsWith('setpriv: ')) return undefined;
  return exitCode === 127 ? 'not_found' : exitCode === 126 ? 'denied' : undefined;
}

function endGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

function notRun(argv: Argv, failed: NonNullable<CommandResult['failed']>): CommandResult {
  return { argv, status: null, stdout: new Uint8Array(), stderr: new Uint8Array(), failed };
}

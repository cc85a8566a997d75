import type { CommandOptions, CommandResult } from '../core/reader.ts';
import type { Argv } from '../core/step.ts';
import type { Accounts } from './accounts.ts';

/** Runs a command and waits for it. Never throws for a command that fails. */
export type Exec = (argv: Argv, options?: CommandOptions) => Promise<CommandResult>;

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const secondsUnlessGiven = 30;
const mostOutput = 16 * 1024 * 1024;
const graceAfterTerm = 2000;

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
      buffer: true,
      maxBuffer: mostOutput,
      reject: false,
      stripFinalNewline: false,
      detached: true,
      ...(options.stdin === undefined ? { stdin: 'ignore' as const } : { input: options.stdin }),
    });
    let late = false;
    const seconds = options.timeout ?? secondsUnlessGiven;
    const timer = setTimeout(() => {
      late = true;
      endGroup(child.pid, 'SIGTERM');
      setTimeout(() => endGroup(child.pid, 'SIGKILL'), graceAfterTerm).unref();
    }, seconds * 1000);
    try {
      const ended = await child;
      const failed = late ? 'timeout' : whyNot(ended);
      return {
        argv,
        status: failed === undefined ? (ended.exitCode ?? null) : null,
        stdout: ended.stdout instanceof Uint8Array ? ended.stdout : new Uint8Array(),
        stderr: ended.stderr instanceof Uint8Array ? ended.stderr : new Uint8Array(),
        ...(failed === undefined ? {} : { failed }),
      };
    } finally {
      clearTimeout(timer);
    }
  };
}

function whyNot(ended: {
  readonly code?: string | undefined;
  readonly isTerminated?: boolean;
  readonly exitCode?: number | undefined;
}): CommandResult['failed'] | undefined {
  if (ended.code === 'ENOENT' || ended.code === 'ENOTDIR') return 'not_found';
  if (ended.code === 'EACCES' || ended.code === 'EPERM') return 'denied';
  if (ended.isTerminated === true || ended.exitCode === undefined) return 'signal';
  return undefined;
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

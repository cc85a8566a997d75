import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Account } from '../../core/reader.ts';
import type { Argv } from '../../core/step.ts';
import { block, t, type Block, type Text } from '../../core/text.ts';
import { codeOf } from '../errno.ts';
import { withoutInherited, type Stdio } from './inherited.ts';
import { isHeldBy } from '../files/way.ts';

/** Folders of the system's own programs: what kapa's own helpers are taken from. */
const systemFolders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Folders in which an administrator puts programs for all. */
const localFolders = ['/usr/local/sbin', '/usr/local/bin'];

const helperEnvironment: Readonly<Record<string, string>> = { PATH: systemFolders.join(':'), LC_ALL: 'C' };

/** Rights and surroundings of a command. */
export interface CommandSurroundings {
  /** The account whose rights it gets; kapa's own unless given. */
  readonly as?: Account | undefined;
  /** Its environment, all of it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input?: Uint8Array | undefined;
  /** An open file that it gets under number 3. */
  readonly file?: number | undefined;
  /** Seconds in which it must end: systemd starts it, and what it leaves running is a unit of its own. */
  readonly apart?: number | undefined;
  /** True: no program that it runs may have more rights than it, as those with a set-user-id bit have. */
  readonly sealed?: boolean;
}

/** A command that runs. */
export interface Started {
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Its end, with all of its output; `code` says why it could not start. */
  readonly ended: PromiseLike<Ended>;
  /** Tells of the end of the program itself, whatever still holds its output. */
  onExit(told: (code: number | null, signal: NodeJS.Signals | null) => void): void;
}

/** End of a command. */
export interface Ended {
  readonly code?: string | undefined;
  readonly isTerminated?: boolean;
  readonly exitCode?: number | undefined;
}

/** Starts a command in a process group of its own, its output left to the caller. Undefined: there is no such program. */
export async function startCommand(
  argv: Argv,
  surroundings: CommandSurroundings,
): Promise<Started | undefined> {
  const { execa } = await import('execa');
  const { as, env, cwd, input, file } = surroundings;
  const line = lineOf(argv, surroundings);
  if (line === undefined) return undefined;
  const [program, ...words] = line;
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const child = execa(program, words, {
    ...(as === undefined ? { env, cwd } : { env: helperEnvironment, cwd: '/' }),
    extendEnv: false,
    encoding: 'buffer',
    buffer: false,
    reject: false,
    stripFinalNewline: false,
    detached: true,
    // Execa takes any number of an open file; its types know the lowest.
    stdio: withoutInherited([stdin, 'pipe', 'pipe', ...(file === undefined ? [] : [file])]) as [
      typeof stdin,
      'pipe',
      'pipe',
      ...3[],
    ],
    ...(input === undefined ? {} : { input }),
  });
  const { pid, stdout, stderr } = child;
  return {
    pid,
    stdout,
    stderr,
    ended: child,
    onExit: (told) => void child.once('exit', told),
  };
}

/** Starts one of the system's own programs, with kapa's rights and in a fixed environment. */
export function startHelper(program: string, words: readonly string[], stdio: Stdio): ChildProcess {
  return spawn(systemProgram(program), words, {
    cwd: '/',
    env: helperEnvironment,
    stdio: [...withoutInherited(stdio)],
  });
}

/** Runs one of the system's own programs to its end, with kapa's rights and in a fixed environment. */
export function runHelper(
  program: string,
  words: readonly string[],
  { stdio = ['pipe', 'pipe', 'pipe'], seconds }: { readonly stdio?: Stdio; readonly seconds: number },
): SpawnSyncReturns<string> {
  return spawnSync(systemProgram(program), words, {
    cwd: '/',
    env: helperEnvironment,
    encoding: 'utf8',
    timeout: seconds * 1000,
    stdio: [...withoutInherited(stdio)],
  });
}

/** Reason why one of the system's own programs did not do what it was started for. */
export function whyFailed(
  program: string,
  { error, stderr }: Pick<SpawnSyncReturns<string | null>, 'error' | 'stderr'>,
): Text | Block | string {
  if (error === undefined) return block((stderr ?? '').trim());
  const code = codeOf(error);
  if (code === 'ETIMEDOUT') return t('host.no_answer', { program });
  return code === 'ENOENT'
    ? t('host.no_helper', { program })
    : t('host.helper_not_started', { program, code: code ?? error.message });
}

/** The PATH of what runs with kapa's own rights: for root no folder in which others put programs. */
export function ownPath(): string {
  return searched().join(':');
}

/** The path of a program that is named without one; undefined: it is in no folder where kapa may take it from. */
export function findProgram(name: string): string | undefined {
  if (name.includes('/')) return name;
  const system = new Set(systemFolders);
  return searched()
    .filter((folder) => isProgram(`${folder}/${name}`))
    .find((folder) => system.has(folder) || isTrusted(`${folder}/${name}`))
    ?.concat('/', name);
}

function lineOf(argv: Argv, surroundings: CommandSurroundings): Argv | undefined {
  const { as, apart } = surroundings;
  const line = as === undefined ? ownLine(argv) : lineAs(as, argv, surroundings);
  const runner = systemProgram('systemd-run');
  const isSystemds =
    apart !== undefined &&
    process.geteuid?.() === 0 &&
    existsSync('/run/systemd/system') &&
    isProgram(runner);
  if (!isSystemds || line === undefined) return line;
  return lineApart(runner, as === undefined ? inSurroundings(line, surroundings) : line, apart);
}

function ownLine([program, ...words]: Argv): Argv | undefined {
  const path = findProgram(program);
  return path === undefined ? undefined : [path, ...words];
}

/**
 * The command behind the dropped rights: setpriv(1) is the system's and sees nothing of the user's; env(1), which runs
 * with the user's rights, goes to the folder, takes the environment and looks for the program. setpriv also sets the
 * supplementary groups, which Node's uid and gid options leave as they are.
 */
function lineAs(
  { uid, gid }: Account,
  argv: Argv,
  surroundings: Pick<CommandSurroundings, 'env' | 'cwd' | 'sealed'>,
): Argv {
  const { sealed = false } = surroundings;
  const rights = [`--reuid=${uid}`, `--regid=${gid}`, '--init-groups', ...(sealed ? ['--no-new-privs'] : [])];
  return [systemProgram('setpriv'), ...rights, '--', ...inSurroundings(argv, surroundings)];
}

/** The command behind env(1), which gives it its folder and all of its environment. */
function inSurroundings(argv: Argv, { env, cwd }: Pick<CommandSurroundings, 'env' | 'cwd'>): Argv {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  // A program with `=` in its path would be one more variable to env.
  const program = argv[0].includes('=') ? ['/bin/sh', '-c', 'exec "$0" "$@"', ...argv] : argv;
  return [systemProgram('env'), '-i', `--chdir=${cwd}`, ...variables, ...program];
}

/**
 * The command in a scope of its own, and out of kapa's sandbox: a scope alone would have it a child of kapa's, with what
 * its unit takes from all that descends from it. So systemd starts, as a service, what places itself in the scope. The
 * service ends with the command; what that leaves running is the scope. The description is kapa's own text: systemd writes it
 * into a unit file as it is, and a path of a user's may have more lines than one.
 */
function lineApart(runner: string, line: Argv, seconds: number): Argv {
  const description = '--description=started by kapa for a user';
  return [
    runner,
    '--pipe',
    '--wait',
    '--quiet',
    '--collect',
    '--service-type=exec',
    `--property=RuntimeMaxSec=${Math.ceil(seconds)}`,
    '--property=TimeoutStopSec=2',
    description,
    '--',
    // In a service systemd would put variables in.
    ...[runner, '--scope', '--quiet', '--collect', description, '--', ...line].map((word) =>
      word.replaceAll('$', '$$$$'),
    ),
  ];
}

function searched(): readonly string[] {
  return [...localFolders.filter(isTrusted), ...systemFolders];
}

function systemProgram(name: string): string {
  const folder = systemFolders.find((folder) => isProgram(`${folder}/${name}`)) ?? '/usr/bin';
  return `${folder}/${name}`;
}

/** Root runs what only root could have put there; somebody else has no more rights to lose than those who could. */
function isTrusted(path: string): boolean {
  return process.geteuid?.() !== 0 || isHeldBy(0, path);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bareCommand } from '../../core/command.ts';
import { Failure } from '../../core/failure.ts';
import type { Proof, ProofCheck, Prover } from '../../core/plan.ts';
import type { CommandResult } from '../../core/reader.ts';
import { followsLast, placeOf, type Argv, type FileStep } from '../../core/step.ts';
import { block, t, type Block, type Text } from '../../core/text.ts';
import type { Accounts } from '../files/accounts.ts';
import type { Exec } from '../processes/exec.ts';
import { unreadableReason } from '../errno.ts';
import { findProgram, startHelper, whyFailed } from '../processes/programs.ts';
import { inScratch } from '../files/scratch.ts';
import type { FileTree } from '../files/path-resolver.ts';
import { createCarryOut } from '../files/write.ts';

type Checks = Parameters<Prover['prove']>[1];

/** Parts that a prover works with. */
export interface ProverParts {
  readonly tree: FileTree;
  readonly accounts: Accounts;
  readonly exec: Exec;
}

/**
 * Judges planned files without anyone seeing them: they are written into an overlay inside a mount namespace that
 * only the checks see and that ends with them. Where the kernel or the rights do not allow that, into a copy of
 * the folder that the checks name; where that does not do either, the proof says why it is none.
 */
export function createProver(parts: ProverParts): Prover {
  return {
    isLimited: parts.tree.root === '/' && process.geteuid?.() !== 0,
    async prove(steps, checks) {
      const world = await openOverlay(parts, steps);
      if ('reason' in world) return proveInShadow(parts, steps, checks, world.reason);
      try {
        const refused = await laidOut(steps, world, parts.accounts);
        if (refused !== undefined) return await proveInShadow(parts, steps, checks, refused);
        return await judge(checks, ([program, ...words]) =>
          parts.exec([...world.enter, findProgram(program) ?? program, ...words]),
        );
      } finally {
        await world.close();
      }
    },
  };
}

/**
 * Writes the steps into the overlay. Why it could not be done, for a plain user, who may not copy root's files up
 * into a layer; for root it would fail on the host as well, and is thrown.
 */
async function laidOut(
  steps: readonly FileStep[],
  { root, covered }: Overlay,
  accounts: Accounts,
): Promise<Text | undefined> {
  // What leads beside the overlays would change the host itself.
  const allow = (path: string): void => {
    if (!isBelow(path, covered)) throw new Failure(t('host.prover_not_covered', { path }));
  };
  try {
    await createCarryOut({ root, accounts, lasting: 'thrown away', allow })(steps);
    return undefined;
  } catch (error) {
    if (process.geteuid?.() === 0 || !(error instanceof Failure)) throw error;
    return error.text;
  }
}

interface Overlay {
  /** The root of the tree inside, as this process sees it. */
  readonly root: string;
  /** Folders of the tree that an overlay lies over. */
  readonly covered: readonly string[];
  /** Command that another command is run through to be inside. */
  readonly enter: readonly [string, ...string[]];
  close(): Promise<void>;
}

/**
 * Lays an overlay over each folder; reports, and stays until it is killed, or its input ends as kapa does. The layers
 * are in memory, and have no place in the tree once the overlays lie: while they are laid, it is /sys, which is on
 * every host and holds nothing that a plan changes. Arguments: pairs of what lies below and what is covered.
 */
const holder = `
mount -t tmpfs -o mode=0700 kapa-proof /sys && cd /sys || exit 1
layer=0
while [ $# -gt 0 ]; do
  layer=$((layer + 1))
  mkdir $layer $layer/upper $layer/work &&
    mount -t overlay kapa-proof -o "lowerdir=$1,upperdir=$layer/upper,workdir=$layer/work" "$2" || exit 1
  shift 2
done
cd / && umount -l /sys || exit 1
echo ready
read -r end
`;

async function openOverlay(
  { tree }: ProverParts,
  steps: readonly FileStep[],
): Promise<Overlay | { readonly reason: Text }> {
  if (!existsSync('/proc/self'))
    return { reason: t('host.prover_no_mount', { output: t('host.no_folder', { path: '/proc/self' }) }) };
  const covered = tree.root === '/' ? foldersToCover(tree, steps) : ['/'];
  const mounts = covered.flatMap((folder) => {
    const real = join(tree.root, folder);
    return [real, real];
  });
  // What a tree's files name by absolute path is looked for in the tree first.
  if (tree.root !== '/' && existsSync(join(tree.root, 'etc')))
    mounts.push(`${join(tree.root, 'etc')}:/etc`, '/etc');
  const hidden = hiddenMounts(covered.map((folder) => join(tree.root, folder).replace(/\/$/u, '')));
  const open = steps.find((step) => {
    const path = whereTo(tree, step);
    return !isBelow(path, covered) || hidden.some((mount) => join(tree.root, path).startsWith(`${mount}/`));
  });
  if (open !== undefined) return { reason: t('host.prover_not_covered', { path: open.path }) };
  if (mounts.some((path) => /[,\\\\]/u.test(path)) || tree.root.includes(':'))
    return { reason: t('host.prover_no_mount', { output: tree.root }) };

  const root = process.geteuid?.() === 0;
  const user = root ? [] : ['--user', '--map-root-user'];
  const child = startHelper(
    'unshare',
    [...user, '--mount', '--propagation', 'private', '--', '/bin/sh', '-c', holder, 'kapa-proof', ...mounts],
    ['pipe', 'pipe', 'pipe'],
  );
  const refused = await readiness(child);
  if (refused !== undefined || child.pid === undefined)
    return {
      reason: root ? t('host.prover_no_mount', { output: refused ?? '' }) : t('host.prover_not_root'),
    };
  const { pid } = child;
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  return {
    root: join(`/proc/${pid}/root`, tree.root),
    covered,
    enter: root
      ? ['nsenter', '--target', String(pid), '--mount', '--wdns=/', '--']
      : ['nsenter', '--target', String(pid), '--user', '--mount', '--preserve-credentials', '--wdns=/', '--'],
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Undefined when the mounts stand; else what the system said. */
function readiness(child: ChildProcess): Promise<Text | Block | string | undefined> {
  return new Promise((resolve) => {
    let said = '';
    child.stdout?.once('data', () => resolve(undefined));
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', (error) => resolve(whyFailed('unshare', { error, stderr: '' })));
    child.once('close', () => resolve(block(said.trim())));
  });
}

/**
 * Folders that the overlays lie over: /etc whole, since configurations name each other; logs, since a test may open
 * them; elsewhere two levels, below which fewer mounts would be hidden.
 */
function foldersToCover(tree: FileTree, steps: readonly FileStep[]): readonly string[] {
  const folders = new Set<string>();
  const add = (folder: string): void => {
    if (isFolder(join(tree.root, folder))) folders.add(folder);
  };
  add('/etc');
  add('/var/log');
  for (const step of steps) {
    const path = whereTo(tree, step);
    const [top = '', second] = path.split('/').filter(Boolean);
    if (top === 'etc' || isBelow(path, ['/var/log'])) continue;
    add(second !== undefined && isFolder(join(tree.root, top, second)) ? `/${top}/${second}` : `/${top}`);
  }
  return [...folders];
}

/** Mount points below folders: an overlay over such a folder shows what lies under the mount instead. */
function hiddenMounts(folders: readonly string[]): readonly string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[4] ?? '').replaceAll(/\\(\d{3})/gu, unescaped))
    .filter((mount) => folders.some((folder) => mount.startsWith(`${folder}/`)));
}

function unescaped(_: string, octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8));
}

function whereTo(tree: FileTree, step: FileStep): string {
  return (followsLast(step) ? tree.follow(step.path) : tree.locate(step.path)).path;
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === '/' || path.startsWith(`${folder}/`));
}

/** Without mounts: the folder that all checks name is copied, and the words that name it name the copy. */
async function proveInShadow(
  { tree, accounts, exec }: ProverParts,
  steps: readonly FileStep[],
  checks: Checks,
  reason: Text,
): Promise<Proof> {
  const confdir = checks[0]?.folder;
  if (confdir === undefined) return { status: 'not_proven', checks: [], reason };
  const real = tree.follow(confdir).real;
  // Links that lead into the folder from elsewhere are not in the copy.
  const placed = steps.map((step) => ({ ...step, path: placeOf(step) }));
  const inside = placed.filter(({ path }) => tree.locate(path).path.startsWith(`${confdir}/`));
  const outside = placed.filter((step) => !inside.includes(step));
  const named = checks.every(({ argv, folder }) => folder === confdir && argv.includes(real));
  if (!isFolder(real) || outside.length > 0 || !named) return { status: 'not_proven', checks: [], reason };
  return inScratch(async (shadow) => {
    mkdirSync(join(shadow, dirname(confdir)), { recursive: true });
    try {
      cpSync(real, join(shadow, confdir), { recursive: true, verbatimSymlinks: true });
    } catch (error) {
      return { status: 'not_proven', checks: [], reason: unreadableReason(confdir, error) };
    }
    await createCarryOut({ root: shadow, accounts, lasting: 'thrown away' })(inside);
    return judge(checks, async ([program, ...args]) => {
      const copied = args.map((word) => (word === real ? join(shadow, confdir) : word));
      const result = await exec([program, ...copied]);
      const original = (output: Uint8Array): Uint8Array =>
        Buffer.from(Buffer.from(output).toString().replaceAll(join(shadow, confdir), real));
      return { ...result, stdout: original(result.stdout), stderr: original(result.stderr) };
    });
  });
}

async function judge(checks: Checks, run: (argv: Argv) => Promise<CommandResult>): Promise<Proof> {
  const judged: ProofCheck[] = [];
  for await (const { argv, because, result } of sideBySide(checks, run)) {
    if (result.failed === 'not_found' || result.status === 127)
      return {
        status: 'not_proven',
        checks: judged,
        reason: t('host.no_helper', { program: argv[0] }),
      };
    if (result.status === null)
      return {
        status: 'not_proven',
        checks: judged,
        reason: t('host.no_answer', { program: bareCommand(argv)[0] }),
      };
    const decoder = new TextDecoder();
    judged.push({
      argv,
      because,
      exitStatus: result.status,
      output: `${decoder.decode(result.stdout)}${decoder.decode(result.stderr)}`,
    });
  }
  const failed = judged.some(({ exitStatus }) => exitStatus !== 0);
  return { status: failed ? 'failed' : 'proven', checks: judged };
}

/** Checks wait for disks and start-ups more than they compute. */
const mostAtOnce = 4;

/** Runs the checks, some at once, and gives their results in order. */
async function* sideBySide(
  checks: Checks,
  run: (argv: Argv) => Promise<CommandResult>,
): AsyncIterable<Checks[number] & { readonly result: CommandResult }> {
  for (let from = 0; from < checks.length; from += mostAtOnce) {
    const some = checks.slice(from, from + mostAtOnce);
    yield* await Promise.all(some.map(async (check) => ({ ...check, result: await run(check.argv) })));
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (error instanceof Failure) throw error;
    return false;
  }
}

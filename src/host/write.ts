import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../core/failure.ts';
import { reveal } from '../core/secret.ts';
import type { Attributes, FileStep } from '../core/step.ts';
import { t } from '../core/text.ts';
import type { Accounts } from './accounts.ts';
import { changeFailure } from './fault.ts';
import type { FollowedLink, Resolved, Tree } from './tree.ts';

/** Carries file steps out in a tree. */
export type CarryOut = (steps: readonly FileStep[]) => Promise<void>;

/** How many files are being synced at a time: as many as Node's thread pool has threads. */
const syncsAtOnce = 4;

/**
 * Files are written beside their target under a name that nothing loads, synced, and renamed in the order of the
 * steps; folders are synced last. After a crash a file therefore holds its old or its new content, never a mixture,
 * and the caller's log, synced before, says which of the renames may have happened.
 */
export function createCarryOut(tree: Tree, accounts: Accounts): CarryOut {
  return async (steps) => {
    const folders = new Set<string>();
    let staged: Staged[] = [];
    const settle = async (): Promise<void> => {
      const batch = staged;
      staged = [];
      await putInPlace(batch);
      for (const { folder } of batch) folders.add(folder.real);
    };
    for (const step of steps) {
      try {
        if (step.do === 'write') {
          staged.push(stage(tree, accounts, step));
          continue;
        }
        await settle();
        folders.add(change(tree, accounts, step));
      } catch (error) {
        discard(staged);
        throw changeFailure(step.path, error);
      }
    }
    await settle();
    for (const folder of folders) syncFolder(folder);
  };
}

/** A folder that is held open, so that what is done in it cannot be led elsewhere meanwhile. */
interface Folder {
  readonly real: string;
  readonly fd: number;
  readonly stat: Stats;
  /** The path of an entry, through the open folder: /proc/self/fd stands in for openat(2), which Node lacks. */
  at(name: string): string;
}

interface Staged {
  readonly path: string;
  readonly folder: Folder;
  readonly fd: number;
  readonly temporary: string;
  readonly name: string;
}

function stage(tree: Tree, accounts: Accounts, step: Extract<FileStep, { do: 'write' }>): Staged {
  const target = tree.follow(step.path);
  const { folder, name } = enter(target);
  const temporary = `.${name.slice(0, 200)}.kapa-${randomBytes(6).toString('hex')}`;
  let fd: number | undefined;
  try {
    const there = lstatSync(folder.at(name), { throwIfNoEntry: false });
    if (there?.isDirectory() === true)
      throw new Failure(t('host.is_folder', { path: step.path }), { cure: t('host.is_folder_cure') });
    refusePlanted(target, there ?? folder.stat, accounts);
    const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
    fd = openSync(folder.at(temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    const bytes = reveal(step.content);
    let written = 0;
    while (written < bytes.length) written += writeSync(fd, bytes, written);
    if (there?.isFile() === true) copyExtended(folder.at(name), folder.at(temporary));
    dress(fd, accounts, step, there?.isFile() === true ? there : undefined);
    return { path: step.path, folder, fd, temporary, name };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    removeQuietly(folder.at(temporary));
    closeSync(folder.fd);
    throw error;
  }
}

async function putInPlace(batch: readonly Staged[]): Promise<void> {
  const sync = promisify(fsync);
  let next = 0;
  let path = batch[0]?.path ?? '/';
  let renamed = 0;
  try {
    await Promise.all(
      Array.from({ length: Math.min(syncsAtOnce, batch.length) }, async () => {
        for (;;) {
          const file = batch[next];
          next += 1;
          if (file === undefined) return;
          path = file.path;
          await sync(file.fd);
        }
      }),
    );
    for (const file of batch) {
      path = file.path;
      renameSync(file.folder.at(file.temporary), file.folder.at(file.name));
      renamed += 1;
    }
  } catch (error) {
    for (const file of batch.slice(renamed)) removeQuietly(file.folder.at(file.temporary));
    throw changeFailure(path, error);
  } finally {
    for (const file of batch) {
      closeSync(file.fd);
      closeSync(file.folder.fd);
    }
  }
}

function discard(batch: readonly Staged[]): void {
  for (const file of batch) {
    removeQuietly(file.folder.at(file.temporary));
    closeSync(file.fd);
    closeSync(file.folder.fd);
  }
}

/** Carries out a step that is no write; returns the folder to sync. */
function change(tree: Tree, accounts: Accounts, step: Exclude<FileStep, { do: 'write' }>): string {
  const target = tree.locate(step.path);
  const { folder, name } = enter(target);
  try {
    refusePlanted(target, lstatSync(folder.at(name), { throwIfNoEntry: false }) ?? folder.stat, accounts);
    switch (step.do) {
      case 'remove': {
        const there = lstatSync(folder.at(name), { throwIfNoEntry: false });
        if (there?.isDirectory() === true) rmdirSync(folder.at(name));
        else if (there !== undefined) unlinkSync(folder.at(name));
        break;
      }
      case 'link': {
        const there = lstatSync(folder.at(name), { throwIfNoEntry: false });
        if (there?.isDirectory() === true)
          throw new Failure(t('host.is_folder', { path: step.path }), { cure: t('host.is_folder_cure') });
        const temporary = `.${name.slice(0, 200)}.kapa-${randomBytes(6).toString('hex')}`;
        symlinkSync(step.to, folder.at(temporary));
        renameSync(folder.at(temporary), folder.at(name));
        break;
      }
      case 'directory':
        if (lstatSync(folder.at(name), { throwIfNoEntry: false }) === undefined)
          mkdirSync(folder.at(name), 0o700);
        dressEntry(tree, accounts, step, { mode: 0o755 });
        break;
      case 'attributes':
        dressEntry(tree, accounts, step, {});
        break;
    }
    return folder.real;
  } finally {
    closeSync(folder.fd);
  }
}

/** Sets mode and owner of a file or folder through a descriptor, never through a path that may have changed. */
function dressEntry(
  tree: Tree,
  accounts: Accounts,
  step: Extract<FileStep, { do: 'directory' | 'attributes' }>,
  fresh: Attributes,
): void {
  const target = tree.follow(step.path);
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_DIRECTORY } = constants;
  const fd = openSync(
    target.real,
    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | (step.do === 'directory' ? O_DIRECTORY : 0),
  );
  try {
    const there = fstatSync(fd);
    refusePlanted(target, there, accounts);
    const parent = lstatSync(dirname(target.real));
    if (there.isFile() && there.nlink > 1 && othersCanWrite(parent))
      throw new Failure(t('host.planted_hard_link', { path: step.path }), {
        cure: t('host.planted_hard_link_cure'),
      });
    const made = step.do === 'directory' && (there.mode & 0o7777) === 0o700 && step.mode === undefined;
    dress(fd, accounts, made ? { ...fresh, ...step } : step, there);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Owner before mode: a change of owner clears the set-user-id bit. */
function dress(fd: number, accounts: Accounts, wanted: Attributes, there: Stats | undefined): void {
  const now = fstatSync(fd);
  const uid = wanted.owner?.user === undefined ? (there?.uid ?? now.uid) : accounts.uidOf(wanted.owner.user);
  const gid =
    wanted.owner?.group === undefined ? (there?.gid ?? now.gid) : accounts.gidOf(wanted.owner.group);
  if (uid !== now.uid || gid !== now.gid) fchownSync(fd, uid, gid);
  const mode = wanted.mode ?? (there === undefined ? 0o644 : there.mode & 0o7777);
  if (mode !== (fstatSync(fd).mode & 0o7777)) fchmodSync(fd, mode);
}

/** Opens the folder of a target without following a last link, and holds it. */
function enter(target: Resolved): { readonly folder: Folder; readonly name: string } {
  const real = dirname(target.real);
  const fd = openSync(real, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  return {
    folder: { real, fd, stat: fstatSync(fd), at: (name) => `/proc/self/fd/${fd}/${name}` },
    name: basename(target.real),
  };
}

/**
 * A link of a user may lead to what is that user's own, nowhere else: otherwise who can make a link in a folder
 * could choose what root overwrites.
 */
function refusePlanted(target: Resolved, there: Stats, accounts: Accounts): void {
  const own = process.geteuid?.() ?? 0;
  const planted = target.links.find(({ uid }: FollowedLink) => uid !== 0 && uid !== own && uid !== there.uid);
  if (planted === undefined) return;
  throw new Failure(t('host.planted_link', { path: target.path, user: accounts.nameOf(planted.uid) }), {
    cure: t('host.planted_link_cure'),
  });
}

function othersCanWrite(folder: Stats): boolean {
  const own = process.geteuid?.() ?? 0;
  return (folder.mode & 0o022) !== 0 || (folder.uid !== 0 && folder.uid !== own);
}

/** Extended attributes and access lists, which Node cannot read: cp(1) of coreutils copies them. */
function copyExtended(from: string, to: string): void {
  const resolved = [from, to].map((path) => path.replace('/proc/self/', `/proc/${process.pid}/`));
  spawnSync('cp', ['--attributes-only', '--preserve=mode,xattr', '--', ...resolved], {
    stdio: 'ignore',
    timeout: 10_000,
  });
}

function syncFolder(real: string): void {
  const fd = openSync(real, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made, or is gone: either way nothing is left behind.
  }
}

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
  readdirSync,
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
import { anyExtended, copyExtended } from './extended.ts';
import { changeFailure } from './fault.ts';
import { isOurs, openFolder, othersCanWrite, type Folder } from './folder.ts';
import type { Resolved, Tree } from './tree.ts';

/** Carries file steps out in a tree. */
export type CarryOut = (steps: readonly FileStep[]) => Promise<void>;

/** What becomes of what is written. A thing that is thrown away is not synced, and needs no extended attributes. */
export type Lasting = 'kept' | 'thrown away';

/** How many files are being synced at a time: as many as Node's thread pool has threads. */
const syncsAtOnce = 4;

/** How many files are written before they are put in place together; each is held open. */
const mostStaged = 1000;

/**
 * Files are written beside their target under a name that nothing loads, synced, and renamed in the order of the
 * steps; folders are synced last. A file is whole on the disk before its name points to it, and a file system writes
 * the changes of names in the order in which they were made, so after a crash the disk shows the first so many steps:
 * each file old or new, none a mixture. The caller's log, synced before, says which may have happened.
 */
export function createCarryOut(tree: Tree, accounts: Accounts, lasting: Lasting = 'kept'): CarryOut {
  return async (steps) => {
    const batch: Batch = { tree, accounts, lasting, folders: new Map(), staged: new Map() };
    try {
      for (const step of steps) await carryOutOne(step, batch);
      await putInPlace(batch);
      for (const [path, folder] of batch.folders)
        await named(path, () => {
          batch.folders.delete(path);
          leave(folder, batch);
        });
    } finally {
      for (const file of batch.staged.values()) discard(file);
      for (const { fd } of batch.folders.values()) closeSync(fd);
    }
  };
}

interface Batch {
  readonly tree: Tree;
  readonly accounts: Accounts;
  readonly lasting: Lasting;
  /** Folders held open, by their path. */
  readonly folders: Map<string, Folder>;
  /** Files written and not yet in place, by their target's path. */
  readonly staged: Map<string, Staged>;
}

interface Staged {
  readonly step: Extract<FileStep, { do: 'write' }>;
  readonly folder: Folder;
  readonly fd: number;
  readonly temporary: string;
  readonly name: string;
  /** The file that it replaces. */
  readonly there: Stats | undefined;
}

async function carryOutOne(step: FileStep, batch: Batch): Promise<void> {
  if (step.do !== 'write') {
    await putInPlace(batch);
    await named(step.path, () => change(step, batch));
    return;
  }
  const target = await named(step.path, () => batch.tree.follow(step.path));
  if (batch.staged.size >= mostStaged || batch.staged.has(target.real)) await putInPlace(batch);
  await named(step.path, () => {
    batch.staged.set(target.real, stage(step, target, batch));
  });
}

function stage(step: Staged['step'], target: Resolved, batch: Batch): Staged {
  const folder = enter(target, batch);
  const name = basename(target.real);
  const there = lstatSync(folder.at(name), { throwIfNoEntry: false });
  if (there?.isDirectory() === true) throw isFolder(step.path);
  refusePlanted(target, folder, there, batch.accounts);
  refuseHardLink(step.path, folder, there);
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const temporary = temporaryName(name);
  const fd = openSync(folder.at(temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  const file = { step, folder, fd, temporary, name, there: there?.isFile() === true ? there : undefined };
  try {
    const bytes = reveal(step.content);
    for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
  } catch (error) {
    discard(file);
    throw error;
  }
  return file;
}

async function putInPlace(batch: Batch): Promise<void> {
  const files = [...batch.staged.values()];
  if (files.length === 0) return;
  const replaced = files.filter(({ there }) => there !== undefined);
  const extended = batch.lasting === 'kept' && replaced.length > 0 && (await anyExtended(pathsOf(replaced)));
  for (const file of files)
    await named(file.step.path, () => {
      if (extended && file.there !== undefined)
        copyExtended(file.step.path, file.folder.at(file.name), file.fd);
      dress(file.fd, batch, file.step, file.there);
    });
  if (batch.lasting === 'kept') await syncAll(files);
  for (const [target, file] of batch.staged) {
    await named(file.step.path, () => renameSync(file.folder.at(file.temporary), file.folder.at(file.name)));
    closeSync(file.fd);
    batch.staged.delete(target);
  }
}

function pathsOf(files: readonly Staged[]): readonly string[] {
  // A default access list of the folder gives the new file one that the old one may not have had.
  return files.flatMap(({ folder, name, temporary }) => [
    `${folder.real}/${name}`,
    `${folder.real}/${temporary}`,
  ]);
}

/** All syncs have ended when this does, also those after a failed one: only then may the files be closed. */
async function syncAll(files: readonly Staged[]): Promise<void> {
  const sync = promisify(fsync);
  const left = files.values();
  const ended = await Promise.allSettled(
    Array.from({ length: Math.min(syncsAtOnce, files.length) }, async () => {
      for (const file of left) await named(file.step.path, () => sync(file.fd));
    }),
  );
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

function discard(file: Staged): void {
  try {
    unlinkSync(file.folder.at(file.temporary));
  } catch {
    // It is gone already: either way nothing is left behind.
  }
  closeSync(file.fd);
}

/** Carries out a step that is no write. */
function change(step: Exclude<FileStep, { do: 'write' }>, batch: Batch): void {
  const target = batch.tree.locate(step.path);
  const folder = enter(target, batch);
  const name = basename(target.real);
  const there = lstatSync(folder.at(name), { throwIfNoEntry: false });
  refusePlanted(target, folder, there, batch.accounts);
  switch (step.do) {
    case 'remove':
      if (there?.isDirectory() === true) {
        // What kapa left there when it was killed must not keep the folder.
        sweep(openedFolder(target.real, batch));
        forget(target.real, batch);
        rmdirSync(folder.at(name));
      } else if (there !== undefined) unlinkSync(folder.at(name));
      return;
    case 'link': {
      if (there?.isDirectory() === true) throw isFolder(step.path);
      forget(target.real, batch);
      const temporary = temporaryName(name);
      symlinkSync(step.to, folder.at(temporary));
      try {
        renameSync(folder.at(temporary), folder.at(name));
      } catch (error) {
        unlinkSync(folder.at(temporary));
        throw error;
      }
      return;
    }
    case 'directory':
      if (there === undefined) mkdirSync(folder.at(name), 0o700);
      dressEntry(step, there === undefined, batch);
      return;
    case 'attributes':
      dressEntry(step, false, batch);
  }
}

/** Sets mode and owner of a file or folder through a descriptor, never through a path that may have changed. */
function dressEntry(
  step: Extract<FileStep, { do: 'directory' | 'attributes' }>,
  made: boolean,
  batch: Batch,
): void {
  const target = batch.tree.follow(step.path);
  const folder = enter(target, batch);
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_DIRECTORY } = constants;
  const kind = step.do === 'directory' ? O_DIRECTORY : 0;
  const fd = openSync(folder.at(basename(target.real)), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | kind);
  try {
    const there = fstatSync(fd);
    refusePlanted(target, folder, there, batch.accounts);
    refuseHardLink(step.path, folder, there);
    dress(fd, batch, made ? { mode: 0o755, ...step } : step, there);
    if (batch.lasting === 'kept') fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Owner before mode: a change of owner clears the set-user-id bit. */
function dress(fd: number, { accounts, lasting }: Batch, wanted: Attributes, there: Stats | undefined): void {
  const now = fstatSync(fd);
  const uid = wanted.owner?.user === undefined ? (there?.uid ?? now.uid) : accounts.uidOf(wanted.owner.user);
  const gid =
    wanted.owner?.group === undefined ? (there?.gid ?? now.gid) : accounts.gidOf(wanted.owner.group);
  // A plain user cannot give a copy to root, and its check does not need it.
  const copy = lasting === 'thrown away' && process.geteuid?.() !== 0;
  if (!copy && (uid !== now.uid || gid !== now.gid)) fchownSync(fd, uid, gid);
  const mode = wanted.mode ?? (there === undefined ? 0o644 : there.mode & 0o7777);
  if (mode !== (fstatSync(fd).mode & 0o7777)) fchmodSync(fd, mode);
}

/** The folder that holds a target, held open until the batch ends. */
function enter(target: Resolved, batch: Batch): Folder {
  return openedFolder(dirname(target.real), batch);
}

function openedFolder(real: string, { tree, folders }: Batch): Folder {
  const known = folders.get(real);
  if (known !== undefined) return known;
  const folder = openFolder(tree.root, real);
  folders.set(real, folder);
  return folder;
}

/** Lets go of a folder that is about to be replaced, and of those below it. */
function forget(real: string, batch: Batch): void {
  for (const [path, folder] of batch.folders)
    if (path === real || path.startsWith(`${real}/`)) {
      batch.folders.delete(path);
      leave(folder, batch);
    }
}

function leave(folder: Folder, { lasting }: Batch): void {
  try {
    sweep(folder);
    if (lasting === 'kept') fsyncSync(folder.fd);
  } finally {
    closeSync(folder.fd);
  }
}

/**
 * The hidden name, with a tilde at its end, is one that Apache, cron, run-parts, sudo and logrotate (which reads
 * hidden files) all pass over. The number of the process tells what a killed kapa left behind.
 */
function temporaryName(name: string): string {
  return `.${name.slice(0, 50)}.kapa-${process.pid}-${randomBytes(6).toString('hex')}~`;
}

const temporaryPattern = /\.kapa-(\d+)-[0-9a-f]{12}~$/u;

/** Removes what a kapa that was killed has left in a folder. */
function sweep(folder: Folder): void {
  for (const name of readdirSync(folder.at('.'))) {
    const pid = temporaryPattern.exec(name)?.[1];
    if (pid === undefined || Number(pid) === process.pid) continue;
    if (lstatSync(`/proc/${pid}`, { throwIfNoEntry: false }) === undefined) unlinkSync(folder.at(name));
  }
}

/**
 * A link of a user may lead to that user's own folder or file, nowhere else: otherwise who can make a link in a folder
 * could choose what root overwrites. A link of root's that others could have moved there is not followed at all.
 */
function refusePlanted(target: Resolved, folder: Folder, there: Stats | undefined, accounts: Accounts): void {
  for (const { path, uid, movable } of target.links) {
    if (isOurs(uid) ? !movable : uid === folder.stat.uid || uid === there?.uid) continue;
    throw new Failure(
      isOurs(uid)
        ? t('host.movable_link', { path })
        : t('host.planted_link', { path: target.path, user: accounts.nameOf(uid) }),
      { cure: t('host.planted_link_cure') },
    );
  }
}

/** A second name of a file in a folder of others may be somebody's way to a file elsewhere. */
function refuseHardLink(path: string, folder: Folder, there: Stats | undefined): void {
  if (there?.isFile() !== true || there.nlink < 2 || !othersCanWrite(folder.stat)) return;
  throw new Failure(t('host.planted_hard_link', { path }), { cure: t('host.planted_hard_link_cure') });
}

function isFolder(path: string): Failure {
  return new Failure(t('host.is_folder', { path }), { cure: t('host.is_folder_cure') });
}

/** Turns a failed system call into a Failure that names the path of the step. */
async function named<T>(path: string, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw changeFailure(path, error);
  }
}

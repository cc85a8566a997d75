import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
  type Stats,
  lchownSync,
  lstatSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { Failure } from '../../core/failure.ts';
import type { Identities } from '../../core/host.ts';
import { refusal } from '../../core/path-walk.ts';
import { reveal, Secret } from '../../core/secret.ts';
import { followsLast, placeOf, type Attributes, type FileStep, type Owner } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import { eitherMover, keptMode, moverIn, type Mover, type OwnerAndMode } from '../../core/whose.ts';
import type { Accounts } from './accounts.ts';
import { anyExtended, copyExtended, dropAccess } from './extended-attributes.ts';
import { changeFailure } from '../errno.ts';
import { isOurs, openPath, othersCanWrite, type Folder } from './open-folder.ts';
import { entryOf, holdFolders, type HeldFolders, type Target } from './held.ts';
import { idOf } from './read.ts';
import { sweep, temporaryName } from './temporary-name.ts';

/** Carries file steps out in a tree. */
export type CarryOut = (steps: readonly FileStep[]) => Promise<Identities>;

/** Future of what is written. A thing that is thrown away is not synced, and needs no extended attributes. */
export type Lasting = 'kept' | 'thrown away';

/** Number of files that are being synced at a time: as many as Node's thread pool has threads. */
const syncsAtOnce = 4;

/** Number of files that are written before they are put in place together; each is held open. */
const mostStaged = 1000;

/** Parts that a writer works with. */
export interface WriterParts {
  /** `/`, or the folder of a tree. */
  readonly root: string;
  readonly accounts: Accounts;
  readonly lasting?: Lasting;
  /** Refuses, by a Failure, a place that must not be changed. */
  readonly allow?: (place: string) => void;
}

/**
 * Files are written beside their target under a name that nothing loads, synced, and renamed in the order of the
 * steps; folders are synced last. A file is whole on the disk before its name points to it, and a file system writes
 * the changes of names in the order in which they were made, so after a crash the disk shows the first so many steps:
 * each file old or new, none a mixture. The caller's log, synced before, says which may have happened.
 */
export function createCarryOut({ root, accounts, lasting = 'kept', allow }: WriterParts): CarryOut {
  return async (steps) => {
    const batch: Batch = {
      folders: holdFolders(root),
      accounts,
      lasting,
      allow,
      staged: new Map(),
      taken: new Map(),
      identities: new Map(),
    };
    try {
      for (const step of steps) await carryOutOne(step, batch);
      await putInPlace(batch);
      for (const [path, folder] of batch.folders.reached) await named(path, () => leave(folder, batch));
      return batch.identities;
    } finally {
      for (const file of batch.staged.values()) discard(file);
      batch.folders.close();
    }
  };
}

interface Batch {
  readonly folders: HeldFolders;
  readonly accounts: Accounts;
  readonly lasting: Lasting;
  readonly allow: WriterParts['allow'];
  /** Files written and not yet in place, by their target's path. */
  readonly staged: Map<string, Staged>;
  /** Users who could move what is in the folders that got an owner or a mode, by the folder's path. */
  readonly taken: Map<string, Mover>;
  readonly identities: Map<string, string>;
}

interface Staged {
  readonly step: Extract<FileStep, { do: 'write' }>;
  readonly folder: Folder;
  readonly fd: number;
  readonly temporary: string;
  readonly name: string;
  /** The file that it replaces. */
  readonly there: Stats | undefined;
  readonly way: readonly OwnerAndMode[];
}

async function carryOutOne(step: FileStep, batch: Batch): Promise<void> {
  if (step.do !== 'write') {
    await putInPlace(batch);
    await named(step.path, () => change(step, batch));
    return;
  }
  let target = await named(step.path, () => aim(step, batch));
  const { path } = target.arrival;
  if (batch.staged.size >= mostStaged || batch.staged.has(path)) {
    await putInPlace(batch);
    target = await named(step.path, () => aim(step, batch));
  }
  await named(step.path, () => {
    batch.staged.set(target.arrival.path, stage(step, target));
  });
}

/** Place that a step's path leads to at this moment. A Failure where it must not lead there, or not any more. */
function aim(step: FileStep, { folders, allow, lasting, taken }: Batch): Target {
  const target = judgedAsBefore(folders.reach(step.path, followsLast(step)), taken);
  const refused = refusal(step, target.arrival, entryOf(target.there));
  if (refused !== undefined) throw refused;
  const { path } = target.arrival;
  if (step.place !== undefined && step.place !== path)
    throw new Failure(t('host.leads_elsewhere', { path: step.path, place: placeOf(step) }), {
      cure: t('host.leads_elsewhere_cure'),
    });
  allow?.(path);
  if (step.do === 'write' && step.of !== undefined && lasting === 'kept' && step.of !== idThere(target))
    throw another(step.path);
  return target;
}

/** Target as it is judged in a folder taken from others: by who could move what stands in it until then. */
function judgedAsBefore(target: Target, taken: Batch['taken']): Target {
  const { arrival } = target;
  const [, mover] = [...taken].find(([folder]) => arrival.path.startsWith(`${folder}/`)) ?? [];
  if (mover === undefined) return target;
  const folder = { ...arrival.folder, mover: eitherMover(arrival.folder.mover, mover) };
  return { ...target, arrival: { ...arrival, folder } };
}

function idThere({ there: stat }: Target): string | undefined {
  return stat === undefined ? undefined : idOf(stat);
}

function another(path: string): Failure {
  return new Failure(t('host.another', { path }), { cure: t('host.another_cure') });
}

function stage(step: Staged['step'], { arrival, folder, name, there }: Target): Staged {
  if (there?.isDirectory() === true) throw isFolder(step.path);
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const temporary = temporaryName(name);
  const fd = openSync(folder.at(temporary), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  const replaced = there?.isFile() === true ? there : undefined;
  const file = { step, folder, fd, temporary, name, there: replaced, way: arrival.way };
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
  const looked = files.filter((file) => file.there !== undefined || isLent(file, batch));
  const extended = batch.lasting === 'kept' && looked.length > 0 && (await anyExtended(pathsOf(looked)));
  for (const file of files)
    await named(file.step.path, () => {
      if (extended && isLent(file, batch)) dropAccess(file.step.path, file.fd);
      else if (extended && file.there !== undefined)
        copyExtended(file.step.path, file.folder.at(file.name), file.there, file.fd);
      dress(file.fd, batch, dressOf(file), file.there);
    });
  if (batch.lasting === 'kept') await syncAll(files);
  for (const [target, file] of batch.staged) {
    await named(file.step.path, () => renameSync(file.folder.at(file.temporary), file.folder.at(file.name)));
    closeSync(file.fd);
    batch.staged.delete(target);
  }
}

/** Tells a file whose access list others chose, though it is to be another's than theirs, or nobody's but its owner's. */
function isLent({ step, there, way }: Staged, { accounts }: Batch): boolean {
  const wanted = step.owner?.user === undefined ? there?.uid : accounts.uidOf(step.owner.user);
  const uid = wanted ?? process.geteuid?.() ?? 0;
  if (there !== undefined) return !isOurs(there.uid) && (there.uid !== uid || listsOfOthers(way, uid));
  return listsOfOthers(way, uid);
}

/**
 * Tells that what is made in the last of these folders may inherit the access list of another than its owner: of the
 * folder's owner, or of who made a folder that is root's by now.
 */
function listsOfOthers(way: readonly OwnerAndMode[], uid: number): boolean {
  const [folder, ...above] = way.toReversed();
  if (folder === undefined) return false;
  return isOurs(folder.uid) ? above.some(othersCanWrite) : folder.uid !== uid;
}

function pathsOf(files: readonly Staged[]): readonly string[] {
  // A default access list of the folder gives the new file one that the old one may not have had.
  return files.flatMap(({ folder, name, temporary }) =>
    [name, temporary].map((one) => folder.at(one).replace('self', String(process.pid))),
  );
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
async function change(step: Exclude<FileStep, { do: 'write' }>, batch: Batch): Promise<void> {
  const target = aim(step, batch);
  const { folder, name, there } = target;
  const { path } = target.arrival;
  switch (step.do) {
    case 'remove':
      if (there?.isDirectory() === true) {
        // What kapa left there when it was killed must not keep the folder.
        sweep(folder.at(name));
        forget(path, batch);
        rmdirSync(folder.at(name));
      } else if (there !== undefined) unlinkSync(folder.at(name));
      return;
    case 'link': {
      if (there?.isDirectory() === true) throw isFolder(step.path);
      forget(path, batch);
      const temporary = temporaryName(name);
      symlinkSync(step.to, folder.at(temporary));
      try {
        if (step.owner !== undefined) giveLink(folder.at(temporary), step.owner, batch);
        renameSync(folder.at(temporary), folder.at(name));
      } catch (error) {
        unlinkSync(folder.at(temporary));
        throw error;
      }
      return;
    }
    case 'directory':
      if (there === undefined) mkdirSync(folder.at(name), 0o700);
      await dressEntry(step, target, batch);
      return;
    case 'attributes':
      await dressEntry(step, target, batch);
  }
}

/** Gives a link that is put back to whom it was before: a link of root's is followed where another's is not. */
function giveLink(path: string, { user, group }: Owner, { accounts }: Batch): void {
  const { uid, gid } = lstatSync(path);
  lchownSync(
    path,
    user === undefined ? uid : accounts.uidOf(user),
    group === undefined ? gid : accounts.gidOf(group),
  );
}

/** Sets mode and owner of a file or folder through a descriptor, never through a path that may have changed. */
async function dressEntry(
  step: Extract<FileStep, { do: 'directory' | 'attributes' }>,
  { arrival, folder, name, there }: Target,
  batch: Batch,
): Promise<void> {
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_DIRECTORY } = constants;
  // Opened without a right first: not even a device notices that it was looked at.
  const passed = openSync(
    folder.at(name),
    openPath | O_NOFOLLOW | (step.do === 'directory' ? O_DIRECTORY : 0),
  );
  let fd = passed;
  try {
    const opened = fstatSync(passed);
    if (!opened.isFile() && !opened.isDirectory())
      throw new Failure(t('host.not_regular', { path: step.path }));
    const refused = refusal(step, arrival, entryOf(opened));
    if (refused !== undefined) throw refused;
    const known = step.do === 'attributes' && step.only !== undefined;
    if (known && batch.lasting === 'kept' && step.only !== idOf(opened)) throw another(step.path);
    fd = openSync(`/proc/self/fd/${passed}`, O_RDONLY | O_NONBLOCK);
    if (opened.isDirectory() && !known && arrival.folder.mover !== 'nobody')
      refuseSwapped(step.path, fd, opened);
    if (opened.isFile() && !known) refuseHeldOpen(step, opened, batch);
    if (opened.isDirectory())
      batch.taken.set(arrival.path, eitherMover(arrival.folder.mover, moverIn(opened)));
    const asked = there === undefined ? { mode: 0o755, ...step } : step;
    dress(fd, batch, asked, opened);
    const { uid } = fstatSync(fd);
    const lent =
      there === undefined ? listsOfOthers(arrival.way, uid) : !isOurs(opened.uid) && uid !== opened.uid;
    if (
      lent &&
      batch.lasting === 'kept' &&
      (await anyExtended([`/proc/${process.pid}/fd/${fd}`], ['--dereference']))
    ) {
      // Its owner could make another list until it was taken from him; without the list the mode may be another.
      dropAccess(step.path, fd);
      dress(fd, batch, asked, opened);
    }
    batch.identities.set(arrival.path, idOf(fstatSync(fd)));
    if (batch.lasting === 'kept') fsyncSync(fd);
  } finally {
    if (fd !== passed) closeSync(fd);
    closeSync(passed);
  }
}

/**
 * Refuses a folder that is to get an owner or a mode, if it is one of root's that others moved to its place.
 */
function refuseSwapped(path: string, fd: number, { uid }: Stats): void {
  if (!isOurs(uid) || readdirSync(`/proc/self/fd/${fd}/.`).length === 0) return;
  throw new Failure(t('host.swapped', { path }), { cure: t('host.swapped_cure') });
}

/**
 * Refuses to give a file to another owner as it is: who owned it may hold it open. It is written anew, if the
 * plan had it so.
 */
function refuseHeldOpen({ path, owner }: FileStep & Attributes, { uid }: Stats, { accounts }: Batch): void {
  if (owner?.user === undefined || isOurs(uid) || accounts.uidOf(owner.user) === uid) return;
  throw new Failure(t('host.not_taken', { path }), { cure: t('host.not_taken_cure') });
}

/** Mode and owner of a file that is written: one that replaces none has a mode of its own. */
function dressOf({ step, there }: Staged): Attributes {
  return there === undefined ? { mode: step.content instanceof Secret ? 0o600 : 0o644, ...step } : step;
}

/** Owner before mode: a change of owner clears the set-user-id bit. */
function dress(
  fd: number,
  { accounts, lasting }: Batch,
  { mode, owner }: Attributes,
  there: Stats | undefined,
): void {
  const now = fstatSync(fd);
  const uid = owner?.user === undefined ? (there?.uid ?? now.uid) : accounts.uidOf(owner.user);
  const gid = owner?.group === undefined ? (there?.gid ?? now.gid) : accounts.gidOf(owner.group);
  // A plain user cannot give a copy to root, and its check does not need it.
  const copy = lasting === 'thrown away' && process.geteuid?.() !== 0;
  if (!copy && (uid !== now.uid || gid !== now.gid)) fchownSync(fd, uid, gid);
  const wanted = mode ?? keptMode(there ?? now, { uid, gid });
  if (wanted !== (fstatSync(fd).mode & 0o7777)) fchmodSync(fd, wanted);
}

function forget(path: string, batch: Batch): void {
  batch.folders.forget(path, (folder) => leave(folder, batch));
}

function leave(folder: Folder, { lasting }: Batch): void {
  sweep(folder.at('.'));
  if (lasting === 'kept') fsyncSync(folder.fd);
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

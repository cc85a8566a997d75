import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { refusal } from '../../core/path-walk.ts';
import { t } from '../../core/text.ts';
import { changeFailure, codeOf } from '../errno.ts';
import { isOurs } from './open-folder.ts';
import { temporaryName } from './temporary-name.ts';
import { at, entryOf, makeFolders, walk, type End } from './held.ts';
import { isOthers, isSticky } from './trust.ts';

/**
 * Opens a log to add a line to; made with the mode where there is none. The folders may be anyone's: what stands there is
 * written only where nobody could have put a file of someone else's in its place.
 */
export function openForLine(path: string, mode: number): number {
  for (let tries = 0; ; tries += 1)
    try {
      return place(path, false, (end) => openLog(path, end, mode));
    } catch (error) {
      // It was made, or rotated away, in this very instant.
      if (tries > 3 || (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT')) throw error;
    }
}

function openLog(path: string, { folder, name, there }: End, mode: number): number {
  const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
  if (there === undefined) {
    const made = openSync(at(folder, name), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    giveToReaders(made);
    return made;
  }
  if (there.stat.isSymbolicLink()) throw refusedBySystem('ELOOP');
  if (there.stat.isDirectory()) throw refusedBySystem('EISDIR');
  if (!there.stat.isFile()) throw new Failure(t('host.not_regular', { path }));
  // As the kernel does with fs.protected_regular.
  const { uid } = there.stat;
  if (isSticky(folder.stat) && isOthers(folder.stat) && !isOurs(uid) && uid !== folder.stat.uid)
    throw new Failure(t('host.planted_file', { path }), { cure: t('host.planted_file_cure') });
  // A lease that its owner holds on it would keep kapa waiting for as long as he likes.
  return openSync(`/proc/self/fd/${there.fd}`, O_WRONLY | O_APPEND | O_NONBLOCK);
}

/** Gives a new log of root's to the group that reads the logs of a Debian; where there is none, or it may not, to none. */
function giveToReaders(log: number): void {
  if (process.geteuid?.() !== 0) return;
  try {
    const gid = /^adm:[^:]*:(\d+):/mu.exec(readFileSync('/etc/group', 'utf8'))?.[1];
    if (gid !== undefined) fchownSync(log, 0, Number(gid));
  } catch (error) {
    // Its line matters more than who may read it.
    if (codeOf(error) === undefined) throw error;
  }
}

/** Writes a file that the operator asked for, not a part of the host: a new one, put in the place of an older. */
export function writeAsked(path: string, content: string | Uint8Array, mode: number): void {
  // The operator's own outputs, and the one that swallows all.
  if (/^\/dev\/(?:stdout|stderr|null|fd\/\d+)$/u.test(path)) writeFileSync(path, content);
  else named(path, () => place(path, true, (end) => replace(path, end, content, mode)));
}

/** As `writeAsked`, and makes the folders above it. */
export function writeAskedBelow(path: string, content: string, mode: number): void {
  named(path, () => {
    makeFolders(dirname(path), 0o755, undefined, allowMaking);
    place(path, true, (end) => replace(path, end, content, mode));
  });
}

/** Puts a text where others read it: whole at any moment, mode 0644 whatever the umask. */
export function publish(path: string, content: string): void {
  named(path, () =>
    place(path, true, (end) => replace(path, end, content, 0o644, (file) => fchmodSync(file, 0o644))),
  );
}

function replace(
  path: string,
  { folder, name, there }: End,
  content: string | Uint8Array,
  mode: number,
  dress?: (file: number) => void,
): void {
  if (there?.stat.isDirectory() === true) throw refusedBySystem('EISDIR');
  if (there?.stat.isFile() === false) throw new Failure(t('host.not_regular', { path }));
  const temporary = at(folder, temporaryName(name));
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const file = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    dress?.(file);
    renameSync(temporary, at(folder, name));
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Walks to where something is to be written, and judges the way as that of a declared file.
 */
function place<T>(path: string, followLast: boolean, use: (end: End) => T): T {
  return walk(path, { followLast }, (end) => {
    const refused = refusal({ do: 'write', path }, end.arrival, entryOf(end.there?.stat));
    if (refused !== undefined) throw refused;
    return use(end);
  });
}

/** Folders are made only where a link on the way to them may lead. */
function allowMaking({ arrival }: End): void {
  const refused = refusal({ do: 'directory', path: arrival.path }, arrival);
  if (refused !== undefined) throw refused;
}

function refusedBySystem(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function named(path: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (error instanceof Error && codeOf(error) === 'ENOTDIR' && 'path' in error)
      throw new Failure(t('host.not_folder', { path: String(error.path) }), {
        cure: t('host.not_folder_cure'),
        cause: error,
      });
    throw changeFailure(path, error);
  }
}

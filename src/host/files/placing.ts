import { closeSync, constants, openSync, renameSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { changeFailure, codeOf } from '../errno.ts';
import { isOurs } from './open-folder.ts';
import { temporaryName } from './temporary-name.ts';
import { isOpen, isSecondName, isSticky } from './trust.ts';
import { at, walk, type End, type Held, type Judge, type WalkOptions } from './walk.ts';

/**
 * Opens a log to add a line to; made with the mode where there is none. The folders may be anyone's: what stands there is
 * written only where nobody could have put a file of someone else's in its place.
 */
export function openForLine(path: string, mode: number): number {
  for (let tries = 0; ; tries += 1)
    try {
      return place(path, { followLast: false }, (end) => openLog(path, end, mode));
    } catch (error) {
      // It was made, or rotated away, in this very instant.
      if (tries > 3 || (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOENT')) throw error;
    }
}

function openLog(path: string, { folder, name, there }: End, mode: number): number {
  const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  if (there === undefined)
    return openSync(at(folder, name), O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  if (there.stat.isSymbolicLink()) throw refusedBySystem('ELOOP');
  if (there.stat.isDirectory()) throw refusedBySystem('EISDIR');
  if (!there.stat.isFile()) throw new Failure(t('host.not_regular', { path }));
  if (isSecondName(there.stat, folder))
    throw new Failure(t('host.planted_hard_link', { path }), {
      cure: t('host.planted_hard_link_cure', { path }),
    });
  // As the kernel does with fs.protected_regular.
  const { uid } = there.stat;
  if (isSticky(folder.stat) && isOpen(folder.stat) && !isOurs(uid) && uid !== folder.stat.uid)
    throw new Failure(t('host.planted_file', { path }), { cure: t('host.planted_file_cure') });
  return openSync(`/proc/self/fd/${there.fd}`, O_WRONLY | O_APPEND);
}

/** Writes a file that the operator asked for, not a part of the host: a new one, put in the place of an older. */
export function writeAsked(path: string, content: string, mode: number): void {
  // The operator's own outputs, and the one that swallows all.
  if (/^\/dev\/(?:stdout|stderr|null|fd\/\d+)$/u.test(path)) writeFileSync(path, content);
  else named(path, () => place(path, { followLast: true }, (end) => replace(path, end, content, mode)));
}

/** As `writeAsked`, and makes the folders above it. */
export function writeAskedBelow(path: string, content: string, mode: number): void {
  named(path, () =>
    place(path, { followLast: true, make: 0o755 }, (end) => replace(path, end, content, mode)),
  );
}

function replace(path: string, { folder, name, there }: End, content: string, mode: number): void {
  if (there?.stat.isDirectory() === true) throw refusedBySystem('EISDIR');
  if (there?.stat.isFile() === false) throw new Failure(t('host.not_regular', { path }));
  const temporary = at(folder, temporaryName(name));
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
  const file = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    renameSync(temporary, at(folder, name));
  } catch (error) {
    unlinkSync(temporary);
    throw error;
  } finally {
    closeSync(file);
  }
}

/**
 * Walks to where something is to be written. A link that we made where nobody else can move it is followed, and one of a
 * user to what is that user's, as fs.protected_symlinks would.
 */
function place<T>(path: string, options: Omit<WalkOptions, 'judge'>, use: (end: End) => T): T {
  const followed: { readonly path: string; readonly author: number }[] = [];
  const judge: Judge = {
    folder: () => undefined,
    link(link, way) {
      const author = authorOf(link, way);
      if (author === 'several')
        throw new Failure(t('host.movable_link', { path, link: link.path }), {
          cure: t('host.planted_link_cure', { link: link.path }),
        });
      if (author !== 'us') followed.push({ path: link.path, author });
    },
    make({ stat }) {
      const planted = followed.find(({ author }) => author !== stat.uid);
      if (planted === undefined) return;
      throw new Failure(t('host.planted_link', { path, link: planted.path }), {
        cure: t('host.planted_link_cure', { link: planted.path }),
      });
    },
  };
  return walk(path, { ...options, judge }, (end) => {
    judge.make?.(end.folder);
    return use(end);
  });
}

/** Who chose where a link leads: its owner; of one of ours that others can move, or a folder above it, who can do so. */
function authorOf({ stat }: Held, way: readonly Held[]): number | 'us' | 'several' {
  if (!isOurs(stat.uid)) return stat.uid;
  const open = way
    .map((folder) => folder.stat)
    .filter((folder) => isOpen(folder) && !(isOurs(folder.uid) && isSticky(folder)));
  if (open.length === 0) return isSecondName(stat, way.at(-1)) ? 'several' : 'us';
  const [mover, ...others] = new Set(open.map(({ uid }) => uid));
  const alone = others.length === 0 && open.every(({ mode }) => (mode & 0o022) === 0);
  return mover === undefined || isOurs(mover) || !alone ? 'several' : mover;
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

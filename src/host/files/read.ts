import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  opendirSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { formatSize } from '../../core/quantity.ts';
import { readLimits, type Examined, type FileStat } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { codeOf, isGone, unreadableReason } from '../errno.ts';
import { openPath } from './open-folder.ts';
import { isOfProcess, whyHidden } from '../processes/hidden.ts';
import type { FileTree } from './path-resolver.ts';

/** The part of a Reader that looks at files. */
export interface FileReader {
  stat(path: string): Promise<Reading<FileStat>>;
  read(path: string, most?: number): Promise<Reading<Uint8Array>>;
  examine(path: string, most?: number): Promise<Reading<Examined>>;
  list(path: string): Promise<Reading<readonly string[]>>;
  readlink(path: string): Promise<Reading<string>>;
  resolve(path: string): Promise<Reading<string>>;
}

/**
 * Looks at the files of a tree. The calls are synchronous below: for thousands of small files Node's thread pool
 * costs more than the files.
 */
export function fileReader(tree: FileTree): FileReader {
  const asWritten = (path: string): string => path;
  // The kernel follows links by itself where nothing can lead out of the root.
  const [located, followed] =
    tree.root === '/'
      ? [asWritten, asWritten]
      : [(path: string) => tree.locate(path).real, (path: string) => tree.follow(path).real];
  return {
    stat: async (path) => look(path, () => asFileStat(lstatSync(located(path)))),
    read: async (path, most = readLimits.file) => look(path, () => readWhole(path, followed(path), most)),
    examine: async (path, most = readLimits.file) => look(path, () => examineFile(path, located(path), most)),
    async list(path) {
      const hidden = path === '/proc' && tree.root === '/' ? whyHidden() : undefined;
      if (hidden !== undefined) return unreadable(hidden);
      return look(path, () => namesIn(followed(path)).sort().map(decode));
    },
    readlink: async (path) => look(path, () => readlinkSync(located(path))),
    resolve: async (path) =>
      look(path, () => {
        const { path: end, real, seen } = tree.follow(path);
        if (!seen) lstatSync(real);
        return end;
      }),
  };
}

/** Things in a folder that is held open, by name: whoever swaps its path meanwhile leads the look nowhere else. */
export function thingsIn(path: string, held: string, most: number): ReadonlyMap<string, FileStat> {
  const things = new Map<string, FileStat>();
  for (const name of namesIn(held, path, most)) {
    const stat = lstatSync(Buffer.from(`${held}/${name}`, 'latin1'), { throwIfNoEntry: false });
    if (stat !== undefined) things.set(decode(name), asFileStat(stat));
  }
  return things;
}

/** Names in a folder, in no order, their bytes as Latin-1; or a Failure where it has too many. */
function namesIn(real: string, path = real, most: number = readLimits.names): string[] {
  const folder = opendirSync(real, { encoding: 'latin1', bufferSize: 512 });
  try {
    const names: string[] = [];
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (names.length === most) throw new Failure(t('host.too_many_names', { path, most }));
      names.push(entry.name);
    }
    return names;
  } finally {
    folder.closeSync();
  }
}

/** The descriptor that is looked at is opened again for its bytes: no name stands between the two. */
function examineFile(path: string, real: string, most: number): Examined {
  const { O_NOFOLLOW, O_RDONLY, O_NONBLOCK } = constants;
  const found = openSync(real, openPath | O_NOFOLLOW);
  try {
    const stat = asFileStat(fstatSync(found));
    if (stat.kind !== 'file') return { stat, content: undefined };
    const file = reopen(found, O_RDONLY | O_NONBLOCK);
    try {
      return { stat, content: readOpen(file, path, most) };
    } finally {
      closeSync(file);
    }
  } finally {
    closeSync(found);
  }
}

function reopen(descriptor: number, flags: number): number {
  try {
    return openSync(`/proc/self/fd/${descriptor}`, flags);
  } catch (error) {
    // What is missing is /proc, not the file, which must not pass for absent.
    if (isGone(error)) throw new Failure(t('host.no_proc'), { cure: t('host.no_proc_cure'), cause: error });
    throw error;
  }
}

/** Identity of a thing; the time of its birth, since the number of one that is gone is given again. */
export function idOf({ dev, ino, birthtimeMs }: Stats): string {
  return `${dev}:${ino}:${birthtimeMs}`;
}

/** Attributes of a file as far as kapa looks. */
export function asFileStat(stat: Stats): FileStat {
  return {
    kind: stat.isFile()
      ? 'file'
      : stat.isDirectory()
        ? 'directory'
        : stat.isSymbolicLink()
          ? 'link'
          : 'other',
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    mtime: stat.mtimeMs,
    links: stat.nlink,
    id: idOf(stat),
  };
}

/**
 * Bytes of a regular file at a path of this machine. A pipe that somebody has put there must not make kapa wait, nor a
 * device act.
 */
export function readWhole(path: string, real: string, most: number): Uint8Array {
  const file = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    return readOpen(file, path, most);
  } finally {
    closeSync(file);
  }
}

/** Bytes of an open regular file; a Failure where it is none, or larger than `most` bytes. */
export function readOpen(file: number, path: string, most: number): Uint8Array {
  const stat = fstatSync(file);
  if (stat.isDirectory())
    throw new Failure(t('host.is_folder', { path }), { cure: t('host.is_folder_cure') });
  if (!stat.isFile()) throw new Failure(t('host.not_regular', { path }));
  if (stat.size > most) throw tooLarge(path, most);
  return stat.size === 0 ? readUnsized(file, path, most) : readSized(file, stat.size);
}

function readSized(file: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const got = readSync(file, bytes, length, size - length, null);
    if (got === 0) break;
    length += got;
  }
  return length === size ? bytes : bytes.subarray(0, length);
}

/** Of a file without a size, as those in /proc, only reading finds the end. */
function readUnsized(file: number, path: string, most: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let length = 0; ;) {
    const piece = readSized(file, 1 << 16);
    if (piece.length === 0) return pieces.length === 1 ? (pieces[0] ?? piece) : Buffer.concat(pieces);
    length += piece.length;
    if (length > most) throw tooLarge(path, most);
    pieces.push(piece);
  }
}

function tooLarge(path: string, most: number): Failure {
  return new Failure(t('host.too_large', { path, most: formatSize(most) }));
}

/** Reading of what `ask` finds. */
export function look<T>(path: string, ask: () => T): Reading<T> {
  try {
    return present(ask());
  } catch (error) {
    return error instanceof Failure ? unreadable(error.text) : unread(path, error);
  }
}

/** Reading that failed in a system call. */
export function unread(path: string, error: unknown): Reading<never> {
  if (!isGone(error) && codeOf(error) !== 'ENOTDIR') return unreadable(unreadableReason(path, error));
  const hidden = isOfProcess(path) ? whyHidden() : undefined;
  return hidden === undefined ? absent : unreadable(hidden);
}

function decode(name: string): string {
  // Thousands of names are of ASCII alone.
  return /^[\0-\x7f]*$/u.test(name) ? name : Buffer.from(name, 'latin1').toString('utf8');
}

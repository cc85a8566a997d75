import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import { Failure } from '../core/failure.ts';
import type { FileStat } from '../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import { t } from '../core/text.ts';
import { codeOf, isGone, unreadableReason } from './fault.ts';
import type { Tree } from './tree.ts';

/** The part of a Reader that looks at files. */
export interface FileReader {
  stat(path: string): Promise<Reading<FileStat>>;
  read(path: string): Promise<Reading<Uint8Array>>;
  list(path: string): Promise<Reading<readonly string[]>>;
  readlink(path: string): Promise<Reading<string>>;
  resolve(path: string): Promise<Reading<string>>;
}

/**
 * Looks at the files of a tree. The calls are synchronous below: for thousands of small files Node's thread pool
 * costs more than the files.
 */
export function fileReader(tree: Tree): FileReader {
  const asWritten = (path: string): string => path;
  // The kernel follows links by itself where nothing can lead out of the root.
  const [located, followed] =
    tree.root === '/'
      ? [asWritten, asWritten]
      : [(path: string) => tree.locate(path).real, (path: string) => tree.follow(path).real];
  return {
    stat: async (path) =>
      look(path, () => {
        const stat = lstatSync(located(path));
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
        };
      }),
    read: async (path) => look(path, () => readWhole(path, followed(path))),
    list: async (path) => look(path, () => readdirSync(followed(path), 'latin1').sort().map(decode)),
    readlink: async (path) => look(path, () => readlinkSync(located(path))),
    resolve: async (path) =>
      look(path, () => {
        const resolved = tree.follow(path);
        lstatSync(resolved.real);
        return resolved.path;
      }),
  };
}

/** A pipe that somebody has put there must not make kapa wait, nor a device act. */
function readWhole(path: string, real: string): Uint8Array {
  const file = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory())
      throw new Failure(t('host.is_folder', { path }), { cure: t('host.is_folder_cure') });
    if (!stat.isFile()) throw new Failure(t('host.not_regular', { path }));
    return stat.size === 0 ? readFileSync(file) : readSized(file, stat.size);
  } finally {
    closeSync(file);
  }
}

/** As readFileSync does, which would ask for the size again; of a file without a size, as in /proc, only it knows the end. */
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

function look<T>(path: string, ask: () => T): Reading<T> {
  try {
    return present(ask());
  } catch (error) {
    if (error instanceof Failure) return unreadable(error.text);
    if (isGone(error) || codeOf(error) === 'ENOTDIR') return absent;
    return unreadable(unreadableReason(path, error));
  }
}

function decode(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

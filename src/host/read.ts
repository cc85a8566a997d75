import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { FileStat } from '../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../core/reading.ts';
import { codeOf, unreadableReason } from './fault.ts';
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
  // The kernel follows links by itself where nothing can lead out of the root.
  const [located, followed] =
    tree.root === '/'
      ? [(path: string) => path, (path: string) => path]
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
    read: async (path) => look(path, () => readFileSync(followed(path))),
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

function look<T>(path: string, ask: () => T): Reading<T> {
  try {
    return present(ask());
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return absent;
    return unreadable(unreadableReason(path, error));
  }
}

function decode(name: string): string {
  return Buffer.from(name, 'latin1').toString('utf8');
}

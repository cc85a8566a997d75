import { closeSync, constants, fstatSync, lstatSync, openSync, readlinkSync, type Stats } from 'node:fs';
import { posix } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { walkPath, type Arrival, type Entry, type Look } from '../../core/path-walk.ts';
import { t } from '../../core/text.ts';
import { openPath, type Folder } from './open-folder.ts';

/** Place that a path led to: the folder is held, so that what is done in it cannot be led elsewhere meanwhile. */
export interface Target {
  readonly arrival: Arrival;
  readonly folder: Folder;
  readonly name: string;
  readonly there: Stats | undefined;
}

/**
 * Folders below a root, held open as they are walked through: each is opened in the one above it and without following
 * a link, so that whoever swaps a folder for a link makes this fail instead of leading it away.
 */
export interface HeldFolders {
  /** Walks a path; a Failure where it leads to no folder. The links on the way are the caller's to judge. */
  reach(path: string, followLast: boolean): Target;
  /** The folders that were reached for a change, by their path. */
  readonly reached: ReadonlyMap<string, Folder>;
  /** Lets go of a folder that is about to be replaced, and of those below it. */
  forget(path: string, before: (folder: Folder) => void): void;
  close(): void;
}

/** Holds folders below a root. */
export function holdFolders(root: string): HeldFolders {
  const open = openSync(root, openPath | constants.O_DIRECTORY);
  /** Opened without a right to list or change them, by their path. */
  const passed = new Map<string, { readonly fd: number; readonly stat: Stats }>([
    ['/', { fd: open, stat: fstatSync(open) }],
  ]);
  const reached = new Map<string, Folder>();

  function at(path: string): string {
    const above = passed.get(posix.dirname(path));
    if (above === undefined) throw new TypeError(`${path}: its folder is not held`);
    return `/proc/self/fd/${above.fd}/${posix.basename(path)}`;
  }

  function look({ path, into }: Look): Entry {
    const known = passed.get(path);
    if (known !== undefined) return entryOf(known.stat);
    const stat = lstatSync(at(path), { throwIfNoEntry: false });
    if (stat?.isSymbolicLink() === true)
      return { kind: 'link', uid: stat.uid, links: stat.nlink, to: readlinkSync(at(path)) };
    if (!into || stat?.isDirectory() !== true) return entryOf(stat);
    const fd = openSync(at(path), openPath | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const opened = fstatSync(fd);
    passed.set(path, { fd, stat: opened });
    return entryOf(opened);
  }

  function walk(path: string, followLast: boolean): Arrival {
    const walking = walkPath(path, { followLast, contained: root !== '/' });
    let next = walking.next();
    while (next.done !== true) next = walking.next(look(next.value));
    if (next.value.at === 'end') return next.value;
    throw lost(next.value.at, path, root);
  }

  return {
    reached,
    reach(path, followLast) {
      const arrival = walk(path, followLast);
      const above = posix.dirname(arrival.path);
      let folder = reached.get(above);
      if (folder === undefined) {
        folder = openReached(above, passed.get(above)?.fd ?? open);
        reached.set(above, folder);
      }
      const name = posix.basename(arrival.path) || '.';
      return { arrival, folder, name, there: lstatSync(folder.at(name), { throwIfNoEntry: false }) };
    },
    forget(path, before) {
      const isBelow = (one: string): boolean => one === path || one.startsWith(`${path}/`);
      for (const [one, folder] of reached)
        if (isBelow(one)) {
          reached.delete(one);
          try {
            before(folder);
          } finally {
            closeSync(folder.fd);
          }
        }
      for (const [one, { fd }] of passed)
        if (isBelow(one)) {
          passed.delete(one);
          closeSync(fd);
        }
    },
    close() {
      for (const { fd } of [...reached.values(), ...passed.values()]) closeSync(fd);
      reached.clear();
      passed.clear();
    },
  };
}

/** Entry that was found, for a judgement. */
export function entryOf(stat: Stats | undefined): Entry {
  if (stat === undefined) return { kind: 'absent' };
  const { uid, gid, mode, nlink: links } = stat;
  const kind = stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'other';
  return { kind, uid, gid, mode, links };
}

/** The folder again, for listing it, changing what is in it and syncing it. */
function openReached(path: string, passed: number): Folder {
  const fd = openSync(`/proc/self/fd/${passed}/.`, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path, fd, at: (name) => `/proc/self/fd/${fd}/${name}` };
}

function lost(why: 'absent' | 'not_folder' | 'loop' | 'outside', path: string, root: string): Failure {
  const folder = posix.dirname(path);
  switch (why) {
    case 'absent':
      return new Failure(t('host.no_folder', { path: folder }), { cure: t('host.no_folder_cure') });
    case 'not_folder':
      return new Failure(t('host.not_folder', { path: folder }), { cure: t('host.not_folder_cure') });
    case 'loop':
      return new Failure(t('host.link_loop', { path }));
    case 'outside':
      return new Failure(t('host.outside_root', { path, root }), { cure: t('host.outside_root_cure') });
  }
}

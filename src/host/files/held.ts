import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { posix } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { walkPath, type Arrival, type Entry, type Look, type Lost } from '../../core/path-walk.ts';
import { t } from '../../core/text.ts';
import { codeOf } from '../errno.ts';
import { openPath, type Folder } from './open-folder.ts';

/** A thing that was met on a way, at its path with every link followed. */
export interface Met {
  readonly path: string;
  readonly stat: Stats;
}

/** A thing that is held open without a right to what is in it: it is the same one whatever becomes of its name. */
export interface Held extends Met {
  readonly fd: number;
}

/** Judgement of what a walk meets; throws where the walk must not go on. */
export interface Judge {
  folder(folder: Held): void;
  /** The way is that from `/` to the folder that the link stands in. */
  link(link: Met, way: readonly Held[]): void;
}

/** Conduct of a walk. */
export interface WalkOptions {
  /** True: a link as the last name is followed as well; otherwise it is what the walk ends at. */
  readonly followLast: boolean;
  readonly judge?: Judge;
  /** `/`, unless the walk is through a tree below another folder. */
  readonly root?: string;
}

/** End of a walk. */
export interface End {
  readonly arrival: Arrival;
  readonly folder: Held;
  /** Its name in the folder. */
  readonly name: string;
  /** Undefined: there is nothing of this name. */
  readonly there: Held | undefined;
}

/** Place that a path led to, for a change in its folder. */
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
  const way = holdWay(root);
  const reached = new Map<string, Folder>();
  return {
    reached,
    reach(path, followLast) {
      const arrival = way.walk(path, followLast);
      if (arrival.at !== 'end') throw lost(arrival.at, path, root);
      const above = posix.dirname(arrival.path);
      let folder = reached.get(above);
      if (folder === undefined) {
        folder = openReached(way.held(above));
        reached.set(above, folder);
      }
      const name = posix.basename(arrival.path) || '.';
      return { arrival, folder, name, there: lstatSync(folder.at(name), { throwIfNoEntry: false }) };
    },
    forget(path, before) {
      for (const [one, folder] of reached)
        if (isBelow(path, one)) {
          reached.delete(one);
          try {
            before(folder);
          } finally {
            closeSync(folder.fd);
          }
        }
      way.forget(path);
    },
    close() {
      for (const { fd } of reached.values()) closeSync(fd);
      reached.clear();
      way.close();
    },
  };
}

/**
 * Walks a path and holds what stands at its end. What is held is let go after `use`. Fails as the system would where the
 * path leads to no folder.
 */
export function walk<T>(
  path: string,
  { followLast, judge, root = '/' }: WalkOptions,
  use: (end: End) => T,
): T {
  const way = holdWay(root, judge);
  try {
    const arrival = way.walk(path, followLast);
    if (arrival.at === 'loop' || arrival.at === 'outside') throw lost(arrival.at, path, root);
    if (arrival.at !== 'end') throw failed(arrival.at === 'absent' ? 'ENOENT' : 'ENOTDIR', way.last());
    const folder = way.held(posix.dirname(arrival.path));
    if (way.isHeld(arrival.path)) return use({ arrival, folder, name: '.', there: way.held(arrival.path) });
    const name = posix.basename(arrival.path);
    const there = holdIn(folder, name, arrival.path);
    try {
      if (followLast && there?.stat.isSymbolicLink() === true) throw failed('ELOOP', arrival.path);
      return use({ arrival, folder, name, there });
    } finally {
      if (there !== undefined) closeSync(there.fd);
    }
  } finally {
    way.close();
  }
}

/** Makes a folder, and those above it that lack, where `allow` does not throw. */
export function makeFolders(
  path: string,
  mode: number,
  judge?: Judge,
  allow: (end: End) => void = () => undefined,
): void {
  const make = (): void =>
    walk(path, { followLast: true, ...(judge === undefined ? {} : { judge }) }, (end) => {
      if (end.there !== undefined) return;
      allow(end);
      mkdirSync(at(end.folder, end.name), mode);
    });
  try {
    make();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || path === '/') throw error;
    makeFolders(posix.dirname(path), mode, judge, allow);
    make();
  }
}

/** The path of an entry through its held folder: /proc/self/fd stands in for openat(2), which Node lacks. */
export function at(folder: Pick<Held, 'fd'>, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}

/** Entry that was found, for a judgement. */
export function entryOf(stat: Stats | undefined): Entry {
  if (stat === undefined) return { kind: 'absent' };
  const { uid, gid, mode, nlink: links } = stat;
  const kind = stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'other';
  return { kind, uid, gid, mode, links };
}

interface Way {
  walk(path: string, followLast: boolean): Arrival | Lost;
  isHeld(path: string): boolean;
  held(path: string): Held;
  /** Path that was looked at last. */
  last(): string;
  forget(path: string): void;
  close(): void;
}

/** Holds the folders that are gone through, by their path, on which no link is. */
function holdWay(root: string, judge?: Judge): Way {
  const folders = new Map<string, Held>();
  let last = '/';

  function enter(path: string, real: string): Held {
    const fd = openSync(real, openPath | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    const folder = { path, fd, stat: fstatSync(fd) };
    folders.set(path, folder);
    judge?.folder(folder);
    return folder;
  }

  function held(path: string): Held {
    const folder = folders.get(path);
    if (folder === undefined) throw new TypeError(`${path}: it is not held`);
    return folder;
  }

  function look({ path, into }: Look, followLast: boolean): Entry {
    last = path;
    const known = folders.get(path);
    if (known !== undefined) return entryOf(known.stat);
    // The root itself may be a link.
    if (path === '/') return entryOf(enter(path, `${root}/.`).stat);
    const folder = held(posix.dirname(path));
    const real = at(folder, posix.basename(path));
    const stat = lstatSync(real, { throwIfNoEntry: false });
    if (stat === undefined) needProc(folder);
    if (stat?.isSymbolicLink() === true) {
      const to = readLink(real, path, stat);
      if (into || followLast) judge?.link({ path, stat }, wayTo(folder.path).map(held));
      return { kind: 'link', uid: stat.uid, links: stat.nlink, to };
    }
    return into && stat?.isDirectory() === true ? entryOf(enter(path, real).stat) : entryOf(stat);
  }

  /** The link that is judged is the one that is followed: it stands there before and after it is read. */
  function readLink(real: string, path: string, stat: Stats): string {
    const to = readlinkSync(real);
    const { dev, ino, ctimeMs } = lstatSync(real);
    if (dev !== stat.dev || ino !== stat.ino || ctimeMs !== stat.ctimeMs) throw failed('ELOOP', path);
    return to;
  }

  return {
    isHeld: (path) => folders.has(path),
    held,
    last: () => last,
    walk(path, followLast) {
      const walking = walkPath(path, { followLast, contained: root !== '/' });
      let next = walking.next();
      while (next.done !== true) next = walking.next(look(next.value, followLast));
      return next.value;
    },
    forget(path) {
      for (const [one, { fd }] of folders)
        if (isBelow(path, one)) {
          folders.delete(one);
          closeSync(fd);
        }
    },
    close() {
      for (const { fd } of folders.values()) closeSync(fd);
      folders.clear();
    },
  };
}

/** A folder's path and those above it, from `/` down. */
function wayTo(path: string): readonly string[] {
  return path === '/' ? ['/'] : [...wayTo(posix.dirname(path)), path];
}

function isBelow(path: string, one: string): boolean {
  return one === path || one.startsWith(`${path}/`);
}

function holdIn(folder: Held, name: string, path: string): Held | undefined {
  try {
    const fd = openSync(at(folder, name), openPath | constants.O_NOFOLLOW);
    return { path, fd, stat: fstatSync(fd) };
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    needProc(folder);
    return undefined;
  }
}

/** Without /proc everything looks as if it were not there. */
function needProc(folder: Held): void {
  if (!existsSync(at(folder, '.'))) throw new Failure(t('host.no_proc'), { cure: t('host.no_proc_cure') });
}

/** The folder again, for listing it, changing what is in it and syncing it. */
function openReached({ path, fd: passed }: Held): Folder {
  const fd = openSync(`/proc/self/fd/${passed}/.`, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path, fd, at: (name) => `/proc/self/fd/${fd}/${name}` };
}

function failed(code: 'ENOENT' | 'ENOTDIR' | 'ELOOP', path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}

function lost(why: Lost['at'], path: string, root: string): Failure {
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

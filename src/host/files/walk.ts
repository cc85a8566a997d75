import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { codeOf } from '../errno.ts';
import { openPath } from './open-folder.ts';

/** A thing that is held open without a right to what is in it: it is the same one whatever becomes of its name. */
export interface Held {
  /** Its path, with every link on the way followed. */
  readonly path: string;
  readonly fd: number;
  readonly stat: Stats;
}

/** Judgement of what a walk meets, made on what is held; throws where the walk must not go on. */
export interface Judge {
  folder(folder: Held): void;
  /** The way is that from `/` to the folder that the link stands in. */
  link(link: Held, way: readonly Held[]): void;
  /** Asked before a folder is made in this one. */
  make?(folder: Held): void;
}

/** End of a walk. */
export interface End {
  readonly folder: Held;
  /** Its name in the folder. */
  readonly name: string;
  /** Undefined: there is nothing of this name. */
  readonly there: Held | undefined;
}

/** Conduct of a walk. */
export interface WalkOptions {
  readonly judge: Judge;
  /** Whether a link as the last name is followed as well; otherwise it is what the walk ends at. */
  readonly followLast: boolean;
  /** Mode of folders that are made where they lack; without it a folder that lacks is ENOENT. */
  readonly make?: number;
}

/** As many as Linux follows before it answers ELOOP. */
const mostLinks = 40;

/**
 * Walks an absolute path of this machine from `/` on, name by name, each through the folder held before it: what was
 * judged is what is gone through, whoever renames meanwhile. What is held is let go after `use`.
 */
export function walk<T>(path: string, { judge, followLast, make }: WalkOptions, use: (end: End) => T): T {
  const held: Held[] = [hold('/', '/')];
  let links = 0;
  const top = (): Held => held.at(-1) as Held;
  const enter = (folder: Held): void => {
    held.push(folder);
    judge.folder(folder);
  };
  let rest = namesOf(path);
  try {
    judge.folder(top());
    for (;;) {
      const [name, ...after] = rest;
      const folder = top();
      if (name === undefined) return use({ folder, name: '.', there: folder });
      rest = after;
      if (name === '..') {
        if (held.length > 1) closeSync((held.pop() as Held).fd);
        continue;
      }
      const last = rest.length === 0;
      const there = holdIn(folder, name);
      if (there === undefined) {
        if (last) return use({ folder, name, there });
        if (make === undefined) throw missing(pathIn(folder, name));
        judge.make?.(folder);
        mkdirSync(at(folder, name), make);
        rest = [name, ...rest];
        continue;
      }
      if (there.stat.isDirectory() && !last) {
        enter(there);
        continue;
      }
      try {
        if (!there.stat.isSymbolicLink() || (last && !followLast)) {
          if (!last) throw notFolder(there.path);
          return use({ folder, name, there });
        }
        judge.link(there, held);
        links += 1;
        if (links > mostLinks) throw new Failure(t('host.link_loop', { path }));
        const to = readlinkSync(at(folder, name));
        if (to.startsWith('/')) for (const one of held.splice(1)) closeSync(one.fd);
        rest = [...namesOf(to), ...rest];
      } finally {
        closeSync(there.fd);
      }
    }
  } finally {
    for (const { fd } of held) closeSync(fd);
  }
}

/** The path of an entry through its held folder: /proc/self/fd stands in for openat(2), which Node lacks. */
export function at(folder: Pick<Held, 'fd'>, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}

function holdIn(folder: Held, name: string): Held | undefined {
  try {
    return hold(at(folder, name), pathIn(folder, name));
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    if (existsSync(at(folder, '.'))) return undefined;
    throw new Failure(t('host.no_proc'), { cure: t('host.no_proc_cure') });
  }
}

function hold(real: string, path: string): Held {
  const fd = openSync(real, openPath | constants.O_NOFOLLOW);
  return { path, fd, stat: fstatSync(fd) };
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function pathIn(folder: Held, name: string): string {
  return folder.path === '/' ? `/${name}` : `${folder.path}/${name}`;
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
}

function notFolder(path: string): Error {
  return Object.assign(new Error(`ENOTDIR: ${path}`), { code: 'ENOTDIR', path });
}

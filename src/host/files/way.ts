import type { Stats } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import { t, type Text } from '../../core/text.ts';
import { isOpen } from './open-folder.ts';
import { walk, type Held, type Judge, type Met } from './held.ts';

/** Place that a path of this machine leads to. */
export interface MachinePlace {
  /** The path with every link followed. */
  readonly real: string;
  readonly stat: Stats;
  /**
   * Reason why somebody else than root and the owner of the place decides where the path leads; undefined:
   * nobody does.
   */
  readonly foreign?: Text;
}

/** The group that Debian lets install programs below /usr/local, in place of root. */
const staff = 50;

/**
 * Follows a path, and judges who made the way: each link must be root's or of the owner of what it leads to, and so
 * must each folder that is gone through, closed to others or sticky. Throws where nothing is there.
 */
export function follow(path: string): MachinePlace {
  const folders: Held[] = [];
  const links: Met[] = [];
  const judge: Judge = {
    folder: (folder) => void folders.push(folder),
    link: (link) => void links.push(link),
  };
  return walk(path, { judge, followLast: true }, ({ there }) => {
    if (there === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    const { path: real, stat } = there;
    const allowed = new Set([0, stat.uid]);
    const link = links.find(({ stat: { uid } }) => !allowed.has(uid));
    if (link !== undefined)
      return {
        real,
        stat,
        foreign: t('host.foreign_link', { path, link: link.path, uid: link.stat.uid }),
      };
    const folder = openedToOthers(folders, allowed, stat.uid === 0);
    return folder === undefined
      ? { real, stat }
      : { real, stat, foreign: t('host.foreign_folder', { path, folder }) };
  });
}

/**
 * Tells whether a path leads to something of a user's that no one but that user and root can have put there,
 * or can change.
 */
export function isHeldBy(uid: number, path: string): boolean {
  try {
    const { stat, foreign } = follow(path);
    return stat.uid === uid && foreign === undefined && !isOpenTo(stat, uid === 0);
  } catch (error) {
    if (error instanceof Failure || (error as NodeJS.ErrnoException).code !== undefined) return false;
    throw error;
  }
}

/** The first folder in which others could put another name in place; below one that they cannot enter, none can. */
function openedToOthers(
  folders: readonly Held[],
  allowed: ReadonlySet<number>,
  strict: boolean,
): string | undefined {
  const closed: string[] = [];
  for (const { path, stat } of folders) {
    if (closed.some((above) => path.startsWith(`${above}/`))) continue;
    const sticky = (stat.mode & 0o1000) !== 0;
    if (!allowed.has(stat.uid) || (isOpenTo(stat, strict) && !sticky)) return path;
    if ((stat.mode & 0o011) === 0) closed.push(path);
  }
  return undefined;
}

/** For what is root's the members of a group count as others as well, since root acts upon it. */
function isOpenTo(stat: Stats, strict: boolean): boolean {
  return strict ? isOpen(stat, [0, staff]) : (stat.mode & 0o002) !== 0;
}

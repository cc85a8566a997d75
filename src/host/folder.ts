import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** A folder that is held open, so that what is done in it cannot be led elsewhere meanwhile. */
export interface Folder {
  /** Its path on this machine, for messages. */
  readonly real: string;
  readonly fd: number;
  readonly stat: Stats;
  /** The path of an entry, through the open folder: /proc/self/fd stands in for openat(2), which Node lacks. */
  at(name: string): string;
}

/** Opens a path without a right to what is there, and without a device noticing; Node does not name the constant. */
export const openPath = 0o10000000;

/**
 * Opens a folder below a root, component by component and without following a single link: whoever swaps a folder
 * for a link after the path was resolved makes this fail instead of leading it away.
 */
export function openFolder(root: string, real: string): Folder {
  const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
  const parts = real
    .slice(root === '/' ? 0 : root.length)
    .split('/')
    .filter(Boolean);
  let fd = openSync(root, (parts.length === 0 ? O_RDONLY : openPath) | O_DIRECTORY);
  for (const [index, part] of parts.entries()) {
    const above = fd;
    try {
      const last = index === parts.length - 1;
      fd = openSync(
        `/proc/self/fd/${above}/${part}`,
        (last ? O_RDONLY : openPath) | O_DIRECTORY | O_NOFOLLOW,
      );
    } finally {
      closeSync(above);
    }
  }
  return { real: join(real), fd, stat: fstatSync(fd), at: (name) => `/proc/self/fd/${fd}/${name}` };
}

/** Whether someone else than root and whoever runs kapa can put things into a folder. */
export function othersCanWrite({ mode, uid, gid }: Pick<Stats, 'mode' | 'uid' | 'gid'>): boolean {
  if (!isOurs(uid)) return true;
  if ((mode & 0o002) !== 0) return true;
  return (mode & 0o020) !== 0 && gid !== 0 && gid !== process.getegid?.();
}

/** Whether others can rename what is in a folder: the sticky bit keeps them from it, but not the folder's owner. */
export function othersCanMove(stat: Pick<Stats, 'mode' | 'uid' | 'gid'>): boolean {
  return othersCanWrite(stat) && !(isOurs(stat.uid) && (stat.mode & 0o1000) !== 0);
}

/** Whether a uid is root's, or of whoever runs kapa. */
export function isOurs(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

/** Owner and permission bits of something in a file tree. */
export interface OwnerAndMode {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Tells root's uid, and that of whoever runs kapa, from everybody else's. */
export function isOurs(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.();
}

/** Tells that others than the owner can write a thing; members of a trusted group are no others. */
export function isOpen(
  { mode, gid }: Pick<OwnerAndMode, 'mode' | 'gid'>,
  trusted: readonly number[],
): boolean {
  return (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && !trusted.includes(gid));
}

/** Tells that someone else than root and whoever runs kapa can put things into a folder. */
export function othersCanWrite(folder: OwnerAndMode): boolean {
  return !isOurs(folder.uid) || isOpen(folder, ourGroups);
}

/**
 * User besides root and whoever runs kapa who can move something: nobody, one user, or one who cannot be
 * named.
 */
export type Mover = number | 'nobody' | 'several';

/**
 * User who can rename what is in a folder, whoever owns it: not those whom the sticky bit keeps from it.
 * Members of a group that may write in a user's folder count as that user, who let them in.
 */
export function moverIn(folder: OwnerAndMode): Mover {
  const { mode, uid } = folder;
  const sticky = (mode & 0o1000) !== 0;
  if ((mode & 0o002) !== 0 && !sticky) return 'several';
  if (!isOurs(uid)) return uid;
  return isOpen(folder, ourGroups) && !sticky ? 'several' : 'nobody';
}

/** Both movers as one. */
export function eitherMover(a: Mover, b: Mover): Mover {
  if (a === 'nobody' || a === b) return b;
  return b === 'nobody' ? a : 'several';
}

/**
 * Permission bits that a thing keeps under its next owner where none are declared. What another user set counts for no
 * more than the read and execute rights in it once the thing is ours; nor does a set-user-id or set-group-id bit pass
 * on to anybody.
 */
export function keptMode(was: OwnerAndMode, { uid, gid }: Pick<OwnerAndMode, 'uid' | 'gid'>): number {
  const mode = was.mode & 0o7777;
  if (isOurs(uid) && !isOurs(was.uid)) return mode & 0o755;
  return was.uid === uid && was.gid === gid ? mode : mode & 0o1777;
}

/** Root's group, and that of whoever runs kapa, which does not change. */
const ourGroups = [0, process.getegid?.() ?? 0];

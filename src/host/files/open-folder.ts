export { isOpen, isOurs, othersCanWrite } from '../../core/whose.ts';

/** A folder that is held open, so that what is done in it cannot be led elsewhere meanwhile. */
export interface Folder {
  /** Its path in the tree. */
  readonly path: string;
  readonly fd: number;
  /** The path of an entry, through the open folder: /proc/self/fd stands in for openat(2), which Node lacks. */
  at(name: string): string;
}

/** Opens a path without a right to what is there, and without a device noticing; Node does not name the constant. */
export const openPath = 0o10000000;

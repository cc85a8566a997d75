import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { readOpen } from './read.ts';

/**
 * The bytes of a file that is small by its purpose and belongs to a user; undefined where it is another's, larger, no
 * ordinary file or a link.
 */
export function readSmall(path: string, uid: number, most: number): Uint8Array | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
  try {
    const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    try {
      return fstatSync(file).uid === uid ? readOpen(file, path, most) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

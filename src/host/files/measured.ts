import { closeSync, openSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { isOurs, openPath } from './open-folder.ts';
import { walk, type Met } from './held.ts';

/** A thing that is measured, held open without a right to what is in it. */
export interface Measured {
  readonly stat: Stats;
  /** Its path through what is held: no name can lead elsewhere any more. */
  readonly held: string;
}

/**
 * Opens what a path leads to in the tree below a root, and measures it. A link on the way is followed only where root, whoever
 * runs kapa, or the owner of what it leads to made it: with kapa's rights, others would have it read what they cannot.
 */
export async function measured<T>(
  root: string,
  path: string,
  measure: (found: Measured) => T | Promise<T>,
): Promise<T> {
  const { fd, stat } = find(root, path);
  try {
    return await measure({ stat, held: `/proc/self/fd/${fd}` });
  } finally {
    closeSync(fd);
  }
}

function find(root: string, path: string): { readonly fd: number; readonly stat: Stats } {
  const links: Met[] = [];
  const judge = { folder: () => undefined, link: (link: Met) => void links.push(link) };
  return walk(path, { judge, followLast: true, root }, ({ folder, there }) => {
    if (there === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    const { stat } = there;
    const link = links.find(({ stat: { uid } }) => !isOurs(uid) && uid !== stat.uid);
    if (link !== undefined)
      throw new Failure(t('host.foreign_link', { path, link: link.path, uid: link.stat.uid }));
    // A second name of a file of root's, in a folder of somebody else's, is as good as a link.
    if (stat.isFile() && stat.nlink > 1 && isOurs(stat.uid) && !isOurs(folder.stat.uid))
      throw new Failure(t('host.foreign_folder', { path, folder: dirname(there.path) }));
    return { fd: openSync(`/proc/self/fd/${there.fd}`, openPath), stat };
  });
}

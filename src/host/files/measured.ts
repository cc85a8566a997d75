import { closeSync, openSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { isOurs, openPath } from './open-folder.ts';
import { walk, type Judge, type Met } from './held.ts';
import { linkAuthor } from '../../core/path-walk.ts';
import type { Mover } from '../../core/whose.ts';

/** A thing that is measured, held open without a right to what is in it. */
export interface Measured {
  readonly stat: Stats;
  /** Its path through what is held: no name can lead elsewhere any more. */
  readonly held: string;
}

/**
 * Opens what a path leads to in the tree below a root, and measures it. A link on the way is followed only where nobody else
 * than root, whoever runs kapa, or the owner of what it leads to could have put it there: with kapa's rights, others would
 * have it read what they cannot.
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
  const links: { readonly link: Met; readonly author: Mover }[] = [];
  const judge: Judge = {
    folder: () => undefined,
    link(link, way) {
      const { uid, nlink } = link.stat;
      links.push({
        link,
        author: linkAuthor(
          { uid, links: nlink },
          way.map(({ stat }) => stat),
        ),
      });
    },
  };
  return walk(path, { judge, followLast: true, root }, ({ folder, there }) => {
    if (there === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    const { stat } = there;
    const foreign = links.find(({ author }) => author !== 'nobody' && author !== stat.uid);
    if (foreign !== undefined) {
      const { path: link, stat: made } = foreign.link;
      throw new Failure(
        isOurs(made.uid)
          ? t('host.movable_link', { path, link })
          : t('host.foreign_link', { path, link, uid: made.uid }),
      );
    }
    // A second name of a file of root's, in a folder of somebody else's, is as good as a link.
    if (stat.isFile() && stat.nlink > 1 && isOurs(stat.uid) && !isOurs(folder.stat.uid))
      throw new Failure(t('host.foreign_folder', { path, folder: dirname(there.path) }));
    return { fd: openSync(`/proc/self/fd/${there.fd}`, openPath), stat };
  });
}

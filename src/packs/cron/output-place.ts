import type { Reader } from '../../core/reader.ts';
import { moverIn, type Owned } from '../../core/whose.ts';

/** Links followed at most, as Linux does. */
const mostLinks = 40;

/**
 * The place on the way to a file at which somebody else than root and the user who appends to it can lead it elsewhere;
 * undefined: there is none.
 */
export async function movedByOthers(path: string, uid: number, host: Reader): Promise<string | undefined> {
  let at = '/';
  let links = 0;
  const names = path.split('/').filter(Boolean);
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const folder = await host.stat(at);
    if (folder.state === 'absent') return undefined;
    if (folder.state !== 'present' || isMovable(at, folder.value, uid)) return at;
    const next = below(at, name);
    const found = await host.stat(next);
    if (found.state === 'absent') return undefined;
    if (found.state !== 'present') return next;
    if (found.value.kind !== 'link') {
      at = next;
      continue;
    }
    links += 1;
    const to = await host.readlink(next);
    if (to.state !== 'present' || links > mostLinks || (found.value.uid !== 0 && found.value.uid !== uid))
      return next;
    names.unshift(...to.value.split('/').filter(Boolean));
    if (to.value.startsWith('/')) at = '/';
  }
  return undefined;
}

/** The system's own folder of logs belongs to a group of the system's on some hosts. */
function isMovable(path: string, owned: Owned, uid: number): boolean {
  const mover = moverIn(owned);
  return mover !== 'nobody' && mover !== uid && path !== '/var/log';
}

function below(folder: string, name: string): string {
  if (name === '.') return folder;
  if (name === '..') return folder.slice(0, folder.lastIndexOf('/')) || '/';
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

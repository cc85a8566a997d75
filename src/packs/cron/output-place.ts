import type { Reader } from '../../core/reader.ts';
import { absent } from '../../core/reading.ts';
import { entryOn, walkHost } from '../../core/walk-host.ts';
import { moverIn, type OwnerAndMode } from '../../core/whose.ts';

/**
 * The place on the way to a file at which somebody else than root and the user who appends to it can lead it elsewhere;
 * undefined: there is none.
 */
export async function movedByOthers(path: string, uid: number, host: Reader): Promise<string | undefined> {
  let place: string | undefined;
  const contained = host.root !== '/';
  const walked = await walkHost(path, { followLast: true, contained }, async ({ path: here, into }) => {
    const entry = await entryOn(host, here, await host.stat(here));
    if (entry.state === 'present') {
      const { kind } = entry.value;
      if (kind === 'absent' || kind === 'file' || kind === 'other') return entry;
      if (kind === 'link' && (entry.value.uid === 0 || entry.value.uid === uid)) return entry;
      if (kind === 'directory' && !(into && isMovable(here, entry.value, uid))) return entry;
    }
    place = here;
    return absent;
  });
  return walked.state === 'present' && walked.value.at === 'loop' ? path : place;
}

/** The system's own folder of logs belongs to a group of the system's on some hosts. */
function isMovable(path: string, owned: OwnerAndMode, uid: number): boolean {
  const mover = moverIn(owned);
  return mover !== 'nobody' && mover !== uid && path !== '/var/log';
}

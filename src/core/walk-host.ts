import { walkPath, type Arrival, type Entry, type Look, type Lost } from './path-walk.ts';
import type { FileStat, Reader } from './reader.ts';
import { present, type Reading } from './reading.ts';

/** Walks a path by what is answered about each thing on the way; an answer that is no entry ends the walk. */
export async function walkHost(
  path: string,
  { followLast, contained }: { readonly followLast: boolean; readonly contained: boolean },
  ask: (look: Look) => Promise<Reading<Entry>>,
): Promise<Reading<Arrival | Lost>> {
  const walking = walkPath(path, { followLast, contained });
  let next = walking.next();
  while (next.done !== true) {
    const entry = await ask(next.value);
    if (entry.state !== 'present') return entry;
    next = walking.next(entry.value);
  }
  return present(next.value);
}

/** Entry that a host has at a path on which no link is, as a walk sees it. */
export async function entryOn(
  host: Pick<Reader, 'readlink'>,
  path: string,
  stat: Reading<FileStat>,
): Promise<Reading<Entry>> {
  if (stat.state === 'unreadable') return stat;
  if (stat.state === 'absent') return present({ kind: 'absent' });
  const { kind, uid, gid, mode, links } = stat.value;
  if (kind !== 'link') return present({ kind, uid, gid, mode, links });
  const to = await host.readlink(path);
  return to.state === 'present' ? present({ kind, uid, links, to: to.value }) : to;
}

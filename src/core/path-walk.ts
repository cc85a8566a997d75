import { Failure } from './failure.ts';
import { followsLast, type Attributes, type FileStep } from './step.ts';
import { t } from './text.ts';
import { eitherMover, isOurs, moverIn, othersCanWrite, type Mover, type OwnerAndMode } from './whose.ts';

/** Thing under one name of a folder; a link is not followed. `links`: how many names it has. */
export type Entry =
  | { readonly kind: 'absent' }
  | { readonly kind: 'link'; readonly uid: number; readonly links: number; readonly to: string }
  | ({ readonly kind: 'directory' | 'file' | 'other'; readonly links: number } & OwnerAndMode);

/** Question of a walk: what stands at this path, on which no link is. `into`: a folder there is gone into. */
export interface Look {
  readonly path: string;
  readonly into: boolean;
}

/** End of a walk along a path. */
export interface Arrival {
  readonly at: 'end';
  /** The path without links; the last name need not exist. */
  readonly path: string;
  /** The folder that holds the last name, and who else could have put it, or one above it, where it is. */
  readonly folder: OwnerAndMode & { readonly mover: Mover };
  /** The folders on the way from `/` to it, itself last. */
  readonly way: readonly OwnerAndMode[];
  readonly entry: Entry;
  /** Links on the way to the last name itself, for `refusal`. */
  readonly leading: readonly Link[];
  /** The first link on the way that must not be followed for a change. */
  readonly planted: Link | undefined;
}

/**
 * Obstacle at which a walk came to its end before its path did. `outside`: a link climbed above the root of a
 * tree.
 */
export interface Lost {
  readonly at: 'absent' | 'not_folder' | 'loop' | 'outside';
}

/** A link that was followed. */
export interface Link {
  readonly path: string;
  readonly author: Mover;
  readonly uid: number;
  /** Number of names of the path that were left behind it. */
  readonly left: number;
}

/** As many as Linux follows before it answers ELOOP. */
const mostLinks = 40;

/**
 * Walks a path name by name: asks what stands there, and is given the answer. One walk for those who only look, over a
 * plan's view of the host, and for the writer, over folders that it holds open.
 *
 * A link is fit for a change when root or whoever runs kapa made it where nobody else can move it, or when its author
 * owns the place that it leads to: the folder, or the folder and the file in it, at the end of all further links. The
 * author is its owner; for root's link it is who can move it, or a folder above it.
 */
export function* walkPath(
  path: string,
  { followLast, contained }: { readonly followLast: boolean; readonly contained: boolean },
): Generator<Look, Arrival | Lost, Entry> {
  const top = frameOf('/', yield { path: '/', into: true }, 'nobody');
  if (top === undefined) return { at: 'absent' };
  let folders: readonly [Frame, ...Frame[]] = [top];
  let rest = namesIn(path);
  let leading: readonly Link[] = [];
  let planted: Link | undefined;
  let hops = 0;
  while (rest.length > 0) {
    const [name = '', ...left] = rest;
    rest = left;
    const folder = folders.at(-1) ?? top;
    if (name === '..') {
      const [, ...above] = folders;
      if (above.length === 0 && contained) return { at: 'outside' };
      folders = [top, ...above.slice(0, -1)];
    } else {
      const here = `${folder.path === '/' ? '' : folder.path}/${name}`;
      const isLast = rest.length === 0;
      const entry = yield { path: here, into: !isLast };
      if (entry.kind === 'link' && (!isLast || followLast)) {
        hops += 1;
        if (hops > mostLinks) return { at: 'loop' };
        leading = [
          ...leading,
          { path: here, author: authorOf(entry, folder), uid: entry.uid, left: left.length },
        ];
        if (entry.to.startsWith('/')) folders = [top];
        rest = [...namesIn(entry.to), ...left];
      } else if (isLast) {
        planted ??= leading.find((link) => !leadsToOwn(link, folder, entry));
        return { at: 'end', path: here, folder, way: folders, entry, leading, planted };
      } else {
        const next = frameOf(here, entry, folder.mover);
        if (next === undefined) return { at: entry.kind === 'absent' ? 'absent' : 'not_folder' };
        folders = [...folders, next];
      }
    }
    const stands = folders.at(-1) ?? top;
    const arrived = leading.filter(({ left }) => left === rest.length);
    planted ??= arrived.find((link) => !leadsToOwn(link, stands, { kind: 'directory', ...stands }));
    if (rest.length > 0) leading = leading.filter(({ left }) => left !== rest.length);
  }
  const stands = folders.at(-1) ?? top;
  return {
    at: 'end',
    path: stands.path,
    folder: folders.at(-2) ?? top,
    way: folders.slice(0, -1),
    entry: { kind: 'directory', ...stands },
    leading,
    planted,
  };
}

/** Step as far as it is judged. */
type Judged = Pick<FileStep, 'do' | 'path'> & Attributes & { readonly only?: string; readonly of?: string };

/**
 * Reason why a step may not be carried out at the end of a walk along its path: a link on the way that others
 * chose, or a second name that others may have given to a file elsewhere. `entry`: what has been found there
 * by now.
 */
export function refusal(step: Judged, arrival: Arrival, entry: Entry = arrival.entry): Failure | undefined {
  const { folder, leading, planted } = arrival;
  const link = planted ?? leading.find((one) => !leadsToOwn(one, folder, entry));
  if (link !== undefined)
    return new Failure(
      t(isOurs(link.uid) ? 'host.movable_link' : 'host.planted_link', { path: step.path, link: link.path }),
      { cure: t('host.planted_link_cure', { link: link.path }) },
    );
  if (followsLast(step) && entry.kind === 'file' && entry.links > 1 && othersCanWrite(folder))
    return new Failure(t('host.planted_hard_link', { path: step.path }), {
      cure: t('host.planted_hard_link_cure', { path: step.path }),
    });
  if (entry.kind === 'file' && isOthers(arrival, entry) && givesAway(step, entry))
    return new Failure(t('host.moved_there', { path: step.path }), {
      cure: t('host.moved_there_cure', { path: step.path }),
    });
  return undefined;
}

/**
 * Tells a thing that whoever can move it could not have read, as far as modes say it: who moved it there would have it
 * shown.
 */
export function isBeyondMover({ folder: { mover }, way }: Arrival, thing: OwnerAndMode): boolean {
  if (mover === 'nobody') return false;
  const isOpen = ({ uid, mode }: OwnerAndMode, right: number): boolean =>
    uid === mover || (mode & right) !== 0;
  return !isOpen(thing, 0o004) || !way.every((folder) => isOpen(folder, 0o001));
}

/** Tells a file that need not be the mover's own, where one can move files: of root's, or one that he could not read. */
function isOthers(arrival: Arrival, file: OwnerAndMode): boolean {
  return arrival.folder.mover !== 'nobody' && (isOurs(file.uid) || isBeyondMover(arrival, file));
}

/** Tells a step that gives others more rights to whatever file bears the name. */
function givesAway(step: Judged, { mode }: OwnerAndMode): boolean {
  const keepsContent = step.do === 'attributes' ? step.only === undefined : step.of !== undefined;
  if (!keepsContent) return false;
  const { user = 'root', group = 'root' } = step.owner ?? {};
  return ![user, group].every((one) => one === 'root' || one === '0') || ((step.mode ?? 0) & ~mode) !== 0;
}

/** A folder on the way. `mover`: who else can move what is in it, or it, or a folder above it. */
interface Frame extends OwnerAndMode {
  readonly path: string;
  readonly links: number;
  readonly mover: Mover;
}

function frameOf(path: string, entry: Entry, above: Mover): Frame | undefined {
  if (entry.kind !== 'directory') return undefined;
  const { uid, gid, mode, links } = entry;
  return { path, uid, gid, mode, links, mover: eitherMover(above, moverIn(entry)) };
}

/**
 * A user's link in a folder where another can move it is nobody's in particular. So is a second name of a link of root's
 * where others can give names.
 */
function authorOf(
  { uid, links }: Pick<Extract<Entry, { kind: 'link' }>, 'uid' | 'links'>,
  folder: OwnerAndMode & { readonly mover: Mover },
): Mover {
  if (isOurs(uid)) return links > 1 && othersCanWrite(folder) ? 'several' : folder.mover;
  const open = (folder.mode & 0o1002) === 0o002;
  return open || !(isOurs(folder.uid) || folder.uid === uid) ? 'several' : uid;
}

/** User who could have put a link where it stands; `way`: the folders from `/` to the one that holds it. */
export function linkAuthor(
  link: { readonly uid: number; readonly links: number },
  way: readonly OwnerAndMode[],
): Mover {
  const folder = way.at(-1);
  if (folder === undefined) return 'nobody';
  const mover = way.map(moverIn).reduce(eitherMover, 'nobody');
  return authorOf(link, { ...folder, mover });
}

function leadsToOwn({ author }: Link, folder: OwnerAndMode, entry: Entry): boolean {
  if (author === 'nobody') return true;
  if (entry.kind === 'directory') return entry.uid === author;
  return folder.uid === author && (entry.kind === 'absent' || entry.uid === author || isOurs(entry.uid));
}

function namesIn(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

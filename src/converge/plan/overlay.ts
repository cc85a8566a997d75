import type { Arrival, Entry, Look } from '../../core/path-walk.ts';
import type { FileStat, Reader } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { reveal, type Content } from '../../core/secret.ts';
import { t } from '../../core/text.ts';
import { entryOn, walkHost } from '../../core/walk-host.ts';

/** Files of the host with what is planned laid over them; the host itself is only read. */
export interface Overlay {
  /** True: nothing is planned yet. */
  isEmpty(): boolean;
  /** Planned thing at a path without links; undefined: as the host has it. */
  nodeAt(path: string): PlannedNode | undefined;
  set(path: string, node: PlannedNode): void;
  /** Walks a path, what is planned first. Absent: a folder on the way is not there. */
  walk(path: string, followLast: boolean): Promise<Reading<OverlayPlace>>;
  /** Place on the host as it is; absent: links on the way there lead elsewhere, or nothing does. */
  onHost(path: string): Promise<Reading<Arrival>>;
  statAt(place: OverlayPlace): Promise<Reading<FileStat>>;
  /** Names in a folder, in byte order. */
  list(path: string): Promise<Reading<readonly string[]>>;
}

/** End of a walk; no node: as the host has it, or nothing at all when a folder above is opaque. */
export interface OverlayPlace {
  readonly arrival: Arrival;
  readonly path: string;
  readonly node: PlannedNode | undefined;
  readonly opaque: boolean;
  /** Entry that the host has there, when the walk has looked already. */
  readonly stat?: Reading<FileStat>;
}

interface FileNode {
  readonly kind: 'file';
  /** Undefined: what the host has. */
  readonly content: Content | undefined;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Planned thing at a path. */
export type PlannedNode =
  | FileNode
  | { readonly kind: 'absent' }
  | { readonly kind: 'link'; readonly to: string }
  | {
      readonly kind: 'directory';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** True: the host's own entries in it were removed before. */
      readonly opaque: boolean;
    };

/** Overlay over a host, with nothing in it. */
export function layOver(base: Reader): Overlay {
  const nodes = new Map<string, PlannedNode>();
  /** Names that are added to a folder, or taken from it. */
  const names = new Map<string, Map<string, boolean>>();
  const baseKinds = new Map<string, Promise<Reading<FileStat>>>();

  function statBase(path: string): Promise<Reading<FileStat>> {
    let found = baseKinds.get(path);
    if (found === undefined) {
      found = base.stat(path);
      baseKinds.set(path, found);
    }
    return found;
  }

  async function walk(path: string, followLast: boolean, over = nodes): Promise<Reading<OverlayPlace>> {
    const seen = new Map<string, Omit<OverlayPlace, 'arrival' | 'path'>>();
    const walked = await walkHost(path, { followLast, contained: base.root !== '/' }, async (look) => {
      const above = look.path === '/' ? undefined : seen.get(folderOf(look.path));
      const opaque = above?.opaque === true || (above?.node?.kind === 'directory' && above.node.opaque);
      const node = over.get(look.path) ?? (opaque ? nothing : undefined);
      const stat = node === undefined ? await statBelow(look) : undefined;
      seen.set(look.path, { node: over.get(look.path), opaque, ...(stat === undefined ? {} : { stat }) });
      return stat === undefined ? present(entryOf(node ?? nothing)) : entryOn(base, look.path, stat);
    });
    if (walked.state !== 'present') return walked;
    const arrival = walked.value;
    if (arrival.at === 'loop') return unreadable(t('engine.too_many_links', { path }));
    if (arrival.at === 'outside') return unreadable(t('host.outside_root', { path, root: base.root }));
    if (arrival.at !== 'end') return absent;
    const there = seen.get(arrival.path) ?? { node: undefined, opaque: false };
    return present({ arrival, path: arrival.path, ...there });
  }

  /** Only folders on the way are worth remembering: most last names are asked for once. */
  function statBelow({ path, into }: Look): Promise<Reading<FileStat>> {
    return into ? statBase(path) : base.stat(path);
  }

  return {
    isEmpty: () => nodes.size === 0,
    nodeAt: (path) => nodes.get(path),
    set(path, node) {
      nodes.set(path, node);
      const folder = folderOf(path);
      let children = names.get(folder);
      if (children === undefined) {
        children = new Map();
        names.set(folder, children);
      }
      children.set(path.slice(path.lastIndexOf('/') + 1), node.kind !== 'absent');
    },
    walk: (path, followLast) => walk(path, followLast),
    async onHost(path) {
      const place = await walk(path, false, new Map());
      if (place.state !== 'present') return place;
      return place.value.arrival.leading.length === 0 ? present(place.value.arrival) : absent;
    },
    statAt: (place) => statAt(place, base),
    async list(path) {
      if (nodes.size === 0) return base.list(path);
      const place = await walk(path, true);
      if (place.state !== 'present') return place;
      return listAt(place.value, base, names.get(place.value.path) ?? new Map());
    },
  };
}

async function statAt(place: OverlayPlace, base: Reader): Promise<Reading<FileStat>> {
  const { node } = place;
  if (node === undefined) return place.stat ?? (place.opaque ? absent : base.stat(place.path));
  if (node.kind === 'absent') return absent;
  const kept = node.kind === 'file' && node.content === undefined ? await base.stat(place.path) : absent;
  const { size = 0, id } = kept.state === 'present' ? kept.value : {};
  return present({
    kind: node.kind,
    size: node.kind === 'file' && node.content !== undefined ? reveal(node.content).length : size,
    ...(id === undefined ? {} : { id }),
    mode: node.kind === 'link' ? 0o777 : node.mode,
    uid: node.kind === 'link' ? 0 : node.uid,
    gid: node.kind === 'link' ? 0 : node.gid,
    mtime: 0,
    links: 1,
  });
}

async function listAt(
  { path, node, opaque }: OverlayPlace,
  base: Reader,
  planned: ReadonlyMap<string, boolean>,
): Promise<Reading<readonly string[]>> {
  if (node?.kind === 'absent') return absent;
  const hidden = opaque || (node?.kind === 'directory' && node.opaque);
  const below = hidden ? absent : await base.list(path);
  if (below.state === 'unreadable') return below;
  if (below.state === 'absent' && node?.kind !== 'directory') return absent;
  const found = new Set(below.state === 'present' ? below.value : []);
  for (const [name, there] of planned)
    if (there) found.add(name);
    else found.delete(name);
  return present([...found].sort(byBytes));
}

const nothing: PlannedNode = { kind: 'absent' };

/** A planned thing as a walk sees it: who carries the plan out makes its links. */
function entryOf(node: PlannedNode): Entry {
  switch (node.kind) {
    case 'absent':
      return { kind: 'absent' };
    case 'link':
      return { kind: 'link', uid: 0, links: 1, to: node.to };
    case 'file':
    case 'directory': {
      const { kind, uid, gid, mode } = node;
      return { kind, uid, gid, mode, links: 1 };
    }
  }
}

/** Path of the folder above. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** Byte order for names that came through UTF-8; equal to code point order. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

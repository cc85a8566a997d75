import { textWithCure } from '../../core/failure.ts';
import { refusal, type Arrival, type Entry, type Look } from '../../core/path-walk.ts';
import type { FileStat, Reader, ServiceState, Views } from '../../core/reader.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { reveal, Secret, type Content } from '../../core/secret.ts';
import {
  followsLast,
  isFileStep,
  placeOf,
  type Attributes,
  type Effect,
  type FileStep,
  type Step,
} from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import { entryOn, walkHost } from '../../core/walk-host.ts';
import { eitherMover, keptMode } from '../../core/whose.ts';

/** The host as it will be when the steps that were put in are done; the host itself is only read. */
export interface Projection {
  readonly reader: Reader;
  /**
   * Takes a step in, and returns it with the place that its path leads to. Unreadable: the step cannot be done, or the
   * writer would refuse it for a link on the way, and the projection is as before.
   */
  take(step: Step): Promise<Reading<Taken>>;
}

/** A step that was taken in. `from`: where its place is on the host as it is; undefined: nowhere. */
export interface Taken {
  readonly step: Step;
  readonly from?: Arrival;
}

/** A view of the host that starts out as the host is. */
export function project(base: Reader): Projection {
  const nodes = new Map<string, Node>();
  /** Names that the overlay adds to, or takes from, a folder. */
  const names = new Map<string, Map<string, boolean>>();
  const baseKinds = new Map<string, Promise<Reading<FileStat>>>();
  const crontabs = new Map<string, Uint8Array | null>();
  const services = new Map<string, Partial<ServiceState>>();
  /** Places that steps have changed, in order. */
  const changed: string[] = [];

  function statBase(path: string): Promise<Reading<FileStat>> {
    let found = baseKinds.get(path);
    if (found === undefined) {
      found = base.stat(path);
      baseKinds.set(path, found);
    }
    return found;
  }

  /** Walks a path, overlay first. Absent: a folder on the way is not there. */
  async function walk(path: string, followLast: boolean, over = nodes): Promise<Reading<Place>> {
    const seen = new Map<string, Omit<Place, 'arrival' | 'path'>>();
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

  function set(path: string, node: Node): void {
    nodes.set(path, node);
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, slash) || '/';
    let children = names.get(folder);
    if (children === undefined) {
      children = new Map();
      names.set(folder, children);
    }
    children.set(path.slice(slash + 1), node.kind !== 'absent');
  }

  async function statAt(place: Place): Promise<Reading<FileStat>> {
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

  /** Attributes of what a step leaves behind. */
  async function attributes(
    before: Reading<FileStat>,
    asked: Attributes,
    fallback: number,
  ): Promise<Reading<{ mode: number; uid: number; gid: number }>> {
    const now = before.state === 'present' ? before.value : { mode: fallback, uid: 0, gid: 0 };
    let { uid, gid } = now;
    if (asked.owner?.user !== undefined) {
      const account = await base.account(asked.owner.user);
      if (account.state === 'unreadable') return account;
      if (account.state === 'absent') return unreadable(t('engine.no_account', { name: asked.owner.user }));
      uid = account.value.uid;
    }
    if (asked.owner?.group !== undefined) {
      const group = await base.group(asked.owner.group);
      if (group.state === 'unreadable') return group;
      if (group.state === 'absent') return unreadable(t('engine.no_group', { name: asked.owner.group }));
      gid = group.value;
    }
    return present({ mode: asked.mode ?? keptMode(now, { uid, gid }), uid, gid });
  }

  /** Why nothing can be put into a folder that cannot be walked through. */
  async function whyNowhere(folder: string): Promise<Text> {
    const place = await walk(folder, true);
    const kind = place.state === 'present' ? await statAt(place.value) : absent;
    return kind.state === 'present' && kind.value.kind !== 'directory'
      ? t('engine.not_a_folder', { path: folder })
      : t('engine.no_folder', { folder });
  }

  /** Where a place of the plan is on the host as it is; absent: links on the way there lead elsewhere, or nothing does. */
  async function onHost(path: string): Promise<Reading<Arrival>> {
    const place = await walk(path, false, new Map());
    if (place.state !== 'present') return place;
    return place.value.arrival.leading.length === 0 ? present(place.value.arrival) : absent;
  }

  async function takeFileStep(step: FileStep): Promise<Reading<Taken>> {
    const place = await walk(step.path, followsLast(step));
    if (place.state === 'unreadable') return place;
    if (place.state === 'absent')
      return step.do === 'remove' ? present({ step }) : unreadable(await whyNowhere(folderOf(step.path)));
    const from = nodes.size === 0 ? present(place.value.arrival) : await onHost(place.value.path);
    if (from.state === 'unreadable') return from;
    const refused = refusal(step, withMover(place.value.arrival, from));
    if (refused !== undefined) return unreadable(textWithCure(refused));
    const { path } = place.value;
    const kind = await statAt(place.value);
    if (kind.state === 'unreadable') return kind;
    const is = kind.state === 'present' ? kind.value.kind : 'absent';
    switch (step.do) {
      case 'write': {
        if (is !== 'file' && is !== 'absent') return unreadable(t('engine.not_a_file', { path }));
        const had = await attributes(kind, step, step.content instanceof Secret ? 0o600 : 0o644);
        if (had.state !== 'present') return had;
        set(path, { kind: 'file', content: step.content, ...had.value });
        break;
      }
      case 'attributes': {
        if (is === 'absent') return unreadable(t('engine.nothing_there', { path }));
        const had = await attributes(kind, step, 0o644);
        if (had.state !== 'present') return had;
        const node = nodes.get(path);
        if (is === 'directory')
          set(path, {
            kind: 'directory',
            opaque: node?.kind === 'directory' && node.opaque,
            ...had.value,
          });
        else
          set(path, {
            kind: 'file',
            content: node?.kind === 'file' ? node.content : undefined,
            ...had.value,
          });
        break;
      }
      case 'directory': {
        if (is !== 'directory' && is !== 'absent') return unreadable(t('engine.not_a_folder', { path }));
        const had = await attributes(kind, step, 0o755);
        if (had.state !== 'present') return had;
        const removed = nodes.get(path)?.kind === 'absent';
        set(path, { kind: 'directory', opaque: removed, ...had.value });
        break;
      }
      case 'link':
        if (is === 'directory') return unreadable(t('engine.is_a_folder', { path }));
        set(path, { kind: 'link', to: step.to });
        break;
      case 'remove':
        if (is === 'directory') {
          const inside = await list(path);
          if (inside.state === 'present' && inside.value.length > 0)
            return unreadable(t('engine.folder_not_empty', { path }));
        }
        set(path, { kind: 'absent' });
        break;
    }
    return present({
      step: { ...step, place: path },
      ...(from.state === 'present' ? { from: from.value } : {}),
    });
  }

  async function list(path: string): Promise<Reading<readonly string[]>> {
    if (nodes.size === 0) return base.list(path);
    const place = await walk(path, true);
    if (place.state !== 'present') return place;
    const { node } = place.value;
    if (node?.kind === 'absent') return absent;
    const hidden = place.value.opaque || (node?.kind === 'directory' && node.opaque);
    const below = hidden ? absent : await base.list(place.value.path);
    if (below.state === 'unreadable') return below;
    if (below.state === 'absent' && node?.kind !== 'directory') return absent;
    const found = new Set(below.state === 'present' ? below.value : []);
    for (const [name, there] of names.get(place.value.path) ?? [])
      if (there) found.add(name);
      else found.delete(name);
    return present([...found].sort(byBytes));
  }

  /** A step that was taken in: views have to know of what it changes. */
  function noted(taken: Reading<Taken>): Reading<Taken> {
    if (taken.state === 'present' && isFileStep(taken.value.step)) changed.push(placeOf(taken.value.step));
    return taken;
  }

  const reader: Reader = {
    root: base.root,
    live: base.live,
    async stat(path) {
      if (nodes.size === 0) return base.stat(path);
      const place = await walk(path, false);
      return place.state === 'present' ? statAt(place.value) : place;
    },
    async read(path, most) {
      if (nodes.size === 0) return base.read(path, most);
      const place = await walk(path, true);
      if (place.state !== 'present') return place;
      const { node } = place.value;
      if (node?.kind === 'absent') return absent;
      if (node?.kind === 'file' && node.content !== undefined) return present(reveal(node.content));
      if (place.value.opaque) return absent;
      return base.read(place.value.path, most);
    },
    async examine(path, most) {
      if (nodes.size === 0) return base.examine(path, most);
      const place = await walk(path, false);
      if (place.state !== 'present') return place;
      const { node } = place.value;
      if (node === undefined) return place.value.opaque ? absent : base.examine(place.value.path, most);
      const stat = await statAt(place.value);
      if (stat.state !== 'present') return stat;
      if (node.kind !== 'file') return present({ stat: stat.value, content: undefined });
      if (node.content !== undefined) return present({ stat: stat.value, content: reveal(node.content) });
      const below = await base.examine(place.value.path, most);
      return below.state === 'present' ? present({ ...below.value, stat: stat.value }) : below;
    },
    list,
    async readlink(path) {
      if (nodes.size === 0) return base.readlink(path);
      const place = await walk(path, false);
      if (place.state !== 'present') return place;
      const { node } = place.value;
      if (node === undefined) return place.value.opaque ? absent : base.readlink(place.value.path);
      if (node.kind === 'absent') return absent;
      return node.kind === 'link' ? present(node.to) : base.readlink(place.value.path);
    },
    async resolve(path) {
      if (nodes.size === 0) return base.resolve(path);
      const place = await walk(path, true);
      if (place.state !== 'present') return place;
      const stat = await statAt(place.value);
      return stat.state === 'present' ? present(place.value.path) : stat;
    },
    isGuarded: (path) => base.isGuarded(path),
    account: (name) => base.account(name),
    group: (name) => base.group(name),
    async crontab(user) {
      const planned = crontabs.get(user);
      if (planned === undefined) return base.crontab(user);
      return planned === null ? absent : present(planned);
    },
    async service(name) {
      const planned = services.get(name);
      const now = await base.service(name);
      if (planned === undefined || now.state !== 'present') return now;
      return present({ ...now.value, ...planned });
    },
    pm2: (user, home) => base.pm2(user, home),
    pm2Saved: (user, home) => base.pm2Saved(user, home),
    pm2Folder: (user) => base.pm2Folder(user),
    query: (argv, options) => base.query(argv, options),
    views: keepingViews(changed),
  };

  return {
    reader,
    async take(step) {
      switch (step.do) {
        case 'crontab':
          crontabs.set(step.user, step.content);
          return present({ step });
        case 'service':
          services.set(step.service, { ...services.get(step.service), ...stateAfter(step.effect) });
          return present({ step });
        case 'command':
          return present({ step });
        case 'write':
        case 'remove':
        case 'link':
        case 'directory':
        case 'attributes':
          return noted(await takeFileStep(step));
      }
    },
  };
}

/** Views, each with the number of changes that it knows of. */
function keepingViews(changed: readonly string[]): Views {
  const views = new Map<string, { readonly view: Promise<unknown>; readonly knows: number }>();
  return {
    async of<View>(name: string, make: () => Promise<View>, renew?: Renew<View>) {
      const kept = views.get(name);
      if (kept?.knows === changed.length) return kept.view as Promise<View>;
      const view =
        kept === undefined || renew === undefined
          ? make()
          : renewed(kept.view as Promise<View>, changed.slice(kept.knows), renew, make);
      views.set(name, { view, knows: changed.length });
      return view;
    },
  };
}

type Renew<View> = (view: View, changed: readonly string[]) => Promise<View | undefined>;

async function renewed<View>(
  old: Promise<View>,
  changed: readonly string[],
  renew: Renew<View>,
  make: () => Promise<View>,
): Promise<View> {
  return (await renew(await old, changed)) ?? make();
}

interface FileNode {
  readonly kind: 'file';
  /** Undefined: what the host has. */
  readonly content: Content | undefined;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

type Node =
  | FileNode
  | { readonly kind: 'absent' }
  | { readonly kind: 'link'; readonly to: string }
  | {
      readonly kind: 'directory';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** What the host has in it was removed before. */
      readonly opaque: boolean;
    };

const nothing: Node = { kind: 'absent' };

/** A planned thing as a walk sees it: who carries the plan out makes its links. */
function entryOf(node: Node): Entry {
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

/** Where a walk ended; no node: as the host has it, or nothing at all when a folder above is opaque. */
interface Place {
  readonly arrival: Arrival;
  readonly path: string;
  readonly node: Node | undefined;
  readonly opaque: boolean;
  /** What the host has there, when the walk has looked already. */
  readonly stat?: Reading<FileStat>;
}

function stateAfter(effect: Effect): Partial<ServiceState> {
  switch (effect) {
    case 'start':
    case 'restart':
      return { running: true };
    case 'stop':
      return { running: false };
    case 'enable':
      return { enabled: true };
    case 'disable':
      return { enabled: false };
    case 'reload':
    case 'daemon_reload':
      return {};
  }
}

/** Who could move things there until now counts as well as who can when the plan is done. */
function withMover(arrival: Arrival, now: Reading<Arrival>): Arrival {
  if (now.state !== 'present') return arrival;
  const mover = eitherMover(arrival.folder.mover, now.value.folder.mover);
  return { ...arrival, folder: { ...arrival.folder, mover } };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

/** Byte order for names that came through UTF-8; equal to code point order. */
function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import { takesAllBelow, matches } from '../facts/mount.ts';
import { placeInFiles, type LoadedItem, type LoadedDirective } from './reading.ts';
import type { DirectiveNode, Node, SectionNode } from './tree.ts';
import { linesIn, loadedSectionOf, nodesIn, sectionNodesIn, type FileView } from './view.ts';

/** A ProxyPass or ProxyPassMatch that counts for a host, in the order in which Apache asks them. */
export interface Mounted {
  /** True: `path` is an expression. */
  readonly isMatch: boolean;
  readonly path: string;
  /** Backend and options, with the values of variables put in. */
  readonly args: readonly string[];
  /** The line itself, where it stands in the file. */
  readonly node: DirectiveNode | undefined;
  /** The line of the file that brings it in: what is put before it comes before the mount. */
  readonly anchor: Node | undefined;
  readonly place: string;
}

/** A mount in a `<Location>` of a file. */
export interface LocationMount {
  readonly path: string;
  readonly section: SectionNode;
  readonly node: DirectiveNode;
  readonly args: readonly string[];
}

/** The mounts of a host of a file, or (null) those that its top level adds to. */
export function mountsOf(view: FileView, host: SectionNode | null): readonly Mounted[] {
  const around = host === null ? view.texts[0]?.section : loadedSectionOf(view, host);
  const nodes = new Map(nodesIn(view, host).map((node) => [node.start, node]));
  if (around !== undefined) return [...mountsIn(around.items, view, nodes, host !== null)];
  if (host === null && view.isLoaded)
    return ['ProxyPass', 'ProxyPassMatch']
      .flatMap((name) => view.loaded?.ofServer(name) ?? [])
      .flatMap((one) => mounted(one, view, nodes, undefined));
  return linesIn(view, host, 'ProxyPass', 'ProxyPassMatch').flatMap(({ node, args }) =>
    read(node.name, args).map((one) => ({ ...one, node, anchor: node, place: `${view.path}:${node.line}` })),
  );
}

/** The mounts in sections `<Location PATH>` of a host. */
export function locationMounts(view: FileView, host: SectionNode | null): readonly LocationMount[] {
  return sectionNodesIn(view, host, 'Location').flatMap((section) => {
    const line = linesIn(view, section, 'ProxyPass').at(-1);
    const [path = '', more] = section.args;
    return line === undefined || more !== undefined
      ? []
      : [{ path, section, node: line.node, args: line.args }];
  });
}

/** Tells whether a mount takes what is asked at a path. */
export function takes({ isMatch, path }: Pick<Mounted, 'isMatch' | 'path'>, asked: string): boolean {
  return isMatch ? matches(path, asked) : takesAllBelow(path, asked);
}

/** Goes through what is read in a host; `inside`: below the file that is looked at. */
function* mountsIn(
  items: readonly LoadedItem[],
  view: FileView,
  nodes: ReadonlyMap<number, Node>,
  inside: boolean,
  by?: number,
): Generator<Mounted> {
  for (const item of items)
    if (item.kind === 'text') {
      const enters = !inside && item.file === view.real;
      yield* mountsIn(item.items, view, nodes, inside || enters, inside ? (by ?? item.by) : undefined);
    } else if (item.kind === 'directive' && item.condition === undefined)
      yield* mounted(item, view, nodes, by);
}

function mounted(
  one: LoadedDirective,
  view: FileView,
  nodes: ReadonlyMap<number, Node>,
  by: number | undefined,
): readonly Mounted[] {
  const found = one.file === view.real && one.start !== undefined ? nodes.get(one.start) : undefined;
  const node = found?.kind === 'directive' ? found : undefined;
  const anchor = node ?? (by === undefined ? undefined : nodes.get(by));
  return read(one.name, one.args).map((mount) => ({ ...mount, node, anchor, place: placeInFiles(one) }));
}

/** Path and backend of a line; none where it is no mount. */
function read(name: string, args: readonly string[]): readonly Pick<Mounted, 'isMatch' | 'path' | 'args'>[] {
  const isMatch = /^proxypassmatch$/iu.test(name);
  if (!isMatch && !/^proxypass$/iu.test(name)) return [];
  const [first = '', second, ...more] = args;
  if (second === undefined) return [];
  return !isMatch && first === '~'
    ? [{ isMatch: true, path: second, args: more }]
    : [{ isMatch, path: first, args: [second, ...more] }];
}

/** Mounts that come before those of a host: the server's own. (ProxyPassInherit Off keeps none of them away.) */
export function serverMounts(view: FileView, host: SectionNode | null): readonly Mounted[] {
  const around = host === null ? view.texts[0]?.section : loadedSectionOf(view, host);
  if (around === undefined) return [];
  return ['ProxyPass', 'ProxyPassMatch']
    .flatMap((name) => view.loaded?.ofServer(name) ?? [])
    .flatMap((one) => mounted(one, view, new Map(), undefined));
}

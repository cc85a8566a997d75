import { addressesBefore, addressesOf } from '../../core/addresses.ts';
import { Failure } from '../../core/failure.ts';
import type { ResourceItem } from '../../core/policy.ts';
import type { AnyResourceType } from '../../core/resource.ts';
import { t } from '../../core/text.ts';

/**
 * Puts resources into the order in which they are carried out: owners of what a type says it comes after, folders
 * before what lies in them, `requires`, and otherwise as written. A cycle is a Failure that names its members.
 */
export function inOrder(
  items: readonly ResourceItem[],
  typeOf: (item: ResourceItem) => AnyResourceType,
): readonly ResourceItem[] {
  const before = predecessors(items, typeOf);
  if (before === undefined) return items;
  const ordered: ResourceItem[] = [];
  const state = new Uint8Array(items.length);
  for (let start = 0; start < items.length; start += 1) {
    if (state[start] === done) continue;
    const path: { index: number; next: number; deps: readonly number[] }[] = [];
    const enter = (index: number): void => {
      state[index] = open;
      path.push({ index, next: 0, deps: before.get(index) ?? [] });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const dep = top.deps[top.next];
      if (dep === undefined) {
        state[top.index] = done;
        const item = items[top.index];
        if (item !== undefined) ordered.push(item);
        path.pop();
        continue;
      }
      top.next += 1;
      if (state[dep] === open) throw cycle(items, [...path.map(({ index }) => index), dep]);
      if (state[dep] !== done) enter(dep);
    }
  }
  return ordered;
}

const open = 1;
const done = 2;

/** Indices that come before each index, ascending; undefined when nothing has to come before anything. */
function predecessors(
  items: readonly ResourceItem[],
  typeOf: (item: ResourceItem) => AnyResourceType,
): ReadonlyMap<number, readonly number[]> | undefined {
  const byName = new Map<string, number>();
  const byAddress = new Map<string, number[]>();
  const byPath = new Map<string, number[]>();
  const paths: string[][] = [];
  for (const [index, item] of items.entries()) {
    byName.set(item.name, index);
    const own: string[] = [];
    for (const address of addressesOf(typeOf(item), item)) {
      push(byAddress, address, index);
      const path = pathOf(address);
      if (path === undefined) continue;
      own.push(path);
      // An address within a file says nothing of what lies below the file's path.
      if (!address.includes('#')) push(byPath, path, index);
    }
    paths.push(own);
  }
  const edges = new Map<number, readonly number[]>();
  for (const [index, item] of items.entries()) {
    const found = new Set<number>();
    for (const address of addressesBefore(typeOf(item), item))
      for (const owner of byAddress.get(address) ?? []) found.add(owner);
    for (const path of paths[index] ?? [])
      for (const folder of foldersAbove(path)) for (const owner of byPath.get(folder) ?? []) found.add(owner);
    for (const name of item.requires) {
      const required = byName.get(name);
      if (required !== undefined) found.add(required);
    }
    // A type may name an address of its own kind; only `requires` of oneself is a mistake.
    if (!item.requires.includes(item.name)) found.delete(index);
    if (found.size > 0)
      edges.set(
        index,
        [...found].sort((a, b) => a - b),
      );
  }
  return edges.size === 0 ? undefined : edges;
}

function push(map: Map<string, number[]>, key: string, index: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [index]);
  else list.push(index);
}

/** The path in an address such as `file:/etc/x` or `apache:/etc/x.conf#VirtualHost`. */
function pathOf(address: string): string | undefined {
  const colon = address.indexOf(':');
  if (colon === -1 || address[colon + 1] !== '/') return undefined;
  const hash = address.indexOf('#', colon);
  return address.slice(colon + 1, hash === -1 ? undefined : hash);
}

function* foldersAbove(path: string): Generator<string> {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    yield path.slice(0, slash);
}

function cycle(items: readonly ResourceItem[], indices: readonly number[]): Failure {
  const last = indices.at(-1) ?? 0;
  const members = indices.slice(indices.indexOf(last)).map((index) => items[index]?.name ?? '');
  return new Failure(t('engine.cycle', { names: members.join(' → ') }), {
    cure: t('engine.cycle_cure'),
    ...(items[last] === undefined ? {} : { place: items[last].locate(['requires'], 'key') }),
  });
}

import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Document,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Path } from '../../core/policy.ts';
import type { Range } from './document.ts';

/** Something in a document that is sound for the parser and has no meaning. */
export type Fault =
  | { readonly kind: 'duplicate'; readonly key: string; readonly range: Range; readonly first: Range }
  | { readonly kind: 'alias'; readonly name: string; readonly range: Range };

/** Keys that stand twice in a mapping, and aliases of what is not defined before them. */
export function* faultsIn(document: Document.Parsed): Iterable<Fault> {
  const anchors = new Set<string>();
  const open: unknown[] = [document.contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isAlias(node)) {
      const range = rangeOfNode(node);
      if (!anchors.has(node.source) && range !== undefined) yield { kind: 'alias', name: node.source, range };
      continue;
    }
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) anchors.add(node.anchor);
    if (isSeq(node)) for (let at = node.items.length - 1; at >= 0; at -= 1) open.push(node.items[at]);
    if (!isMap(node)) continue;
    yield* duplicatesIn(node);
    for (let at = node.items.length - 1; at >= 0; at -= 1) {
      const pair = node.items[at];
      open.push(pair?.value, pair?.key);
    }
  }
}

function* duplicatesIn(map: YAMLMap): Iterable<Fault> {
  const seen = new Map<string, Range>();
  for (const { key } of map.items) {
    const range = rangeOfNode(key);
    if (!isScalar(key) || range === undefined) continue;
    const name = String(key.value);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, range);
    else yield { kind: 'duplicate', key: name, range, first };
  }
}

const pairsByKey = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  let pairs = pairsByKey.get(map);
  if (pairs === undefined) {
    const found = new Map<string, Pair>();
    for (const one of map.items)
      if (isPair(one)) {
        const name = isScalar(one.key) ? String(one.key.value) : String(one.key).trim();
        if (!found.has(name)) found.set(name, one);
      }
    pairs = found;
    pairsByKey.set(map, pairs);
  }
  return pairs.get(key);
}

/** Characters of what a path leads to, or of its key; those of the nearest thing around it where it leads nowhere. */
export function rangeOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): Range {
  let node: unknown = document.contents;
  let range: Range = rangeOfNode(node) ?? [0, 1];
  for (const [depth, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    let keyRange: Range | undefined;
    if (isMap(node)) {
      const pair = pairOf(node, String(key));
      if (pair === undefined) return range;
      keyRange = rangeOfNode(pair.key);
      next = pair.value ?? pair.key;
    } else if (isSeq(node)) next = node.items[Number(key)];
    if (next === undefined) return range;
    const wantsKey = part === 'key' && depth === path.length - 1;
    range = (wantsKey ? keyRange : undefined) ?? rangeOfNode(next) ?? range;
    node = next;
  }
  return range;
}

function rangeOfNode(node: unknown): Range | undefined {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : undefined;
}

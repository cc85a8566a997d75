import { isLoopback } from '../../../core/address.ts';
import { hostOf, portOf } from './hosts.ts';
import type { Loaded } from './loaded.ts';
import { directivesAt, type LoadedSection } from './reading.ts';
import { bareName, lower } from './text.ts';

/** A virtual host that Apache asks before another. */
export interface HostBefore {
  /** Address and port of the requests that it answers. */
  readonly address: string;
  readonly host: LoadedSection;
}

/**
 * Virtual hosts that answer for a name in place of one that has it, at ports of that one; without a name, for requests
 * that no other host has. Apache asks those at the very address before those at `*`, and the first that fits.
 */
export function hostsBefore(
  loaded: Loaded,
  host: LoadedSection,
  name: string | undefined,
  port?: number,
): readonly HostBefore[] {
  const order = loaded.once(whose, () => orderOf(loaded));
  const at = order.positions.get(host);
  if (at === undefined) return [];
  const found: HostBefore[] = [];
  for (const word of host.node.args) {
    const address = addressOf(word);
    const own = portOf(address);
    if (port !== undefined && own !== undefined && own !== String(port)) continue;
    const chain = order.chains.get(address);
    const first = name === undefined ? chain?.first : chain && answering(chain, name, at, order);
    if (first !== undefined && first !== host) found.push({ address, host: first });
    if (!address.startsWith('*') || name === undefined) continue;
    const closer = order.named.get(`${name} ${own}`) ?? order.closer.get(own ?? '');
    if (closer !== undefined && closer.host !== host) found.push(closer);
  }
  return found;
}

/** Hosts at one address, in the order in which Apache asks them. */
interface Chain {
  readonly first: LoadedSection;
  /** The first of each name. */
  readonly names: Map<string, LoadedSection>;
  /** The first of each `*.name`, by what follows the asterisk. */
  readonly endings: Map<string, LoadedSection>;
  /** Those with other patterns. */
  readonly patterns: { readonly pattern: string; readonly host: LoadedSection }[];
}

/** Order in which Apache asks the virtual hosts of a configuration. */
interface Order {
  readonly positions: ReadonlyMap<LoadedSection, number>;
  readonly chains: ReadonlyMap<string, Chain>;
  /** Hosts at the very address, by name and port. */
  readonly named: ReadonlyMap<string, HostBefore>;
  /** The first at an address that visitors come to, by port: all that is asked there is its own. */
  readonly closer: ReadonlyMap<string, HostBefore>;
}

/** Part of a configuration that its order belongs to. */
const whose = {};

function orderOf(loaded: Loaded): Order {
  const positions = new Map<LoadedSection, number>();
  const chains = new Map<string, Chain>();
  const named = new Map<string, HostBefore>();
  const closer = new Map<string, HostBefore>();
  for (const host of loaded.sectionsOfServer('VirtualHost')) {
    positions.set(host, positions.size);
    const names = namesOf(host);
    for (const address of new Set(host.node.args.map(addressOf))) {
      const chain = chains.get(address) ?? {
        first: host,
        names: new Map(),
        endings: new Map(),
        patterns: [],
      };
      chains.set(address, chain);
      for (const name of names) addName(chain, name, host);
      if (address.startsWith('*')) continue;
      const port = portOf(address);
      const before = { address, host };
      for (const name of names) if (!named.has(`${name} ${port}`)) named.set(`${name} ${port}`, before);
      const ip = hostOf(address).replaceAll(/[[\]]/gu, '');
      if (!closer.has(port ?? '') && !isLoopback(ip)) closer.set(port ?? '', before);
    }
  }
  return { positions, chains, named, closer };
}

/** The names of a host, in small letters: its ServerName, and its aliases. */
export function namesOf({ items }: LoadedSection): readonly string[] {
  const name = [...directivesAt(items, 'ServerName')].at(-1)?.args[0];
  const aliases = [...directivesAt(items, 'ServerAlias')].flatMap(({ args }) => args);
  return [...(name === undefined ? [] : [name]), ...aliases].map(bareName);
}

function addName({ names, endings, patterns }: Chain, name: string, host: LoadedSection): void {
  const ending = /^\*(\.[^*?]*)$/u.exec(name)?.[1];
  if (ending !== undefined) {
    if (!endings.has(ending)) endings.set(ending, host);
  } else if (/[*?]/u.test(name)) patterns.push({ pattern: name, host });
  else if (!names.has(name)) names.set(name, host);
}

/** The host of a chain that answers for a name before the one at a position. */
function answering(
  { names, endings, patterns }: Chain,
  name: string,
  at: number,
  { positions }: Order,
): LoadedSection | undefined {
  const fitting = [names.get(name)];
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1))
    fitting.push(endings.get(name.slice(dot)));
  fitting.push(patterns.find(({ pattern }) => fits(pattern, name))?.host);
  const placed = fitting.flatMap((host) =>
    host === undefined ? [] : [{ host, position: positions.get(host) ?? at }],
  );
  const [first] = placed.toSorted((a, b) => a.position - b.position);
  return first !== undefined && first.position < at ? first.host : undefined;
}

/** Tells whether a pattern of `*` and `?` names a whole name. */
function fits(pattern: string, name: string): boolean {
  let [at, from, star, kept] = [0, 0, -1, 0];
  while (from < name.length) {
    if (pattern[at] === '*') [star, kept, at] = [at, from, at + 1];
    else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[from]))
      [at, from] = [at + 1, from + 1];
    else if (star === -1) return false;
    else [kept, at, from] = [kept + 1, star + 1, kept + 1];
  }
  return /^\**$/u.test(pattern.slice(at));
}

function addressOf(word: string): string {
  return lower(word).replace(/^_default_/u, '*');
}

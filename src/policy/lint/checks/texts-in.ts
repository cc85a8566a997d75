import type { Path } from '../../../core/policy.ts';

/** Place of a value in what holds it: its key, and the place of the mapping or list that it stands in. */
interface Spot {
  readonly key: string | number;
  readonly above: Spot | undefined;
}

/** A text of a document, and its place there; undefined: the document is the text. */
export interface TextAt {
  readonly text: string;
  readonly spot: Spot | undefined;
}

const known = new WeakMap<object, readonly TextAt[]>();

/** Texts in a value of a document, in their order. A value is walked once, whoever asks: nothing changes in what was read. */
export function textsIn(value: unknown): readonly TextAt[] {
  const before = typeof value === 'object' && value !== null ? known.get(value) : undefined;
  if (before !== undefined) return before;
  const found: TextAt[] = [];
  look(value, undefined, found);
  if (typeof value === 'object' && value !== null) known.set(value, found);
  return found;
}

function look(value: unknown, spot: Spot | undefined, found: TextAt[]): void {
  if (typeof value === 'string') found.push({ text: value, spot });
  else if (Array.isArray(value)) {
    for (let key = 0; key < value.length; key += 1) look(value[key], { key, above: spot }, found);
  } else if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value))
      look((value as Readonly<Record<string, unknown>>)[key], { key, above: spot }, found);
}

/** The path that leads to a place. */
export function pathTo(spot: Spot | undefined): Path {
  const path: (string | number)[] = [];
  for (let at = spot; at !== undefined; at = at.above) path.unshift(at.key);
  return path;
}

/** Tells whether a place lies at or below one of some keys. */
export function isBelow(spot: Spot | undefined, keys: ReadonlySet<string | number>): boolean {
  for (let at = spot; at !== undefined; at = at.above) if (keys.has(at.key)) return true;
  return false;
}

import type { Place } from '../../core/place.ts';
import type { Path } from '../../core/policy.ts';
import type { PolicyDocument, PolicyFile, Range } from './document.ts';

/** Characters of a file, as its place. */
export type PlaceOf = (from: number, to: number) => Place;

/** Characters of what a path leads to, or of its key; those of the nearest thing around it where it leads nowhere. */
export type RangeOf = (path: Path, part: 'key' | 'value') => Range;

/** A document with the places of what is in it. */
export function located(file: PolicyFile, value: unknown, place: PlaceOf, rangeOf: RangeOf): PolicyDocument {
  return {
    file,
    value,
    locate: (path, part = 'value') => place(...rangeOf(path, part)),
    locateInside(path, start, end) {
      const [from, to] = rangeOf(path, 'value');
      const text = valueAt(value, path);
      if (typeof text !== 'string') return place(from, to);
      const quote = /^["']/u.test(file.text.charAt(from)) ? 1 : 0;
      const first = from + quote;
      return file.text.startsWith(text, first) ? place(first + start, first + end) : place(from, to);
    },
    written: (path) => file.text.slice(...rangeOf(path, 'value')),
  };
}

/** Value that a path leads to; undefined: nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined;
  return at;
}

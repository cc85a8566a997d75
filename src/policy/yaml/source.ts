import type { Path } from '../../core/policy.ts';
import type { PolicyFile, Range, Read } from './document.ts';
import { located, type PlaceOf, type RangeOf } from './located.ts';
import { plainUpTo, readPlain, type PlainDocument } from './plain-yaml.ts';

/** Reads the documents of a file: as plain YAML where it is, which costs a tenth of the time. */
export async function readDocuments(file: PolicyFile): Promise<Read> {
  const plain = readPlain(file.text);
  if (plain === undefined) return (await import('./yaml-document.ts')).parseDocuments(file, plainUpTo);
  const places = createPlaces(file);
  return {
    documents: plain.map((document) => located(file, document.value, places, rangesIn(document))),
    findings: [],
  };
}

/** Ranges in a plain document. */
function rangesIn({ value, range: whole, spans }: PlainDocument): RangeOf {
  const keys = new Map<object, ReadonlyMap<string, number>>();
  const entryOf = (collection: object, key: string | number): number | undefined => {
    if (Array.isArray(collection)) return Number(key) < collection.length ? Number(key) : undefined;
    let entries = keys.get(collection);
    if (entries === undefined) {
      entries = new Map(Object.keys(collection).map((name, at) => [name, at]));
      keys.set(collection, entries);
    }
    return entries.get(String(key));
  };
  return (path: Path, part) => {
    let at: unknown = value;
    let range: Range = whole;
    for (const [depth, key] of path.entries()) {
      const entry = typeof at === 'object' && at !== null ? entryOf(at, key) : undefined;
      if (entry === undefined) return range;
      const first = entry * 4 + (part === 'key' && depth === path.length - 1 ? 0 : 2);
      const spansHere = spans.get(at as object) ?? [];
      range = [spansHere[first] ?? 0, spansHere[first + 1] ?? 0];
      at = (at as Readonly<Record<string | number, unknown>>)[key];
    }
    return range;
  };
}

function createPlaces({ path, text }: PolicyFile): PlaceOf {
  let lines: readonly number[] | undefined;
  const position = (at: number): readonly [line: number, column: number] => {
    lines ??= lineStarts(text);
    const line = countUpTo(lines, at);
    return [line, at - (lines[line - 1] ?? 0) + 1];
  };
  return (from, to) => {
    const [line, column] = position(from);
    const [endLine, endColumn] = position(Math.max(to, from + 1));
    return { file: path, line, column, endLine, endColumn };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Number of those ascending numbers that are not above a limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

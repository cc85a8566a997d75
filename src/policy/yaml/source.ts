import type { Place } from '../../core/place.ts';
import type { Locate } from '../../core/policy.ts';
import { mostCharacters, type PolicyDocument, type PolicyFile, type Read } from './document.ts';
import { plainUpTo, readPlain, type PlainDocument } from './plain-yaml.ts';

/**
 * Reads the documents of a file. Exactly: everything in them has its own place. Otherwise places are those of the
 * sections and items, which is enough as long as nothing is wrong, and costs a tenth of the time; so they are in a file
 * that is too large for more.
 */
export async function readDocuments(file: PolicyFile, exactly: boolean): Promise<Read> {
  const plain = exactly && file.text.length <= mostCharacters ? undefined : readPlain(file.text);
  if (plain === undefined) return (await import('./yaml-document.ts')).parseDocuments(file, plainUpTo);
  const places = createPlaces(file);
  return { documents: plain.map((document) => located(document, file, places)), findings: [] };
}

function located({ value, starts }: PlainDocument, file: PolicyFile, places: PlacesOf): PolicyDocument {
  const locate: Locate = (path) => {
    const start = starts.get(path.slice(0, 2).join('/')) ?? starts.get(String(path[0])) ?? 0;
    return places(start);
  };
  return { file, value, locate, locateInside: (path) => locate(path), written: () => undefined };
}

/** The place from an offset to the end of its line. */
type PlacesOf = (start: number) => Place;

function createPlaces({ path, text }: PolicyFile): PlacesOf {
  let lines: readonly number[] | undefined;
  return (start) => {
    lines ??= lineStarts(text);
    const line = countUpTo(lines, start);
    const begin = lines[line - 1] ?? 0;
    const written = text.slice(start, lines[line]).trimEnd();
    const column = start - begin + 1;
    return { file: path, line, column, endLine: line, endColumn: column + Math.max(1, written.length) };
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

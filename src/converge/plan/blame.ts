import type { Place } from '../../core/place.ts';
import type { PlannedFile } from '../../core/plan.ts';
import type { Path, ResourceItem } from '../../core/policy.ts';

/** Resource that caused a message, and its place in the policies. */
export interface Culprit {
  readonly resource: string;
  readonly place: Place;
}

/** A line of a file, counted from 1. */
export interface FileLine {
  readonly path: string;
  readonly line: number;
}

/**
 * Finds the resource that a configuration test complains about, and the line of the policy: the file named in the
 * message, the resources that change this file, and among them the one that declares a word of the line in question.
 * A line that the plan leaves as it was accuses nobody.
 * Understands `line 12 of /etc/x.conf`, `/etc/x.conf:12` and `/etc/x.conf line 12`.
 */
export function blame(
  message: string,
  files: readonly PlannedFile[],
  items: readonly ResourceItem[],
): Culprit | undefined {
  for (const file of files) {
    if (!message.includes(file.path)) continue;
    const suspects = suspectsOf(file, items);
    const named = linesNamed(message).filter((one) => isOf(one, file));
    const written = named.find(({ line }) => !stoodBefore(line, file, suspects));
    if (named.length > 0 && written === undefined) continue;
    const words = wordsOf(written === undefined ? '' : lineOf(file.after, written.line));
    for (const item of suspects) {
      const path = pathOfWord(item.spec, words);
      if (path !== undefined) return { resource: item.name, place: item.locate(path, 'key') };
    }
    const [first] = suspects;
    if (first !== undefined) return { resource: first.name, place: first.locate([]) };
  }
  return undefined;
}

/** Characters of a message, from its end, in which a line is looked for. */
const mostOfMessage = 8192;

/** The innermost line that a message names, unless the plan wrote it. */
export function lineLeftAlone(
  message: string,
  files: readonly PlannedFile[],
  items: readonly ResourceItem[],
): FileLine | undefined {
  const named = linesNamed(message).at(-1);
  if (named === undefined) return undefined;
  const file = files.find((one) => isOf(named, one));
  if (file === undefined) return named;
  return stoodBefore(named.line, file, suspectsOf(file, items)) ? named : undefined;
}

function linesNamed(message: string): readonly FileLine[] {
  return [
    ...message
      .slice(-mostOfMessage)
      .matchAll(/line (\d+) of (\/[^\s:;,'"()]+)|(\/[^\s:;,'"()]+)(?::| line |: line )(\d+)/gu),
  ].map(([, lineFirst, pathLast, pathFirst, lineLast]) => ({
    path: pathLast ?? pathFirst ?? '',
    line: Number(lineFirst ?? lineLast),
  }));
}

/** Below another root a check names its files with the root's path before them. */
function isOf(named: FileLine, { path }: PlannedFile): boolean {
  return named.path.endsWith(path);
}

function suspectsOf(file: PlannedFile, items: readonly ResourceItem[]): readonly ResourceItem[] {
  return items.filter(({ name }) => file.because.includes(name));
}

/** The file had the line already, and nobody declares it word for word, as who declares the whole file does. */
function stoodBefore(
  line: number,
  { before, after }: PlannedFile,
  suspects: readonly ResourceItem[],
): boolean {
  const text = lineOf(after, line);
  const times = (file: Uint8Array | null): number => linesOf(file).filter((one) => one === text).length;
  return times(before) >= times(after) && !suspects.some(({ spec }) => holds(spec, text));
}

function holds(spec: unknown, text: string): boolean {
  if (typeof spec === 'string') return spec.includes(text);
  if (spec instanceof Uint8Array) return linesOf(spec).includes(text);
  if (typeof spec !== 'object' || spec === null) return false;
  return Object.values(spec).some((value) => holds(value, text));
}

function lineOf(file: Uint8Array | null, line: number): string {
  return linesOf(file)[line - 1] ?? '';
}

function linesOf(file: Uint8Array | null): readonly string[] {
  return file === null ? [] : new TextDecoder().decode(file).split('\n');
}

function wordsOf(line: string): ReadonlySet<string> {
  return new Set(
    line
      .toLowerCase()
      .split(/[\s"'<>]+/u)
      .filter((word) => word.length > 1),
  );
}

/** The first key, or value, of a declaration that is one of the words. */
function pathOfWord(spec: unknown, words: ReadonlySet<string>, above: Path = []): Path | undefined {
  if (words.size === 0) return undefined;
  if (typeof spec === 'string') return words.has(spec.toLowerCase()) ? above : undefined;
  if (typeof spec !== 'object' || spec === null || spec instanceof Uint8Array) return undefined;
  const entries: (readonly [string | number, unknown])[] = Array.isArray(spec)
    ? spec.map((value, index) => [index, value] as const)
    : Object.entries(spec);
  const key = entries.find(([key]) => typeof key === 'string' && words.has(key.toLowerCase()));
  if (key !== undefined) return [...above, key[0]];
  for (const [key, value] of entries) {
    const found = pathOfWord(value, words, [...above, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

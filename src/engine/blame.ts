import type { Place } from '../core/place.ts';
import type { PlannedFile } from '../core/plan.ts';
import type { Path, ResourceItem } from '../core/policy.ts';

/** Who caused a message, and where in the policies. */
export interface Culprit {
  readonly resource: string;
  readonly place: Place;
}

/**
 * Finds the resource that a configuration test complains about, and the line of the policy: the file named in the
 * message, the resources that change this file, and among them the one that declares a word of the line in question.
 * Understands `line 12 of /etc/x.conf`, `/etc/x.conf:12` and `/etc/x.conf line 12`.
 */
export function blame(
  message: string,
  files: readonly PlannedFile[],
  items: readonly ResourceItem[],
): Culprit | undefined {
  for (const file of files) {
    const at = message.indexOf(file.path);
    if (at === -1) continue;
    const suspects = items.filter(({ name }) => file.because.includes(name));
    const words = wordsOfLine(file, lineNumber(message, file.path));
    for (const item of suspects) {
      const path = pathOfWord(item.spec, words);
      if (path !== undefined) return { resource: item.name, place: item.locate(path, 'key') };
    }
    const [first] = suspects;
    if (first !== undefined) return { resource: first.name, place: first.locate([]) };
  }
  return undefined;
}

function lineNumber(message: string, path: string): number | undefined {
  const name = path.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  const found = new RegExp(String.raw`line (\d+) of \S*${name}|${name}(?::| line |: line )(\d+)`, 'u').exec(
    message,
  );
  const digits = found?.[1] ?? found?.[2];
  return digits === undefined ? undefined : Number(digits);
}

function wordsOfLine(file: PlannedFile, line: number | undefined): ReadonlySet<string> {
  if (line === undefined || file.after === null) return new Set();
  const text = new TextDecoder('latin1').decode(file.after).split('\n')[line - 1] ?? '';
  return new Set(
    text
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

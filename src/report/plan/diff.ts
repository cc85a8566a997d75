import { diffWordsWithSpace, structuredPatch } from 'diff';
import { inline } from '../../core/harmless.ts';
import type { PlannedFile } from '../../core/plan.ts';
import { formatSize } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import type { Palette } from '../colour.ts';

const contextLines = 3;
const longestBinaryProbe = 8192;

/** A file's change as a unified diff; a sentence where the content is binary or secret. */
export function unifiedDiff(file: PlannedFile, say: (text: Text) => string): string {
  if (file.secret) return `${say(file.hidden ?? t('plan.secret'))}\n`;
  if (isBinary(file.before) || isBinary(file.after))
    return `${say(t('plan.binary', { from: sizeOf(file.before, say), to: sizeOf(file.after, say) }))}\n`;
  const decoder = new TextDecoder();
  const before = file.before === null ? '' : decoder.decode(file.before);
  const after = file.after === null ? '' : decoder.decode(file.after);
  const lines = [
    `--- ${file.before === null ? '/dev/null' : inline(file.path)}`,
    `+++ ${file.after === null ? '/dev/null' : inline(file.path)}`,
  ];
  for (const hunk of structuredPatch(file.path, file.path, before, after, '', '', { context: contextLines })
    .hunks) {
    lines.push(
      `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`,
      ...hunk.lines,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Colours the lines of a unified diff, and marks the words of a changed line that are others. */
export function colourDiff(diff: string, paint: Palette): string {
  const lines = diff.split('\n');
  const marked = markedWords(lines, paint);
  return lines
    .map((line, index) => {
      // Further down a line that begins so is content.
      if (index < 2 && /^(?:---|\+\+\+) /u.test(line)) return paint.bold(line);
      if (line.startsWith('@@')) return paint.cyan(line);
      if (line.startsWith('+')) return paint.green(marked.get(index) ?? line);
      if (line.startsWith('-')) return paint.red(marked.get(index) ?? line);
      return line;
    })
    .join('\n');
}

/** Longer lines are not compared word by word. */
const longestLine = 500;

/** Lines that came in the place of others, and those others, with the words that differ set off. */
function markedWords(lines: readonly string[], paint: Palette): ReadonlyMap<number, string> {
  const marked = new Map<number, string>();
  for (let at = 2; at < lines.length; at += 1) {
    const removed = runOf('-', lines, at);
    const added = runOf('+', lines, at + removed);
    if (removed > 0 && removed === added)
      for (let one = at; one < at + removed; one += 1) {
        const [old = '', now = ''] = [lines[one], lines[one + removed]];
        if (old.length > longestLine || now.length > longestLine) continue;
        const parts = diffWordsWithSpace(old.slice(1), now.slice(1));
        // Where hardly a word stays, marks only trouble.
        if (!parts.some((part) => !part.added && !part.removed && part.value.trim() !== '')) continue;
        const side = (gone: 'added' | 'removed'): string =>
          parts
            .filter((part) => !part[gone])
            .map((part) => (part.added || part.removed ? paint.bold(part.value) : part.value))
            .join('');
        marked.set(one, `-${side('added')}`).set(one + removed, `+${side('removed')}`);
      }
    at += Math.max(0, removed + added - 1);
  }
  return marked;
}

/** Number of lines from a place on that begin with a sign. */
function runOf(sign: string, lines: readonly string[], from: number): number {
  let at = from;
  while (lines[at]?.startsWith(sign) === true) at += 1;
  return at - from;
}

function range(start: number, length: number): string {
  return length === 1 ? `${start}` : `${start},${length}`;
}

function sizeOf(content: Uint8Array | null, say: (text: Text) => string): string {
  return content === null ? say(t('plan.nothing_there')) : formatSize(content.length);
}

function isBinary(content: Uint8Array | null): boolean {
  return content?.subarray(0, longestBinaryProbe).includes(0) === true;
}

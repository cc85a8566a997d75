import { structuredPatch } from 'diff';
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

/** Colours the lines of a unified diff. */
export function colourDiff(diff: string, paint: Palette): string {
  return diff
    .split('\n')
    .map((line, index) => {
      // Further down a line that begins so is content.
      if (index < 2 && /^(?:---|\+\+\+) /u.test(line)) return paint.bold(line);
      if (line.startsWith('@@')) return paint.cyan(line);
      if (line.startsWith('+')) return paint.green(line);
      if (line.startsWith('-')) return paint.red(line);
      return line;
    })
    .join('\n');
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

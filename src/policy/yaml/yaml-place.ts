import type { LineCounter } from 'yaml';
import type { Place } from '../../core/place.ts';

/** The place of characters of a file, at least one. */
export function placeAt(file: string, lines: LineCounter, from: number, to: number): Place {
  const start = lines.linePos(from);
  const end = lines.linePos(Math.max(to, from + 1));
  return { file, line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
}

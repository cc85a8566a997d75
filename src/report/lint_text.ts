import type { Finding } from '../core/finding.ts';
import { t, type Text } from '../core/text.ts';
import { palette } from './colour.ts';
import type { Sink } from './sink.ts';

/** Writes findings for people: where, what, the lines around it with a mark, the cure. */
export function writeFindings(
  findings: readonly Finding[],
  sink: Sink,
  say: (text: Text) => string,
  linesOf: (file: string) => readonly string[],
): void {
  const paint = palette(sink.colour);
  const cache = new Map<string, readonly string[]>();
  for (const { id, severity, place, message, cure } of findings) {
    const lines = cache.get(place.file) ?? linesOf(place.file);
    cache.set(place.file, lines);
    const label =
      severity === 'error' ? paint.red(say(t('lint.error'))) : paint.yellow(say(t('lint.warning')));
    sink.write(
      `${paint.bold(`${place.file}:${place.line}:${place.column}`)}: ${label} ${paint.dim(id)} ${printable(say(message))}\n`,
    );
    for (const line of frame(lines, place, sink.columns)) sink.write(`  ${line}\n`);
    sink.write(`  ${paint.cyan('→')} ${printable(say(cure))}\n\n`);
  }
}

/** The line of a finding and the one before it, with a mark below what is meant. */
function frame(
  lines: readonly string[],
  { line, column, endLine, endColumn }: Finding['place'],
  columns: number,
): readonly string[] {
  const text = lines[line - 1];
  if (text === undefined || text === '') return [];
  const margin = String(line).length;
  // A long line is cut so that the mark stays in sight.
  const width = Math.max(40, columns - margin - 6);
  const from = text.length > width && column > width - 10 ? column - Math.floor(width / 2) : 0;
  const cut = (whole: string): string =>
    `${from > 0 && whole !== '' ? '…' : ''}${printable(whole.slice(from, from + width))}${whole.length > from + width ? '…' : ''}`;
  const row = (number: number): string =>
    `${String(number).padStart(margin)} | ${cut(lines[number - 1] ?? '')}`.trimEnd();
  const until = Math.min(endLine === line ? endColumn : text.length + 1, text.length + 1, from + width + 1);
  const indent = ' '.repeat(column - 1 - from + (from > 0 ? 1 : 0));
  const mark = `${' '.repeat(margin)} | ${indent}${'^'.repeat(Math.max(1, until - column))}`;
  return [...(line > 1 ? [row(line - 1)] : []), row(line), mark];
}

/** Text of a policy may hold what a terminal obeys: each such character is shown as a dot, tabs as one blank. */
function printable(text: string): string {
  return text.replaceAll('\t', ' ').replaceAll(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '·');
}

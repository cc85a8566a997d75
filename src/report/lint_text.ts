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
      `${paint.bold(`${place.file}:${place.line}:${place.column}`)}: ${label} ${paint.dim(id)} ${say(message)}\n`,
    );
    for (const line of frame(lines, place)) sink.write(`  ${line}\n`);
    sink.write(`  ${paint.cyan('→')} ${say(cure)}\n\n`);
  }
}

/** The line of a finding and the one before it, with a mark below what is meant. */
function frame(
  lines: readonly string[],
  { line, column, endLine, endColumn }: Finding['place'],
): readonly string[] {
  const text = lines[line - 1];
  if (text === undefined) return [];
  const width = String(line).length;
  const row = (number: number): string => `${String(number).padStart(width)} | ${lines[number - 1] ?? ''}`;
  const until = endLine === line ? endColumn : text.length + 1;
  const mark = `${' '.repeat(width)} | ${' '.repeat(column - 1)}${'^'.repeat(Math.max(1, Math.min(until, text.length + 1) - column))}`;
  return [...(line > 1 ? [row(line - 1)] : []), row(line), mark];
}

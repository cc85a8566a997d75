import type { Finding } from '../../core/finding.ts';
import { usesOf } from '../../core/place.ts';
import { inline } from '../../core/harmless.ts';
import { t, type Text } from '../../core/text.ts';
import { palette } from '../colour.ts';
import type { Sink } from '../sink.ts';

/** Tools that findings are drawn with. */
export interface FindingsSource {
  say(text: Text): string;
  /** The lines of a file. */
  linesOf(file: string): readonly string[];
  /** A line without the secrets in it. */
  hide(line: string): string;
}

/** Findings that are shown to people; nobody reads more at once. */
const mostShown = 1000;

/** Writes findings for people: where, what, the lines around it with a mark, the cure. */
export function writeFindings(
  findings: readonly Finding[],
  sink: Sink,
  { say, linesOf, hide }: FindingsSource,
): void {
  const paint = palette(sink.colour);
  const cache = new Map<string, readonly string[]>();
  for (const { id, severity, place, message, cure } of findings.slice(0, mostShown)) {
    const lines = cache.get(place.file) ?? linesOf(place.file);
    cache.set(place.file, lines);
    const label =
      severity === 'error' ? paint.red(say(t('lint.error'))) : paint.yellow(say(t('lint.warning')));
    const where = paint.bold(`${inline(place.file)}:${place.line}:${place.column}`);
    sink.write(`${where}: ${label} ${paint.dim(id)} ${say(message)}\n`);
    for (const line of frame(lines, place, sink.columns, hide)) sink.write(`  ${line}\n`);
    for (const { file, line, column } of usesOf(place))
      sink.write(
        `  ${paint.dim(say(t('module.used_at', { place: `${inline(file)}:${line}:${column}` })))}\n`,
      );
    sink.write(`  ${paint.cyan('→')} ${say(cure)}\n\n`);
  }
  if (findings.length > mostShown)
    sink.write(`${say(t('lint.too_many', { n: findings.length - mostShown }))}\n`);
}

/** The line of a finding and the one before it, with a mark below what is meant. */
function frame(
  lines: readonly string[],
  { line, column, endLine, endColumn }: Finding['place'],
  columns: number,
  hide: (line: string) => string,
): readonly string[] {
  const text = lines[line - 1];
  if (text === undefined || text === '') return [];
  const end = Math.min(endLine === line ? endColumn : text.length + 1, text.length + 1);
  const marked = markedPart(text, column - 1, Math.max(column, end - 1), hide);
  const margin = String(line).length;
  // A long line is cut so that the mark stays in sight.
  const width = Math.max(40, columns - margin - 6);
  const from =
    marked.text.length > width && marked.from > width - 11 ? marked.from + 1 - Math.floor(width / 2) : 0;
  const cut = (whole: string): string =>
    `${from > 0 && whole !== '' ? '…' : ''}${whole.slice(from, from + width)}${whole.length > from + width ? '…' : ''}`;
  const row = (number: number, whole: string): string =>
    `${String(number).padStart(margin)} | ${cut(whole)}`.trimEnd();
  const until = Math.min(marked.to, marked.text.length, from + width);
  const indent = ' '.repeat(marked.from - from + (from > 0 ? 1 : 0));
  const mark = `${' '.repeat(margin)} | ${indent}${'^'.repeat(Math.max(1, until - marked.from))}`;
  const before = line > 1 ? [row(line - 1, drawn(hide(lines[line - 2] ?? '')))] : [];
  return [...before, row(line, marked.text), mark];
}

/**
 * A line as it is shown, secrets hidden and nothing left that a terminal obeys, and where the marked part of it stands
 * there. Hidden is the line as a whole, before it is cut anywhere: behind a secret, the mark is as far from the end.
 */
function markedPart(
  text: string,
  from: number,
  to: number,
  hide: (line: string) => string,
): { readonly text: string; readonly from: number; readonly to: number } {
  const hidden = hide(text);
  let same = 0;
  while (same < hidden.length && hidden[same] === text[same]) same += 1;
  const placed = (at: number): number =>
    hidden === text || at <= same ? at : Math.max(same, hidden.length - (text.length - at));
  return {
    text: drawn(hidden),
    from: drawn(hidden.slice(0, placed(from))).length,
    to: drawn(hidden.slice(0, placed(to))).length,
  };
}

/** A line of a policy in columns: a tab is one blank, all else as escapes. */
function drawn(line: string): string {
  return inline(line.replaceAll('\t', ' '));
}

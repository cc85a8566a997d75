import { localTime } from '../../core/local-time.ts';
import { inline } from '../../core/harmless.ts';
import { t } from '../../core/text.ts';
import { palette } from '../colour.ts';
import { time } from './health-json.ts';
import type { Writing } from '../writing.ts';
import { formatNumber, samplesJson, type Units } from './history.ts';
import { byText } from '../document.ts';
import type { PeriodSummary, RuleFigures } from '../../core/history.ts';

/** Before and after, side by side: what the operator's document calls its success figures. */
export function compareText(
  before: PeriodSummary,
  after: PeriodSummary,
  units: Units,
  writing: Writing,
): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const rows: string[][] = [
    ['', say(t('health.before')), say(t('health.after'))],
    ['', ...[before, after].map(({ since, until }) => `${localTime(since)} – ${localTime(until)}`)],
  ];
  for (const column of columnsOf(before, after))
    rows.push([
      inline(column),
      ...[before, after].map((period) => numberCell(period, column, units[column], writing)),
    ]);
  for (const column of new Set([...Object.keys(before.summary.values), ...Object.keys(after.summary.values)]))
    rows.push([inline(column), valueCell(before, column, writing), valueCell(after, column, writing)]);
  for (const rule of new Set([...Object.keys(before.rules), ...Object.keys(after.rules)]))
    rows.push([inline(rule), ...[before, after].map((period) => figuresCell(period.rules[rule], writing))]);
  const widths = [0, 1, 2].map((index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows
    .map((row, index) => {
      const line = row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd();
      return `${index === 0 ? paint.bold(line) : line}\n`;
    })
    .join('');
}

/** The comparison as one JSON document. */
export function compareJson(before: PeriodSummary, after: PeriodSummary): Record<string, unknown> {
  const period = ({ since, until, summary, rules }: PeriodSummary): Record<string, unknown> => ({
    since: time(since),
    until: time(until),
    samples: samplesJson(summary),
    rules: byText(
      Object.fromEntries(
        Object.entries(rules).map(([rule, { backedOff, ...figures }]) => [
          rule,
          { ...figures, backed_off: backedOff },
        ]),
      ),
    ),
  });
  return { version: 1, before: period(before), after: period(after) };
}

function columnsOf(before: PeriodSummary, after: PeriodSummary): readonly string[] {
  return [...new Set([...Object.keys(before.summary.numbers), ...Object.keys(after.summary.numbers)])].sort();
}

function numberCell(
  { summary }: PeriodSummary,
  column: string,
  unit: Units[string],
  { say }: Writing,
): string {
  const numbers = summary.numbers[column];
  if (numbers === undefined) return '-';
  const grown = /restarts/u.test(column) ? `, +${formatNumber(numbers.increase, undefined, say)}` : '';
  return `∅ ${formatNumber(numbers.average, unit, say)}, ≤ ${formatNumber(numbers.most, unit, say)}${grown}`;
}

function valueCell({ summary }: PeriodSummary, column: string, { say }: Writing): string {
  const counts = summary.values[column];
  if (counts === undefined) return '-';
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const [most] = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return most === undefined ? '-' : `${inline(most[0])} ${formatNumber(most[1] / total, 'share', say)}`;
}

function figuresCell(figures: RuleFigures | undefined, { say }: Writing): string {
  const { alerts, remedies, helped } = figures ?? { alerts: 0, remedies: 0, helped: 0 };
  return say(t('health.figures', { alerts, remedies, helped }));
}

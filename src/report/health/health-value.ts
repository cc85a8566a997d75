import type { FieldReading, ProbeField } from '../../core/probe.ts';
import { formatDuration, formatSize } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import { inline } from '../../core/harmless.ts';

/** Writes a field's value for people, by its unit: `4 GiB`, `3m 20s`, `45%`. On one line, whatever it holds. */
function formatReading(
  reading: FieldReading,
  field: { readonly unit?: ProbeField['unit'] | undefined } | undefined,
): string {
  if (typeof reading === 'object')
    return Object.entries(reading)
      .map(([name, count]) => `${inline(name)} ${count}`)
      .join(', ');
  if (typeof reading !== 'number') return inline(String(reading));
  switch (field?.unit) {
    case 'duration':
      return reading < 0 ? `-${formatDuration(-reading)}` : reading === 0 ? '0s' : formatDuration(reading);
    case 'size':
      return formatSize(reading);
    case 'share':
      return `${Number((reading * 100).toFixed(1))}%`;
    case 'count':
    case undefined:
      return String(Number(reading.toFixed(2)));
  }
}

/** The same in the reader's language: with a decimal comma where it has one. */
export function readingText(
  reading: FieldReading,
  field: { readonly unit?: ProbeField['unit'] | undefined } | undefined,
  say: (text: Text) => string,
): string {
  return typeof reading === 'number'
    ? numberText(formatReading(reading, field), say)
    : formatReading(reading, field);
}

/** A written number with the decimal sign of the reader's language. */
export function numberText(written: string, say: (text: Text) => string): string {
  return written.includes('.') ? say(t('check.number', { written })) : written;
}

/** Text of the value that an alert's condition compares, as it is told and kept, for people. */
export function formatCompared({ value = '', unit }: ComparedView, say: (text: Text) => string): string {
  return unit === undefined ? inline(value) : readingText(Number(value), { unit }, say);
}

/** A value as it is told and kept; a number with what it is in. */
export interface ComparedView {
  readonly value?: string;
  readonly unit?: ProbeField['unit'];
}

/** A sentence that may go over several lines, on one. */
export function onOneLine(said: string): string {
  return said.replaceAll(/\s+/gu, (blanks) => (blanks.includes('\n') ? ' ' : blanks));
}

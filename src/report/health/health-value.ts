import type { FieldReading, ProbeField } from '../../core/probe.ts';
import { formatDuration, formatSize } from '../../core/quantity.ts';
import { inline } from '../../core/harmless.ts';

/** Writes a field's value for people, by its unit: `4 GiB`, `3m 20s`, `45%`. On one line, whatever it holds. */
export function formatReading(
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

/** Text of the value that an alert's condition compares, as it is told and kept, for people. */
export function formatCompared({ value = '', unit }: ComparedView): string {
  return unit === undefined ? inline(value) : formatReading(Number(value), { unit });
}

/** A value as it is told and kept; a number with what it is in. */
export interface ComparedView {
  readonly value?: string;
  readonly unit?: ProbeField['unit'];
}

/** A sentence that may go over several lines, on one. */
export function onOneLine(said: string): string {
  return said.replaceAll(/\s*\n\s*/gu, ' ');
}

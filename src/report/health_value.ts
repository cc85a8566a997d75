import type { FieldReading, ProbeField } from '../core/probe.ts';
import { formatDuration, formatSize } from '../core/quantity.ts';

/** Writes a field's value for people, by its unit: `4 GiB`, `3m 20s`, `45%`. On one line, whatever it holds. */
export function formatReading(
  reading: FieldReading,
  field: { readonly unit?: ProbeField['unit'] | undefined } | undefined,
): string {
  if (typeof reading === 'object')
    return Object.entries(reading)
      .map(([name, count]) => `${printable(name)} ${count}`)
      .join(', ');
  if (typeof reading !== 'number') return printable(String(reading));
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

/** What an alert's condition compares, as it is told and kept, for people. */
export function formatCompared({ value = '', unit }: ComparedView): string {
  return unit === undefined ? printable(value) : formatReading(Number(value), { unit });
}

/** A value as it is told and kept; a number with what it is in. */
export interface ComparedView {
  readonly value?: string;
  readonly unit?: ProbeField['unit'];
}

/** Control characters out: a value must not be able to begin a line of its own, or to steer a terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/gu, ' ');
}

/** Local time as logs have it: `2025-11-11 10:03:00`. */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

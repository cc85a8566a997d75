import type { Fields } from './probe.ts';
import { t, type Text } from './text.ts';

/** A value as a part of a log line. */
export function told(value: string): Text {
  return t('check.part', { value });
}

/** A value behind its label, as a part of a log line. */
export function toldAs(label: Text | string, value: string): Text {
  return t('check.labelled_part', { label, value });
}

/** One part that shows those of some fields that a measurement has. */
export function tellFields(
  ...wanted: readonly string[]
): (fields: Fields, show: (field: string) => string) => readonly Text[] {
  return (fields, show) => [
    told(
      wanted
        .filter((field) => field in fields)
        .map(show)
        .join(' '),
    ),
  ];
}

import type { Moment, Type } from './types.ts';
import { types } from './types.ts';

/** Days of the week as `now().weekday` names them. */
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** Fields that can be read from a point in time: `now().hour`. */
export const momentFields = {
  hour: types.count,
  minute: types.count,
  second: types.count,
  weekday: { kind: 'text', words: weekdays, ordered: true },
  day: types.count,
  month: types.count,
  year: types.count,
} as const satisfies Readonly<Record<string, Type>>;

/** A part of a point in time, in the host's zone or in UTC. */
export function momentField(
  { at, local }: Moment,
  field: keyof typeof momentFields | 'dayOfWeek' | 'dayOfYear',
): number | string {
  const date = new Date(local ? at - new Date(at).getTimezoneOffset() * 60_000 : at);
  switch (field) {
    case 'hour':
      return date.getUTCHours();
    case 'minute':
      return date.getUTCMinutes();
    case 'second':
      return date.getUTCSeconds();
    case 'weekday':
      return weekdays[date.getUTCDay()] ?? '';
    case 'dayOfWeek':
      return date.getUTCDay();
    case 'dayOfYear':
      return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);
    case 'day':
      return date.getUTCDate();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
}

import { nearest } from '../../../core/nearest.ts';
import { isFault, parseSchedule, scheduleNames } from './schedule.ts';

/** The schedule that somebody means by one that cron refuses: `@every 5m`, `03:00`, `5/10 * * * *`, `0 3 ? * lunes`. */
export function meantSchedule(written: string): string | undefined {
  const text = written.trim().toLowerCase();
  const [, number = '1', unit = ''] =
    /^(?:@?every|cada)\s+(?:(\d+)\s*)?(m|minutes?|mins?|minutos?|h|hours?|horas?)$/u.exec(text) ?? [];
  const [, hour = '', minute = ''] = /^(\d\d?):(\d\d)$/u.exec(text) ?? [];
  const meant = [
    unit === '' ? undefined : unit.startsWith('m') ? `*/${number} * * * *` : `0 */${number} * * *`,
    hour === '' ? undefined : `${Number(minute)} ${Number(hour)} * * *`,
    nearest(text.startsWith('@') ? text : `@${text}`, scheduleNames),
    fieldByField(text),
  ];
  return meant.find((one) => one !== undefined && !isFault(parseSchedule(one)));
}

/** Fields as Quartz and systemd write them, as cron does. */
function fieldByField(text: string): string {
  const words = text.split(/\s+/u);
  // Seconds first, where they are nothing.
  const five = words.length === 6 && words[0] === '0' ? words.slice(1) : words;
  return five
    .map((word, at) => {
      if (word === '?') return '*';
      const [, from, step] = /^(\d+)\/(\d+)$/u.exec(word) ?? [];
      if (from !== undefined) return `${from}-${[59, 23, 31, 12, 6][at]}/${step}`;
      return at < 4 ? word : word.replaceAll(/[a-záé]+/gu, (day) => dayNames.get(day.slice(0, 2)) ?? day);
    })
    .join(' ');
}

/** Days by the first letters of their names, in English and Spanish. */
const dayNames: ReadonlyMap<string, string> = new Map(
  'su:sun do:sun mo:mon lu:mon tu:tue ma:tue we:wed mi:wed th:thu ju:thu fr:fri vi:fri sa:sat sá:sat'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);

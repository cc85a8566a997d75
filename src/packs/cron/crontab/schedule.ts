import { withoutEnds } from '../../../core/ends.ts';

/** Times at which a job fires, as Debian's cron reads them: the values allowed in each field. */
export interface Schedule {
  /** `@reboot`: once, when cron starts after a boot. The sets are then empty. */
  readonly reboot: boolean;
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday; 7 has become 0. */
  readonly weekdays: ReadonlySet<number>;
  /** The field begins with a star: both days must match. Neither does: one of them is enough. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  /** Text inside a field that cron skips without a word: `~30` of `0~30`. */
  readonly ignored: readonly string[];
  /** Steps so large that only the first value of the field is left: `*` + `/70`. */
  readonly wideSteps: readonly string[];
  /** Ranges from high to low, which cron reads as nothing, and the same in two parts. */
  readonly reversed: readonly Reversed[];
}

/** A range from high to low. */
export interface Reversed {
  readonly range: string;
  readonly instead: string;
}

/** The part of a schedule that cron refuses. */
export type ScheduleFault = 'minute' | 'hour' | 'day' | 'month' | 'weekday' | 'name';

interface Field {
  readonly fault: ScheduleFault;
  readonly low: number;
  readonly high: number;
  readonly names: readonly string[];
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const fields: readonly Field[] = [
  { fault: 'minute', low: 0, high: 59, names: [] },
  { fault: 'hour', low: 0, high: 23, names: [] },
  { fault: 'day', low: 1, high: 31, names: [] },
  { fault: 'month', low: 1, high: 12, names: monthNames },
  { fault: 'weekday', low: 0, high: 7, names: dayNames },
];

const named: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Names that stand for a schedule. */
export const scheduleNames: readonly string[] = [...Object.keys(named), '@reboot'];

/** The values that a field may have. */
export function boundsOf(fault: ScheduleFault): { readonly low: number; readonly high: number } | undefined {
  return fields.find((field) => field.fault === fault);
}

/**
 * Reads a schedule as Debian's cron 3.0pl1 does (entry.c): five fields, or a name in lower case. Odd values that
 * cron accepts without complaint are accepted, and told in `ignored` and `wideSteps`.
 */
export function parseSchedule(text: string): Schedule | { readonly fault: ScheduleFault } {
  const trimmed = withoutEnds(text, ' \t');
  if (trimmed === '@reboot') return schedule([], [], true);
  if (trimmed.startsWith('@')) {
    const meant = Object.hasOwn(named, trimmed) ? named[trimmed] : undefined;
    return meant === undefined ? { fault: 'name' } : parseSchedule(meant);
  }
  const words = trimmed.split(/[ \t]+/u);
  const read: FieldValues[] = [];
  for (const [index, field] of fields.entries()) {
    const values = readField(words[index] ?? '', field);
    if (!values) return { fault: field.fault };
    read.push(values);
  }
  return words.length > fields.length ? { fault: 'weekday' } : schedule(read, words, false);
}

/** Tells a refused schedule from one that was read. */
export function isFault(
  read: Schedule | { readonly fault: ScheduleFault },
): read is { readonly fault: ScheduleFault } {
  return 'fault' in read;
}

/**
 * Tells whether the schedule fires on a day; month and day of month count from 1, the week from Sunday, 0.
 */
export function firesOn(read: Schedule, month: number, day: number, weekday: number): boolean {
  if (!read.months.has(month)) return false;
  const byDay = read.days.has(day);
  const byWeekday = read.weekdays.has(weekday);
  return read.anyDay || read.anyWeekday ? byDay && byWeekday : byDay || byWeekday;
}

/** The longest and shortest time between two runs; minutes. */
export interface Gaps {
  readonly shortest: number;
  readonly longest: number;
}

/**
 * Looks at all days of 28 years, after which the calendar repeats. Undefined: it never fires (31 February).
 * Daylight saving is left out of account.
 */
export function gaps(read: Schedule): Gaps | undefined {
  const times = [...read.hours]
    .sort((a, b) => a - b)
    .flatMap((hour) => [...read.minutes].sort((a, b) => a - b).map((minute) => hour * 60 + minute));
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const within = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  if (
    read.anyDay &&
    read.anyWeekday &&
    read.days.size === 31 &&
    read.weekdays.size === 7 &&
    read.months.size === 12
  ) {
    const overnight = first + 1440 - last;
    return { shortest: Math.min(overnight, ...within), longest: Math.max(overnight, ...within) };
  }
  const start = Date.UTC(2000, 0, 1) / 86_400_000;
  let before: number | undefined;
  let shortest = Math.min(Infinity, ...within);
  let longest = Math.max(0, ...within);
  let any = false;
  for (let day = start; day < start + 10_227 + 366; day += 1) {
    const date = new Date(day * 86_400_000);
    if (!firesOn(read, date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay())) continue;
    any = true;
    if (before !== undefined) {
      const gap = day * 1440 + first - before;
      shortest = Math.min(shortest, gap);
      longest = Math.max(longest, gap);
    }
    before = day * 1440 + last;
  }
  return any ? { shortest, longest } : undefined;
}

interface FieldValues {
  readonly values: ReadonlySet<number>;
  readonly ignored: readonly string[];
  readonly wide: readonly string[];
  readonly reversed: readonly Reversed[];
}

function schedule(read: readonly FieldValues[], words: readonly string[], reboot: boolean): Schedule {
  const of = (index: number): ReadonlySet<number> => read[index]?.values ?? new Set();
  return {
    reboot,
    minutes: of(0),
    hours: of(1),
    days: of(2),
    months: of(3),
    weekdays: new Set([...of(4)].map((day) => day % 7)),
    anyDay: words[2]?.startsWith('*') ?? false,
    anyWeekday: words[4]?.startsWith('*') ?? false,
    ignored: read.flatMap(({ ignored }) => ignored),
    wideSteps: read.flatMap(({ wide }) => wide),
    reversed: read.flatMap(({ reversed }) => reversed),
  };
}

const elementPattern = /^(?:(\*)|([a-z\d]+)(?:-([a-z\d]+))?)(?:\/([a-z\d]+))?/iu;

/** One field. After a complete element whatever is neither a comma nor a blank is skipped to the next blank. */
function readField(word: string, field: Field): FieldValues | undefined {
  const values = new Set<number>();
  const wide: string[] = [];
  const reversed: Reversed[] = [];
  let rest = word;
  for (;;) {
    const element = elementPattern.exec(rest);
    if (!element) return undefined;
    const [whole, star, from, to, every] = element;
    rest = rest.slice(whole.length);
    if (every === undefined && rest.startsWith('/')) return undefined;
    if (star === undefined && to === undefined && (every !== undefined || rest.startsWith('-')))
      return undefined;
    const low = star === undefined ? number(from, field) : field.low;
    const high = star === undefined ? number(to ?? from, field) : field.high;
    const step = every === undefined ? 1 : number(every, { ...field, low: 1, names: [] });
    if (low === undefined || high === undefined || step === undefined || step === 0) return undefined;
    if (Math.min(low, high) < field.low || Math.max(low, high) > field.high) return undefined;
    for (let value = low; value <= high; value += step) values.add(value);
    if (low > high) reversed.push({ range: whole, instead: inTwo({ low, high, step }, field, from ?? '') });
    else if (every !== undefined && low + step > high) wide.push(word);
    if (!rest.startsWith(',')) break;
    rest = rest.slice(1);
  }
  return { values, ignored: rest === '' ? [] : [rest], wide, reversed };
}

/** A range over the end of the field, in two parts, in the words in which it was written. */
function inTwo(
  { low, high, step }: { readonly low: number; readonly high: number; readonly step: number },
  field: Field,
  from: string,
): string {
  const named = field.names.includes(from.toLowerCase());
  // The week has two Sundays, 0 and 7.
  const top = field.fault === 'weekday' ? 6 : field.high;
  const size = top - field.low + 1;
  const again = low + Math.ceil((top + 1 - low) / step) * step - size;
  const said = (value: number): string => (named ? (field.names[value - field.low] ?? '') : String(value));
  const part = (first: number, last: number): string =>
    first + step > last ? said(first) : `${said(first)}-${said(last)}${step === 1 ? '' : `/${step}`}`;
  return [part(low, top), ...(again <= high ? [part(again, high)] : [])].join(',');
}

function number(text: string | undefined, { low, names }: Field): number | undefined {
  if (text === undefined) return undefined;
  const name = names.indexOf(text.toLowerCase());
  if (name >= 0) return name + low;
  return /^\d+$/u.test(text) ? Number(text) : undefined;
}

import { exitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import type { Period } from '../core/history.ts';
import { parseDuration } from '../core/quantity.ts';
import { t } from '../core/text.ts';

/** Seconds of a time span above zero as people give it, as `30m` or `1h30m`. Throws a Failure. */
export function parseLength(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined || seconds <= 0)
    throw new Failure(t('health.not_a_duration', { text }), {
      cure: t('health.not_a_duration_cure'),
      exit: exitStatus.usage,
    });
  return seconds;
}

/**
 * A point in time as people give it: how long ago (`24h`, `7d`), or a date or date and time (local unless it says
 * otherwise). Milliseconds since 1970.
 */
export function parseMoment(text: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago * 1000;
  const date = /^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T00:00:00` : text.replace(' ', 'T');
  const at = /^\d{4}-/u.test(date) ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(at))
    throw new Failure(t('health.not_a_time', { text }), {
      cure: t('health.not_a_time_cure'),
      exit: exitStatus.usage,
    });
  return at;
}

/**
 * Two periods as people give them, `BEFORE..AFTER`. Each is a month (`2026-10`), a day, two moments with `/` between, or one
 * moment from which on: the one before lasts until the one after begins, and that until the end.
 */
export function parsePeriods(
  text: string,
  { now, until }: { readonly now: number; readonly until: number },
): { readonly before: Period; readonly after: Period } {
  const sides = text.split('..');
  const [first, second] = sides.map((side) => parsePeriod(side, now));
  if (sides.length !== 2 || first === undefined || second === undefined) throw noPeriods(text);
  const after = { since: second.since, until: second.until ?? until };
  const before = { since: first.since, until: first.until ?? after.since - 1 };
  if ([before, after].some((one) => one.until <= one.since)) throw noPeriods(text);
  return { before, after };
}

function parsePeriod(side: string, now: number): { readonly since: number; readonly until?: number } {
  const [from = '', to, ...more] = side.split('/');
  if (to !== undefined && more.length === 0)
    return { since: parseMoment(from, now), until: parseMoment(to, now) };
  const [, year, month, day] = /^(\d{4})-(\d\d)(?:-(\d\d))?$/u.exec(side) ?? [];
  if (year === undefined) return { since: parseMoment(side, now) };
  const begin = new Date(Number(year), Number(month) - 1, Number(day ?? '1'));
  const end =
    day === undefined
      ? new Date(begin.getFullYear(), begin.getMonth() + 1, 1)
      : new Date(begin.getFullYear(), begin.getMonth(), begin.getDate() + 1);
  return { since: begin.getTime(), until: Math.min(end.getTime() - 1, now) };
}

function noPeriods(text: string): Failure {
  return new Failure(t('report.not_periods', { text }), {
    cure: t('report.not_periods_cure'),
    exit: exitStatus.usage,
  });
}

import { exitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
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

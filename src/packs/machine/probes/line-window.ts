import type { Fields, Measurement, ProbeField } from '../../../core/probe.ts';
import { lengthPattern, secondsOf } from '../../../core/quantity.ts';
import type { SchemaPart } from '../../../core/resource.ts';
import type { FoundLines } from './log-lines.ts';

/** Fields of a probe that counts lines. */
export const lineFields = {
  count: {
    type: 'number',
    unit: 'count',
    description: 'Lines that match. The first check only finds the end.',
  },
  rate: { type: 'number', unit: 'count', description: 'Lines a minute that match.' },
  last: { type: 'string', description: 'The last line that matched, cut at 200 characters.' },
} as const satisfies Readonly<Record<string, ProbeField>>;

/** Schema of the time that lines are counted over. */
export const windowSchema: SchemaPart = {
  type: 'string',
  pattern: lengthPattern,
  description:
    'Counts what checks have found within this time; without it, since the last check. For a rule whose remedy acted meanwhile, since then.',
};

/** Lines that were found so far, by the checks that found them. */
export interface Counted {
  readonly at: number;
  readonly found: readonly (readonly [at: number, count: number])[];
  readonly last: string;
  /** Time when lines may have been missed. */
  readonly missedAt?: number;
}

const mostFound = 2000;

/** Lines over a window, with those of now; `place` is what the next check begins with. */
export function countLines(
  { count, last, missed }: FoundLines & { readonly missed: boolean },
  { before, window: written, now }: LineWindow,
  place: Readonly<Record<string, unknown>>,
): Measurement {
  const window = secondsOf(written, 0) * 1000;
  const since = before?.at ?? now;
  // A check in what is now the future was made before the clock was set back.
  const kept = (before?.found ?? []).filter(([at]) => at > now - window && at <= now);
  const found = window === 0 ? [] : [...kept, ...(count > 0 ? [[now, count] as const] : [])];
  const total = window === 0 ? count : sumOf(found);
  const span = window === 0 ? Math.max(0, now - since) : window;
  const line = last || (before?.last ?? '');
  const missedAt = missed ? now : before?.missedAt;
  const isMissed = missedAt !== undefined && missedAt > now - Math.max(window, 1) && missedAt <= now;
  const fieldsOf = (number: number): Fields => ({
    count: number,
    rate: span === 0 ? 0 : (number * 60_000) / span,
    last: line,
    missed: isMissed,
  });
  return {
    fields: fieldsOf(total),
    ...(window === 0 ? {} : { since: (at: number) => fieldsOf(sumOf(found.filter((one) => one[0] > at))) }),
    memory: {
      ...place,
      at: now,
      found: found.slice(-mostFound),
      last: line,
      ...(isMissed ? { missedAt } : {}),
    } satisfies Counted,
  };
}

/** Lines that earlier checks have found, and how far back they count. */
export interface LineWindow {
  readonly before: Counted | undefined;
  readonly window: string | number | undefined;
  readonly now: number;
}

function sumOf(found: Counted['found']): number {
  return found.reduce((sum, [, number]) => sum + number, 0);
}

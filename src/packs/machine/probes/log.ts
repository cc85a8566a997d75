import type { Instruments } from '../../../core/instruments.ts';
import type { Fields, ProbeType } from '../../../core/probe.ts';
import { compilePattern, patternProse } from '../../../core/pattern.ts';
import { durationPattern, secondsOf } from '../../../core/quantity.ts';
import { present, whyNot, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { tellFields } from '../../../core/told.ts';
import { markAt, markOf, readLines, type News, type Place, type Search } from './log-lines.ts';
import { readRotated } from './log-rotated.ts';

/** Spec of `log`. */
export interface LogSpec {
  readonly file: string;
  readonly match: string;
  readonly window?: string | number;
}

/** Lines that match, since the last check or within a window. */
export const log: ProbeType<LogSpec> = {
  type: 'log',
  summary: 'Counts new lines of a log file that match, from where the last check stopped, across rotation.',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['file', 'match'],
    properties: {
      file: { type: 'string', pattern: '^/', description: 'The log file.' },
      match: {
        type: 'string',
        minLength: 1,
        format: 'regex',
        description: `A regular expression that is looked for in the first 8 KiB of each line. ${patternProse}`,
        examples: ['" 503 '],
      },
      window: {
        type: 'string',
        pattern: durationPattern,
        description:
          'Counts what checks have found within this time; without it, since the last check. For a rule whose remedy acted meanwhile, since then.',
      },
    },
  },
  example: `unavailable: { log: { file: /var/log/apache2/access.log, match: '" 503 ', window: 10m } }`,
  fields: () => ({
    count: {
      type: 'number',
      unit: 'count',
      description: 'Lines that match. The first check only finds the end.',
    },
    rate: { type: 'number', unit: 'count', description: 'Lines a minute that match.' },
    last: { type: 'string', description: 'The last line that matched, cut at 200 characters.' },
    missed: {
      type: 'bool',
      description:
        'Lines may be missing from the count: more than 64 MiB came between two checks, or the file was rotated away to where it cannot be read.',
    },
  }),
  told: (fields, show) => [
    ...tellFields('count')(fields, show),
    ...(fields['missed'] === true ? [t('measure.log_missed')] : []),
  ],
  evidence: ({ file }) => ({ logs: [file] }),
  async measure(spec, { instruments, now, memory }) {
    const before = asMemory(memory);
    const compiled = await compilePattern(spec.match);
    if ('fault' in compiled) return { unknown: t('policy.pattern', { fault: compiled.fault }) };
    const search: Search = { instruments, matches: compiled.matches, until: performance.now() + patience };
    const news =
      before === undefined ? await findEnd(spec.file, instruments) : await readOn(spec.file, before, search);
    if (news.state !== 'present') return { unknown: whyNot(news, spec.file) };
    const { count, last, missed, ...place } = news.value;
    const window = secondsOf(spec.window, 0) * 1000;
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
      } satisfies Remembered,
    };
  },
};

function sumOf(found: Remembered['found']): number {
  return found.reduce((sum, [, number]) => sum + number, 0);
}

interface Remembered extends Place {
  readonly at: number;
  readonly found: readonly (readonly [at: number, count: number])[];
  readonly last: string;
  /** Time when lines may have been missed. */
  readonly missedAt?: number;
}

const mostFound = 2000;
/** Milliseconds for a check to read in; what is left then is for the next. */
const patience = 4000;

function asMemory(memory: unknown): Remembered | undefined {
  const known = memory as Remembered | undefined;
  return typeof known?.inode === 'number' && typeof known.offset === 'number' && Array.isArray(known.found)
    ? known
    : undefined;
}

async function findEnd(file: string, instruments: Instruments): Promise<Reading<News>> {
  const piece = await instruments.readFrom(file, 0, 0);
  if (piece.state !== 'present') return piece;
  const { inode, size } = piece.value;
  const mark = (await markAt(file, size, inode, instruments)) ?? -1;
  return present({ inode, offset: size, mark, count: 0, last: '', missed: false });
}

async function readOn(file: string, before: Remembered, search: Search): Promise<Reading<News>> {
  const now = await search.instruments.readFrom(file, 0, 0);
  if (now.state !== 'present') return now;
  const { inode, size } = now.value;
  const isSame =
    inode === before.inode &&
    size >= before.offset &&
    (await markAt(file, before.offset, inode, search.instruments)) === before.mark;
  const { offset, mark, inside = false } = before;
  if (isSame) return readLines(file, { inode, offset, mark, inside }, search);
  // Renamed or copied away, perhaps since that look: what came before the rotation is in the neighbour.
  const again = await search.instruments.readFrom(file, 0, 0);
  if (again.state !== 'present') return again;
  const current = again.value.inode;
  const rest = await readRotated(file, before, current, search);
  const fresh = await readLines(file, { inode: current, offset: 0, mark: markOf(new Uint8Array()) }, search);
  if (fresh.state !== 'present') return fresh;
  return present({
    ...fresh.value,
    count: fresh.value.count + rest.count,
    last: fresh.value.last || rest.last,
    missed: fresh.value.missed || rest.missed,
  });
}

import type { Instruments } from '../../../core/instruments.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { compilePattern, patternProse } from '../../../core/pattern.ts';
import { present, whyNot, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { tellFields } from '../../../core/told.ts';
import { countLines, lineFields, windowSchema, type Counted } from './line-window.ts';
import { markAt, markOf, readLines, type News, type ReadPlace, type Search } from './log-lines.ts';
import { isCopiedSince, readRotated } from './log-rotated.ts';

/** Spec of `log`. */
export interface LogSpec {
  readonly file: string;
  readonly match: string;
  readonly window?: string | number;
  readonly olddir?: string;
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
      window: windowSchema,
      olddir: {
        type: 'string',
        pattern: '^/',
        description: 'The folder that logrotate moves it to, where that is another (its olddir).',
        examples: ['/var/log/apache2/old'],
      },
    },
  },
  example: `unavailable: { log: { file: /var/log/apache2/access.log, match: '" 503 ', window: 10m } }`,
  fields: () => ({
    ...lineFields,
    missed: {
      type: 'bool',
      description:
        'Lines may be missing from the count: more than 64 MiB came between two checks, or the file was rotated away to where it cannot be read, as with a compression other than gzip.',
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
    const search: Search = {
      instruments,
      matches: compiled.matches,
      until: performance.now() + patience,
      ...(spec.olddir === undefined ? {} : { olddir: spec.olddir }),
    };
    const news =
      before === undefined ? await findEnd(spec.file, instruments) : await readOn(spec.file, before, search);
    if (news.state !== 'present') return { unknown: whyNot(news, spec.file) };
    const { count, last, missed, ...place } = news.value;
    return countLines({ count, last, missed }, { before, window: spec.window, now }, place);
  },
};

type Remembered = Counted & ReadPlace;

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
  const { inode, size, mtime } = now.value;
  const isSame =
    inode === before.inode &&
    size >= before.offset &&
    (await markAt(file, before.offset, inode, search.instruments)) === before.mark;
  const { offset, mark, inside = false } = before;
  if (isSame) {
    const read = await readLines(file, { inode, offset, mark, inside }, search);
    const wasTouched = offset === 0 && mtime > before.at;
    return read.state === 'present' && wasTouched && (await isCopiedSince(file, before, search))
      ? present({ ...read.value, missed: true })
      : read;
  }
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

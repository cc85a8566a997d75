import type { Instruments } from '../../../core/instruments.ts';
import type { ProbeType } from '../../../core/probe.ts';
import { compilePattern, patternProse, type Pattern } from '../../../core/pattern.ts';
import { durationPattern, secondsOf } from '../../../core/quantity.ts';
import { present, whyNot, type Reading } from '../../../core/reading.ts';
import { t } from '../../../core/text.ts';
import { cutTo } from '../../../core/cut.ts';
import { tellFields } from '../../../core/told.ts';

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
        description: 'Counts what checks have found within this time; without it, since the last check.',
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
  }),
  told: tellFields('count'),
  evidence: ({ file }) => ({ logs: [file] }),
  async measure(spec, { instruments, now, memory }) {
    const before = asMemory(memory);
    const compiled = await compilePattern(spec.match);
    if ('fault' in compiled) return { unknown: t('policy.pattern', { fault: compiled.fault }) };
    const search: Search = { instruments, matches: compiled.matches, until: performance.now() + patience };
    const news =
      before === undefined ? await findEnd(spec.file, instruments) : await readOn(spec.file, before, search);
    if (news.state !== 'present') return { unknown: whyNot(news, spec.file) };
    const { count, last, ...place } = news.value;
    const window = secondsOf(spec.window, 0) * 1000;
    const since = before?.at ?? now;
    // A check in what is now the future was made before the clock was set back.
    const kept = (before?.found ?? []).filter(([at]) => at > now - window && at <= now);
    const found = window === 0 ? [] : [...kept, ...(count > 0 ? [[now, count] as const] : [])];
    const total = window === 0 ? count : found.reduce((sum, [, number]) => sum + number, 0);
    const span = window === 0 ? Math.max(0, now - since) : window;
    const line = last || (before?.last ?? '');
    return {
      fields: { count: total, rate: span === 0 ? 0 : (total * 60_000) / span, last: line },
      memory: { ...place, at: now, found: found.slice(-mostFound), last: line } satisfies Remembered,
    };
  },
};

/** Where a file was read up to, and how to know it again: a file may be cut and grow past that place. */
interface Place {
  readonly inode: number;
  readonly offset: number;
  /** Digest of the bytes before the offset. */
  readonly mark: number;
  /** The offset is in the middle of a line, whose beginning has been judged. */
  readonly inside?: boolean;
}

interface Remembered extends Place {
  readonly at: number;
  readonly found: readonly (readonly [at: number, count: number])[];
  readonly last: string;
}

interface News extends Place {
  readonly count: number;
  readonly last: string;
}

/** What lines are looked at with, and until when (as performance.now() has it). */
interface Search {
  readonly instruments: Instruments;
  readonly matches: Pattern;
  readonly until: number;
}

const mostFound = 2000;
const markBytes = 64;
const pieceBytes = 256 * 1024;
/** Part of a line that is looked at. */
const lineBytes = 8 * 1024;
/** What is read in one check at most; of more than that only the newest. */
const mostBytes = 64 * 1024 * 1024;
/** Milliseconds for a check to read in; what is left then is for the next. */
const patience = 4000;
/** Milliseconds after which other probes get their turn. */
const turn = 20;
/** Files beside the log that may be what it was before its rotation. */
const mostNeighbours = 200;

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
  return present({ inode, offset: size, mark, count: 0, last: '' });
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
  // Renamed or copied away: what came between the last check and the rotation is in the neighbour.
  const rest = await readRotated(file, before, search);
  const fresh = await readLines(file, { inode, offset: 0, mark: markOf(new Uint8Array()) }, search);
  if (fresh.state !== 'present' || rest === undefined) return fresh;
  return present({
    ...fresh.value,
    count: fresh.value.count + rest.count,
    last: fresh.value.last || rest.last,
  });
}

async function readRotated(file: string, before: Remembered, search: Search): Promise<News | undefined> {
  const { instruments } = search;
  const cut = file.lastIndexOf('/');
  const folder = file.slice(0, cut) || '/';
  const name = file.slice(cut + 1);
  const names = await instruments.list(folder);
  if (names.state !== 'present' || before.offset === 0) return undefined;
  const stem = name.replace(/\.log$/u, '');
  const neighbours = names.value.filter((one) => one !== name && one.startsWith(stem));
  for (const other of neighbours.slice(0, mostNeighbours)) {
    const path = `${folder}/${other}`;
    const piece = await instruments.readFrom(path, 0, 0);
    if (piece.state !== 'present' || piece.value.size < before.offset) continue;
    const { inode } = piece.value;
    if ((await markAt(path, before.offset, inode, instruments)) !== before.mark) continue;
    const { offset, mark, inside = false } = before;
    const rest = await readLines(path, { inode, offset, mark, inside }, search);
    if (rest.state === 'present') return rest.value;
  }
  return undefined;
}

/**
 * Counts matching lines from a place to the last whole line, or as far as the time goes. Where another file takes the
 * place of this one meanwhile, nothing was read: the next check finds it as its neighbour.
 */
async function readLines(path: string, from: Place, search: Search): Promise<Reading<News>> {
  const { instruments, until } = search;
  const nothing = present({ ...from, count: 0, last: '' });
  const found = { count: 0, last: '' };
  let { offset, inside = false } = from;
  while (performance.now() < until) {
    const piece = await instruments.readFrom(path, offset, pieceBytes);
    if (piece.state !== 'present') return offset === from.offset ? piece : nothing;
    const { bytes, size, inode } = piece.value;
    if (inode !== from.inode) return nothing;
    if (size - offset > mostBytes) {
      offset = size - mostBytes;
      inside = true;
      continue;
    }
    const isFull = bytes.length === pieceBytes;
    const read = await judgeLines(bytes, inside, isFull, search, found);
    if (read.length === 0) break;
    offset += read.length;
    ({ inside } = read);
  }
  const mark = await markAt(path, offset, from.inode, instruments);
  if (mark === undefined) return nothing;
  return present({
    inode: from.inode,
    offset,
    mark,
    ...(inside ? { inside } : {}),
    count: found.count,
    last: printable(found.last),
  });
}

/**
 * Judges the lines in a piece of a file. Answers how many bytes were dealt with, which ends at a line unless one fills
 * all of a full piece: its beginning has been judged then, and the rest of it is passed over.
 */
async function judgeLines(
  bytes: Uint8Array,
  isInside: boolean,
  isFull: boolean,
  { matches, until }: Search,
  found: { count: number; last: string },
): Promise<{ readonly length: number; readonly inside: boolean }> {
  const judge = (start: number, end: number): void => {
    const line = decoder.decode(bytes.subarray(start, Math.min(end, start + lineBytes)));
    if (line === '' || !matches(line)) return;
    found.count += 1;
    found.last = line;
  };
  let inside = isInside;
  let start = 0;
  let resumed = performance.now();
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    if (!inside) judge(start, end);
    inside = false;
    start = end + 1;
    if (performance.now() - resumed < turn) continue;
    await new Promise(setImmediate);
    resumed = performance.now();
    if (resumed > until) return { length: start, inside };
  }
  if (start > 0 || !isFull) return { length: start, inside };
  if (!inside) judge(0, bytes.length);
  return { length: bytes.length, inside: true };
}

const decoder = new TextDecoder();

/** Digest of the bytes before an offset; undefined: they cannot be read, or it is another file by now. */
async function markAt(
  path: string,
  offset: number,
  inode: number,
  instruments: Instruments,
): Promise<number | undefined> {
  const start = Math.max(0, offset - markBytes);
  const piece = await instruments.readFrom(path, start, offset - start);
  return piece.state === 'present' && piece.value.inode === inode ? markOf(piece.value.bytes) : undefined;
}

/** FNV-1a. */
function markOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function printable(line: string): string {
  return cutTo(line.replaceAll(/\p{Cc}/gu, '\u{FFFD}'), 200);
}

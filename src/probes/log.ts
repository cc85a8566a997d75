import type { Instruments } from '../core/instruments.ts';
import type { ProbeType } from '../core/probe.ts';
import { durationPattern, secondsOf } from '../core/quantity.ts';
import { present, whyNot, type Reading } from '../core/reading.ts';

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
        description: 'A regular expression that is looked for in each line.',
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
  async measure(spec, { instruments, now, memory }) {
    const before = asMemory(memory);
    const news =
      before === undefined ? await findEnd(spec, instruments) : await readOn(spec, before, instruments);
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

const mostFound = 2000;
const markBytes = 64;
const pieceBytes = 256 * 1024;
/** What is read in one check at most; of more than that only the newest. */
const mostBytes = 64 * 1024 * 1024;

function asMemory(memory: unknown): Remembered | undefined {
  const known = memory as Remembered | undefined;
  return typeof known?.inode === 'number' && typeof known.offset === 'number' && Array.isArray(known.found)
    ? known
    : undefined;
}

async function findEnd({ file }: LogSpec, instruments: Instruments): Promise<Reading<News>> {
  const piece = await instruments.readFrom(file, 0, 0);
  if (piece.state !== 'present') return piece;
  const { inode, size } = piece.value;
  const mark = await markAt(file, size, instruments);
  return present({ inode, offset: size, mark, count: 0, last: '' });
}

async function readOn(spec: LogSpec, before: Remembered, instruments: Instruments): Promise<Reading<News>> {
  const now = await instruments.readFrom(spec.file, 0, 0);
  if (now.state !== 'present') return now;
  const { inode, size } = now.value;
  const isSame =
    inode === before.inode &&
    size >= before.offset &&
    (await markAt(spec.file, before.offset, instruments)) === before.mark;
  if (isSame) return readLines(spec.file, before.offset, spec, instruments, inode);
  // Renamed or copied away: what came between the last check and the rotation is in the neighbour.
  const rest = await readRotated(spec, before, instruments);
  const fresh = await readLines(spec.file, 0, spec, instruments, inode);
  if (fresh.state !== 'present' || rest === undefined) return fresh;
  return present({
    ...fresh.value,
    count: fresh.value.count + rest.count,
    last: fresh.value.last || rest.last,
  });
}

async function readRotated(
  spec: LogSpec,
  before: Remembered,
  instruments: Instruments,
): Promise<News | undefined> {
  const cut = spec.file.lastIndexOf('/');
  const folder = spec.file.slice(0, cut) || '/';
  const name = spec.file.slice(cut + 1);
  const names = await instruments.list(folder);
  if (names.state !== 'present') return undefined;
  for (const other of names.value.filter(
    (one) => one !== name && one.startsWith(name.replace(/\.log$/u, '')),
  )) {
    const path = `${folder}/${other}`;
    const piece = await instruments.readFrom(path, 0, 0);
    if (piece.state !== 'present' || piece.value.size < before.offset || before.offset === 0) continue;
    if ((await markAt(path, before.offset, instruments)) !== before.mark) continue;
    const rest = await readLines(path, before.offset, spec, instruments, before.inode);
    if (rest.state === 'present') return rest.value;
  }
  return undefined;
}

/** Counts matching lines from an offset to the last whole line. */
async function readLines(
  path: string,
  from: number,
  { match }: LogSpec,
  instruments: Instruments,
  inode: number,
): Promise<Reading<News>> {
  const pattern = new RegExp(match, 'u');
  const decoder = new TextDecoder();
  let offset = from;
  let count = 0;
  let last = '';
  for (;;) {
    const piece = await instruments.readFrom(path, offset, pieceBytes);
    if (piece.state !== 'present') return piece;
    const { bytes, size } = piece.value;
    if (size - offset > mostBytes) {
      offset = size - mostBytes;
      continue;
    }
    const end = bytes.lastIndexOf(10) + 1;
    // A line that fills a whole piece is no line of a log: it is passed over piece by piece.
    const whole = end > 0 ? end : bytes.length === pieceBytes ? bytes.length : 0;
    if (whole === 0) break;
    for (const line of decoder.decode(bytes.subarray(0, whole)).split('\n')) {
      if (line === '' || !pattern.test(line)) continue;
      count += 1;
      last = line;
    }
    offset += whole;
  }
  const mark = await markAt(path, offset, instruments);
  return present({ inode, offset, mark, count, last: printable(last) });
}

/** FNV-1a over the bytes before an offset. */
async function markAt(path: string, offset: number, instruments: Instruments): Promise<number> {
  const start = Math.max(0, offset - markBytes);
  const piece = await instruments.readFrom(path, start, offset - start);
  if (piece.state !== 'present') return -1;
  let hash = 0x811c9dc5;
  for (const byte of piece.value.bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function printable(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, '\u{FFFD}').slice(0, 200);
}

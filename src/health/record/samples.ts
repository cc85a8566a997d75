import type { FieldReading } from '../../core/probe.ts';
import type { Reading } from '../../core/reading.ts';
import type { Records } from '../../core/records.ts';
import type { Measurements } from '../../core/probe.ts';
import { cutTo } from '../../core/cut.ts';

/** One recorded moment of one group. Unknown probes have no values. */
export interface Sample {
  /** Milliseconds since 1970, to the second. */
  readonly at: number;
  readonly group: string;
  /** `probe.field`; samples of one heading share one array, so that a reader can cache by it. */
  readonly columns: readonly string[];
  readonly values: readonly SampleValue[];
}

/** Value of a field in a sample. */
export type SampleValue = number | string | boolean;

const folder = 'samples';
const longestText = 60;

/** The day file that holds a moment, UTC: `samples/2026-11-24.jsonl`. */
export function dayFile(at: number): string {
  return `${folder}/${new Date(at).toISOString().slice(0, 10)}.jsonl`;
}

/** The values that are worth keeping of a round of measurements. */
export function sampleOf(group: string, at: number, measurements: Measurements): Sample {
  const columns: string[] = [];
  const values: SampleValue[] = [];
  for (const [probe, measurement] of Object.entries(measurements))
    if ('fields' in measurement)
      for (const [field, reading] of Object.entries(measurement.fields)) {
        const value = kept(reading);
        if (value === undefined) continue;
        columns.push(`${probe}.${field}`);
        values.push(value);
      }
  return { at, group, columns, values };
}

/**
 * The lines to append for a sample. Columns are named once a day, in a heading line, and values follow as arrays: a
 * third of the size, and of the time to read. `heading` is what the last call returned for this group: the day, and
 * the keys of the headings that its file has.
 */
export function encodeSample(
  sample: Sample,
  heading: string | undefined,
): { readonly lines: string; readonly heading: string } {
  const { at, group, columns, values } = sample;
  const key = columnsKey(group, columns);
  const [day, ...keys] = heading?.split(' ') ?? [];
  const today = dayFile(at);
  const row = JSON.stringify([Math.floor(at / 1000), key, ...values]);
  if (heading !== undefined && day === today && keys.includes(key)) return { lines: `${row}\n`, heading };
  const head = JSON.stringify({ v: 1, k: key, g: group, c: columns });
  const known = day === today ? keys.slice(0, mostHeadings) : [];
  return { lines: `${head}\n${row}\n`, heading: [today, key, ...known].join(' ') };
}

/** Headings remembered for a day's file: a group whose columns change all the time repeats some. */
const mostHeadings = 16;

/** Reads samples between two moments, oldest first. Days outside are not opened; a torn or foreign line is skipped. */
export function* readSamples(
  records: Records,
  { since, until, group }: { readonly since: number; readonly until: number; readonly group?: string },
): Generator<Sample> {
  const [first, last] = [dayFile(since), dayFile(until)];
  for (const { name, size } of records.list(folder)) {
    const file = `${folder}/${name}`;
    if (!name.endsWith('.jsonl') || file < first || file > last) continue;
    const text =
      file === first && size > largeFile ? readSince(records, file, size, since) : readAll(records, file);
    for (const sample of decodeSamples(text))
      if (sample.at >= since && sample.at <= until && (group === undefined || sample.group === group))
        yield sample;
  }
}

/** Removes sample files older than `days`, and the oldest ones while all together exceed `bytes`; never today's. */
export function retainSamples(
  records: Records,
  now: number,
  { days, bytes }: { readonly days: number; readonly bytes: number },
): void {
  const today = dayFile(now);
  const oldest = dayFile(now - days * 86_400_000);
  let total = 0;
  for (const { name, size } of [...records.list(folder)].reverse()) {
    const file = `${folder}/${name}`;
    total += size;
    if (file < today && (file < oldest || total > bytes)) records.remove(file);
  }
}

const largeFile = 1 << 15;

/** The end of a large file from about a moment on, with the headings at its beginning. */
function readSince(records: Records, file: string, size: number, since: number): string {
  for (let length = largeFile >> 1; length < size; length *= 4) {
    const tail = decode(records.read(file, -length));
    const begin = tail.indexOf('\n') + 1;
    const firstRow = /^\[(\d+),/mu.exec(tail.slice(begin));
    const covered = firstRow !== null && Number(firstRow[1]) * 1000 < since;
    const head = decode(records.read(file, 0, 1 << 14));
    if (covered && knowsAll(head + tail))
      return head.slice(0, head.lastIndexOf('\n') + 1) + tail.slice(begin);
  }
  return readAll(records, file);
}

/** Tells whether each row's heading is among the lines. */
function knowsAll(text: string): boolean {
  const known = new Set([...text.matchAll(/"k":"(\w+)"/gu)].map(([, key]) => key));
  return [...text.matchAll(/^\[\d+,"(\w+)"/gmu)].every(([, key]) => known.has(key));
}

function readAll(records: Records, file: string): string {
  return decode(records.read(file));
}

function decode(reading: Reading<Uint8Array>): string {
  return reading.state === 'present' ? new TextDecoder().decode(reading.value) : '';
}

function* decodeSamples(text: string): Generator<Sample> {
  const headings = new Map<unknown, { readonly g: string; readonly c: readonly string[] }>();
  for (const parsed of parseLines(text)) {
    if (Array.isArray(parsed)) {
      const row = parsed as readonly SampleValue[];
      const heading = headings.get(row[1]);
      if (heading !== undefined && row.length === heading.c.length + 2)
        yield { at: Number(row[0]) * 1000, group: heading.g, columns: heading.c, values: row.slice(2) };
    } else if (isHeading(parsed)) headings.set(parsed.k, headings.get(parsed.k) ?? parsed);
  }
}

/** All lines in one go, which takes a third of the time; one by one where a line is torn. */
function parseLines(text: string): readonly unknown[] {
  const whole = text.endsWith('\n') ? text.slice(0, -1) : text;
  const all = parseLine(`[${whole.replaceAll('\n', ',')}]`);
  return Array.isArray(all) ? all : whole.split('\n').map(parseLine);
}

/** A line as JSON; undefined when it is torn. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isHeading(value: unknown): value is { k: string; g: string; c: string[] } {
  const heading = value as { v?: unknown; k?: unknown; g?: unknown; c?: unknown } | null | undefined;
  return (
    typeof heading === 'object' &&
    heading !== null &&
    heading.v === 1 &&
    typeof heading.k === 'string' &&
    typeof heading.g === 'string' &&
    Array.isArray(heading.c)
  );
}

function kept(reading: FieldReading): SampleValue | undefined {
  if (typeof reading === 'number')
    return Number.isFinite(reading) ? Math.round(reading * 1e4) / 1e4 : undefined;
  if (typeof reading === 'string') return cutTo(reading, longestText);
  return typeof reading === 'boolean' ? reading : undefined;
}

/** A short name for a list of columns: FNV-1a, which only has to differ within a file. */
function columnsKey(group: string, columns: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const character of `${group} ${columns.join(' ')}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(36);
}

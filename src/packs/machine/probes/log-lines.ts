import type { Instruments } from '../../../core/instruments.ts';
import type { Pattern } from '../../../core/pattern.ts';
import { present, type Reading } from '../../../core/reading.ts';
import { cutTo } from '../../../core/cut.ts';

/**
 * Place that a file was read up to, and marks to know it by again: a file may be cut and grow past that
 * place.
 */
export interface ReadPlace {
  readonly inode: number;
  readonly offset: number;
  /** Digest of the bytes before the offset. */
  readonly mark: number;
  /** The offset is in the middle of a line, whose beginning has been judged. */
  readonly inside?: boolean;
}

/** Lines that were read, and the place up to which they were. */
export interface News extends ReadPlace, FoundLines {
  /** More came than is read in one check: the oldest of it was passed over. */
  readonly missed: boolean;
}

/** Lines that match. */
export interface FoundLines {
  readonly count: number;
  readonly last: string;
}

/** Tools that lines are looked at with, and the end of the time for it (as performance.now() has it). */
export interface Search {
  readonly instruments: Instruments;
  readonly matches: Pattern;
  /** Another folder that a log is moved to. */
  readonly olddir?: string;
  readonly until: number;
}

/** Bytes that are read at a time. */
export const pieceBytes = 256 * 1024;
/** Bytes that are read in one check at most; of more than that only the newest. */
export const mostBytes = 64 * 1024 * 1024;
/** Bytes before a place by which it is known again. */
export const markBytes = 64;
/** Part of a line that is looked at. */
const lineBytes = 8 * 1024;
/** Milliseconds after which other probes get their turn. */
const turn = 20;

/**
 * Counts matching lines from a place to the last whole line, or as far as the time goes. Where another file takes the
 * place of this one meanwhile, nothing was read: the next check finds it as its neighbour.
 */
export async function readLines(path: string, from: ReadPlace, search: Search): Promise<Reading<News>> {
  const { instruments, until } = search;
  const nothing = present({ ...from, count: 0, last: '', missed: false });
  const found = { count: 0, last: '' };
  let { offset, inside = false } = from;
  let missed = false;
  while (performance.now() < until) {
    const piece = await instruments.readFrom(path, offset, pieceBytes);
    if (piece.state !== 'present') return offset === from.offset ? piece : nothing;
    const { bytes, size, inode } = piece.value;
    if (inode !== from.inode) return nothing;
    if (size - offset > mostBytes) {
      offset = size - mostBytes;
      inside = true;
      missed = true;
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
    missed,
  });
}

/**
 * Judges the lines in a piece of a file. Answers how many bytes were dealt with, which ends at a line unless one fills
 * all of a full piece: its beginning has been judged then, and the rest of it is passed over.
 */
export async function judgeLines(
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
export async function markAt(
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
export function markOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** A line as it is shown. */
export function printable(line: string): string {
  return cutTo(line.replaceAll(/\p{Cc}/gu, '\u{FFFD}'), 200);
}

import type { FilePiece, Instruments } from '../../../core/instruments.ts';
import {
  judgeLines,
  markAt,
  markBytes,
  markOf,
  mostBytes,
  pieceBytes,
  printable,
  readLines,
  type FoundLines,
  type ReadPlace,
  type Search,
} from './log-lines.ts';

/** Lines that came between the last check and a rotation, as far as they can be found. */
export interface Rotated extends FoundLines {
  readonly missed: boolean;
}

/** Files beside the log that may be what it was before its rotation. */
const mostNeighbours = 200;
/** Milliseconds by which a file's time may lie before a check that saw it. */
const slack = 2000;

const sealed = /\.(?:xz|zst|bz2|lz4|Z)$/u;

interface Neighbour extends Pick<FilePiece, 'inode' | 'size' | 'mtime'> {
  readonly path: string;
  readonly isCompressed: boolean;
  /** Compressed in a way that is not read here: that it holds lines is all that can be told. */
  readonly isSealed: boolean;
  /** Its name is the log's with a number or a date. */
  readonly isNumbered: boolean;
}

/**
 * Finds what a log was before it was renamed, copied or compressed away, and counts what came after the last check;
 * and whole the files that were rotated after that one. `current`: inode of the log now, which the caller reads, even if
 * it has been rotated away meanwhile.
 */
export async function readRotated(
  file: string,
  before: ReadPlace & { readonly at: number },
  current: number,
  search: Search,
): Promise<Rotated> {
  const beside = await neighboursOf(file, folderOf(file), search.instruments);
  const moved =
    search.olddir === undefined ? [] : await neighboursOf(file, search.olddir, search.instruments);
  const all = [...beside, ...moved];
  const neighbours = all.filter(({ inode }) => inode !== current);
  const [found, rest] = await restOf(neighbours, before, search);
  const since = found?.mtime ?? before.at - slack;
  const later = neighbours.filter(
    (one) => one !== found && one.isNumbered && one.mtime > since && one.inode !== found?.inode,
  );
  // It is nowhere to be read. One that was empty may have got lines as well before it was taken away.
  if (found === undefined) return { count: 0, last: '', missed: true };
  let { count, last, missed } = rest;
  for (const one of later.toSorted((a, b) => a.mtime - b.mtime)) {
    const whole = await readWhole(one, search);
    count += whole.count;
    last = whole.last || last;
    missed ||= whole.missed;
  }
  return { count, last, missed };
}

/**
 * Tells that something was rotated since the last check, of a log that was empty then: emptied again after a copy was made,
 * it bears no mark of that.
 */
export async function isCopiedSince(
  file: string,
  { at }: { readonly at: number },
  { instruments, olddir }: Search,
): Promise<boolean> {
  const folders = [folderOf(file), ...(olddir === undefined ? [] : [olddir])];
  const all = await Promise.all(folders.map((folder) => neighboursOf(file, folder, instruments)));
  return all.flat().some(({ isNumbered, mtime, size }) => isNumbered && size > 0 && mtime > at);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}

async function neighboursOf(
  file: string,
  folder: string,
  instruments: Instruments,
): Promise<readonly Neighbour[]> {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const names = await instruments.list(folder || '/');
  if (names.state !== 'present') return [];
  const stem = name.replace(/\.log$/u, '');
  const neighbours: Neighbour[] = [];
  for (const other of names.value
    .filter((one) => (one !== name || folder !== folderOf(file)) && one.startsWith(stem))
    .slice(0, mostNeighbours)) {
    const path = `${folder}/${other}`;
    const piece = await instruments.readFrom(path, 0, 0);
    if (piece.state !== 'present') continue;
    const { inode, size, mtime } = piece.value;
    const isCompressed = other.endsWith('.gz');
    const rest = other.slice(other.startsWith(name) ? name.length : stem.length);
    const isSealed = sealed.test(other);
    const isNumbered = /^[.-]\d[\d-]*(?:\.log)?(?:\.(?:gz|xz|zst|bz2|lz4|Z))?$/u.test(rest);
    neighbours.push({ path, inode, size, mtime, isCompressed, isSealed, isNumbered });
  }
  return neighbours;
}

/** The file that holds what was read at the last check, and what is new in it. */
async function restOf(
  neighbours: readonly Neighbour[],
  before: ReadPlace & { readonly at: number },
  search: Search,
): Promise<readonly [Neighbour | undefined, Rotated]> {
  const nothing = { count: 0, last: '', missed: true };
  const { offset, mark, inside = false } = before;
  const plain = neighbours.filter((one) => !one.isCompressed && !one.isSealed && one.size >= offset);
  for (const one of plain.toSorted(
    (a, b) => Number(b.inode === before.inode) - Number(a.inode === before.inode),
  )) {
    if (offset === 0 && one.inode !== before.inode) continue;
    if ((await markAt(one.path, offset, one.inode, search.instruments)) !== mark) continue;
    const rest = await readLines(one.path, { inode: one.inode, offset, mark, inside }, search);
    if (rest.state === 'present') return [one, rest.value];
  }
  for (const one of neighbours) {
    if (!one.isCompressed || !one.isNumbered || one.mtime < before.at - slack) continue;
    const rest = await readCompressed(one, before, search);
    if (rest !== undefined) return [one, rest];
  }
  return [undefined, nothing];
}

async function readWhole(one: Neighbour, search: Search): Promise<Rotated> {
  if (one.isSealed) return { count: 0, last: '', missed: true };
  const start = { inode: one.inode, offset: 0, mark: markOf(new Uint8Array()) };
  if (one.isCompressed)
    return (await readCompressed(one, start, search)) ?? { count: 0, last: '', missed: true };
  const read = await readLines(one.path, start, search);
  return read.state === 'present' ? read.value : { count: 0, last: '', missed: true };
}

/** Counts in a compressed file from a place on; undefined: it is none, or does not hold what was before that place. */
async function readCompressed(
  { path }: Neighbour,
  { offset, mark, inside: isInside = false }: ReadPlace,
  search: Search,
): Promise<Rotated | undefined> {
  const found = { count: 0, last: '' };
  let inside = isInside;
  let passed = 0;
  let tail = new Uint8Array();
  let open = new Uint8Array();
  let isKnown = offset === 0;
  let missed = false;
  try {
    for await (const bytes of gunzip(path, search.instruments)) {
      // Before the place that is looked for as well: what is packed small may be endless.
      missed = passed > offset + mostBytes || performance.now() > search.until;
      if (missed) break;
      let fresh = bytes;
      if (passed < offset) {
        const old = bytes.subarray(0, offset - passed);
        tail = joined(tail, old).slice(-markBytes);
        fresh = bytes.subarray(old.length);
      }
      passed += bytes.length;
      if (passed < offset) continue;
      if (!isKnown && markOf(tail) !== mark) return undefined;
      isKnown = true;
      open = joined(open, fresh);
      const read = await judgeLines(open, inside, open.length >= pieceBytes, search, found);
      ({ inside } = read);
      open = open.slice(read.length);
    }
  } catch {
    // It is not, or not yet, a whole compressed file.
    missed = true;
  }
  return isKnown ? { count: found.count, last: printable(found.last), missed } : undefined;
}

async function* gunzip(path: string, instruments: Instruments): AsyncGenerator<Uint8Array> {
  let offset = 0;
  const packed = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await instruments.readFrom(path, offset, pieceBytes);
      if (piece.state !== 'present' || piece.value.bytes.length === 0) {
        controller.close();
        return;
      }
      offset += piece.value.bytes.length;
      controller.enqueue(piece.value.bytes);
    },
  });
  yield* packed.pipeThrough(new DecompressionStream('gzip'));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

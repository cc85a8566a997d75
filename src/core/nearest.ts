/**
 * The known name that a misspelt one is most likely meant to be: at most a third of its letters (and two at least
 * where it is long enough) added, left out, changed or swapped with a neighbour. Undefined: it is like none. One name
 * costs the same however many are known: no more than `mostCompared` of them are looked at, and no very long ones.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.min(3, Math.floor(name.length / 3))) + 1;
  const own = lettersIn(name);
  let compared = 0;
  for (const candidate of known) {
    if (compared === mostCompared) break;
    compared += 1;
    if (differsInCase(candidate, name)) return candidate;
    if (least === 1 || differByMore(own, lettersIn(candidate), least)) continue;
    const far = distance(name, candidate, least);
    if (far < least) {
      best = candidate;
      least = far;
    }
  }
  return best;
}

/** Tells whether two names are one but for capitals; their ends are looked at first, which is cheap. */
function differsInCase(a: string, b: string): boolean {
  if (a.length !== b.length || (a.charCodeAt(a.length - 1) | 32) !== (b.charCodeAt(b.length - 1) | 32))
    return false;
  return (a.charCodeAt(0) | 32) === (b.charCodeAt(0) | 32) && a.toLowerCase() === b.toLowerCase();
}

/** Letters that a text has, a bit each; some share one. */
function lettersIn(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length && at < longest; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

/** Tells letters that so many changes of one letter cannot make out of each other. */
function differByMore(some: number, others: number, limit: number): boolean {
  return bitsOf(some & ~others) >= limit || bitsOf(others & ~some) >= limit;
}

function bitsOf(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits += 1;
  return bits;
}

const mostCompared = 1000;
/** Characters. */
const longest = 100;

/** Rows of the table of distances, used again by each comparison. */
let [above, before, row] = [
  new Uint8Array(longest + 8),
  new Uint8Array(longest + 8),
  new Uint8Array(longest + 8),
];

/**
 * Edit distance with swaps of neighbours (optimal string alignment), as far as it is less than a limit: no more of the
 * table is filled than lies so near its diagonal.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  const [start, end] = common(a, b);
  const rows = a.length - start - end;
  const columns = b.length - start - end;
  let leastAbove = 0;
  for (let j = 0; j <= columns; j += 1) above[j] = j;
  for (let i = 1; i <= rows; i += 1) {
    const from = Math.max(1, i - limit);
    const to = Math.min(columns, i + limit);
    const letter = a.charCodeAt(start + i - 1);
    row[from - 1] = from === 1 ? i : limit;
    row[to + 1] = limit;
    let least = from === 1 ? i : limit;
    for (let j = from; j <= to; j += 1) {
      const other = b.charCodeAt(start + j - 1);
      let far = Math.min(
        cell(above, j) + 1,
        cell(row, j - 1) + 1,
        cell(above, j - 1) + (letter === other ? 0 : 1),
      );
      if (i > 1 && j > 1 && letter === b.charCodeAt(start + j - 2) && a.charCodeAt(start + i - 2) === other)
        far = Math.min(far, cell(before, j - 2) + 1);
      row[j] = far;
      least = Math.min(least, far);
    }
    // A swap reaches back two rows.
    if (least >= limit && leastAbove >= limit) return limit;
    leastAbove = least;
    [above, before, row] = [row, above, before];
  }
  return Math.min(cell(above, columns), limit);
}

function cell(row: Uint8Array, at: number): number {
  return row[at] ?? 0;
}

/** Lengths of the beginning and of the end that two texts share. */
function common(a: string, b: string): readonly [start: number, end: number] {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < most - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end))
    end += 1;
  return [start, end];
}

/**
 * The known name that a misspelt one is most likely meant to be: at most a third of its letters (and two at least
 * where it is long enough) added, left out, changed or swapped with a neighbour. Undefined: it is like none. One name
 * costs the same however many are known: no more than `mostCompared` of them are looked at, and no very long ones.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.min(3, Math.floor(name.length / 3))) + 1;
  let compared = 0;
  for (const candidate of known) {
    if (compared === mostCompared) break;
    compared += 1;
    if (differsInCase(candidate, name)) return candidate;
    if (least === 1) continue;
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

const mostCompared = 1000;
/** Characters. */
const longest = 100;

/** Bits of a number: of two texts, the shorter differing part must fit. */
const bits = 32;

/** Positions of each letter in the text that is compared, a bit each; all 0 between two comparisons. */
const positions = new Int32Array(0x1_0000);

/**
 * Edit distance with swaps of neighbours (optimal string alignment), as far as it is less than a limit. A column of the
 * table is two numbers, a bit for each step up and down in it (Hyyrö, A bit-vector algorithm for computing Levenshtein
 * and Damerau edit distances, 2003). Changes that lie further apart than a number has bits count as the limit.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  const [start, end] = common(a, b);
  const rows = a.length - start - end;
  const columns = b.length - start - end;
  if (rows === 0 || columns === 0) return rows + columns;
  if (rows > bits) return limit;
  for (let at = 0; at < rows; at += 1) {
    const letter = a.charCodeAt(start + at);
    positions[letter] = (positions[letter] ?? 0) | (1 << at);
  }
  const last = 1 << (rows - 1);
  let far = rows;
  let [up, down, same, before] = [-1, 0, 0, 0];
  for (let at = 0; at < columns; at += 1) {
    const here = positions[b.charCodeAt(start + at)] ?? 0;
    const swapped = ((~same & here) << 1) & before;
    same = ((((here & up) + up) | 0) ^ up) | here | down | swapped;
    const right = down | ~(same | up);
    const left = same & up;
    if ((right & last) !== 0) far += 1;
    if ((left & last) !== 0) far -= 1;
    const raised = (right << 1) | 1;
    up = (left << 1) | ~(same | raised);
    down = raised & same;
    before = here;
  }
  for (let at = 0; at < rows; at += 1) positions[a.charCodeAt(start + at)] = 0;
  return Math.min(far, limit);
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

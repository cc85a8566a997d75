/**
 * Effect of a line put behind the last one of a file on that one: `safe`: none; `joined`: it continues it,
 * unless an empty line comes between; `changing`: it changes it in any case.
 */
export type Tail = 'safe' | 'joined' | 'changing';

/**
 * A walk through the lines of a file as Apache's lexer takes them: continued lines joined, blanks at both ends off.
 * The line of the moment is `source` from `from` to `to`; it takes the file's text from `start` to `at`.
 */
export interface Scan {
  readonly text: string;
  /** Only where a NUL stands in a file does each line need to be searched for one. */
  readonly hasNul: boolean;
  at: number;
  start: number;
  /** The line's number as Apache counts: that of its last physical line. */
  number: number;
  source: string;
  from: number;
  to: number;
  tail: Tail;
  /**
   * `too_long`: Apache reads no line as long as this one. `nul`: what stands behind a NUL in a line as long as this is
   * not lost for certain: what Apache's buffer does not hold becomes a line of its own.
   */
  fault: 'too_long' | 'nul' | undefined;
}

/** A walk that stands before the first line. */
export function scanOf(text: string): Scan {
  const hasNul = text.includes('\0');
  return {
    text,
    hasNul,
    at: 0,
    start: 0,
    number: 0,
    source: text,
    from: 0,
    to: 0,
    tail: 'safe',
    fault: undefined,
  };
}

/** Goes to the next line; false: there is none. */
export function nextLine(scan: Scan): boolean {
  const { text, at } = scan;
  if (at >= text.length) return false;
  scan.start = at;
  const newline = text.indexOf('\n', at);
  const last = text.charCodeAt(newline - 1);
  const mayContinue =
    newline === -1 || last === backslash || (last === 13 && text.charCodeAt(newline - 2) === backslash);
  if (scan.hasNul || mayContinue) joinLines(scan);
  else {
    scan.number += 1;
    scan.source = text;
    scan.from = at;
    scan.to = newline;
    scan.at = newline + 1;
    scan.tail = 'safe';
    scan.fault = newline + 1 - at > longestLine ? 'too_long' : undefined;
  }
  const { source } = scan;
  let { from, to } = scan;
  while (from < to && isBlank(source.charCodeAt(from))) from += 1;
  while (to > from && isBlank(source.charCodeAt(to - 1))) to -= 1;
  scan.from = from;
  scan.to = to;
  return true;
}

/** Takes the next word off a line, and the blanks behind it; quotes count at the start of a word only. */
export function takeWord(line: { readonly source: string; from: number; readonly to: number }): string {
  const { source, to, from } = line;
  let at = from;
  let escaped = false;
  let word: string;
  const quote = source.charCodeAt(at);
  if (quote === 34 || quote === 39) {
    at += 1;
    for (; at < to; at += 1) {
      const code = source.charCodeAt(at);
      if (code === quote) break;
      if (code !== backslash) continue;
      const next = source.charCodeAt(at + 1);
      if (at + 1 < to && (next === backslash || next === quote)) {
        escaped = true;
        at += 1;
      }
    }
    word = source.slice(from + 1, Math.min(at, to));
    if (escaped) word = word.replaceAll(quote === 34 ? /\\([\\"])/gu : /\\([\\'])/gu, '$1');
    at = Math.min(at + 1, to);
  } else {
    for (; at < to; at += 1) {
      const code = source.charCodeAt(at);
      if (code === backslash) escaped = true;
      else if (isBlank(code)) break;
    }
    word = source.slice(from, at);
    if (escaped) word = word.replaceAll('\\\\', '\\');
  }
  while (at < to && isBlank(source.charCodeAt(at))) at += 1;
  line.from = at;
  return word;
}

/** Splits a line into words as Apache does. */
export function wordsOf(text: string): readonly string[] {
  return restOf({ source: text, from: 0, to: text.length });
}

/** The words of a stretch of text. */
export function restOf(line: { readonly source: string; from: number; readonly to: number }): string[] {
  const words: string[] = [];
  while (line.from < line.to && isBlank(line.source.charCodeAt(line.from))) line.from += 1;
  while (line.from < line.to) words.push(takeWord(line));
  return words;
}

/** Writes words as arguments that Apache's lexer reads as these words. */
export function writeArgs(words: readonly string[]): string {
  return words
    .map((word) => (word === '' || /\s|^["']|\\\\|\\$/u.test(word) ? quoted(word) : word))
    .join(' ');
}

/** A word in double quotes. */
export function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

const backslash = 92;

/** Bytes of a line, joined as far as it is, its newline included (httpd's VARBUF_MAX_LEN). */
const longestLine = 16 * 1024 * 1024;

/** Bytes that Apache's buffer for a line holds from the start (VARBUF_INIT_LEN). */
const leastBuffer = 200;

/** The slow way: a line that others continue, that no newline ends, or in which a NUL may stand. */
function joinLines(scan: Scan): void {
  const { text } = scan;
  let { at } = scan;
  let joined = '';
  scan.tail = 'safe';
  scan.fault = undefined;
  for (;;) {
    scan.number += 1;
    const newline = text.indexOf('\n', at);
    const next = newline === -1 ? text.length : newline + 1;
    const piece = text.slice(at, newline === -1 ? undefined : newline);
    const length = scan.hasNul
      ? Buffer.byteLength(joined) + Buffer.byteLength(piece) + 1
      : joined.length + next - at;
    if (length > longestLine) scan.fault = 'too_long';
    at = next;
    // What stands after a NUL is lost, a backslash that would continue the line included.
    const nul = scan.hasNul ? piece.indexOf('\0') : -1;
    if (nul !== -1) {
      if (length > leastBuffer) scan.fault ??= 'nul';
      joined += piece.slice(0, nul);
      if (newline === -1 && /[\\\r]$/u.test(joined)) scan.tail = 'changing';
      break;
    }
    joined += piece;
    // Apache looks at the line as joined so far: what a continuation leaves at its end counts as well.
    if (newline !== -1 && joined.endsWith('\r')) joined = joined.slice(0, -1);
    const continued = newline !== -1 && joined.endsWith('\\');
    if (continued) joined = joined.slice(0, -1);
    const odd = joined.endsWith('\\') || joined.endsWith('\r');
    if (!continued) {
      if (newline === -1 && odd) scan.tail = 'changing';
      break;
    }
    if (at >= text.length) {
      // Apache looks for the continuation in a line that is not there, and counts it.
      scan.number += 1;
      scan.tail = odd ? 'changing' : 'joined';
      break;
    }
  }
  scan.source = joined;
  scan.from = 0;
  scan.to = joined.length;
  scan.at = at;
}

function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

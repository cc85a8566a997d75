import { withoutEnd } from '../../core/ends.ts';
import type { Range } from './document.ts';

/** A document read without the YAML package: its value, and where everything in it stands. */
export interface PlainDocument {
  readonly value: Readonly<Record<string, unknown>>;
  readonly range: Range;
  /** Offsets by collection, four an entry in their order: of the key, or of the item as its own, and of the value. */
  readonly spans: ReadonlyMap<object, readonly number[]>;
}

/**
 * The documents of a text in the plain YAML that policies are written in: block and flow collections, texts on one
 * line, literal blocks, comments. Undefined where the text has anything else or anything wrong: the YAML package then
 * says what it means. What is read here means the same to the package, which takes some twenty times as long.
 */
export function readPlain(text: string): readonly PlainDocument[] | undefined {
  const { documents, refused } = scanDocuments(text);
  return refused === undefined ? documents : undefined;
}

/** Characters up to which a text that is not plain can be read. */
export function plainUpTo(text: string): number {
  return scanDocuments(text).refused ?? text.length;
}

function scanDocuments(text: string): {
  readonly documents: readonly PlainDocument[];
  readonly refused: number | undefined;
} {
  const odd = text.search(unusual);
  if (odd >= 0) return { documents: [], refused: odd };
  const scan: Scan = {
    text,
    at: 0,
    indent: 0,
    refused: undefined,
    comments: Infinity,
    from: 0,
    to: 0,
    spans: new Map(),
  };
  const documents: PlainDocument[] = [];
  while (scan.refused === undefined && toContent(scan)) {
    if (scan.indent === marker) {
      scan.at += '---'.length;
      if (!pass(scan, lineEnd)) refuse(scan);
      continue;
    }
    if (scan.indent !== 0) {
      refuse(scan);
      break;
    }
    scan.spans = new Map();
    const value = blockMap(scan, 0, 0);
    documents.push({ value, range: [scan.from, scan.to], spans: scan.spans });
  }
  return { documents, refused: scan.refused };
}

/** Characters that make a line end, or nothing at all, for some readers and not for others. */
const unusual = /[\0-\x08\v-\x1f\x7f-\x9f\u2028\u2029\ufeff]/u;

interface Scan {
  readonly text: string;
  /** Position at which reading goes on. */
  at: number;
  /** Columns before the content of the line that was begun last; `marker` at a document's, `end` at the text's end. */
  indent: number;
  /** Position at which the text stopped being plain; undefined: nowhere yet. */
  refused: number | undefined;
  /** Columns before the comment that stands leftmost between the last content and the next. */
  comments: number;
  /** Range of the value that was read last. */
  from: number;
  to: number;
  spans: Map<object, number[]>;
}

const marker = -1;
const end = -2;
/** Deeper nesting than people write is left to the package. */
const deepest = 40;
/** YAML 1.2 allows 1,024 characters for a key and its colon. */
const longestKey = 1000;

const space = 0x20;
const newline = 0x0a;

const lineEnd = /(?: +#[^\n]*| *)(?:\n|$)/y;
const key = /[A-Za-z_][\w./-]*(?: [\w./-]+)*(?=:[ \n])/y;
const dash = /- +(?=[^ \n#])/y;
const comment = /#[^\n]*/y;
const single = /'(?:[^'\n]|'')*'/y;
const double = /"(?:[^"\\\n]|\\["\\/nt])*"/y;
const blockPlain = /(?:[^\s\-?:,[\]{}#&*!|>'"%@`~]|-\d)(?:[^\n\t #]|(?<! )#| (?!#))*/y;
const flowPlain = /(?:[^\s\-?:,[\]{}#&*!|>'"%@`~]|-\d)(?:[^\n\t #,[\]{}]|(?<! )#| (?!#))*/y;
const literal = /\|-?(?: +#[^\n]*| *)\n/y;
const line = /[^\n]*\n/y;

/** Goes over what a pattern fits from here on; false: it does not fit. */
function pass(scan: Scan, pattern: RegExp): boolean {
  pattern.lastIndex = scan.at;
  if (!pattern.test(scan.text)) return false;
  scan.at = pattern.lastIndex;
  return true;
}

/** The text that a pattern fits from here on; undefined: it does not fit. */
function take(scan: Scan, pattern: RegExp): string | undefined {
  const start = scan.at;
  return pass(scan, pattern) ? scan.text.slice(start, scan.at) : undefined;
}

/** Leaves the text to the package. Whoever reads on finds the end. */
function refuse(scan: Scan): undefined {
  scan.refused ??= scan.at;
  scan.at = scan.text.length;
  scan.indent = end;
}

/** Goes to the next line that has content; false: there is none. Asked at the beginning of a line. */
function toContent(scan: Scan): boolean {
  scan.comments = Infinity;
  let start: number;
  for (;;) {
    start = scan.at;
    while (scan.text.charCodeAt(scan.at) === space) scan.at += 1;
    const margin = scan.at - start;
    if (pass(scan, comment)) scan.comments = Math.min(scan.comments, margin);
    if (scan.text.charCodeAt(scan.at) !== newline) break;
    scan.at += 1;
  }
  if (scan.at >= scan.text.length) scan.indent = end;
  else scan.indent = scan.at === start && scan.text.startsWith('---', start) ? marker : scan.at - start;
  return scan.indent !== end;
}

function blockMap(scan: Scan, indent: number, depth: number): Readonly<Record<string, unknown>> {
  const map: Record<string, unknown> = {};
  const spans = spansOf(scan, map);
  const from = scan.at;
  if (depth > deepest) refuse(scan);
  while (scan.indent === indent) {
    const start = scan.at;
    const name = keyOf(scan, map);
    if (name === undefined) break;
    map[name] = blockValue(scan, indent, depth + 1);
    spans.push(start, start + name.length, scan.from, scan.to);
    if (scan.indent > indent) refuse(scan);
  }
  scan.from = from;
  return map;
}

/** Spans of a collection that is being read. */
function spansOf(scan: Scan, collection: object): number[] {
  const spans: number[] = [];
  scan.spans.set(collection, spans);
  return spans;
}

/** The key that stands here; reading goes on behind its colon. */
function keyOf(scan: Scan, map: Readonly<Record<string, unknown>>): string | undefined {
  const name = take(scan, key);
  if (name === undefined || name.length > longestKey || name in map || words.has(name.toLowerCase()))
    return refuse(scan);
  scan.at += 1;
  return name;
}

function atKey({ text, at }: Scan): boolean {
  key.lastIndex = at;
  return key.test(text);
}

/** The value of a key, up to the next line with content. */
function blockValue(scan: Scan, indent: number, depth: number): unknown {
  [scan.from, scan.to] = [scan.at, scan.at];
  if (!pass(scan, lineEnd)) {
    while (scan.text.charCodeAt(scan.at) === space) scan.at += 1;
    return inlineValue(scan, indent, depth);
  }
  toContent(scan);
  if (scan.indent >= indent && scan.text.startsWith('- ', scan.at))
    return blockSequence(scan, scan.indent, depth);
  if (scan.indent <= indent) return null;
  if (atKey(scan)) return blockMap(scan, scan.indent, depth);
  // The package takes a comment to the left for the end of the value that has not yet come.
  return scan.comments <= indent ? refuse(scan) : inlineValue(scan, indent, depth);
}

function blockSequence(scan: Scan, indent: number, depth: number): readonly unknown[] {
  const items: unknown[] = [];
  const spans = spansOf(scan, items);
  const from = scan.at;
  while (scan.indent === indent && scan.text.startsWith('- ', scan.at)) {
    const inside = indent + (take(scan, dash)?.length ?? 0);
    if (inside === indent) refuse(scan);
    if (atKey(scan)) {
      scan.indent = inside;
      items.push(blockMap(scan, inside, depth + 1));
    } else items.push(inlineValue(scan, indent, depth + 1));
    spans.push(scan.from, scan.to, scan.from, scan.to);
    if (scan.indent > indent) refuse(scan);
  }
  scan.from = from;
  return items;
}

/** A value that begins on the line of its key or dash, up to the next line with content. */
function inlineValue(scan: Scan, indent: number, depth: number): unknown {
  if (scan.text[scan.at] === '|') return literalBlock(scan, indent);
  const value = quotedOrFlow(scan, indent, depth) ?? scalar(scan, take(scan, blockPlain));
  if (!pass(scan, lineEnd)) return refuse(scan);
  toContent(scan);
  return value;
}

/** Lines taken as they are, without the indentation of the first. */
function literalBlock(scan: Scan, parent: number): string | undefined {
  const strip = scan.text[scan.at + 1] === '-';
  scan.from = scan.at;
  if (!pass(scan, literal)) return refuse(scan);
  const lines: string[] = [];
  let indent = 0;
  for (let from = scan.at; pass(scan, line); from = scan.at) {
    const content = scan.text.slice(from, scan.at - 1);
    const margin = content.search(/[^ ]|$/u);
    if (indent === 0) indent = margin;
    if (margin === content.length ? margin > indent || lines.length === 0 : indent <= parent)
      return refuse(scan);
    if (margin < content.length && margin < indent) {
      scan.at = from;
      break;
    }
    lines.push(content.slice(indent));
    if (margin < content.length) scan.to = scan.at;
  }
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0 || !scan.text.endsWith('\n')) return refuse(scan);
  toContent(scan);
  return lines.join('\n') + (strip ? '' : '\n');
}

function quotedOrFlow(scan: Scan, indent: number, depth: number): unknown {
  switch (scan.text[scan.at] ?? '') {
    case "'":
      return inside(scan, take(scan, single))?.replaceAll("''", "'") ?? refuse(scan);
    case '"':
      return inside(scan, take(scan, double))?.replaceAll(/\\(.)/gu, escaped) ?? refuse(scan);
    case '[':
      return flowSequence(scan, indent, depth);
    case '{':
      return flowMap(scan, indent, depth);
    default:
      return undefined;
  }
}

/** Text between the quotes that were read last. */
function inside(scan: Scan, quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined;
  [scan.from, scan.to] = [scan.at - quoted.length, scan.at];
  return quoted.slice(1, -1);
}

function escaped(_: string, character: string): string {
  return { n: '\n', t: '\t' }[character] ?? character;
}

function flowSequence(scan: Scan, indent: number, depth: number): readonly unknown[] {
  const items: unknown[] = [];
  const spans = spansOf(scan, items);
  const from = scan.at;
  scan.at += 1;
  for (
    toFlow(scan, indent);
    scan.text[scan.at] !== ']' && scan.refused === undefined;
    toNext(scan, indent, ']')
  ) {
    items.push(flowValue(scan, indent, depth + 1));
    spans.push(scan.from, scan.to, scan.from, scan.to);
  }
  scan.at += 1;
  [scan.from, scan.to] = [from, scan.at];
  return items;
}

function flowMap(scan: Scan, indent: number, depth: number): Readonly<Record<string, unknown>> {
  const map: Record<string, unknown> = {};
  const spans = spansOf(scan, map);
  const from = scan.at;
  scan.at += 1;
  for (
    toFlow(scan, indent);
    scan.text[scan.at] !== '}' && scan.refused === undefined;
    toNext(scan, indent, '}')
  ) {
    const start = scan.at;
    const name = keyOf(scan, map);
    if (name === undefined) break;
    toFlow(scan, indent);
    map[name] = flowValue(scan, indent, depth + 1);
    spans.push(start, start + name.length, scan.from, scan.to);
  }
  scan.at += 1;
  [scan.from, scan.to] = [from, scan.at];
  return map;
}

function flowValue(scan: Scan, indent: number, depth: number): unknown {
  if (depth > deepest) return refuse(scan);
  return quotedOrFlow(scan, indent, depth) ?? scalar(scan, take(scan, flowPlain));
}

/** Goes behind the comma that follows a value, or to what closes the collection. */
function toNext(scan: Scan, indent: number, closing: string): void {
  toFlow(scan, indent);
  if (scan.text[scan.at] === closing) return;
  if (scan.text[scan.at] !== ',') return refuse(scan);
  scan.at += 1;
  toFlow(scan, indent);
}

/** Goes over spaces, line ends and comments in a flow collection, whose lines all stand deeper than its parent. */
function toFlow(scan: Scan, indent: number): void {
  const from = scan.at;
  let line = from - 1;
  for (;;) {
    while (scan.text.charCodeAt(scan.at) === space) scan.at += 1;
    const next = scan.text.charCodeAt(scan.at);
    const deeper = line < from || scan.at - line - 1 > indent;
    if (next === newline) {
      line = scan.at;
      scan.at += 1;
      continue;
    }
    if (!deeper || scan.at >= scan.text.length) return refuse(scan);
    // Behind anything but a blank it is a part of a text.
    if (scan.at === from || !pass(scan, comment)) return;
  }
}

/** The value of a text without quotes, in YAML 1.2's core schema. Spellings that few people use are refused. */
function scalar(scan: Scan, taken: string | undefined): unknown {
  if (taken === undefined) return refuse(scan);
  // Other blanks of Unicode at its end belong to a text in YAML.
  const written = withoutEnd(taken, ' ');
  scan.from = scan.at - taken.length;
  scan.to = scan.from + written.length;
  if (written.includes(': ') || written.endsWith(':')) return refuse(scan);
  if (written.length <= 5 && words.has(written.toLowerCase()))
    return words.has(written) ? words.get(written) : refuse(scan);
  if (!/^[-+.\d]/u.test(written)) return written;
  if (/^(?:-?[1-9]|0)\d{0,14}(?:\.\d{1,9})?$/u.test(written)) return Number(written);
  return /^[-+]?\.?\d[\d_.oxa-f+-]*$|^[-+]?\.(?:inf|nan)$/iu.test(written) ? refuse(scan) : written;
}

const words: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

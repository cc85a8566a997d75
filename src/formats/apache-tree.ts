import { Failure } from '../core/failure.ts';
import { t } from '../core/text.ts';

/** A directive with the stretch of text that it takes, end of line included. */
export interface DirectiveNode {
  readonly kind: 'directive';
  readonly name: string;
  readonly args: readonly string[];
  /** Its last line, as Apache counts. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly indent: string;
}

/** A section: its header takes `start` to `bodyStart`, its closing tag `bodyEnd` to `end`. */
export interface SectionNode {
  readonly kind: 'section';
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  readonly end: number;
  readonly indent: string;
  /** Empty where the body is not Apache's syntax (`<Perl>`, `<Macro>`, `<LuaHook...>`). */
  readonly children: readonly Node[];
}

/** What stands in a file, blank lines and comments aside. */
export type Node = DirectiveNode | SectionNode;

type Tail = 'safe' | 'joined' | 'changing';

/** A file of configuration; `text` holds one character a byte. */
export interface Tree {
  readonly text: string;
  readonly children: readonly Node[];
  /** How its lines end. */
  readonly eol: '\n' | '\r\n';
  /** Where its last line begins, continued lines being one. */
  readonly lastLine: number;
  /**
   * What a line put behind the last one would do: `safe`; `joined`: continue it, unless an empty line comes between;
   * `changing`: change it in any case.
   */
  readonly tail: Tail;
}

/** Reads a file as Apache's lexer does. A Failure with the line where Apache would refuse its sections. */
export function readTree(bytes: Uint8Array, path: string): Tree {
  const text = latin1(bytes);
  const root: Node[] = [];
  const open: { readonly header: Line; readonly name: string; readonly children: Node[] }[] = [];
  let opaque: string | undefined;
  let lastLine = 0;
  let tail: Tail = 'safe';
  for (const line of linesOf(text)) {
    lastLine = line.start;
    tail = line.tail;
    const above = open.at(-1);
    if (opaque !== undefined && !isClose(line, opaque)) continue;
    opaque = undefined;
    if (line.text === '' || line.text.startsWith('#')) continue;
    if (line.text.startsWith('</')) {
      if (above === undefined || !isClose(line, above.name))
        throw unbalanced(path, line.number, line.text.split(/[ \t]/u)[0] ?? '');
      open.pop();
      const { header, name, children } = above;
      (open.at(-1)?.children ?? root).push({
        kind: 'section',
        name,
        args: sectionArgs(header.text),
        line: header.number,
        start: header.start,
        bodyStart: header.end,
        bodyEnd: line.start,
        end: line.end,
        indent: header.indent,
        children,
      });
    } else if (line.text.startsWith('<')) {
      const [word = ''] = wordsOf(line.text);
      const name = word.slice(1).replace(/>$/u, '');
      open.push({ header: line, name, children: [] });
      if (/^(?:perl|macro|luahook\w*)$/iu.test(name)) opaque = name;
    } else {
      const [name = '', ...args] = wordsOf(line.text);
      const { number, start, end, indent } = line;
      (above?.children ?? root).push({ kind: 'directive', name, args, line: number, start, end, indent });
    }
  }
  const left = open.at(-1);
  if (left !== undefined) throw unbalanced(path, left.header.number, `<${left.name}>`);
  return { text, children: root, eol: /^[^\n]*\r\n/u.test(text) ? '\r\n' : '\n', lastLine, tail };
}

/** A change to a file: a directive with other arguments, or gone, or a new one at a place. */
export type Edit =
  | { readonly edit: 'replace'; readonly node: DirectiveNode; readonly args: string }
  | { readonly edit: 'remove'; readonly node: DirectiveNode }
  /** Before a node, after one, or last in a section (null: in the file). Edits at one place keep their order. */
  | {
      readonly edit: 'insert';
      readonly name: string;
      readonly args: string;
      readonly where:
        { readonly before: Node } | { readonly after: Node } | { readonly in: SectionNode | null };
    };

/** Carries edits out; every byte that they do not concern stays. */
export function editTree(tree: Tree, edits: readonly Edit[]): Uint8Array {
  const cuts = edits.map((edit, order) => ({ ...cutOf(tree, edit), order }));
  cuts.sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
  let out = '';
  let at = 0;
  for (const { start, end, text } of cuts) {
    out += tree.text.slice(at, start) + text;
    at = Math.max(at, end);
  }
  return bytesOf(out + tree.text.slice(at));
}

/** Writes words as arguments that Apache's lexer reads as these words. */
export function writeArgs(words: readonly string[]): string {
  return words
    .map((word) => (word === '' || /\s|^["']|\\\\|\\$/u.test(word) ? quoted(word) : word))
    .join(' ');
}

/** Splits a line into words as Apache does: quotes count at the start of a word only. */
export function wordsOf(text: string): readonly string[] {
  if (!/["'\\]/u.test(text)) return text.split(/[ \t\v\f\r\n]+/u).filter((word) => word !== '');
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isBlank(text.charAt(at))) at += 1;
    if (at >= text.length) return words;
    const quote = text.charAt(at);
    let word = '';
    if (quote === '"' || quote === "'") {
      at += 1;
      for (; at < text.length && text.charAt(at) !== quote; at += 1) {
        const next = text.charAt(at + 1);
        if (text.charAt(at) === '\\' && (next === '\\' || next === quote)) at += 1;
        word += text.charAt(at);
      }
      at += 1;
    } else {
      for (; at < text.length && !isBlank(text.charAt(at)); at += 1) {
        if (text.startsWith('\\\\', at)) at += 1;
        word += text.charAt(at);
      }
    }
    words.push(word);
  }
}

function quoted(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A logical line: continued lines joined and trimmed. */
interface Line {
  readonly text: string;
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly indent: string;
  readonly tail: Tail;
}

function* linesOf(text: string): Generator<Line> {
  let at = 0;
  let number = 0;
  while (at < text.length) {
    const start = at;
    let joined = '';
    let tail: Tail = 'safe';
    for (;;) {
      number += 1;
      const newline = text.indexOf('\n', at);
      const piece = text.slice(at, newline === -1 ? undefined : newline);
      at = newline === -1 ? text.length : newline + 1;
      // What stands after a NUL is lost, a backslash that would continue the line included.
      const nul = piece.indexOf('\0');
      if (nul !== -1) {
        joined += piece.slice(0, nul);
        if (newline === -1 && /[\\\r]$/u.test(joined)) tail = 'changing';
        break;
      }
      joined += piece;
      // Apache looks at the line as joined so far: what a continuation leaves at its end counts as well.
      if (newline !== -1 && joined.endsWith('\r')) joined = joined.slice(0, -1);
      const continued = newline !== -1 && joined.endsWith('\\');
      if (continued) joined = joined.slice(0, -1);
      const odd = /[\\\r]$/u.test(joined);
      if (!continued) {
        if (newline === -1 && odd) tail = 'changing';
        break;
      }
      if (at >= text.length) {
        // Apache looks for the continuation in a line that is not there, and counts it.
        number += 1;
        tail = odd ? 'changing' : 'joined';
        break;
      }
    }
    yield {
      text: trimmed(joined),
      number,
      start,
      end: at,
      indent: indentAt(text, start),
      tail,
    };
  }
}

function indentAt(text: string, start: number): string {
  let end = start;
  while (text.charAt(end) === ' ' || text.charAt(end) === '\t') end += 1;
  return text.slice(start, end);
}

/** Without blanks at both ends. */
function trimmed(joined: string): string {
  let end = joined.length;
  let start = 0;
  while (start < end && isBlank(joined.charAt(start))) start += 1;
  while (end > start && isBlank(joined.charAt(end - 1))) end -= 1;
  return joined.slice(start, end);
}

function isBlank(character: string): boolean {
  const code = character.charCodeAt(0);
  return code === 32 || (code >= 9 && code <= 13);
}

/** What stands after a closing tag and a blank is ignored, as Apache does. */
function isClose(line: Line, name: string): boolean {
  const word = /^<\/([^ \t>]*)>(?:[ \t]|$)/u.exec(line.text)?.[1];
  return word !== undefined && word.toLowerCase() === name.toLowerCase();
}

/** The arguments of a header end at the last `>` of its line. */
function sectionArgs(header: string): readonly string[] {
  const end = header.lastIndexOf('>');
  return wordsOf(header.slice(0, end === -1 ? undefined : end)).slice(1);
}

function unbalanced(path: string, line: number, tag: string): Failure {
  return new Failure(t('apache.unbalanced', { path, line, tag }), {
    cure: t('apache.unbalanced_cure'),
  });
}

function cutOf(
  tree: Tree,
  edit: Edit,
): { readonly start: number; readonly end: number; readonly text: string } {
  if (edit.edit === 'remove') return { start: edit.node.start, end: edit.node.end, text: '' };
  if (edit.edit === 'replace') {
    const { node, args } = edit;
    const old = tree.text.slice(node.start, node.end);
    const ending = /\r?\n$/u.exec(old)?.[0] ?? '';
    // Name, and what stands between it and the first argument, stay as they are written where that is on one line.
    const [head = '', , name] = /^([ \t]*)(\S+)[ \t]+/u.exec(old) ?? [];
    const kept =
      name === node.name
        ? head
        : `${node.indent}${/^[#<]/u.test(node.name) ? quoted(node.name) : writeArgs([node.name])} `;
    return { start: node.start, end: node.end, text: `${kept}${args}${ending}` };
  }
  const { name, args, where } = edit;
  const line = `${name}${args === '' ? '' : ' '}${args}`;
  if ('before' in where)
    return {
      start: where.before.start,
      end: where.before.start,
      text: `${where.before.indent}${line}${tree.eol}`,
    };
  const siblings = 'in' in where ? (where.in?.children ?? tree.children) : [];
  const neighbour = 'after' in where ? where.after : siblings.at(-1);
  const indent = neighbour?.indent ?? ('in' in where && where.in !== null ? `${where.in.indent}    ` : '');
  const at = 'after' in where ? where.after.end : where.in === null ? tree.text.length : where.in.bodyEnd;
  const text = `${indent}${line}`;
  if (at < tree.text.length || at === 0) return { start: at, end: at, text: `${text}${tree.eol}` };
  if (tree.tail === 'changing')
    return { start: tree.lastLine, end: tree.lastLine, text: `${text}${tree.eol}` };
  if (tree.tail === 'joined') return { start: at, end: at, text: `${tree.eol}${text}${tree.eol}` };
  const ends = tree.text.endsWith('\n');
  return { start: at, end: at, text: ends ? `${text}${tree.eol}` : `${tree.eol}${text}` };
}

/** One character a byte; TextDecoder has no encoding that does this for all bytes. */
function latin1(bytes: Uint8Array): string {
  if (bytes.every((byte) => byte < 0x80)) return new TextDecoder().decode(bytes);
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

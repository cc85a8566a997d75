import { Failure } from '../core/failure.ts';
import { t, type Text } from '../core/text.ts';
import {
  bytesOf,
  latin1,
  nextLine,
  quoted,
  restOf,
  scanOf,
  takeWord,
  wordsOf,
  writeArgs,
  type Scan,
  type Tail,
} from './apache-lexer.ts';

export { wordsOf, writeArgs };

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

/** A file of configuration; `text` holds one character a byte. */
export interface Tree {
  readonly text: string;
  readonly children: readonly Node[];
  /** How its lines end. */
  readonly eol: '\n' | '\r\n';
  /** Where its last line begins, continued lines being one. */
  readonly lastLine: number;
  readonly tail: Tail;
}

/**
 * Reads a file as Apache does when it builds its tree of one, before it looks at what the directives mean. A Failure
 * with the line where Apache would refuse it: sections that do not nest, a header without `>`, a line over 16 MB.
 * What is valid only as long as a condition skips it is refused as well.
 */
export function readTree(bytes: Uint8Array, path: string): Tree {
  const text = latin1(bytes);
  const root: Node[] = [];
  const open: Header[] = [];
  const scan = scanOf(text);
  let header: Header | undefined;
  let siblings = root;
  while (nextLine(scan)) {
    if (scan.tooLong) throw refused(t('apache.line_too_long', { path, line: scan.number }));
    const { number: line, start } = scan;
    const first = scan.from < scan.to ? scan.source.charCodeAt(scan.from) : hash;
    if (header?.opaque === true) {
      if (first === hash || !endsOpaque(scan, header)) continue;
    } else {
      if (first === hash) continue;
      const word = takeWord(scan);
      // Apache takes one > off the end of any name, not of a section's only.
      const name = word.endsWith('>') && word[1] !== '/' ? word.slice(0, -1) : word;
      const indent = indentAt(text, start);
      if (!name.startsWith('<')) {
        siblings.push({ kind: 'directive', name, args: restOf(scan), line, start, end: scan.at, indent });
        continue;
      }
      if (name[1] !== '/') {
        const args = headerArgs(scan);
        if (args === undefined) throw refused(t('apache.no_bracket', { path, line, tag: name }));
        header = {
          name: name.slice(1),
          args,
          line,
          start,
          bodyStart: scan.at,
          indent,
          children: [],
          ...opacity(name),
        };
        open.push(header);
        siblings = header.children;
        continue;
      }
      if (header === undefined || !isClose(word, header.name))
        throw refused(t('apache.unbalanced', { path, line, tag: word }));
    }
    open.pop();
    const { name, args, indent, children } = header;
    const { line: headerLine, start: headerStart, bodyStart } = header;
    header = open.at(-1);
    siblings = header?.children ?? root;
    siblings.push({
      kind: 'section',
      name,
      args,
      line: headerLine,
      start: headerStart,
      bodyStart,
      bodyEnd: start,
      end: scan.at,
      indent,
      children,
    });
  }
  if (header !== undefined)
    throw refused(t('apache.unbalanced', { path, line: header.line, tag: `<${header.name}>` }));
  const { start: lastLine, tail } = scan;
  const newline = text.indexOf('\n');
  return { text, children: root, eol: text[newline - 1] === '\r' ? '\r\n' : '\n', lastLine, tail };
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

/**
 * Carries edits out; every byte that they do not concern stays. New lines take the indentation and the line ending of
 * their neighbours. Where the end of a file would change what stands behind it, a new line goes before its last entry.
 * A Failure where arguments hold a byte that ends a line.
 */
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

/** A section that is still open. */
interface Header {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly start: number;
  readonly bodyStart: number;
  readonly indent: string;
  readonly children: Node[];
  /** Whether the body is not Apache's syntax. */
  readonly opaque: boolean;
  /** Macros that are open in a macro's body, itself included. */
  depth: number;
}

const hash = 35;

/** The arguments of a header end at the last `>` behind its name; undefined: there is none, so Apache refuses it. */
function headerArgs(scan: Scan): readonly string[] | undefined {
  const { source, from, to } = scan;
  if (from >= to) return [];
  const end = source.lastIndexOf('>', to - 1);
  return end < from ? undefined : restOf({ source, from, to: end });
}

function opacity(name: string): { readonly opaque: boolean; depth: number } {
  return { opaque: /^<(?:perl|macro|luahook\w*|luaquickhandler)$/iu.test(name), depth: 1 };
}

/** Whether a line ends a body that is not Apache's syntax: mod_perl wants `</Perl>` alone, mod_macro counts. */
function endsOpaque(scan: Scan, header: Header): boolean {
  if (/^perl$/iu.test(header.name)) return scan.source.slice(scan.from, scan.to) === '</Perl>';
  const word = takeWord(scan);
  if (word.toLowerCase() === '<macro') header.depth += 1;
  else if (isClose(word, header.name)) header.depth -= 1;
  return header.depth === 0;
}

function isClose(word: string, name: string): boolean {
  return (
    word.length === name.length + 3 &&
    word.endsWith('>') &&
    word.slice(2, -1).toLowerCase() === name.toLowerCase()
  );
}

function indentAt(text: string, start: number): string {
  let end = start;
  for (; ; end += 1) {
    const code = text.charCodeAt(end);
    if (code !== 32 && code !== 9) return text.slice(start, end);
  }
}

function refused(text: Text): Failure {
  return new Failure(text, { cure: t('apache.unbalanced_cure') });
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function cutOf(tree: Tree, edit: Edit): Cut {
  if (edit.edit === 'remove') return { start: edit.node.start, end: edit.node.end, text: '' };
  if (edit.edit === 'replace') {
    const { node, args } = edit;
    const old = tree.text.slice(node.start, node.end);
    const ending = /\r?\n$/u.exec(old)?.[0] ?? '';
    return { start: node.start, end: node.end, text: `${headOf(node, old)}${safeArgs(args)}${ending}` };
  }
  const { name, args, where } = edit;
  const line = args === '' ? name : `${name} ${safeArgs(args)}`;
  if ('before' in where) {
    const { start, indent } = where.before;
    return { start, end: start, text: `${indent}${line}${endingOf(tree, where.before)}` };
  }
  const within = 'in' in where ? where.in : null;
  const neighbour = 'after' in where ? where.after : (within ?? tree).children.at(-1);
  const indent = neighbour?.indent ?? (within === null ? '' : `${within.indent}${indentStep(tree)}`);
  const at = 'after' in where ? where.after.end : within === null ? tree.text.length : within.bodyEnd;
  const eol = endingOf(tree, neighbour ?? within);
  const text = `${indent}${line}`;
  if (at < tree.text.length || at === 0) return { start: at, end: at, text: `${text}${eol}` };
  if (tree.tail === 'changing') {
    const last = tree.children.at(-1);
    // A closing tag is not to be parted from its section.
    const start = last?.kind === 'section' && last.end === at ? last.start : tree.lastLine;
    return { start, end: start, text: `${text}${eol}` };
  }
  if (tree.tail === 'joined') return { start: at, end: at, text: `${eol}${text}${eol}` };
  return { start: at, end: at, text: tree.text.endsWith('\n') ? `${text}${eol}` : `${eol}${text}` };
}

/** Name, and what stands between it and the first argument, as they are written where that is on one line. */
function headOf({ name, indent }: DirectiveNode, old: string): string {
  const [head = '', , written] = /^([ \t]*)(\S+)[ \t]+/u.exec(old) ?? [];
  if (written === name) return head;
  const word = name.endsWith('>') ? `${name}>` : name;
  return `${indent}${word.startsWith('#') ? quoted(word) : writeArgs([word])} `;
}

/** Arguments that end with their line: a backslash at their end would take the next one in. */
function safeArgs(args: string): string {
  if (/[\r\n\0]/u.test(args))
    throw new Failure(t('apache.lint_newline'), { cure: t('apache.lint_newline_cure') });
  return args.endsWith('\\') ? writeArgs(wordsOf(args)) : args;
}

/** How a neighbour's first line ends. */
function endingOf(tree: Tree, neighbour: Node | null): string {
  if (neighbour === null) return tree.eol;
  const newline = tree.text.indexOf('\n', neighbour.start);
  if (newline === -1) return tree.eol;
  return tree.text[newline - 1] === '\r' ? '\r\n' : '\n';
}

/** By how much more the file indents what stands in a section. */
function indentStep(tree: Tree): string {
  const sections = [...tree.children];
  for (const node of sections) {
    if (node.kind !== 'section') continue;
    const [child] = node.children;
    if (
      child !== undefined &&
      child.indent.length > node.indent.length &&
      child.indent.startsWith(node.indent)
    )
      return child.indent.slice(node.indent.length);
    sections.push(...node.children);
  }
  return '    ';
}

import { Failure } from '../../../core/failure.ts';
import { t, type Text } from '../../../core/text.ts';
import { textOf } from './text.ts';
import { nextLine, restOf, scanOf, takeWord, wordsOf, writeArgs, type Scan, type Tail } from './lexer.ts';
import { isConditional, lineFault, skipSection } from './skipped.ts';

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
  /** Empty where the body is not Apache's syntax (`<Perl>`, `<Macro>`, `<LuaHook...>`), or can only be skipped. */
  readonly children: readonly Node[];
  /** True: something stands behind the header's bracket; Apache drops it without a word. */
  readonly dropped?: true;
  /** Of a condition: Apache refuses the file, for this fault, unless it holds, or unless it does not. */
  readonly onlyIf?: OnlyIf;
}

/** Way that a condition has to go for Apache to read a file, and its fault if it goes the other way. */
interface OnlyIf {
  readonly holds: boolean;
  readonly fault: Text;
}

/** Part of a file, blank lines and comments aside. */
export type Node = DirectiveNode | SectionNode;

/** A file of configuration; `textOf` makes its text. */
export interface Tree {
  readonly text: string;
  readonly children: readonly Node[];
  /** Ending of its lines. */
  readonly eol: '\n' | '\r\n';
  /** Position at which its last line begins, continued lines being one. */
  readonly lastLine: number;
  readonly tail: Tail;
}

/**
 * Reads a file as Apache does when it builds its tree of one, before it looks at what the directives mean. A Failure
 * with the line where Apache would refuse it: sections that do not nest, a header without `>`, a line over 16 MB.
 * Whether a condition holds is not known here: what one of the two ways of it lets pass is taken, and marked.
 */
export function readTree(bytes: Uint8Array, path: string): Tree {
  const text = textOf(bytes);
  const root: Node[] = [];
  const open: Header[] = [];
  const scan = scanOf(text);
  let header: Header | undefined;
  let siblings = root;

  const close = (bodyEnd: number, onlyIf?: OnlyIf): void => {
    const closed = open.pop();
    if (closed === undefined) return;
    const { name, args, line, start, bodyStart, indent, children, dropped } = closed;
    header = open.at(-1);
    siblings = header?.children ?? root;
    // prettier-ignore
    const node = { kind: 'section', name, args, line, start, bodyStart, bodyEnd, end: scan.at, indent, children } as const;
    siblings.push(
      onlyIf === undefined && !dropped
        ? node
        : { ...node, ...(dropped ? { dropped } : {}), ...(onlyIf === undefined ? {} : { onlyIf }) },
    );
  };
  /** Takes the innermost condition that can only be skipped for the fault in it; throws where there is none. */
  const skipOr = (fault: Text): void => {
    if (scan.fault === undefined)
      for (const one of open.toReversed()) {
        if (one.body === undefined) continue;
        Object.assign(scan, one.body);
        if (skipSection(scan, one.name, path) !== undefined) continue;
        open.length = open.indexOf(one) + 1;
        one.children.length = 0;
        close(scan.start, { holds: false, fault });
        return;
      }
    throw new Failure(fault, { cure: t('apache.unbalanced_cure') });
  };

  for (;;) {
    if (!nextLine(scan)) {
      const last = header;
      if (last === undefined) break;
      const fault = t('apache.unbalanced', { path, line: last.line, tag: `<${last.name}>` });
      if (last.opaque || open[0]?.body === undefined) skipOr(fault);
      // A condition that holds ends with its file, and with it what is open inside.
      else for (const one of open.toReversed()) close(text.length, endOfFile(one, fault));
      continue;
    }
    const { number: line, start } = scan;
    if (scan.fault !== undefined) {
      skipOr(lineFault(scan, path));
      continue;
    }
    const first = scan.from < scan.to ? scan.source.charCodeAt(scan.from) : hash;
    if (header?.opaque === true) {
      if (first !== hash && endsOpaque(scan, header)) close(start);
      continue;
    }
    if (first === hash) continue;
    const length = scan.to - scan.from;
    const word = takeWord(scan);
    // Apache takes one > off the end of any name, not of a section's only.
    const name = word.endsWith('>') && word[1] !== '/' ? word.slice(0, -1) : word;
    if (!name.startsWith('<')) {
      const indent = indentAt(text, start);
      siblings.push({ kind: 'directive', name, args: restOf(scan), line, start, end: scan.at, indent });
      continue;
    }
    if (name[1] === '/') {
      if (header === undefined || !isClose(word, header.name)) {
        skipOr(t('apache.unbalanced', { path, line, tag: word }));
        continue;
      }
      const onlyIf = header.body && wayOf(header, header.body, length !== word.length);
      if (onlyIf === 'never') skipOr(t('apache.unbalanced', { path, line, tag: word }));
      else close(start, onlyIf);
      continue;
    }
    const args = headerArgs(scan);
    const dropped = scan.from < scan.to && scan.source.charCodeAt(scan.to - 1) !== bracket;
    if (args === undefined) {
      skipOr(t('apache.no_bracket', { path, line, tag: name }));
      continue;
    }
    const conditional = isConditional(name.slice(1));
    if (conditional && /^!?$/u.test(args.join(' '))) {
      skipOr(t('apache.no_condition', { path, line, tag: name }));
      continue;
    }
    const kind = opacity(name);
    // Of these a skipped section is read otherwise.
    if (kind.opaque || (word !== name && args.length > 0)) for (const one of open) one.odd = true;
    header = {
      name: name.slice(1),
      args,
      line,
      start,
      bodyStart: scan.at,
      indent: indentAt(text, start),
      children: [],
      odd: false,
      dropped,
      ...(conditional ? { body: { at: scan.at, number: line } } : {}),
      ...kind,
    };
    open.push(header);
    siblings = header.children;
  }
  const { start: lastLine, tail } = scan;
  const newline = text.indexOf('\n');
  return { text, children: root, eol: text[newline - 1] === '\r' ? '\r\n' : '\n', lastLine, tail };

  /**
   * Dependence of the file on a condition that has just been closed: one that holds is closed by a line of
   * its tag alone.
   */
  function wayOf({ name, odd }: Header, body: Position, more: boolean): OnlyIf | 'never' | undefined {
    const { at, number } = scan;
    const fault = (): Text => t('apache.unbalanced', { path, line: number, tag: `</${name}>` });
    if (!odd) return more ? { holds: false, fault: fault() } : undefined;
    const ahead = { ...scan, ...body };
    const skipped = skipSection(ahead, name, path) ?? (ahead.at === at ? undefined : fault());
    if (skipped === undefined) return more ? { holds: false, fault: fault() } : undefined;
    return more ? 'never' : { holds: true, fault: skipped };
  }
}

/** The line of a directive, or of a section's header, as Apache has it before it puts values in and splits it. */
export function lineOf(tree: Tree, node: Node): string {
  const scan = scanOf(tree.text.slice(node.start, node.kind === 'section' ? node.bodyStart : node.end));
  nextLine(scan);
  return scan.source.slice(scan.from, scan.to);
}

/** Name and words of a line; those of a section's header end at its last `>`. */
export function splitLine(text: string): { readonly name: string; readonly args: readonly string[] } {
  const line = { source: text, from: 0, to: text.length };
  const word = takeWord(line);
  const name = word.endsWith('>') && word[1] !== '/' ? word.slice(0, -1) : word;
  return { name, args: (name.startsWith('<') ? headerArgs(line) : restOf(line)) ?? [] };
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
  /** True: the body is not Apache's syntax. */
  readonly opaque: boolean;
  /** Macros that are open in a macro's body, itself included. */
  depth: number;
  /** Of a condition: where its body begins. */
  readonly body?: Position;
  /** True: something in it reads otherwise when it is skipped. */
  odd: boolean;
  readonly dropped: boolean;
}

/** A place between two lines. */
interface Position {
  readonly at: number;
  readonly number: number;
}

const hash = 35;
const bracket = 62;

/** The arguments of a header end at the last `>` behind its name; undefined: there is none, so Apache refuses it. */
function headerArgs(scan: Pick<Scan, 'source' | 'from' | 'to'>): readonly string[] | undefined {
  const { source, from, to } = scan;
  if (from >= to) return [];
  const end = source.lastIndexOf('>', to - 1);
  return end < from ? undefined : restOf({ source, from, to: end });
}

function opacity(name: string): { readonly opaque: boolean; depth: number } {
  return { opaque: /^<(?:perl|macro|luahook\w*|luaquickhandler)$/iu.test(name), depth: 1 };
}

/**
 * Tells whether a line ends a body that is not Apache's syntax: mod_perl wants `</Perl>` alone, mod_macro
 * counts.
 */
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

/**
 * Demand on a section that is still open at the end of the file: a condition has to hold; of others there is
 * none.
 */
function endOfFile({ body }: Header, fault: Text): OnlyIf | undefined {
  return body === undefined ? undefined : { holds: true, fault };
}

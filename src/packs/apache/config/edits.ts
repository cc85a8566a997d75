import { Failure } from '../../../core/failure.ts';
import { t } from '../../../core/text.ts';
import { quoted } from './lexer.ts';
import { bytesOf } from './text.ts';
import { wordsOf, writeArgs, type DirectiveNode, type Node, type SectionNode, type Tree } from './tree.ts';

/** A change to a file: a directive with other arguments, or gone, or a new one at a place; and so for sections. */
export type Edit =
  | { readonly edit: 'replace'; readonly node: DirectiveNode; readonly args: string }
  | { readonly edit: 'remove'; readonly node: Node }
  /** Other arguments for a section. */
  | { readonly edit: 'header'; readonly node: SectionNode; readonly args: string }
  /** Before a node, after one, or last in a section (null: in the file). Edits at one place keep their order. */
  | {
      readonly edit: 'insert';
      readonly name: string;
      readonly args: string;
      /** Further lines behind it: the body of a section, indented from its header, and its end. */
      readonly lines?: readonly string[];
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
  if (edit.edit === 'header') {
    const { node, args } = edit;
    const text = `${node.indent}<${node.name} ${safeArgs(args)}>${endingOf(tree, node)}`;
    return { start: node.start, end: node.bodyStart, text };
  }
  const { where } = edit;
  const block = blockOf(edit);
  if ('before' in where) {
    const { start, indent } = where.before;
    const eol = endingOf(tree, where.before);
    return { start, end: start, text: `${block.map((line) => `${indent}${line}`).join(eol)}${eol}` };
  }
  const within = 'in' in where ? where.in : null;
  const neighbour = 'after' in where ? where.after : (within ?? tree).children.at(-1);
  const indent = neighbour?.indent ?? (within === null ? '' : `${within.indent}${indentStep(tree)}`);
  const at = 'after' in where ? where.after.end : within === null ? tree.text.length : within.bodyEnd;
  const eol = endingOf(tree, neighbour ?? within);
  const text = block.map((line) => `${indent}${line}`).join(eol);
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

/** The lines that are put in. */
function blockOf({ name, args, lines = [] }: Extract<Edit, { edit: 'insert' }>): readonly string[] {
  return [args === '' ? name : `${name} ${safeArgs(args)}`, ...lines];
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

/** Ending of a neighbour's first line. */
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

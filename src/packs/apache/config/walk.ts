import { Failure } from '../../../core/failure.ts';
import { t, type Text } from '../../../core/text.ts';
import { conditionHolds, namesOfModule, rootOf, type KnownToApache } from './conditions.ts';
import { filesNamed, tooDeep, type IncludedFile } from './included.ts';
import { learn, recall } from './knowledge.ts';
import { useMacro } from './macro.ts';
import type { LoadedItem, LoadedSection, LoadedText, Mark } from './reading.ts';
import { isConditional } from './skipped.ts';
import { nested } from './spliced.ts';
import { bytesOf, lower, sameName, textOf } from './text.ts';
import {
  lineOf,
  readTree,
  splitLine,
  type DirectiveNode,
  type Node,
  type SectionNode,
  type Tree,
} from './tree.ts';

/** A walk through the configuration as Apache reads it, and what it has come to. */
export interface Walk extends KnownToApache {
  /** Of the process: a name that no Define has. */
  readonly variables: ReadonlyMap<string, string>;
  /** Headers behind whose bracket something stands that Apache drops. */
  readonly dropped: { readonly file: string; readonly line: number }[];
  /**
   * Reason why Apache would not load all of this: the first thing that it refuses, or that may not be read.
   */
  refused: Text | undefined;
  /** True: Apache reads no further. */
  over: boolean;
  /** Macros whose text is being read. */
  readonly inUse: string[];
}

/** Place of a text that is to be read. */
export interface Spot {
  readonly section: LoadedSection | undefined;
  readonly condition: string | undefined;
  readonly depth: number;
  /** Position at which the line begins that brings the text in. */
  readonly by: number | undefined;
}

/** Files that may lie in each other (AP_MAX_INCLUDE_DEPTH). */
const deepest = 128;

/** Reads a file at a place; undefined: there is none to read. */
export async function readFileAt(
  walk: Walk,
  { via, real }: IncludedFile,
  spot: Spot,
): Promise<LoadedText | undefined> {
  if (spot.depth >= deepest) return stop(walk, t('apache.too_deep', { path: via }));
  const bytes = await walk.reader.read(real);
  if (bytes.state === 'unreadable') walk.refused ??= bytes.reason;
  if (bytes.state !== 'present') return undefined;
  return readText(walk, bytes.value, { file: real, via }, spot);
}

/** Reads no further, as Apache does. */
function stop(walk: Walk, reason: Text): undefined {
  walk.refused ??= reason;
  walk.over = true;
}

/** Source of text that is being read. */
interface Source {
  readonly file: string;
  readonly via: string;
  /** Of a macro's text: the line that uses it, and the macro. */
  readonly line?: number;
  readonly macro?: string;
}

/** Text that is being read. */
interface Open extends Source {
  readonly text: LoadedText;
  /** True: there are values to put in. */
  readonly variables: boolean;
  /** Lines of the file that lines of a text with its macros put in come from. */
  readonly lines?: readonly number[];
}

/** Reads a text at a place; a file whose sections do not nest may have them in macros. */
export async function readText(
  walk: Walk,
  bytes: Uint8Array,
  source: Source,
  spot: Spot,
): Promise<LoadedText | undefined> {
  let tree: Tree | Failure = treeOrFailure(bytes, source.via);
  let lines: readonly number[] | undefined;
  let unnested: number | undefined;
  if (source.line === undefined) {
    const whole = nested(
      tree instanceof Failure ? textOf(bytes) : tree.text,
      source.via,
      tree instanceof Failure,
      (name) => recall(walk.knowledge, 'macro', name)?.macro,
    );
    if (whole !== undefined) ({ tree, lines, unnested } = whole);
  }
  if (tree instanceof Failure) {
    walk.refused ??= tree.text;
    return undefined;
  }
  const { file, via } = source;
  const from = walk.knowledge.learned.length;
  const text: LoadedText = {
    kind: 'text',
    file,
    via,
    tree,
    section: spot.section,
    condition: spot.condition,
    depth: spot.depth,
    by: spot.by,
    from,
    until: from,
    items: [],
    marks: new Map(),
    sections: new Map(),
    unnested,
  };
  const variables = /\$(?:\\\r?\n)*\{/u.test(tree.text);
  await readNodes(
    walk,
    tree.children,
    { ...source, text, variables, ...(lines ? { lines } : {}) },
    { ...spot, into: text.items },
  );
  text.until = walk.knowledge.learned.length;
  return text;
}

function treeOrFailure(bytes: Uint8Array, path: string): Tree | Failure {
  try {
    return readTree(bytes, path);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** Place of nodes, and the list that takes what is read of them. */
interface Place extends Spot {
  readonly into: LoadedItem[];
}

async function readNodes(walk: Walk, nodes: readonly Node[], open: Open, place: Place): Promise<void> {
  for (const node of nodes) {
    if (walk.over) return;
    const said = open.variables ? expanded(walk, open.text, node) : node;
    // Most lines bring nothing in that has to be waited for.
    const reading =
      node.kind === 'section'
        ? readSection(walk, node, said, open, place)
        : readDirective(walk, node, said, open, place);
    if (reading !== undefined) await reading;
  }
}

/** Name and words of a node once values are put in. */
interface Said {
  readonly name: string;
  readonly args: readonly string[];
}

async function readSection(
  walk: Walk,
  node: SectionNode,
  { name, args }: Said,
  open: Open,
  place: Place,
): Promise<void> {
  const { text, file, via } = open;
  const line = lineIn(open, node);
  if (node.dropped === true) walk.dropped.push({ file, line });
  if (sameName(name, 'Macro')) {
    const [macro = '', ...parameters] = args;
    const body = text.tree.text.slice(node.bodyStart, node.bodyEnd);
    learn(walk.knowledge, 'macro', lower(macro), { macro: { parameters, body } });
    return;
  }
  if (isConditional(name)) {
    const holds = await conditionHolds(walk, name, args);
    if (node.onlyIf !== undefined && holds !== 'unknown' && node.onlyIf.holds !== holds)
      walk.refused ??= node.onlyIf.fault;
    if (holds !== true) mark(text, node, { condition: holds === false ? 'fails' : 'unknown' });
    if (holds === false) return;
    const condition = holds === 'unknown' ? `<${[name, ...args].join(' ')}>` : place.condition;
    await readNodes(walk, node.children, open, { ...place, condition });
    return;
  }
  const section: LoadedSection = {
    kind: 'section',
    file,
    via,
    line,
    node: name === node.name && args === node.args ? node : { ...node, name, args },
    section: place.section,
    macro: open.macro,
    items: [],
  };
  place.into.push(section);
  text.sections.set(node.start, section);
  await readNodes(walk, node.children, open, { ...place, section, into: section.items });
}

/** Reads a line; a promise where it brings in more text. */
function readDirective(
  walk: Walk,
  node: DirectiveNode,
  said: Said,
  open: Open,
  place: Place,
): Promise<void> | undefined {
  const { name, args } = said;
  const { file, via } = open;
  const [first = '', second] = args;
  const line = lineIn(open, node);
  const { knowledge } = walk;
  // What a variable opens or closes is Apache's to follow.
  if (name.startsWith('<')) {
    walk.refused ??= t('apache.section_in_variable', { path: via, line });
    return undefined;
  }
  switch (lower(name)) {
    case 'include':
    case 'includeoptional':
      return include(walk, first, { path: via, line, by: node.start }, place);
    case 'define':
      learn(knowledge, 'define', first, { value: second });
      break;
    case 'undefine':
      learn(knowledge, 'define', first, undefined);
      break;
    case 'use':
      return use(walk, args, open, { line, place: { ...place, by: node.start } });
    case 'undefmacro':
      learn(knowledge, 'macro', lower(first), undefined);
      break;
    case 'loadmodule':
      for (const one of namesOfModule(first)) learn(knowledge, 'module', one, {});
      break;
    case 'serverroot':
      learn(knowledge, 'root', '', { value: first });
      break;
    default: {
      const start = open.line === undefined && open.lines === undefined ? node.start : undefined;
      const { section, condition } = place;
      place.into.push({ kind: 'directive', name, args, file, via, line, start, section, condition });
    }
  }
  return undefined;
}

async function include(
  walk: Walk,
  pattern: string,
  at: { readonly path: string; readonly line: number; readonly by: number },
  place: Place,
): Promise<void> {
  const path = pattern.startsWith('/') ? pattern : `${rootOf(walk)}/${pattern}`;
  const files = await filesNamed(walk.reader, path, walk.looked);
  if (files === tooDeep) {
    stop(walk, t('apache.too_deep', { path: `${at.path}:${at.line}` }));
    return;
  }
  for (const file of files) {
    if (walk.over) return;
    const text = await readFileAt(walk, file, { ...place, depth: place.depth + 1, by: at.by });
    if (text !== undefined) place.into.push(text);
  }
}

async function use(
  walk: Walk,
  [name = '', ...values]: readonly string[],
  open: Open,
  { line, place }: { readonly line: number; readonly place: Place },
): Promise<void> {
  const key = lower(name);
  const macro = recall(walk.knowledge, 'macro', key)?.macro;
  if (macro === undefined) return;
  if (walk.inUse.includes(key)) {
    stop(walk, t('apache.macro_loop', { path: open.via, line, name }));
    return;
  }
  const { file, via } = open;
  const { section, condition, depth, by } = place;
  walk.inUse.push(key);
  const source = { file: `${file}#${line}`, via, line, macro: name };
  const text = await readText(walk, bytesOf(useMacro(macro, values)), source, {
    section,
    condition,
    depth,
    by,
  });
  walk.inUse.pop();
  if (text !== undefined) place.into.push(text);
}

function lineIn({ line, lines }: Open, node: Node): number {
  return line ?? lines?.[node.line - 1] ?? node.line;
}

/** Apache puts values into the line before it splits it: they may hold blanks, quotes, and the directive's name. */
function expanded({ knowledge, variables }: Walk, text: LoadedText, node: Node): Said {
  const { tree } = text;
  const end = node.kind === 'section' ? node.bodyStart : node.end;
  if (!tree.text.slice(node.start, end).includes('$')) return node;
  const line = lineOf(tree, node);
  const put = line.replaceAll(/\$\{([^}]*)\}/gu, (whole, name: string) => {
    return recall(knowledge, 'define', name)?.value ?? variables.get(name) ?? whole;
  });
  if (put === line) return node;
  const { name: word, args } = splitLine(put);
  const name = node.kind === 'section' && word.startsWith('<') ? word.slice(1) : word;
  mark(text, node, { name, args });
  return { name, args };
}

function mark({ marks }: LoadedText, { start }: Node, more: Mark): void {
  marks.set(start, { ...marks.get(start), ...more });
}

import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import { t } from '../../../core/text.ts';
import { knownLayouts, layoutOf, type Layout } from '../facts/layout.ts';
import { readConfiguration, type Loaded } from './loaded.ts';
import type { LoadedSection, LoadedText } from './reading.ts';
import { isConditional } from './skipped.ts';
import { lower, sameName } from './text.ts';
import { readTree, type DirectiveNode, type Node, type SectionNode, type Tree } from './tree.ts';

/** A file as Apache reads it: which of its nodes, and what they say once the values of variables are put in. */
export interface FileView {
  /** As the policy names it. */
  readonly path: string;
  /** With links followed. */
  readonly real: string;
  readonly tree: Tree;
  /**
   * Texts that are read of it; of a file that Apache does not read, those that it would read. Empty: Apache
   * refuses it.
   */
  readonly texts: readonly LoadedText[];
  /** True: Apache reads it. */
  readonly isLoaded: boolean;
  /** True: it is one that Apache reads at each request, `.htaccess`. */
  readonly isAccessFile: boolean;
  /** Layout of the Apache whose file it is; undefined: of none that kapa knows. */
  readonly layout: Layout | undefined;
  /** The configuration that it belongs to, if there is one. */
  readonly loaded: Loaded | undefined;
  /** The files that an Apache would read first, where kapa looked for one. */
  readonly looked: readonly string[];
}

/** A line of a file that Apache reads, its words as Apache has them. */
export interface Line {
  readonly node: DirectiveNode;
  readonly args: readonly string[];
  /** True: it stands in a condition, one that holds. */
  readonly isConditional?: boolean;
}

/** A line that Apache does not read, or perhaps not, and the condition that decides. */
export interface IdleLine extends Line {
  readonly condition: SectionNode;
  readonly state: 'fails' | 'unknown';
}

/** Looks at a file within the configuration that it belongs to. A Failure where it cannot be read as Apache reads it. */
export async function viewFile(reader: Reader, path: string): Promise<FileView> {
  const real = await realPath(reader, path);
  const { layout, loaded } = await ownerOf(reader, path, real);
  const looked = knownLayouts(reader).map(({ main }) => main);
  const place = { path, real, layout, loaded, looked };
  const read = loaded?.files.get(real) ?? [];
  const unnested = read.find((one) => one.unnested !== undefined);
  if (unnested?.unnested !== undefined)
    throw new Failure(t('apache.sections_in_macro', { path, line: unnested.unnested }), {
      cure: t('apache.sections_in_macro_cure'),
    });
  const [first] = read;
  if (first !== undefined) return ofLoaded(place, first, read);
  const bytes = await reader.read(path);
  if (bytes.state === 'unreadable') throw new Failure(bytes.reason, { cure: t('resources.unreadable_cure') });
  if (bytes.state === 'absent') throw await missing(reader, path);
  const tree = readTree(bytes.value, path);
  const alone = await loaded?.asIfRead(real, bytes.value);
  const isAccessFile = isAccessName(path.slice(path.lastIndexOf('/') + 1), loaded);
  const texts = alone === undefined ? [] : [{ ...alone, tree }];
  return { ...place, tree, texts, isLoaded: false, isAccessFile };
}

/** A file that Apache reads, as `viewFile` shows it; undefined: it does not, or macros open or close sections in it. */
export function viewLoaded(loaded: Loaded, layout: Layout, real: string): FileView | undefined {
  const texts = loaded.files.get(real) ?? [];
  const [first] = texts;
  if (first === undefined || texts.some(({ unnested }) => unnested !== undefined)) return undefined;
  return ofLoaded({ path: real, real, layout, loaded, looked: [] }, first, texts);
}

function ofLoaded(
  place: Pick<FileView, 'path' | 'real' | 'layout' | 'loaded' | 'looked'>,
  { tree }: LoadedText,
  texts: readonly LoadedText[],
): FileView {
  return { ...place, tree, texts, isLoaded: true, isAccessFile: false };
}

/** A path with links followed; one that Apache reads is known by such a path. */
async function realPath(reader: Reader, path: string): Promise<string> {
  const layout = layoutOf(path, reader);
  const loaded = layout && (await readConfiguration(reader, layout));
  if (loaded?.files.has(path) === true) return path;
  const found = await reader.resolve(path);
  return found.state === 'present' ? found.value : path;
}

/** The Apache in whose folder a file lies, else the one that reads it. */
async function ownerOf(
  reader: Reader,
  path: string,
  real: string,
): Promise<Pick<FileView, 'layout' | 'loaded'>> {
  const named = layoutOf(path, reader) ?? layoutOf(real, reader);
  if (named !== undefined) return { layout: named, loaded: await readConfiguration(reader, named) };
  let first: Loaded | undefined;
  for (const layout of knownLayouts(reader)) {
    const loaded = await readConfiguration(reader, layout);
    if (loaded?.files.get(real) !== undefined) return { layout, loaded };
    first ??= loaded;
  }
  return { layout: undefined, loaded: first };
}

function isAccessName(name: string, loaded: Loaded | undefined): boolean {
  const named = (loaded?.ofServer('AccessFileName') ?? []).flatMap(({ args }) => args);
  return name === '.htaccess' || named.includes(name);
}

async function missing(reader: Reader, path: string): Promise<Failure> {
  const names = await reader.list(path.slice(0, path.lastIndexOf('/')));
  const there =
    names.state === 'present' ? names.value.filter((name) => name.endsWith('.conf')).join(', ') : '';
  return new Failure(t('apache.no_file', { path, there }), { cure: t('apache.no_file_cure') });
}

/** The lines of some names that Apache reads right at a place (null: the file's top level), conditions that hold passed through. */
export function linesIn(
  view: FileView,
  section: SectionNode | null,
  ...names: readonly string[]
): readonly Line[] {
  const lines: Line[] = [];
  const wanted = new Set(names.map(lower));
  walkPlace(view, (section ?? view.tree).children, (node, { open, held }) => {
    if (node.kind !== 'directive' || open.length > 0) return;
    const { name, args } = said(view, node);
    if (wanted.has(lower(name))) lines.push({ node, args, isConditional: held });
  });
  return lines;
}

/** The lines of a name that stand right at a place, but in a condition that does not hold, or of which only Apache knows. */
export function idleLinesIn(
  view: FileView,
  section: SectionNode | null,
  ...names: readonly string[]
): readonly IdleLine[] {
  const lines: IdleLine[] = [];
  walkPlace(view, (section ?? view.tree).children, (node, { open }) => {
    const [condition] = open;
    if (node.kind !== 'directive' || condition === undefined) return;
    if (!names.some((name) => sameName(name, node.name))) return;
    const state = open.some((one) => stateOf(view, one) === 'fails') ? 'fails' : 'unknown';
    lines.push({ node, args: said(view, node).args, condition, state });
  });
  return lines;
}

/** The sections of a name that Apache reads right at a place. */
export function sectionNodesIn(
  view: FileView,
  section: SectionNode | null,
  name: string,
): readonly SectionNode[] {
  const found: SectionNode[] = [];
  walkPlace(view, (section ?? view.tree).children, (node, { open }) => {
    if (node.kind === 'section' && open.length === 0 && sameName(said(view, node).name, name))
      found.push(node);
  });
  return found;
}

/** All nodes that Apache reads right at a place. */
export function nodesIn(view: FileView, section: SectionNode | null): readonly Node[] {
  const found: Node[] = [];
  walkPlace(view, (section ?? view.tree).children, (node, { open }) => {
    if (open.length === 0) found.push(node);
  });
  return found;
}

/** A node's name and words once the values of variables are put in. */
export function said(
  view: FileView,
  node: Node,
): { readonly name: string; readonly args: readonly string[] } {
  for (const { marks } of view.texts) {
    const { name = node.name, args = node.args } = marks.get(node.start) ?? node;
    if (args !== node.args || name !== node.name) return { name, args };
  }
  return node;
}

/** Section of a file as Apache reads it; undefined: Apache does not come to it. */
export function loadedSectionOf(view: FileView, section: SectionNode): LoadedSection | undefined {
  return view.texts.map(({ sections }) => sections.get(section.start)).find((one) => one !== undefined);
}

/** The conditions around a node: those that do not hold for certain, outermost first, and whether there are others. */
interface Around {
  readonly open: readonly SectionNode[];
  readonly held: boolean;
}

/** Goes through the nodes at a place, and through conditions there. */
function walkPlace(
  view: FileView,
  nodes: readonly Node[],
  visit: (node: Node, around: Around) => void,
  around: Around = { open: [], held: false },
): void {
  for (const node of nodes)
    if (node.kind === 'section' && isConditional(node.name)) {
      const holds = stateOf(view, node) === 'holds';
      const inside = holds ? { ...around, held: true } : { ...around, open: [...around.open, node] };
      walkPlace(view, node.children, visit, inside);
    } else visit(node, around);
}

/** A file that is read more than once may be read in one way and another: what is read once is read. */
function stateOf({ texts }: FileView, condition: SectionNode): 'holds' | 'fails' | 'unknown' {
  const states = new Set(texts.map(({ marks }) => marks.get(condition.start)?.condition ?? 'holds'));
  if (texts.length === 0) return isNegated(condition) ? 'fails' : 'holds';
  return states.has('holds') ? 'holds' : states.has('unknown') ? 'unknown' : 'fails';
}

/** Tells a condition that is negated. Where no Apache tells, the branch that a condition names is taken. */
function isNegated({ args }: SectionNode): boolean {
  return args[0]?.startsWith('!') === true;
}

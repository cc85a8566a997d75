import { readEnvvars } from '../facts/envvars.ts';
import { Failure } from '../../../core/failure.ts';
import type { Reader } from '../../../core/reader.ts';
import { t, type Text } from '../../../core/text.ts';
import { builtIn, conditionHolds, namesOfModule, type Known } from './conditions.ts';
import { sameName } from './context.ts';
import { useMacro, type Macro } from './macro.ts';
import { isConditional } from './skipped.ts';
import { lineOf, readTree, splitLine, type Node, type SectionNode, type Tree } from './tree.ts';

/** A section and the file that it stands in. */
interface PlacedSection {
  readonly file: string;
  readonly node: SectionNode;
}

/** A directive that Apache really reads, with its place. */
interface LoadedDirective {
  readonly name: string;
  readonly args: readonly string[];
  /** Path with links followed; of what a macro says, a name of its own. */
  readonly file: string;
  /** The path by which Apache came to it. */
  readonly via: string;
  /** Of what a macro says: the line of its Use. */
  readonly line: number;
  /** The innermost section; conditions that hold are left out. Undefined: none. */
  readonly section: PlacedSection | undefined;
  /** The condition of which kapa cannot tell whether it holds: the directive may not be read at all. */
  readonly condition: string | undefined;
}

/** What Apache reads, in its order. Paths have their links followed. */
export interface Loaded {
  readonly files: ReadonlySet<string>;
  readonly directives: readonly LoadedDirective[];
  /** Directives of a name that stand in a file, sections and conditions in it included. */
  inFile(file: string, name: string): readonly LoadedDirective[];
  /** Directives of a name that stand in a section, as those of the same section of a directive. */
  besides(directive: LoadedDirective): readonly LoadedDirective[];
  /** Headers behind whose bracket something stands that Apache drops. */
  readonly dropped: readonly { readonly file: string; readonly line: number }[];
  /** Why Apache would not load all of this: the first file that it refuses, or that may not be read. */
  readonly refused: Text | undefined;
}

/**
 * Follows Apache through its configuration: Include with globs in Apache's order, links, Define, variables and `-D`
 * names of Debian's envvars, conditions, and macros. Undefined: there is no apache2.conf. What stands in a file that
 * Apache refuses is left out.
 */
export function readConfiguration(reader: Reader, confdir = '/etc/apache2'): Promise<Loaded | undefined> {
  const load = (): Promise<Loaded | undefined> => loadConfiguration(reader, confdir);
  return reader.views === undefined ? load() : reader.views.of(`apache ${confdir}`, load);
}

async function loadConfiguration(reader: Reader, confdir: string): Promise<Loaded | undefined> {
  const start = `${confdir}/apache2.conf`;
  if ((await reader.stat(start)).state !== 'present') return undefined;
  const variables = (await readEnvvars(reader, confdir)).values;
  const load: Load = {
    reader,
    root: confdir,
    files: new Set(),
    directives: [],
    dropped: [],
    refused: undefined,
    variables,
    defines: new Map(),
    modules: new Set(builtIn),
    macros: new Map(),
    depth: 0,
    condition: undefined,
  };
  for (const [, name = ''] of (variables.get('APACHE_ARGUMENTS') ?? '').matchAll(/(?:^|\s)-D\s*(\S+)/gu))
    load.defines.set(name, undefined);
  for (const file of await filesBelow(reader, start)) await loadFile(load, file, undefined);
  return indexed(load);
}

/** What to look at: directives that a resource sets, in one file, in one section of it (null: at its top). */
export interface Reviewed {
  readonly file: string;
  readonly section: SectionNode | null;
  /** Directives of which the last one read wins. */
  readonly names: readonly string[];
}

/** What the operator should know: Apache loads nothing, or not this file, or another line wins. */
export async function reviewDirectives(reader: Reader, reviewed: Reviewed): Promise<readonly Text[]> {
  const loaded = await readConfiguration(reader);
  const real = await reader.resolve(reviewed.file);
  if (loaded === undefined || real.state !== 'present') return [];
  if (loaded.refused !== undefined) return [loaded.refused];
  const file = real.value;
  if (!loaded.files.has(file)) return [t('apache.not_loaded', { path: reviewed.file })];
  const notes: Text[] = loaded.dropped
    .filter((one) => one.file === file)
    .map(({ line }) => t('apache.behind_bracket', { path: reviewed.file, line }));
  for (const name of reviewed.names) {
    if (additive.has(name.toLowerCase())) continue;
    const own = loaded.inFile(file, name).findLast((directive) => isIn(directive, file, reviewed.section));
    if (own === undefined) continue;
    if (own.condition !== undefined)
      notes.push(t('apache.perhaps_skipped', { name, line: own.line, condition: own.condition }));
    const same = loaded.besides(own);
    const sure = same.findLast((one) => one === own || one.condition === undefined);
    if (sure !== undefined && sure !== own)
      notes.push(t('apache.overridden', { name, line: own.line, by: placeOf(sure) }));
    const last = same.at(-1);
    if (last?.condition !== undefined && last !== sure)
      notes.push(
        t('apache.perhaps_overridden', {
          name,
          line: own.line,
          by: placeOf(last),
          condition: last.condition,
        }),
      );
  }
  return notes;
}

function placeOf({ via, line }: LoadedDirective): string {
  return `${via.replace(/^\/etc\/apache2\//u, '')}:${line}`;
}

/** Directives that add to what was said before. */
const additive: ReadonlySet<string> = new Set(
  `addcharset adddefaultcharset addencoding addhandler addicon addlanguage addoutputfilter addoutputfilterbytype
  addtype alias aliasmatch allow browsermatch browsermatchnocase customlog define deny errordocument expiresbytype
  header include includeoptional listen loadmodule logformat mutex options passenv proxypass proxypassmatch
  proxypassreverse proxypassreversecookiedomain proxypassreversecookiepath proxyset redirect redirectmatch
  redirectpermanent redirecttemp requestheader require rewritecond rewritemap rewriterule scriptalias
  scriptaliasmatch serveralias setenv setenvif setenvifnocase sslrandomseed unsetenv use`.split(/\s+/u),
);

interface Load extends Omit<Loaded, 'inFile' | 'besides'>, Known {
  readonly files: Set<string>;
  readonly directives: LoadedDirective[];
  readonly dropped: { readonly file: string; readonly line: number }[];
  refused: Text | undefined;
  /** Of the process: a name that no Define has. */
  readonly variables: ReadonlyMap<string, string>;
  readonly defines: Map<string, string | undefined>;
  readonly modules: Set<string>;
  readonly macros: Map<string, Macro>;
  root: string;
  depth: number;
  /** The innermost condition of which kapa cannot tell whether it holds. */
  condition: string | undefined;
}

/** Where text comes from that is being read. */
interface Source {
  readonly file: string;
  readonly via: string;
  /** Of a macro's text: the line that uses it. */
  readonly line?: number;
}

/** Text that has been read, and where it comes from. */
interface Parsed extends Source {
  readonly tree: Tree;
  /** Whether there are values to put in. */
  readonly variables: boolean;
}

/** Path that an Include leads to, and where that leads with its links followed. */
interface IncludedFile {
  readonly via: string;
  readonly real: string;
}

async function loadFile(
  load: Load,
  { via, real }: IncludedFile,
  section: PlacedSection | undefined,
): Promise<void> {
  const bytes = await load.reader.read(real);
  if (bytes.state === 'unreadable') load.refused ??= bytes.reason;
  if (bytes.state !== 'present') return;
  load.files.add(real);
  await loadText(load, bytes.value, { file: real, via }, section);
}

async function loadText(
  load: Load,
  bytes: Uint8Array,
  source: Source,
  section: PlacedSection | undefined,
): Promise<void> {
  // A file that includes itself, a macro that uses itself: Apache gives up as well.
  if (load.depth >= 128) return;
  let tree: Tree;
  try {
    tree = readTree(bytes, source.via);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    // A macro's text need not nest in itself: what it opens, another may close.
    if (source.line === undefined) load.refused ??= error.text;
    return;
  }
  load.depth += 1;
  const variables = /\$(?:\\\r?\n)*\{/u.test(tree.text);
  await loadNodes(load, tree.children, { ...source, tree, variables }, section);
  load.depth -= 1;
}

async function loadNodes(
  load: Load,
  nodes: readonly Node[],
  source: Parsed,
  section: PlacedSection | undefined,
): Promise<void> {
  const { tree, file, via } = source;
  for (const node of nodes) {
    const { name, args } = source.variables ? expanded(load, tree, node) : node;
    if (node.kind === 'section') {
      if (node.dropped === true) load.dropped.push({ file, line: node.line });
      if (sameName(name, 'Macro')) {
        const [macro = '', ...parameters] = args;
        load.macros.set(macro.toLowerCase(), {
          parameters,
          body: tree.text.slice(node.bodyStart, node.bodyEnd),
        });
        continue;
      }
      if (!isConditional(name)) {
        const here = name === node.name && args === node.args ? node : { ...node, name, args };
        await loadNodes(load, node.children, source, { file, node: here });
        continue;
      }
      const holds = await conditionHolds(load, name, args);
      if (node.onlyIf !== undefined && holds !== 'unknown' && node.onlyIf.holds !== holds)
        load.refused ??= node.onlyIf.fault;
      if (holds === false) continue;
      const { condition } = load;
      if (holds === 'unknown') load.condition = `<${[name, ...args].join(' ')}>`;
      await loadNodes(load, node.children, source, section);
      load.condition = condition;
      continue;
    }
    const [first = '', second] = args;
    const line = source.line ?? node.line;
    // What a variable opens or closes is Apache's to follow.
    if (name.startsWith('<')) {
      load.refused ??= t('apache.section_in_variable', { path: via, line });
      continue;
    }
    switch (name.toLowerCase()) {
      case 'include':
      case 'includeoptional':
        for (const included of await matches(load, first)) await loadFile(load, included, section);
        break;
      case 'define':
        load.defines.set(first, second);
        break;
      case 'undefine':
        load.defines.delete(first);
        break;
      case 'use': {
        const macro = load.macros.get(first.toLowerCase());
        if (macro === undefined) break;
        const text = useMacro(macro, args.slice(1));
        await loadText(load, text, { file: `${file}#${line}`, via, line }, section);
        break;
      }
      case 'undefmacro':
        load.macros.delete(first.toLowerCase());
        break;
      case 'loadmodule':
        for (const name of namesOfModule(first)) load.modules.add(name);
        break;
      case 'serverroot':
        load.root = first;
        break;
      default:
        load.directives.push({ name, args, file, via, line, section, condition: load.condition });
    }
  }
}

/** Apache puts values into the line before it splits it: they may hold blanks, quotes, and the directive's name. */
function expanded(
  { defines, variables }: Load,
  tree: Tree,
  node: Node,
): { readonly name: string; readonly args: readonly string[] } {
  const line = lineOf(tree, node);
  const text = line.replaceAll(/\$\{([^}]*)\}/gu, (whole, name: string) => {
    return defines.get(name) ?? variables.get(name) ?? whole;
  });
  if (text === line) return node;
  const { name, args } = splitLine(text);
  return { name: node.kind === 'section' && name.startsWith('<') ? name.slice(1) : name, args };
}

/** The files that an Include names, in byte order of each part; a folder stands for all files below it. */
async function matches(load: Load, pattern: string): Promise<readonly IncludedFile[]> {
  const path = pattern.startsWith('/') ? pattern : `${load.root}/${pattern}`;
  let found = ['/'];
  for (const part of path.split('/').filter((part) => part !== '')) {
    const next: string[] = [];
    for (const folder of found) {
      const above = folder === '/' ? '' : folder;
      if (!/[*?[]/u.test(part)) next.push(`${above}/${part}`);
      else {
        const names = await load.reader.list(folder);
        const fits = globOf(part);
        if (names.state === 'present')
          for (const name of names.value)
            if (fits.test(name) && (part.startsWith('.') || !name.startsWith('.')))
              next.push(`${above}/${name}`);
      }
    }
    found = next;
  }
  const files: IncludedFile[] = [];
  for (const path of found) files.push(...(await filesBelow(load.reader, path)));
  return files;
}

async function filesBelow(reader: Reader, path: string): Promise<readonly IncludedFile[]> {
  const real = await reader.resolve(path);
  if (real.state !== 'present') return [];
  const stat = await reader.stat(real.value);
  if (stat.state !== 'present' || stat.value.kind !== 'directory') return [{ via: path, real: real.value }];
  const names = await reader.list(path);
  const files: IncludedFile[] = [];
  if (names.state === 'present')
    for (const name of names.value) files.push(...(await filesBelow(reader, `${path}/${name}`)));
  return files;
}

function globOf(part: string): RegExp {
  const pattern = part.replaceAll(/[*?]|\[!?[^\]]*\]|[.+^$()|{}\\\][]/gu, (token) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    if (token.length > 1) return token.replace('[!', '[^').replaceAll('\\', '\\\\');
    return `\\${token}`;
  });
  return new RegExp(`^${pattern}$`, 'su');
}

function isIn({ section }: LoadedDirective, file: string, wanted: SectionNode | null): boolean {
  if (wanted === null) return section === undefined || section.file !== file;
  return section !== undefined && section.file === file && section.node.start === wanted.start;
}

/** Finds directives without a walk over all of them: a host may have thousands of sites. */
function indexed({ files, directives, dropped, refused }: Load): Loaded {
  const byFile = new Map<string, LoadedDirective[]>();
  const bySection = new Map<string, LoadedDirective[]>();
  for (const directive of directives) {
    const { file, name } = directive;
    listed(byFile, `${file}\0${name.toLowerCase()}`).push(directive);
    listed(bySection, sectionKey(directive)).push(directive);
  }
  return {
    files,
    directives,
    dropped,
    refused,
    inFile: (file, name) => byFile.get(`${file}\0${name.toLowerCase()}`) ?? [],
    besides: (directive) => bySection.get(sectionKey(directive)) ?? [],
  };
}

function sectionKey({ section, name }: LoadedDirective): string {
  const place = section === undefined ? '' : `${section.node.start} ${section.file}`;
  return `${place}\0${name.toLowerCase()}`;
}

function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: T[] = [];
  lists.set(key, list);
  return list;
}

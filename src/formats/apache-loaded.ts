import { Failure } from '../core/failure.ts';
import type { Reader } from '../core/reader.ts';
import { t, type Text } from '../core/text.ts';
import { sameName } from './apache-context.ts';
import { readTree, type Node, type SectionNode } from './apache-tree.ts';

/** A section and the file that it stands in. */
interface PlacedSection {
  readonly file: string;
  readonly node: SectionNode;
}

/** A directive that Apache really reads, with its place. */
interface LoadedDirective {
  readonly name: string;
  readonly args: readonly string[];
  /** Path with links followed. */
  readonly file: string;
  /** The path by which Apache came to it. */
  readonly via: string;
  readonly line: number;
  /** The innermost section; conditions that hold are left out. Undefined: none. */
  readonly section: PlacedSection | undefined;
}

/** What Apache reads, in its order. Paths have their links followed. */
export interface Loaded {
  readonly files: ReadonlySet<string>;
  readonly directives: readonly LoadedDirective[];
}

/**
 * Follows Apache through its configuration: Include with globs in Apache's order, links, Define, and the conditions
 * on modules and names. Undefined: it cannot be followed (no apache2.conf, or a file that Apache refuses).
 */
export async function readConfiguration(
  reader: Reader,
  confdir = '/etc/apache2',
): Promise<Loaded | undefined> {
  const start = `${confdir}/apache2.conf`;
  if ((await reader.stat(start)).state !== 'present') return undefined;
  const load: Load = {
    reader,
    root: confdir,
    files: new Set(),
    directives: [],
    defines: new Map(),
    modules: new Set(builtIn),
    depth: 0,
  };
  try {
    await loadFile(load, start, undefined);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
  return load;
}

/** What to look at: directives that a resource sets, in one file, in one section of it (null: at its top). */
export interface Reviewed {
  readonly file: string;
  readonly section: SectionNode | null;
  /** Directives of which the last one read wins. */
  readonly names: readonly string[];
}

/** What the operator should know: the file is not loaded, or another line wins. */
export async function reviewDirectives(reader: Reader, reviewed: Reviewed): Promise<readonly Text[]> {
  const loaded = await readConfiguration(reader);
  const real = await reader.resolve(reviewed.file);
  if (loaded === undefined || real.state !== 'present') return [];
  const file = real.value;
  if (!loaded.files.has(file)) return [t('apache.not_loaded', { path: reviewed.file })];
  const notes: Text[] = [];
  for (const name of reviewed.names) {
    if (additive.has(name.toLowerCase())) continue;
    const all = loaded.directives.filter((directive) => sameName(directive.name, name));
    const own = all.findLast(
      (directive) => directive.file === file && isIn(directive, file, reviewed.section),
    );
    if (own === undefined) continue;
    const last = all.findLast(({ section }) => isSame(section, own.section));
    if (last === undefined || last === own) continue;
    const by = `${last.via.replace(/^\/etc\/apache2\//u, '')}:${last.line}`;
    notes.push(t('apache.overridden', { name, line: own.line, by }));
  }
  return notes;
}

/** Modules that Debian builds into the program. */
const builtIn = 'core so watchdog http log_config logio version unixd'
  .split(' ')
  .flatMap((name) => [`${name}_module`, `mod_${name}.c`])
  .concat('core.c', 'http_core.c');

/** Directives that add to what was said before. */
const additive: ReadonlySet<string> = new Set(
  `addcharset adddefaultcharset addencoding addhandler addicon addlanguage addoutputfilter addoutputfilterbytype
  addtype alias aliasmatch allow browsermatch browsermatchnocase customlog define deny errordocument expiresbytype
  header include includeoptional listen loadmodule logformat mutex options passenv proxypass proxypassmatch
  proxypassreverse proxypassreversecookiedomain proxypassreversecookiepath proxyset redirect redirectmatch
  redirectpermanent redirecttemp requestheader require rewritecond rewritemap rewriterule scriptalias
  scriptaliasmatch serveralias setenv setenvif setenvifnocase sslrandomseed unsetenv use`.split(/\s+/u),
);

interface Load extends Loaded {
  readonly reader: Reader;
  readonly files: Set<string>;
  readonly directives: LoadedDirective[];
  readonly defines: Map<string, string>;
  readonly modules: Set<string>;
  root: string;
  depth: number;
}

async function loadFile(load: Load, via: string, section: PlacedSection | undefined): Promise<void> {
  const real = await load.reader.resolve(via);
  const bytes = await load.reader.read(via);
  if (bytes.state !== 'present' || real.state !== 'present') return;
  const file = real.value;
  load.files.add(file);
  load.depth += 1;
  // A file that includes itself: Apache gives up as well.
  if (load.depth < 128) await loadNodes(load, readTree(bytes.value, file).children, { file, via }, section);
  load.depth -= 1;
}

async function loadNodes(
  load: Load,
  nodes: readonly Node[],
  from: { readonly file: string; readonly via: string },
  section: PlacedSection | undefined,
): Promise<void> {
  for (const node of nodes) {
    if (node.kind === 'section') {
      const holds = await conditionHolds(load, node);
      if (holds === false) continue;
      await loadNodes(load, node.children, from, holds === undefined ? { file: from.file, node } : section);
      continue;
    }
    const args = node.args.map((word) => expand(load, word));
    const [first = '', second = ''] = args;
    switch (node.name.toLowerCase()) {
      case 'include':
      case 'includeoptional':
        for (const path of await matches(load, first)) await loadFile(load, path, section);
        break;
      case 'define':
        load.defines.set(first, second);
        break;
      case 'undefine':
        load.defines.delete(first);
        break;
      case 'loadmodule':
        for (const name of namesOfModule(first)) load.modules.add(name);
        break;
      case 'serverroot':
        load.root = first;
        break;
      default:
        load.directives.push({ name: node.name, args, ...from, line: node.line, section });
    }
  }
}

/** Undefined: the section is no condition. What cannot be told is taken to hold. */
async function conditionHolds(load: Load, { name, args }: SectionNode): Promise<boolean | undefined> {
  const raw = expand(load, args[0] ?? '');
  const negated = raw.startsWith('!');
  const word = negated ? raw.slice(1) : raw;
  switch (name.toLowerCase()) {
    case 'ifmodule':
      return load.modules.has(word) !== negated;
    case 'ifdefine':
      return load.defines.has(word) !== negated;
    case 'iffile': {
      const path = word.startsWith('/') ? word : `${load.root}/${word}`;
      return ((await load.reader.resolve(path)).state === 'present') !== negated;
    }
    case 'ifversion':
    case 'ifdirective':
    case 'ifsection':
      return true;
    default:
      return undefined;
  }
}

/** A module by both of the names that a condition may use. */
function namesOfModule(name: string): readonly string[] {
  const bare = name.replace(/_module$/u, '');
  return [name, `mod_${bare}.c`, ...(bare.startsWith('mpm_') ? [`${bare.slice('mpm_'.length)}.c`] : [])];
}

function expand(load: Load, word: string): string {
  return word.replaceAll(/\$\{([^}:]+)\}/gu, (whole, name: string) => load.defines.get(name) ?? whole);
}

/** The files that an Include names, in byte order of each part; a folder stands for all files below it. */
async function matches(load: Load, pattern: string): Promise<readonly string[]> {
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
  const files: string[] = [];
  for (const path of found) files.push(...(await filesBelow(load.reader, path)));
  return files;
}

async function filesBelow(reader: Reader, path: string): Promise<readonly string[]> {
  const real = await reader.resolve(path);
  if (real.state !== 'present') return [];
  const stat = await reader.stat(real.value);
  if (stat.state !== 'present' || stat.value.kind !== 'directory') return [path];
  const names = await reader.list(path);
  const files: string[] = [];
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

function isSame(a: PlacedSection | undefined, b: PlacedSection | undefined): boolean {
  return a?.file === b?.file && a?.node.start === b?.node.start;
}

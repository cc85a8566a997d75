import type { Reader } from '../../../core/reader.ts';
import type { Text } from '../../../core/text.ts';
import { argumentsIn, readEnvvars } from '../facts/envvars.ts';
import { layoutHere, type Layout } from '../facts/layout.ts';
import { builtInto } from './conditions.ts';
import { wouldName } from './included.ts';
import { knowledge, learn, recall, sameLearning, type Knowledge } from './knowledge.ts';
import {
  directivesAt,
  directivesBelow,
  sectionsAt,
  textsBelow,
  type LoadedItem,
  type LoadedDirective,
  type LoadedSection,
  type LoadedText,
} from './reading.ts';
import { bareName, lower } from './text.ts';
import { readFileAt, readText, type Spot, type Walk } from './walk.ts';

/** Configuration that Apache reads, in its order. Paths have their links followed. */
export interface Loaded {
  /** Each file, as often as it is read. */
  readonly files: ReadonlyMap<string, readonly LoadedText[]>;
  readonly items: readonly LoadedItem[];
  /** All that is read, in one row. */
  readonly directives: readonly LoadedDirective[];
  /** Those of a name. */
  named(name: string): readonly LoadedDirective[];
  /** The server's own directives of a name: those in no section. */
  ofServer(name: string): readonly LoadedDirective[];
  /** The virtual hosts of a name, in small letters. */
  hostsNamed(name: string): readonly LoadedSection[];
  /** The server's own sections of a name. */
  sectionsOfServer(name: string): readonly LoadedSection[];
  /** Tells whether a module is there, by the name that LoadModule has for it. */
  hasModule(name: string): boolean;
  /** Headers behind whose bracket something stands that Apache drops. */
  readonly dropped: readonly { readonly file: string; readonly line: number }[];
  /**
   * Reason why Apache would not load all of this: the first thing that it refuses, or that may not be read.
   */
  readonly refused: Text | undefined;
  /** Tells whether a file that comes to stand at a path would be read as well, now or as the host was when a plan began. */
  wouldRead(path: string): boolean;
  /** Something that is made of a part of it, once until some of it is read again. */
  once<Made>(part: object, make: () => Made): Made;
  /** A file that Apache does not read, as it would be read behind all others. */
  asIfRead(path: string, bytes: Uint8Array): Promise<LoadedText | undefined>;
}

/**
 * Follows Apache through its configuration: Include with globs in Apache's order, links, Define, variables and `-D`
 * names of Debian's envvars, conditions, and macros. Undefined: there is no such configuration. What stands in a file
 * that Apache refuses is left out. Without a layout it is the first that is there. One plan has one such view of the host, which
 * the plan's steps bring up to date.
 */
export async function readConfiguration(reader: Reader, given?: Layout): Promise<Loaded | undefined> {
  const layout = given ?? (await layoutHere(reader));
  if (layout === undefined) return undefined;
  const load = (from: Reader): Promise<View | undefined> => loadConfiguration(from, layout, reader);
  const view = await (reader.views?.of(
    `apache ${layout.main}`,
    load,
    async (old, changed) => (await renewed(reader, old, changed)) ?? after(old, await load(reader)),
  ) ?? load(reader));
  return view?.loaded;
}

/** Apache's configuration as a plan keeps it. */
interface View {
  readonly walk: Walk;
  readonly loaded: Loaded;
  readonly files: Map<string, LoadedText[]>;
  readonly parents: Map<LoadedText, LoadedItem[]>;
  /** Forgets what was counted over all of it. */
  forget(): void;
}

/** A view that was read again, with the patterns of the one before. */
function after(old: View | undefined, view: View | undefined): View | undefined {
  for (const pattern of old?.walk.looked.patterns ?? []) view?.walk.looked.patterns.add(pattern);
  return view;
}

/** Reads all of it from a reader; what is asked of it later is read from another, the host as it is planned then. */
async function loadConfiguration(reader: Reader, layout: Layout, later: Reader): Promise<View | undefined> {
  if ((await reader.stat(layout.main)).state !== 'present') return undefined;
  const envvars = await readEnvvars(reader, layout);
  const walk = newWalk(reader, layout, envvars.values, knowledge());
  for (const name of await builtInto(reader, layout)) learn(walk.knowledge, 'module', name, {});
  learn(walk.knowledge, 'root', '', { value: layout.root });
  for (const [, name = ''] of argumentsIn(envvars, layout)
    .join(' ')
    .matchAll(/(?:^|\s)-D\s*(\S+)/gu))
    learn(walk.knowledge, 'define', name, {});
  const real = await reader.resolve(layout.main);
  if (real.state !== 'present') return undefined;

  walk.looked.paths.add(layout.variables);
  const text = await readFileAt(walk, { via: layout.main, real: real.value }, top);
  return viewOf(walk, text === undefined ? [] : [text], later);
}

/** Place of the first file. */
const top: Spot = { section: undefined, condition: undefined, depth: 0, by: undefined };

function newWalk(
  reader: Reader,
  layout: Layout,
  variables: ReadonlyMap<string, string>,
  known: Knowledge,
): Walk {
  return {
    reader,
    layout,
    variables,
    knowledge: known,
    looked: { paths: new Set(), folders: new Set(), patterns: new Set() },
    dropped: [],
    refused: undefined,
    over: false,
    inUse: [],
  };
}

function viewOf(walk: Walk, items: LoadedItem[], later: Reader): View {
  const files = new Map<string, LoadedText[]>();
  const parents = new Map<LoadedText, LoadedItem[]>();
  let all: readonly LoadedDirective[] | undefined;
  let names: ReadonlyMap<string, readonly LoadedDirective[]> | undefined;
  let hosts: ReadonlyMap<string, readonly LoadedSection[]> | undefined;
  const sections = new Map<string, readonly LoadedSection[]>();
  let server: ReadonlyMap<string, readonly LoadedDirective[]> | undefined;
  let made = new WeakMap<object, unknown>();
  const loaded: Loaded = {
    files,
    items,
    dropped: walk.dropped,
    refused: walk.refused,
    get directives() {
      return (all ??= [...directivesBelow(items)]);
    },
    named(name) {
      names ??= byName(directivesBelow(items));
      return names.get(lower(name)) ?? [];
    },
    ofServer(name) {
      server ??= byName(directivesAt(items));
      return server.get(lower(name)) ?? [];
    },
    hostsNamed(name) {
      hosts ??= hostsByName(loaded.sectionsOfServer('VirtualHost'));
      return hosts.get(name) ?? [];
    },
    sectionsOfServer(name) {
      const known = sections.get(lower(name)) ?? [...sectionsAt(items, name)];
      sections.set(lower(name), known);
      return known;
    },
    hasModule: (name) => recall(walk.knowledge, 'module', name) !== undefined,
    wouldRead: (path) => [...walk.looked.patterns].some((pattern) => wouldName(pattern, path)),
    once<Made>(part: object, make: () => Made) {
      if (!made.has(part)) made.set(part, make());
      return made.get(part) as Made;
    },
    asIfRead: (path, bytes) => {
      const known = { knowledge: walk.knowledge, moment: walk.knowledge.learned.length };
      const more = newWalk(later, walk.layout, walk.variables, knowledge(known));
      return readText(more, bytes, { file: path, via: path }, top);
    },
  };
  register(items, files, parents);
  return {
    walk,
    loaded,
    files,
    parents,
    forget() {
      all = undefined;
      names = undefined;
      sections.clear();
      hosts = undefined;
      server = undefined;
      made = new WeakMap();
    },
  };
}

function hostsByName(hosts: readonly LoadedSection[]): ReadonlyMap<string, readonly LoadedSection[]> {
  const found = new Map<string, LoadedSection[]>();
  for (const host of hosts)
    for (const name of new Set(
      [...directivesAt(host.items, 'ServerName')].flatMap(({ args }) => args.map(bareName)),
    )) {
      const known = found.get(name);
      if (known === undefined) found.set(name, [host]);
      else known.push(host);
    }
  return found;
}

function byName(directives: Iterable<LoadedDirective>): ReadonlyMap<string, readonly LoadedDirective[]> {
  const lists = new Map<string, LoadedDirective[]>();
  for (const one of directives) {
    const list = lists.get(lower(one.name));
    if (list === undefined) lists.set(lower(one.name), [one]);
    else list.push(one);
  }
  return lists;
}

function register(
  items: LoadedItem[],
  files: Map<string, LoadedText[]>,
  parents: Map<LoadedText, LoadedItem[]>,
): void {
  for (const item of items) {
    if (item.kind === 'directive') continue;
    if (item.kind === 'text') {
      parents.set(item, items);
      const known = files.get(item.file);
      if (known === undefined) files.set(item.file, [item]);
      else known.push(item);
    }
    register(item.items, files, parents);
  }
}

/**
 * A view after steps that changed some paths: a file that is read once, and has the same to say to what comes behind
 * it, is read again alone. Undefined: all is to be read again.
 */
async function renewed(
  reader: Reader,
  view: View | undefined,
  changed: readonly string[],
): Promise<View | undefined> {
  if (view === undefined) return undefined;
  const { looked } = view.walk;
  for (const path of new Set(changed)) {
    const texts = view.files.get(path);
    if (texts === undefined || texts.length === 0) {
      const folder = path.slice(0, path.lastIndexOf('/')) || '/';
      if (looked.paths.has(path) || looked.folders.has(folder)) return undefined;
      continue;
    }
    const [text, second] = texts;
    if (text === undefined || second !== undefined || !(await readAgain(reader, view, text)))
      return undefined;
  }
  return view;
}

async function readAgain(reader: Reader, view: View, old: LoadedText): Promise<boolean> {
  const { walk, files, parents } = view;
  const siblings = parents.get(old);
  if (siblings === undefined || walk.refused !== undefined) return false;
  const before = { knowledge: walk.knowledge, moment: old.from };
  const more = { ...newWalk(reader, walk.layout, walk.variables, knowledge(before)), looked: walk.looked };
  const stat = await reader.stat(old.file);
  if (stat.state !== 'present' || stat.value.kind !== 'file') return false;
  const text = await readFileAt(more, { via: old.via, real: old.file }, old);
  if (text === undefined || more.refused !== undefined || more.over) return false;
  const { learned } = walk.knowledge;
  if (!sameLearning(more.knowledge.learned, learned.slice(old.from, old.until))) return false;
  const [was, is] = [old, text].map((one) => [...textsBelow([one])]);
  if (was?.map(({ via }) => via).join('\0') !== is?.map(({ via }) => via).join('\0')) return false;
  // Moments inside of it are those of its own reading, which nobody keeps.
  if (is !== undefined && is.length > 1 && more.knowledge.learned.length > 0) return false;
  for (const one of is ?? []) {
    one.from = old.from;
    one.until = old.until;
  }
  for (const one of was ?? []) {
    parents.delete(one);
    files.set(one.file, files.get(one.file)?.filter((other) => other !== one) ?? []);
  }
  siblings[siblings.indexOf(old)] = text;
  register([text], files, parents);
  parents.set(text, siblings);
  const kept = walk.dropped.filter(({ file }) => was?.every((one) => one.file !== file));
  walk.dropped.splice(0, walk.dropped.length, ...kept, ...more.dropped);
  view.forget();
  return true;
}

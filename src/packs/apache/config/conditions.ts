import { compileNow, readyPatterns } from '../../../core/pattern.ts';
import type { Reader } from '../../../core/reader.ts';
import type { Layout } from '../facts/layout.ts';
import { longestExpression } from '../facts/mount.ts';
import { mpmNames } from '../facts/mpm.ts';
import { askProgram } from '../facts/program.ts';
import { noteSeen, type Looked } from './included.ts';
import { recall, type Knowledge } from './knowledge.ts';

/** Knowledge that conditions are asked of: what Apache has got to know so far. */
export interface KnownToApache {
  readonly reader: Reader;
  /** The layout of the Apache that is asked, which knows its version. */
  readonly layout: Layout;
  readonly knowledge: Knowledge;
  readonly looked: Looked;
}

/** The folder that relative paths begin at. */
export function rootOf({ knowledge }: Pick<KnownToApache, 'knowledge'>): string {
  return recall(knowledge, 'root', '')?.value ?? '';
}

/** Names of the modules in a program itself: those that it tells of, else those that Debian builds in. */
export async function builtInto(reader: Reader, layout: Layout): Promise<readonly string[]> {
  const said = layout.isDebian ? undefined : await askProgram(reader, layout, '-l');
  const sources = [...(said ?? '').matchAll(/^\s+(?:mod_)?(\w+)\.c$/gmu)];
  if (sources.length === 0) return builtIn;
  return sources
    .flatMap(([, name = '']) => namesOfModule(`${mpms.has(name) ? 'mpm_' : ''}${name}_module`))
    .concat('core_module', 'core.c', 'http_module', 'http_core.c');
}

const mpms: ReadonlySet<string> = new Set(mpmNames);

const builtIn: readonly string[] = 'so watchdog log_config logio version unixd'
  .split(' ')
  .flatMap((name) => namesOfModule(`${name}_module`))
  .concat('core_module', 'core.c', 'http_module', 'http_core.c');

/** A module by both of the names that a condition may use: that of LoadModule, and that of its source. */
export function namesOfModule(name: string): readonly string[] {
  const bare = name.replace(/_module$/u, '');
  if (bare.startsWith('mpm_')) return [name, `${bare.slice('mpm_'.length)}.c`];
  return [name, bare === 'ldap' ? 'util_ldap.c' : `mod_${bare}.c`];
}

/**
 * Tells whether a condition holds. `unknown`: only Apache could tell, since it takes a list of every
 * directive of every module, or an expression of its own kind.
 */
export async function conditionHolds(
  known: KnownToApache,
  name: string,
  args: readonly string[],
): Promise<boolean | 'unknown'> {
  const [raw = '', next = ''] = args;
  const negated = raw.startsWith('!');
  const word = raw === '!' ? next : negated ? raw.slice(1) : raw;
  switch (name.toLowerCase()) {
    case 'ifmodule':
      return (recall(known.knowledge, 'module', word) !== undefined) !== negated;
    case 'ifdefine':
      return (recall(known.knowledge, 'define', word) !== undefined) !== negated;
    case 'iffile': {
      const path = word.startsWith('/') ? word : `${rootOf(known)}/${word}`;
      noteSeen(known.looked, path);
      return ((await known.reader.resolve(path)).state === 'present') !== negated;
    }
    case 'ifversion': {
      const version = await versionOf(known);
      const [operator, wanted = ''] = /\d|^\//u.test(word)
        ? (['=', word] as const)
        : ([word, args[1]] as const);
      const fits = version === undefined ? 'unknown' : await versionFits(version, operator, wanted);
      return fits === 'unknown' ? fits : fits !== negated;
    }
    default:
      return 'unknown';
  }
}

/** Apache's version by its own word; undefined where it cannot be asked. */
async function versionOf({ reader, layout }: KnownToApache): Promise<string | undefined> {
  return /Apache\/([\d.]+)/u.exec((await askProgram(reader, layout, '-v')) ?? '')?.[1];
}

/** As mod_version compares: parts that are not said count as 0; `~` and /.../ are expressions. */
async function versionFits(version: string, operator: string, wanted: string): Promise<boolean | 'unknown'> {
  const expression = operator === '~' ? wanted.replace(/^\/(.*)\/$/u, '$1') : /^\/(.*)\/$/u.exec(wanted)?.[1];
  if (expression !== undefined) {
    await readyPatterns();
    const compiled = compileNow(expression, longestExpression);
    // An expression that only Apache's library takes.
    return 'fault' in compiled ? 'unknown' : compiled.matches(version);
  }
  const parts = wanted.split('.').map(Number);
  const differing = version.split('.').map((part, at) => Number(part) - (parts[at] ?? 0));
  const order = differing.find((difference) => difference !== 0) ?? 0;
  switch (operator) {
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    default:
      return order === 0;
  }
}

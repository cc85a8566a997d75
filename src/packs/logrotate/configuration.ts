import { withoutEnd } from '../../core/ends.ts';
import { pathMatcherOf } from '../../core/glob.ts';
import type { Reader } from '../../core/reader.ts';

/** A file of logrotate's that it reads, with the paths and patterns of its stanzas. */
export interface ReadFile {
  readonly file: string;
  readonly text: string;
  readonly paths: readonly string[];
}

/** Part of a file that tells what is rotated, in the order in which logrotate reads them. */
type Part =
  | { readonly is: 'stanza'; readonly paths: readonly string[] }
  | { readonly is: 'include'; readonly path: string }
  /** Names that are left aside in folders from here on; `more`: besides those of before. */
  | { readonly is: 'taboo'; readonly more: boolean; readonly patterns: readonly string[] };

/** The file that includes all others. */
export const mainFile = '/etc/logrotate.conf';
/** Files that include others that include others. */
const deepest = 16;

/** Names that logrotate leaves aside in a folder that it includes, until it is told others. */
const taboo: readonly string[] = [
  ...[',v', '~', '.bak', '.cfsaved', '.disabled', '.swp', '.rhn-cfg-tmp-*'],
  ...['.dpkg-bak', '.dpkg-del', '.dpkg-dist', '.dpkg-new', '.dpkg-old', '.dpkg-tmp'],
  ...['.rpmnew', '.rpmorig', '.rpmsave', '.ucf-dist', '.ucf-new', '.ucf-old'],
].map((ending) => `*${ending}`);

/**
 * The files that logrotate reads, as logrotate.conf includes them, in its order; where there is no logrotate.conf,
 * those of logrotate.d. Files that it passes over, since others than root could have written them, are left out.
 */
export async function filesRead(host: Reader): Promise<readonly ReadFile[]> {
  const found = new Map<string, ReadFile>();
  let patterns = taboo;
  const readIn = async (file: string, depth: number): Promise<void> => {
    if (depth > deepest || found.has(file) || !(await isTaken(file, host))) return;
    const read = await host.read(file);
    if (read.state !== 'present') return;
    const text = new TextDecoder().decode(read.value);
    const parts = partsOf(text);
    found.set(file, { file, text, paths: pathsOf(parts) });
    for (const part of parts)
      if (part.is === 'taboo') patterns = part.more ? [...patterns, ...part.patterns] : part.patterns;
      else if (part.is === 'include') await include(part.path, depth + 1);
  };
  const include = async (path: string, depth: number): Promise<void> => {
    const names = await host.list(path);
    if (names.state !== 'present') return readIn(path, depth);
    const isTaboo = patterns.map(pathMatcherOf);
    for (const name of [...names.value].sort())
      if (!isTaboo.some((fits) => fits(name))) await readIn(`${withoutEnd(path, '/')}/${name}`, depth);
  };
  if ((await host.stat(mainFile)).state === 'absent') await include('/etc/logrotate.d', 0);
  else await readIn(mainFile, 0);
  return [...found.values()];
}

/** logrotate reads a regular file only, of root's, that nobody else can write. */
async function isTaken(path: string, host: Reader): Promise<boolean> {
  const there = await host.resolve(path);
  const stat = there.state === 'present' ? await host.stat(there.value) : there;
  if (stat.state !== 'present' || stat.value.kind !== 'file') return false;
  // Below a root the owner is whoever made the copy.
  return (stat.value.mode & 0o022) === 0 && (!host.live || stat.value.uid === 0);
}

/** Paths before the braces of each stanza; scripts, comments and directives are passed over. */
export function pathsIn(text: string): readonly string[] {
  return pathsOf(partsOf(text));
}

function pathsOf(parts: readonly Part[]): readonly string[] {
  return parts.flatMap((part) => (part.is === 'stanza' ? part.paths : []));
}

function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let heading = '';
  let state: 'outside' | 'heading' | 'inside' | 'script' = 'outside';
  for (const line of text.split('\n')) {
    const start = line.trimStart();
    if (state === 'script') {
      if (/^endscript(?![a-z])/iu.test(start)) state = 'inside';
      continue;
    }
    if (start.startsWith('#')) continue;
    if (state === 'inside') {
      if (start.startsWith('}')) state = 'outside';
      else if (/^(?:prerotate|postrotate|firstaction|lastaction|preremove)\b/u.test(start)) state = 'script';
      continue;
    }
    if (state === 'outside' && !/^["'/~]/u.test(start)) {
      const part = directiveOf(start);
      if (part !== undefined) parts.push(part);
      continue;
    }
    const brace = start.indexOf('{');
    heading += ` ${brace < 0 ? start : start.slice(0, brace)}`;
    state = brace < 0 ? 'heading' : start.includes('}', brace) ? 'outside' : 'inside';
    if (brace < 0) continue;
    parts.push({ is: 'stanza', paths: wordsOf(heading) });
    heading = '';
  }
  return parts;
}

function directiveOf(line: string): Part | undefined {
  const [, name = '', rest = ''] = /^(include|tabooext|taboopat)[\s=]+(.*)$/su.exec(line.trimEnd()) ?? [];
  if (name === 'include') return { is: 'include', path: rest };
  if (name === '') return undefined;
  const more = rest.startsWith('+');
  const words = (more ? rest.slice(1) : rest).split(/[\s,]+/u).filter((word) => word !== '');
  const patterns = name === 'tabooext' ? words.map((word) => `*${word}`) : words;
  return { is: 'taboo', more, patterns };
}

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+)/gu)].map(
    ([, double, single, bare]) => single ?? (double ?? bare ?? '').replaceAll(/\\(.)/gu, '$1'),
  );
}

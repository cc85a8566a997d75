import { pathMatcherOf } from '../../core/glob.ts';
import type { Reader } from '../../core/reader.ts';

/** Paths and patterns that a file of logrotate's names. */
export interface NamedLogs {
  readonly file: string;
  readonly paths: readonly string[];
  /** Written by kapa: what it says may be about to change. */
  readonly isKapas: boolean;
}

/** First words of what kapa writes. */
const mark = '# Managed by kapa:';

/** Endings that logrotate leaves aside in a folder that it includes. */
const taboo =
  /(?:,v|\.cfsaved|\.disabled|\.dpkg-(?:bak|del|dist|new|old|tmp)|\.rhn-cfg-tmp-.*|\.rpm(?:new|orig|save)|\.swp|\.ucf-(?:dist|new|old)|~)$/u;

/** The logs that other stanzas of the host name. */
export async function namedElsewhere(own: string, host: Reader): Promise<readonly NamedLogs[]> {
  const files = ['/etc/logrotate.conf', ...(await stanzasThere(host))].filter((path) => path !== own);
  const named: NamedLogs[] = [];
  for (const file of files) {
    const read = await host.read(file);
    if (read.state !== 'present') continue;
    const text = new TextDecoder().decode(read.value);
    named.push({ file, paths: pathsIn(text), isKapas: text.startsWith(mark) });
  }
  return named;
}

/** The files of logrotate's folder that it reads, in its order. */
export async function stanzasThere(host: Reader): Promise<readonly string[]> {
  const folder = '/etc/logrotate.d';
  const names = await host.list(folder);
  return (names.state === 'present' ? [...names.value].sort() : [])
    .filter((name) => !taboo.test(name))
    .map((name) => `${folder}/${name}`);
}

/** Paths before the braces of each stanza; scripts, comments and directives are passed over. */
export function pathsIn(text: string): readonly string[] {
  const paths: string[] = [];
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
    if (state === 'outside' && !/^["'/~]/u.test(start)) continue;
    const brace = start.indexOf('{');
    heading += ` ${brace < 0 ? start : start.slice(0, brace)}`;
    state = brace < 0 ? 'heading' : start.includes('}', brace) ? 'outside' : 'inside';
    if (brace < 0) continue;
    paths.push(...wordsOf(heading));
    heading = '';
  }
  return paths;
}

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+)/gu)].map(
    ([, double, single, bare]) => single ?? (double ?? bare ?? '').replaceAll(/\\(.)/gu, '$1'),
  );
}

/** Tells whether two words of stanzas name one log: alike, or one a pattern that the other is among. */
export function namesSameLog(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  if (one === other) return true;
  return (
    (isPattern(one) && !isPattern(other) && pathMatcherOf(one)(other)) ||
    (isPattern(other) && !isPattern(one) && pathMatcherOf(other)(one))
  );
}

/** The files that two patterns have in common now. */
export async function filesOfBoth(a: string, b: string, host: Reader): Promise<string | undefined> {
  if (!isPattern(a) || !isPattern(b)) return undefined;
  const folder = a.slice(0, a.lastIndexOf('/'));
  if (isPattern(folder) || folder !== b.slice(0, b.lastIndexOf('/'))) return undefined;
  const names = await host.list(folder === '' ? '/' : folder);
  if (names.state !== 'present') return undefined;
  const [one, other] = [pathMatcherOf(plain(a)), pathMatcherOf(plain(b))];
  return names.value.map((name) => `${folder}/${name}`).find((path) => one(path) && other(path));
}

function plain(path: string): string {
  return path.replaceAll(/\/+/gu, '/');
}

function isPattern(path: string): boolean {
  return /[*?[]/u.test(path);
}

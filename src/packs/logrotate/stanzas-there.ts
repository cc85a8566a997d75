import { pathMatcherOf } from '../../core/glob.ts';
import type { Reader } from '../../core/reader.ts';
import { filesRead } from './configuration.ts';

/** Paths and patterns that a file of logrotate's names. */
export interface NamedLogs {
  readonly file: string;
  readonly paths: readonly string[];
  /** Written by kapa: what it says may be about to change. */
  readonly isKapas: boolean;
}

/** First words of what kapa writes. */
const mark = '# Managed by kapa:';

/** The logs that other stanzas of the host name. */
export async function namedElsewhere(own: string, host: Reader): Promise<readonly NamedLogs[]> {
  return (await filesRead(host))
    .filter(({ file }) => file !== own)
    .map(({ file, text, paths }) => ({ file, paths, isKapas: text.startsWith(mark) }));
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
  if (folder !== b.slice(0, b.lastIndexOf('/')) || isPattern(folder)) return undefined;
  const names = await host.list(folder === '' ? '/' : folder);
  if (names.state !== 'present') return undefined;
  const [one, other] = [pathMatcherOf(plain(a)), pathMatcherOf(plain(b))];
  return names.value.map((name) => `${folder}/${name}`).find((path) => one(path) && other(path));
}

/** Classes that glob(7) knows by name, with the letters of ASCII. */
const classes: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  xdigit: '0-9A-Fa-f',
  space: ' \t',
  blank: ' \t',
  punct: '!-.:-@[-`{-~',
  graph: '!-.0-~',
  print: ' -.0-~',
};

function plain(path: string): string {
  return path
    .replaceAll(/\[:([a-z]+):\]/gu, (whole, name: string) => classes[name] ?? whole)
    .replaceAll(/\/+/gu, '/');
}

function isPattern(path: string): boolean {
  return /[*?[]/u.test(path);
}

import { compileNow } from '../../../core/pattern.ts';

/** A path of the site that a backend answers, as a policy declares it. */
export interface Mount {
  /** A path, or instead of it an expression that paths match. */
  readonly path?: string;
  readonly match?: string;
  /** Of one that is not to be there. */
  readonly state?: 'present' | 'absent';
  /** The backend; `!` leaves the path to Apache. */
  readonly url?: string;
  /** True: connections that ask for it are handed on as websockets. */
  readonly upgrade?: boolean;
  readonly nocanon?: boolean;
  readonly keepalive?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  /** Seconds. */
  readonly retry?: number;
  /** Seconds. */
  readonly ttl?: number;
  readonly disablereuse?: boolean;
  /** Seconds. */
  readonly connectiontimeout?: number;
  /** Further parameters of ProxyPass, as Apache's manual names them. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  /** True: there is a ProxyPassReverse of the same path and backend. */
  readonly reverse?: boolean;
}

/** The directive of a mount. */
export function directiveOf({ match }: Mount): 'ProxyPass' | 'ProxyPassMatch' {
  return match === undefined ? 'ProxyPass' : 'ProxyPassMatch';
}

/** The path of a mount, or its expression. */
export function mountPath({ path, match }: Mount): string {
  return path ?? match ?? '';
}

/** The backend as it names itself in redirects, and so in ProxyPassReverse: without the socket that it is reached by. */
export function reverseAddress({ url = '' }: Mount): string {
  return url.replace(/^unix:[^|]*\|/iu, '');
}

/** The backend of a mount, and its options in the order in which the manual's examples have them. */
export function proxyPassOf(mount: Mount): readonly string[] {
  return [mount.url ?? '', ...optionsOf(mount)];
}

/**
 * The backend and options that an existing mount gets, options in the order in which they stand; undefined: it says the
 * same already. `said`: the same with the values of variables put in.
 */
export function proxyPassFrom(
  existing: readonly string[],
  mount: Mount,
  said: readonly string[] = existing,
): readonly string[] | undefined {
  const [url = '', ...options] = existing;
  const wanted = new Map(optionsOf(mount).map((option) => [keyOf(option), option]));
  const isSame = ([backend = '', ...more]: readonly string[]): boolean =>
    sameBackend(backend, mount.url ?? '') &&
    more.length === wanted.size &&
    more.every((option) => sameOption(option, wanted.get(keyOf(option))));
  if (isSame(existing) || isSame(said)) return undefined;
  const kept: string[] = [];
  for (const option of options) {
    const next = wanted.get(keyOf(option));
    if (next === undefined) continue;
    kept.push(sameOption(option, next) ? option : next);
    wanted.delete(keyOf(option));
  }
  return [sameBackend(url, mount.url ?? '') ? url : (mount.url ?? ''), ...kept, ...wanted.values()];
}

/** Tells whether two addresses of a backend are one: a scheme may be written in capitals. */
function sameBackend(a: string, b: string): boolean {
  const small = (url: string): string =>
    url.replaceAll(/(?<=^|\|)[A-Za-z][A-Za-z0-9+.-]*(?=:)/gu, (scheme) => scheme.toLowerCase());
  return small(a) === small(b);
}

/**
 * Tells whether requests for a longer path are answered by the mount of a shorter one that stands first:
 * Apache compares whole segments.
 */
export function hides(shorter: string, longer: string): boolean {
  return shorter !== longer && takesAllBelow(shorter, longer);
}

/** Tells whether the mount of a path takes all that is asked below another. */
export function takesAllBelow(path: string, asked: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}

/**
 * Tells whether an expression takes what is asked at a path, and below it. One that only Apache's library takes, or that
 * nobody wrote by hand, takes nothing here. `readyPatterns` comes first.
 */
export function matches(expression: string, asked: string): boolean {
  const compiled = compileNow(expression, longestExpression);
  if ('fault' in compiled) return false;
  return compiled.matches(asked) && compiled.matches(asked.endsWith('/') ? `${asked}x` : `${asked}/x`);
}

/** Characters of an expression in a host's configuration that is looked at. */
export const longestExpression = 1000;

/**
 * Mounts in the order in which Apache has to read them: longer paths first, else as declared; but a longer address before
 * one that it begins with, where no path stands against it, since Apache would give it that one's connections.
 */
export function inReadingOrder(mounts: readonly Mount[]): readonly Mount[] {
  const byPath = mounts.toSorted((a, b) =>
    (a.match ?? b.match ?? '') === '' ? mountPath(b).length - mountPath(a).length : 0,
  );
  const ordered: Mount[] = [];
  for (const mount of byPath) {
    const at = ordered.findIndex(({ url = '' }) => mount.url !== url && sharesWorker(url, mount.url ?? ''));
    const behind = at === -1 ? [] : ordered.slice(at);
    const stays =
      mount.match !== undefined ||
      behind.some(({ path }) => path === undefined || takesAllBelow(mountPath(mount), path));
    if (at === -1 || stays) ordered.push(mount);
    else ordered.splice(at, 0, mount);
  }
  return ordered;
}

/**
 * Tells whether Apache serves an address by the connections of one that stands before it: one that it begins with, its
 * host and port as a whole. The options of the first count for both.
 */
export function sharesWorker(first: string, url: string): boolean {
  const host = /^[a-z][a-z0-9+.-]*:\/\/[^/]+/iu;
  const [one, other] = [first, url].map((text) => text.replace(host, (found) => found.toLowerCase()));
  const origin = host.exec(other ?? '')?.[0];
  if (one === undefined || origin === undefined || one.startsWith('balancer:')) return false;
  return one.length >= origin.length && other?.startsWith(one) === true;
}

function optionsOf(mount: Mount): readonly string[] {
  if (mount.url === '!') return [];
  const words: string[] = [];
  if (mount.upgrade === true) words.push('upgrade=websocket');
  if (mount.nocanon === true) words.push('nocanon');
  for (const key of ['keepalive', 'timeout', 'retry', 'ttl', 'disablereuse', 'connectiontimeout'] as const) {
    const value = mount[key];
    if (value !== undefined) words.push(`${key}=${written(value)}`);
  }
  for (const [key, value] of Object.entries(mount.options ?? {})) {
    if (!flags.has(key.toLowerCase())) words.push(`${key}=${written(value)}`);
    else if (value !== false) words.push(key);
  }
  return words;
}

/** Words of ProxyPass that stand alone, and say nothing of connections. */
export const flags: ReadonlySet<string> = new Set(['nocanon', 'noquery', 'interpolate']);

function written(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'On' : 'Off') : String(value);
}

function keyOf(option: string): string {
  const equals = option.indexOf('=');
  return (equals === -1 ? option : option.slice(0, equals)).toLowerCase();
}

function sameOption(a: string, b: string | undefined): boolean {
  if (b === undefined) return false;
  const value = (option: string): string => option.slice(keyOf(option).length);
  const [one, two] = [value(a), value(b)];
  return one === two || (/^=(?:on|off)$/iu.test(one) && one.toLowerCase() === two.toLowerCase());
}

/** A path of the site that a backend answers, as a policy declares it. */
export interface Mount {
  readonly path: string;
  /** The backend; `!` leaves the path to Apache. */
  readonly url: string;
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
  /** Whether there is a ProxyPassReverse of the same path and backend. */
  readonly reverse?: boolean;
}

/** The arguments of a mount's ProxyPass, in the order in which the manual's examples have them. */
export function proxyPassOf(mount: Mount): readonly string[] {
  return [mount.path, mount.url, ...optionsOf(mount)];
}

/**
 * The arguments that an existing ProxyPass gets, its options in the order in which they stand; undefined: it says
 * the same already.
 */
export function proxyPassFrom(existing: readonly string[], mount: Mount): readonly string[] | undefined {
  const [, url, ...options] = existing;
  const wanted = new Map(optionsOf(mount).map((option) => [keyOf(option), option]));
  const same =
    url === mount.url &&
    options.length === wanted.size &&
    options.every((option) => sameOption(option, wanted.get(keyOf(option))));
  if (same) return undefined;
  const kept: string[] = [];
  for (const option of options) {
    const next = wanted.get(keyOf(option));
    if (next === undefined) continue;
    kept.push(sameOption(option, next) ? option : next);
    wanted.delete(keyOf(option));
  }
  return [mount.path, mount.url, ...kept, ...wanted.values()];
}

/** Whether a request for a longer path would be answered by the mount of a shorter one that stands first. */
export function hides(shorter: string, longer: string): boolean {
  return shorter !== longer && longer.startsWith(shorter);
}

/** Mounts in the order in which Apache has to read them: longer paths first, else as declared. */
export function longestFirst(mounts: readonly Mount[]): readonly Mount[] {
  return mounts.toSorted((a, b) => b.path.length - a.path.length);
}

function optionsOf(mount: Mount): readonly string[] {
  if (mount.url === '!') return [];
  const words: string[] = [];
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

/** Words of ProxyPass that stand alone. */
const flags: ReadonlySet<string> = new Set(['nocanon', 'noquery', 'interpolate']);

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

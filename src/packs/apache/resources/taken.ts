import { compileNow } from '../../../core/pattern.ts';
import { portOf, type HostName } from '../config/hosts.ts';
import type { Loaded } from '../config/loaded.ts';
import {
  directivesAt,
  sectionsAt,
  type LoadedDirective,
  type LoadedItem,
  type LoadedSection,
} from '../config/reading.ts';
import { namesOf } from '../config/serving.ts';
import { bareName, lower } from '../config/text.ts';
import { longestExpression, matches, takesAllBelow } from '../facts/mount.ts';

/** Answer of conditions of rewriting for a host; undefined: it may be one or the other. */
export interface HostFacts {
  readonly name: string | undefined;
  readonly port: string | undefined;
  readonly https: 'on' | 'off';
}

/** A rule that answers what is asked at a path. */
export interface TakingRule {
  readonly line: LoadedDirective;
  /** True: it sends visitors elsewhere. */
  readonly redirects: boolean;
}

/** Facts of a host, as a policy chooses it. */
export function factsOf(host: LoadedSection | undefined, wanted: HostName | undefined): HostFacts {
  const names = host === undefined ? [] : namesOf(host);
  const ports = new Set(host?.node.args.map(portOf));
  const [port] = ports;
  const isOn = [...directivesAt(host?.items ?? [], 'SSLEngine')].at(-1)?.args[0];
  return {
    name:
      wanted?.server_name === undefined
        ? names.length === 1
          ? names[0]
          : undefined
        : bareName(wanted.server_name),
    port: wanted?.port === undefined ? (ports.size === 1 ? port : undefined) : String(wanted.port),
    https: /^on$/iu.test(isOn ?? '') ? 'on' : 'off',
  };
}

/**
 * The RewriteRule that answers whatever is asked at a path before a mount can: it hands on, redirects, refuses, or names a
 * file, and its conditions hold. What only a request could tell is none.
 */
export function ruleTaking(
  items: readonly LoadedItem[],
  asked: string,
  facts: HostFacts,
): TakingRule | undefined {
  let isOn = false;
  let conditions: LoadedDirective[] = [];
  let found: TakingRule | undefined;
  let isOver = false;
  for (const line of directivesAt(items, 'RewriteEngine', 'RewriteCond', 'RewriteRule')) {
    const name = lower(line.name);
    if (name === 'rewriteengine') isOn = /^on$/iu.test(line.args[0] ?? '');
    else if (name === 'rewritecond') conditions.push(line);
    else {
      const isAsked = !isOver && found === undefined && line.condition === undefined;
      const verdict = isAsked ? verdictOn(line, asked) : undefined;
      if (verdict === 'ends') isOver = true;
      else if (verdict !== undefined && allHold(conditions, asked, facts))
        found = { line, redirects: verdict === 'redirects' };
      conditions = [];
    }
  }
  return isOn ? found : undefined;
}

/** Outcome of a rule for all that is asked at a path; `ends`: what comes behind it is not known. */
function verdictOn({ args }: LoadedDirective, asked: string): 'answers' | 'redirects' | 'ends' | undefined {
  const [pattern = '', to = '', words = ''] = args;
  const flags = flagsIn(words);
  if (!isSame(pattern, samplesOf(asked), flags.has('nc') || flags.has('nocase'))) return undefined;
  const has = (...names: readonly string[]): boolean => names.some((name) => flags.has(name));
  if (has('c', 'chain', 's', 'skip', 'n', 'next')) return 'ends';
  if (has('p', 'proxy', 'f', 'forbidden', 'g', 'gone')) return 'answers';
  if (has('r', 'redirect') || /^https?:\/\//iu.test(to)) return 'redirects';
  if (to === '-') return has('l', 'last', 'end') ? 'ends' : undefined;
  const begin = to.split(/[$%]/u)[0] ?? '';
  return has('pt', 'passthrough') &&
    (begin === to ? takesAllBelow(asked, to) : asked.startsWith(begin) || begin.startsWith(asked))
    ? 'ends'
    : 'answers';
}

/** Tells whether all conditions surely hold for whatever is asked at a path. */
function allHold(conditions: readonly LoadedDirective[], asked: string, facts: HostFacts): boolean {
  let isEither = false;
  for (const { args } of conditions) {
    const [test = '', pattern = '', words = ''] = args;
    const flags = flagsIn(words);
    const texts = textsOf(test, asked, facts);
    isEither ||= texts.length > 0 && isSame(pattern, texts, flags.has('nc') || flags.has('nocase'));
    if (flags.has('or') || flags.has('ornext')) continue;
    if (!isEither) return false;
    isEither = false;
  }
  return true;
}

/** Answers that the test of a condition may give for requests at a path; none: only a request can tell. */
function textsOf(test: string, asked: string, { name, port, https }: HostFacts): readonly string[] {
  const known = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);
  switch (test.toUpperCase()) {
    case '%{REQUEST_URI}':
      return samplesOf(asked);
    case '%{HTTPS}':
      return [https];
    case '%{SERVER_PORT}':
      return known(port);
    case '%{SERVER_NAME}':
    case '%{HTTP_HOST}':
      return known(name);
    default:
      return [];
  }
}

function samplesOf(asked: string): readonly string[] {
  return [asked, asked.endsWith('/') ? `${asked}x` : `${asked}/x`];
}

function flagsIn(words: string): ReadonlySet<string> {
  const list = words.startsWith('[') ? words.slice(1, -1) : '';
  return new Set(list.split(',').map((word) => lower(word.trim().split('=')[0] ?? '')));
}

/** Tells whether a pattern of mod_rewrite surely fits all of some texts. */
function isSame(pattern: string, texts: readonly string[], anyCase: boolean): boolean {
  const [, not = '', is = '', rest = ''] = /^(!?)(=?)(.*)$/su.exec(pattern) ?? [];
  if (is === '' && /^(?:[<>]|-[a-z]+$)/iu.test(rest)) return false;
  const wanted = rest.replaceAll(/^"|"$/gu, '');
  const small = (text: string): string => (anyCase ? text.toLowerCase() : text);
  const compiled = is === '=' ? undefined : compileNow(anyCase ? `(?i)${rest}` : rest, longestExpression);
  if (compiled !== undefined && 'fault' in compiled) return false;
  return texts.every((text) => {
    const fits = compiled === undefined ? small(text) === small(wanted) : compiled.matches(text);
    return fits === (not === '');
  });
}

/**
 * The line by which a `<Location>` (or a `<Proxy>` for all backends) redirects or refuses whatever is asked at a path, in the
 * server or a host: what comes last of them counts.
 */
export function refusalTaking(
  loaded: Loaded,
  items: readonly LoadedItem[],
  asked: string,
): LoadedDirective | undefined {
  const proxies = [...loaded.sectionsOfServer('Proxy'), ...sectionsAt(items, 'Proxy')].filter(
    ({ node }) => node.args.join(' ') === '*',
  );
  const locations = [
    ...loaded.sectionsOfServer('Location'),
    ...loaded.sectionsOfServer('LocationMatch'),
    ...sectionsAt(items, 'Location', 'LocationMatch'),
  ].filter((one) => covers(one, asked));
  const refusals = [...proxies, ...locations].flatMap((one) => accessOf(one));
  return locations.map((one) => redirectIn(one, asked)).find((line) => line !== undefined) ?? refusals.at(-1);
}

/** Tells whether a `<Location>` or `<LocationMatch>` is about whatever is asked at a path. */
export function covers({ node }: LoadedSection, asked: string): boolean {
  const [first = '', second = ''] = node.args;
  if (/^locationmatch$/iu.test(node.name)) return matches(first, asked);
  return first === '~' ? matches(second, asked) : takesAllBelow(first, asked);
}

/** The line that refuses everybody, where a section says who may come; undefined in a list: others may. */
function accessOf({ items }: LoadedSection): readonly (LoadedDirective | undefined)[] {
  const lines = [...directivesAt(items, 'Require', 'Allow', 'Deny')];
  const [first] = lines;
  if (first === undefined) return [];
  const refuses = ({ name, args }: LoadedDirective): boolean =>
    /^(?:all denied|from all)$/iu.test(args.join(' ')) && !/^allow$/iu.test(name);
  return [lines.every(refuses) ? first : undefined];
}

/** The line of a section that redirects what is asked at a path. */
function redirectIn({ items }: LoadedSection, asked: string): LoadedDirective | undefined {
  return [...directivesAt(items, 'Redirect', 'RedirectPermanent', 'RedirectTemp')].find(
    ({ args, condition }) => {
      const path = args.find((word) => word.startsWith('/'));
      return condition === undefined && (path === undefined || takesAllBelow(path, asked));
    },
  );
}

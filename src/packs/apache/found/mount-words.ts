import type { SchemaPart } from '../../../core/resource.ts';
import type { Mount } from '../facts/mount.ts';
import { writeArgs, type DirectiveNode } from '../config/tree.ts';
import { lower } from '../config/text.ts';

type Word = string | number | boolean;

/** A mount as a policy says it, from a line as it stands in its file; undefined: its path is none of the site's. */
export function mountFrom({ name, args }: Pick<DirectiveNode, 'name' | 'args'>): Mount | undefined {
  const isTilde = lower(name) === 'proxypass' && args[0] === '~';
  const [path = '', url = '', ...words] = isTilde ? args.slice(1) : args;
  const isMatch = isTilde || lower(name) === 'proxypassmatch';
  if (!isMatch && !path.startsWith('/')) return undefined;
  const named: Record<string, unknown> = {};
  const options: Record<string, Word> = {};
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = lower(equals === -1 ? word : word.slice(0, equals));
    const value = equals === -1 ? true : valueOf(word.slice(equals + 1));
    if (key === 'nocanon' && equals === -1) named[key] = true;
    else if (key === 'upgrade' && value === 'websocket') named[key] = true;
    else if (switches.has(key) && typeof value === 'boolean') named[key] = value;
    else if (numbers.has(key) && typeof value === 'number') named[key] = value;
    else options[equals === -1 ? word : word.slice(0, equals)] = value;
  }
  return {
    ...(isMatch ? { match: path } : { path }),
    url,
    ...named,
    ...(Object.keys(options).length > 0 ? { options } : {}),
  };
}

const switches: ReadonlySet<string> = new Set(['keepalive', 'disablereuse']);
const numbers: ReadonlySet<string> = new Set(['timeout', 'retry', 'ttl', 'connectiontimeout']);

/** The value of a setting that stands once, in the spelling of its schema. */
export function settingFrom(args: readonly string[], schema: SchemaPart): Word {
  const [first = ''] = args;
  const known = (schema['enum'] as readonly string[] | undefined)?.find((one) => lower(one) === lower(first));
  if (known !== undefined) return known;
  return args.length === 1 && schema['type'] !== 'string' ? valueOf(first) : writeArgs(args);
}

/** A word as YAML has it, where the same word comes back: `01` and the digits of a secret stay texts. */
function valueOf(text: string): Word {
  if (/^on$/iu.test(text)) return true;
  return /^off$/iu.test(text) ? false : numberIn(text);
}

/** A number, where writing it gives the same text again. */
export function numberIn(text: string): number | string {
  return /^\d{1,9}$/u.test(text) && String(Number(text)) === text ? Number(text) : text;
}

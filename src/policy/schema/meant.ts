import { parseDuration, parseQuantity } from '../../core/quantity.ts';
import { meantUnit } from '../expressions/tokens.ts';

/** The quantity that somebody meant by another way to write it: `5 minutes`, `1,5GiB`, `PT5M`. */
export function meantQuantity(written: string): string | undefined {
  const parts = written.trim().split(/(?<=[a-zí])(?:,?\s+(?:and\s+|y\s+)?)(?=\d)/iu);
  if (parts.length > 1) return meantSum(parts);
  const [, iso = '', letter = ''] = /^PT?(\d+)([HMSD])$/u.exec(written) ?? [];
  if (iso !== '') return iso + letter.toLowerCase();
  const pointed = written.trim().replace(/^(\d+),(\d)/u, '$1.$2');
  const [, digits = '', letters = ''] = /^(\d+(?:\.\d+)?)\s*([A-Za-zí]*%?)$/u.exec(pointed) ?? [];
  if (digits === '') return undefined;
  const meant = parseQuantity(digits + letters) === undefined ? meantUnit(digits, letters) : digits + letters;
  return meant === undefined || parseQuantity(meant) === undefined ? undefined : meant;
}

/** The sum that somebody meant by several durations: `1h 30m`, `1 hour and 30 minutes`. */
function meantSum(parts: readonly string[]): string | undefined {
  const sum = parts.map((part) => meantQuantity(part) ?? '?').join('');
  return parseQuantity(sum)?.kind === 'duration' ? sum : undefined;
}

/** The duration that somebody meant: a bare number is seconds. */
export function meantDuration(written: string): string | undefined {
  if (/^\d+$/u.test(written)) return Number(written) > 0 ? `${written}s` : undefined;
  const [, minutes = ''] = /^(\d+)M$|^\*\/(\d+)(?: \*){4}$/u.exec(written)?.filter(Boolean) ?? [];
  if (minutes !== '') return `${minutes}m`;
  const [, hours = ''] = /^0 \*\/(\d+)(?: \*){3}$/u.exec(written) ?? [];
  if (hours !== '') return `${hours}h`;
  const [, h = '', m = '', s = ''] = /^(\d\d):(\d\d)(?::(\d\d))?$/u.exec(written) ?? [];
  if (h !== '') return clock(h, m, s);
  if (/^-\d/u.test(written)) return meantDuration(written.slice(1));
  const often = Object.hasOwn(oftenWords, written.toLowerCase()) ? oftenWords[written.toLowerCase()] : undefined;
  const meant = often ?? meantQuantity(written);
  return meant !== undefined && (parseDuration(meant) ?? 0) > 0 ? meant : undefined;
}

const oftenWords: Readonly<Record<string, string>> = {
  hourly: '1h',
  '@hourly': '1h',
  daily: '1d',
  '@daily': '1d',
  weekly: '1w',
  '@weekly': '1w',
};

function clock(...parts: readonly string[]): string | undefined {
  const text = parts.map((part, at) => (Number(part) > 0 ? `${Number(part)}${'hms'.charAt(at)}` : '')).join('');
  return text === '' ? undefined : text;
}

/** The number of checks that somebody meant. */
export function meantChecks(written: string): string | undefined {
  const word = /^(?:once|una vez)$/iu.test(written) ? '1' : /^(?:twice|dos veces)$/iu.test(written) ? '2' : '';
  const [, number = word] = /^(\d+)\s*(?:x|times?|checks?|chequeos?|veces|vez)?$/iu.exec(written) ?? [];
  return Number(number) > 0 ? `${number} ${number === '1' ? 'check' : 'checks'}` : undefined;
}

/** The effect upon a service that somebody meant: `apache2`, `systemctl reload apache2`, `{ reload: apache2 }`. */
export function meantEffect(written: unknown): string | undefined {
  const [entry, ...others] = typeof written === 'object' && written !== null ? Object.entries(written) : [];
  const text = entry !== undefined && others.length === 0 ? entry.join(' ') : written;
  if (typeof text !== 'string') return undefined;
  const words = text.trim().split(/\s+/u).filter((word) => !/^(?:sudo|systemctl|service)$/u.test(word));
  const verb = words.find((word) => effectOf(word) !== undefined);
  const [service = '', more] = words.filter((word) => word !== verb);
  if (more !== undefined || !/^[\w@.:-]+$/u.test(service) || service.startsWith('daemon-')) return undefined;
  return `${(verb === undefined ? undefined : effectOf(verb)) ?? 'reload'} ${service}`;
}

function effectOf(word: string): 'reload' | 'restart' | undefined {
  if (/^(?:reload(?:ed)?|graceful)$/iu.test(word)) return 'reload';
  return /^(?:re)?start(?:ed)?$/iu.test(word) ? 'restart' : undefined;
}

/** The mode that somebody meant by another way to write it: `0o755`, `rwxr-xr-x`, `u=rw,go=r`, `0x1ff`. */
export function meantMode(written: string): string | undefined {
  const [, octal = ''] = /^0?o?([0-7]{3,4})$/iu.exec(written) ?? [];
  if (octal !== '') return octal.padStart(4, '0');
  if (/^0x[0-9a-f]{1,3}$/iu.test(written)) return Number(written).toString(8).padStart(4, '0');
  if (/^[ugoa]+=[rwx]*(?:,[ugoa]+=[rwx]*)*$/u.test(written)) return symbolicMode(written);
  const [, letters = ''] = /^[-d]?((?:[r-][w-][x-]){3})$/u.exec(written) ?? [];
  if (letters === '') return undefined;
  const bits = Array.from(letters, (letter) => (letter === '-' ? '0' : '1')).join('');
  return Number.parseInt(bits, 2).toString(8).padStart(4, '0');
}

/** The mode of chmod's `u=rw,go=r`; undefined where it leaves a class open. */
function symbolicMode(written: string): string | undefined {
  const classes = new Map<string, number>();
  for (const part of written.split(',')) {
    const [who = '', what = ''] = part.split('=');
    const bits = (what.includes('r') ? 4 : 0) + (what.includes('w') ? 2 : 0) + (what.includes('x') ? 1 : 0);
    for (const one of who.replaceAll('a', 'ugo')) classes.set(one, bits);
  }
  const digits = ['u', 'g', 'o'].map((one) => classes.get(one));
  return digits.includes(undefined) ? undefined : `0${digits.join('')}`;
}

import { parseQuantity } from '../../core/quantity.ts';
import { meantUnit } from '../expressions/tokens.ts';

/** The quantity that somebody meant by another way to write it: `5 minutes`, `1,5GiB`, `PT5M`. */
export function meantQuantity(written: string): string | undefined {
  const [, iso = '', letter = ''] = /^PT?(\d+)([HMSD])$/u.exec(written) ?? [];
  if (iso !== '') return iso + letter.toLowerCase();
  const pointed = written.trim().replace(/^(\d+),(\d)/u, '$1.$2');
  const [, digits = '', letters = ''] = /^(\d+(?:\.\d+)?)\s*([A-Za-zí]*%?)$/u.exec(pointed) ?? [];
  if (digits === '') return undefined;
  const meant = parseQuantity(digits + letters) === undefined ? meantUnit(digits, letters) : digits + letters;
  return meant === undefined || parseQuantity(meant) === undefined ? undefined : meant;
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
  const often = Object.hasOwn(oftenWords, written.toLowerCase()) ? oftenWords[written.toLowerCase()] : undefined;
  const meant = often ?? meantQuantity(written);
  return meant !== undefined && parseQuantity(meant)?.kind === 'duration' ? meant : undefined;
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

/** The mode that somebody meant by another way to write it: `0o755`, `rwxr-xr-x`, `0x1ff`. */
export function meantMode(written: string): string | undefined {
  const [, octal = ''] = /^0?o?([0-7]{3,4})$/iu.exec(written) ?? [];
  if (octal !== '') return octal.padStart(4, '0');
  if (/^0x[0-9a-f]{1,3}$/iu.test(written)) return Number(written).toString(8).padStart(4, '0');
  const [, letters = ''] = /^[-d]?((?:[r-][w-][x-]){3})$/u.exec(written) ?? [];
  if (letters === '') return undefined;
  const bits = Array.from(letters, (letter) => (letter === '-' ? '0' : '1')).join('');
  return Number.parseInt(bits, 2).toString(8).padStart(4, '0');
}

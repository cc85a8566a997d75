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

/** The duration, or the number of checks, that somebody meant: a bare number is seconds. */
export function meantDuration(written: string): string | undefined {
  const [, checks = ''] = /^(\d+)\s*(?:x|times?|checks?|veces|vez)$/iu.exec(written) ?? [];
  if (Number(checks) > 0) return `${checks} ${checks === '1' ? 'check' : 'checks'}`;
  if (/^\d+$/u.test(written)) return Number(written) > 0 ? `${written}s` : undefined;
  const meant = meantQuantity(written);
  return meant !== undefined && parseQuantity(meant)?.kind === 'duration' ? meant : undefined;
}

import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';

/** Value of a setting: plain text, or words that systemd takes apart again. */
export type UnitValue = string | readonly string[];

/** Sections of a unit file with their settings, in order. */
export type UnitSections = Readonly<Record<string, readonly (readonly [key: string, value: UnitValue])[]>>;

/**
 * Text of a unit file. A value is what it says and no more: one with a control character, such as the end of a line
 * that would begin another setting, is refused; specifiers, variables and quotes mean themselves.
 */
export function writeUnit(sections: UnitSections): string {
  return Object.entries(sections)
    .map(([name, settings]) => {
      const lines = settings.map(([key, value]) => `${key}=${valueOf(key, value)}\n`);
      return `[${name}]\n${lines.join('')}`;
    })
    .join('\n');
}

/** Refuses a unit file with characters that no unit has: what a person reads of it would not be what systemd reads. */
export function checkUnit(name: string, text: string): void {
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/u.test(text))
    throw new Failure(t('resources.unit_control', { key: name }));
}

/** The first setting of a unit file that stands before its first section. */
export function lineWithoutSection(text: string): string | undefined {
  const first = text.split('\n').find((line) => /^\s*[^\s#;]/u.test(line));
  return first === undefined || first.trimStart().startsWith('[') ? undefined : first.trim();
}

function valueOf(key: string, value: UnitValue): string {
  const words = typeof value === 'string' ? [value] : value;
  if (words.some((word) => /[\0-\x1f\x7f\u0080-\u009f\u2028\u2029]/u.test(word)))
    throw new Failure(t('resources.unit_control', { key }));
  const plain = words.map((word) => word.replaceAll('%', '%%'));
  if (typeof value === 'string') return plain.join('');
  return plain.map((word) => quoted(key.startsWith('Exec') ? word.replaceAll('$', '$$$$') : word)).join(' ');
}

function quoted(word: string): string {
  return /^[^\s"'\\;]+$/u.test(word) ? word : `"${word.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}

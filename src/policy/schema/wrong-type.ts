import type { ErrorObject } from 'ajv';
import type { Finding } from '../../core/finding.ts';
import type { Path } from '../../core/policy.ts';
import { durationPattern, lengthPattern } from '../../core/quantity.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import { typeName } from '../../core/value-name.ts';
import { meantDuration, meantEffect, meantMode } from './meant.ts';
import { meantOn } from './meant-keys.ts';
import { keysOfBranches, partAbove } from './schema-errors.ts';

/** The characters that a value was read from; undefined where they are not known. */
export type Written = (path: Path) => string | undefined;

/** Maker of a finding at a path, of its key or its value. */
export type Make = (id: Finding['id'], message: Text, cure: Text, at: Path, part: 'key' | 'value') => Finding;

/** Finding on a value of the wrong type. */
export function wrongType(
  error: ErrorObject,
  path: Path,
  value: unknown,
  { written, schema }: { readonly written: Written; readonly schema: SchemaPart },
  make: Make,
): Finding {
  const { type } = error.params as { readonly type: string | readonly string[] };
  const types = [type].flat().filter((one) => one !== 'null');
  const expected = types.join(', ');
  const field = nameOf(path);
  const text = written(path);
  if (isUnquotedBraces(value))
    return make('KAPA011', t('policy.unquoted_braces'), t('policy.unquoted_braces_cure'), path, 'value');
  if (path.at(-1) === 'mode' && typeof value === 'number') {
    const meant = meantMode(text ?? String(value)) ?? '0644';
    return text?.includes('{{') === true
      ? make('KAPA012', t('policy.mode_variable', { value }), t('policy.mode_variable_cure'), path, 'value')
      : make('KAPA012', t('policy.mode_number', { value }), t('policy.mode_number_cure', { value: meant }), path, 'value');
  }
  const got = typeName(value);
  const wrong = t('policy.wrong_type', { field, expected, got });
  const example = exampleOf(partAbove(error, schema));
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    // A number without its unit: quotes alone would not make it right.
    const { pattern } = partAbove(error, schema) as { readonly pattern?: string };
    const fits = pattern === undefined || new RegExp(pattern, 'u').test(String(value));
    const seconds = isDuration(pattern) ? meantDuration(String(value)) : undefined;
    return make(
      'KAPA004',
      wrong,
      seconds !== undefined ? t('expression.write', { meant: seconds }) : fits ? t('policy.quote_cure', { value: text ?? String(value) }) : t('policy.like_cure', { example: example ?? expected }),
      path,
      'value',
    );
  }
  if (typeof value === 'string' && /[^\S ]$|[\u200b\ufeff]$/u.test(value))
    return make('KAPA004', wrong, t('policy.odd_blank_cure'), path, 'value');
  // Only a name is quoted: a file that is no policy at all is one long text, and not to be shown.
  const isName = typeof value === 'string' && path.length > 0 && /^[a-z][a-z0-9_]*$/u.test(value);
  const choices = isName ? keysOfBranches(partAbove(error, schema)['oneOf'] ?? partAbove(error, schema)['anyOf']) : [];
  if (types.includes('object') && choices.length > 0)
    return make('KAPA004', wrong, t('policy.like_one_of', { examples: choices.map((key) => `{ ${key}: ${String(value)} }`).join(', ') }), path, 'value');
  if (types.includes('object') && isName && example === undefined)
    return make('KAPA004', wrong, t('policy.mapping_cure', { value }), path, 'value');
  if (typeof value === 'string' && /^-?\d+,\d+$/u.test(value) && (types.includes('number') || types.includes('integer')))
    return make('KAPA004', t('policy.decimal_comma', { value }), t('policy.decimal_comma_cure', { value: value.replace(',', '.') }), path, 'value');
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/u.test(value) && (types.includes('number') || types.includes('integer')))
    return make('KAPA004', wrong, t('policy.unquote_cure', { value }), path, 'value');
  const number = typeof value === 'string' ? /^(\d+)\s*(?:\/\w+|[a-z]+)$/iu.exec(value)?.[1] : undefined;
  if (number !== undefined && types.includes('integer'))
    return make('KAPA004', wrong, t('policy.unquote_cure', { value: number }), path, 'value');
  if (types.includes('array') && isMapping(value))
    return make('KAPA004', wrong, listCure(value), path, 'value');
  const mapping =
    types.includes('object') && typeof value === 'string' && (path.length > 0 || 'required' in schema)
      ? mappingCure(partAbove(error, schema), value)
      : undefined;
  if (mapping !== undefined) return make('KAPA004', wrong, mapping, path, 'value');
  if (types.includes('object') && Array.isArray(value))
    return make('KAPA004', wrong, namesCure(value, partAbove(error, schema)), path, 'value');
  const on = types.includes('boolean') && typeof value === 'string' ? meantOn(value) : undefined;
  if (on !== undefined) return make('KAPA004', wrong, t('policy.switch_cure', { value: String(on) }), path, 'value');
  return make('KAPA004', wrong, cureOf(types, path, value, text), path, 'value');
}

/** Cure of a value of the wrong type, by what it is and what is wanted. */
function cureOf(types: readonly string[], path: Path, value: unknown, text: string | undefined): Text {
  if (typeof value === 'string' && (path.at(-1) === 'do' || path.at(-2) === 'do')) {
    const words = commandWords(value);
    if (words.length === 1 && !value.includes('/')) return t('policy.like_cure', { example: `[{ ${value}: { ... } }]` });
    const entry = `{ run: { argv: [${words.join(', ')}] } }`;
    return t('expression.write', { meant: types.includes('array') ? `[${entry}]` : entry });
  }
  if (types.includes('array') && typeof value === 'string') {
    const items = path.at(-1) === 'argv' || path.at(-1) === 'validate' ? value.trim().split(/\s+/u) : value.includes(', ') ? value.split(', ') : [text ?? value];
    return t('policy.list_cure', { value: items.join(', ') });
  }
  if (types.includes('number') && types.includes('string')) return t('policy.no_quantity_cure');
  const effect = path.includes('notify') ? meantEffect(value) : undefined;
  if (effect !== undefined) return t('expression.write', { meant: effect });
  if (types.includes('string') && value === null) return t('policy.no_value_cure');
  if (types.includes('string') && Array.isArray(value)) {
    const [first, ...others] = value as readonly unknown[];
    return typeof first === 'string' && others.length === 0 && !/[:#"'\n]/u.test(first)
      ? t('expression.write', { meant: first })
      : t('policy.one_text_cure');
  }
  return t('policy.wrong_type_cure', { expected: types.join(', ') });
}

/** A command line as the words of an argv; a shell's, where it has signs of a shell. */
function commandWords(command: string): readonly string[] {
  const words = /[|&;<>$`"'*?()]/u.test(command) ? ['sh', '-c', command] : command.trim().split(/\s+/u);
  return words.map((word) => (/^[A-Za-z/.][\w./=@:-]*[\w/=-]$|^--?[\w=-]+$|^\w$/u.test(word) ? word : JSON.stringify(word)));
}

/** Cure for one word where a mapping belongs: the one key that it needs, or all that it must have. */
function mappingCure(part: SchemaPart, value: string): Text | undefined {
  const { required, properties } = part as { readonly required?: readonly string[]; readonly properties?: object };
  const keys = required ?? Object.keys(properties ?? {}).slice(0, 1);
  const [only] = keys;
  if (only === undefined) return undefined;
  if (keys.length === 1 && only === 'argv')
    return t('expression.write', { meant: `{ argv: [${commandWords(value).join(', ')}] }` });
  return keys.length === 1 && /^[\w./-]+$/u.test(value)
    ? t('expression.write', { meant: `{ ${only}: ${value} }` })
    : t('policy.like_cure', { example: `{ ${keys.map((key) => `${key}: ...`).join(', ')} }` });
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Cure for a mapping where a list belongs: its entries with dashes, by name where they are named so. */
function listCure(value: Readonly<Record<string, unknown>>): Text {
  const [[key, inner] = ['', undefined]] = Object.entries(value);
  const named = isMapping(inner) && Object.keys(inner).some((one) => one === 'when' || isMapping(inner[one]));
  return t('policy.dash_cure', { item: named ? `name: ${key}` : `${key}:` });
}

/** Cure for a list where a mapping belongs: names in the place of dashes. */
function namesCure(value: readonly unknown[], { properties = {} }: SchemaPart): Text {
  const [first] = value;
  const [key = ''] = isMapping(first) ? Object.keys(first) : [];
  if (value.length === 1 && Object.hasOwn(properties as object, key)) return t('policy.drop_dash_cure', { key });
  const name = isMapping(first) ? (first['name'] ?? key) : first;
  return t('policy.no_dash_cure', { name: typeof name === 'string' ? name : 'name' });
}

/** YAML reads an unquoted `{{ name }}` as a mapping whose key is a mapping. */
export function isUnquotedBraces(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && /^\{ .* \}$/u.test(keys[0] ?? '');
}

/** Name of what a path leads to, as people call it: an item of a list by its number. */
export function nameOf(path: Path): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return last ?? '';
  const list = path.findLast((key) => typeof key === 'string');
  return `${list === undefined ? '' : `${list} `}${last + 1}`;
}

/** The first example of a part of the schema. */
export function exampleOf(part: SchemaPart): string | undefined {
  const [example] = Array.isArray(part['examples']) ? (part['examples'] as readonly unknown[]) : [];
  return typeof example === 'string' ? example : undefined;
}

/** Tells the patterns of durations. */
export function isDuration(pattern: unknown): boolean {
  return pattern === durationPattern || pattern === lengthPattern;
}

import type { ErrorObject } from 'ajv';
import type { Finding } from '../../core/finding.ts';
import { nearest } from '../../core/nearest.ts';
import type { Locate, Path } from '../../core/policy.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import { durationPattern, parseQuantity } from '../../core/quantity.ts';
import { meantChecks, meantDuration, meantMode } from './meant.ts';
import { meantKey } from './meant-keys.ts';
import { keysOfBranches, partAbove, siblingKeys, worthTelling } from './schema-errors.ts';
import { errorsOf } from './validate.ts';
import { valueAt } from '../yaml/located.ts';
import { typeName, valueName } from '../../core/value-name.ts';

/** Errors of one value that are told. */
const mostErrors = 20_000;

/** Findings on a value that is not valid: the exact key or value, the reason, the cure. */
export function schemaFindings(
  part: string,
  value: unknown,
  locate: Locate,
  schema: SchemaPart,
  written: Written = () => undefined,
): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const errors = worthTelling(errorsOf(part, value), schema).filter(({ instancePath, keyword }) => {
    const path = pathOf(instancePath, value);
    return keyword !== 'type' || !isRestOfNumber(String(path.at(-1)), valueAt(value, path));
  });
  for (const error of errors.slice(0, mostErrors)) {
    const path = pathOf(error.instancePath, value);
    const found = findingOf(error, path, valueAt(value, path), { locate, schema, written });
    const key = `${found.place.line}:${found.place.column}:${found.message.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    findings.push(found);
  }
  if (errors.length > mostErrors)
    findings.push({
      id: 'KAPA004',
      severity: 'error',
      place: locate([]),
      message: t('policy.more_errors', { n: errors.length - mostErrors }),
      cure: t('policy.more_errors_cure'),
    });
  return findings;
}

/** Tells what a comma left over in a mapping: `{ most: 1,5 }` is `most: 1`, and a key 5 without a value. */
function isRestOfNumber(name: string, value: unknown): boolean {
  return value === null && /^\d+$/u.test(name);
}

/** The characters that a value was read from; undefined where they are not known. */
export type Written = (path: Path) => string | undefined;

interface Around {
  readonly locate: Locate;
  readonly schema: SchemaPart;
  readonly written: Written;
}

function findingOf(
  error: ErrorObject,
  path: Path,
  value: unknown,
  { locate, schema, written }: Around,
): Finding {
  const params = error.params as Readonly<Record<string, unknown>>;
  const field = nameOf(path);
  const make: Make = (id, message, cure, at, part) => ({
    id,
    severity: 'error',
    place: locate(at, part),
    message,
    cure,
  });
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      if (key === '<<')
        return make('KAPA003', t('policy.merge_key'), t('policy.merge_key_cure'), [...path, key], 'key');
      const known = siblingKeys(error, schema);
      const meant = meantKey(key, known);
      return make(
        'KAPA003',
        t('policy.unknown_key', { key }),
        meant === undefined
          ? t('policy.unknown_key_cure', { known: known.join(', ') })
          : t('policy.did_you_mean', { meant }),
        [...path, key],
        'key',
      );
    }
    case 'propertyNames': {
      const name = String(params['propertyName']);
      if (isRestOfNumber(name, (value as Readonly<Record<string, unknown>> | undefined)?.[name]))
        return make(
          'KAPA004',
          t('policy.rest_of_number', { name }),
          t('policy.rest_of_number_cure', { name }),
          [...path, name],
          'key',
        );
      const meant = name.replaceAll(/[^A-Za-z0-9_]+/gu, '_').replace(/^(?=\d)/u, '_');
      return make(
        'KAPA019',
        t('policy.wrong_name', { name }),
        t('policy.wrong_name_cure', { meant }),
        [...path, name],
        'key',
      );
    }
    case 'required':
      return make(
        'KAPA004',
        t('policy.missing_key', { key: String(params['missingProperty']) }),
        t('policy.missing_key_cure', { key: String(params['missingProperty']) }),
        path,
        path.length === 0 ? 'value' : 'key',
      );
    case 'type':
      return wrongType(error, path, value, { locate, schema, written }, make);
    case 'enum':
    case 'const': {
      const allowed = ((params['allowedValues'] ?? [params['allowedValue']]) as readonly unknown[]).map(
        String,
      );
      const meant =
        typeof value === 'string'
          ? (nearest(value, allowed) ?? (value.length > 2 ? allowed.find((one) => one.startsWith(value)) : undefined))
          : undefined;
      return make(
        'KAPA004',
        t('policy.not_one_of', { field, value: valueName(value), allowed: allowed.join(', ') }),
        meant === undefined
          ? t('policy.not_one_of_cure', { allowed: allowed.join(', ') })
          : t('policy.did_you_mean', { meant }),
        path,
        'value',
      );
    }
    case 'pattern':
      return make(
        'KAPA004',
        t('policy.wrong_form', { field, value: valueName(value) }),
        formCure(String(params['pattern']), partAbove(error, schema), value, path),
        path,
        'value',
      );
    default:
      return make(
        'KAPA004',
        outOfBounds(error, field, schema),
        boundsCure(error, schema, value),
        path,
        'value',
      );
  }
}

type Make = (id: Finding['id'], message: Text, cure: Text, at: Path, part: 'key' | 'value') => Finding;

function wrongType(
  error: ErrorObject,
  path: Path,
  value: unknown,
  { written, schema }: Around,
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
    const seconds = pattern === durationPattern ? meantDuration(String(value)) : undefined;
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
  if (types.includes('object') && isName && example === undefined)
    return make('KAPA004', wrong, t('policy.mapping_cure', { value }), path, 'value');
  if (typeof value === 'string' && /^-?\d+,\d+$/u.test(value) && (types.includes('number') || types.includes('integer')))
    return make('KAPA004', t('policy.decimal_comma', { value }), t('policy.decimal_comma_cure', { value: value.replace(',', '.') }), path, 'value');
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/u.test(value) && (types.includes('number') || types.includes('integer')))
    return make('KAPA004', wrong, t('policy.unquote_cure', { value }), path, 'value');
  const number = typeof value === 'string' ? /^(\d+)\s*(?:\/\w+|[a-z]\w*)$/iu.exec(value)?.[1] : undefined;
  if (number !== undefined && types.includes('integer'))
    return make('KAPA004', wrong, t('policy.unquote_cure', { value: number }), path, 'value');
  if (types.includes('array') && isMapping(value))
    return make('KAPA004', wrong, listCure(value), path, 'value');
  const mapping =
    types.includes('object') && typeof value === 'string' && path.length > 0
      ? mappingCure(partAbove(error, schema), value)
      : undefined;
  if (mapping !== undefined) return make('KAPA004', wrong, mapping, path, 'value');
  if (types.includes('object') && Array.isArray(value))
    return make('KAPA004', wrong, namesCure(value), path, 'value');
  if (types.includes('boolean') && typeof value === 'string' && /^(?:yes|no|on|off|y|n|true|false)$/iu.test(value))
    return make('KAPA004', wrong, t('policy.switch_cure', { value: /^(?:yes|on|y|true)$/iu.test(value) ? 'true' : 'false' }), path, 'value');
  return make(
    'KAPA004',
    wrong,
    types.includes('array') && typeof value === 'string'
      ? t('policy.list_cure', { value: path.at(-1) === 'argv' ? value.trim().split(/\s+/u).join(', ') : (text ?? value) })
      : t('policy.wrong_type_cure', { expected }),
    path,
    'value',
  );
}

/** Cure for one word where a mapping belongs: the one key that it needs, or all that it must have. */
function mappingCure(part: SchemaPart, value: string): Text | undefined {
  const { required, properties } = part as { readonly required?: readonly string[]; readonly properties?: object };
  const keys = required ?? Object.keys(properties ?? {}).slice(0, 1);
  const [only] = keys;
  if (only === undefined) return undefined;
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
function namesCure(value: readonly unknown[]): Text {
  const [first] = value;
  const name = isMapping(first) ? (first['name'] ?? Object.keys(first)[0]) : undefined;
  return t('policy.no_dash_cure', { name: typeof name === 'string' ? name : 'name' });
}

/** Name of what a path leads to, as people call it: an item of a list by its number. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (typeof last !== 'number') return last ?? '';
  const list = path.findLast((key) => typeof key === 'string');
  return `${list === undefined ? '' : `${list} `}${last + 1}`;
}

function exampleOf(part: SchemaPart): string | undefined {
  const [example] = Array.isArray(part['examples']) ? (part['examples'] as readonly unknown[]) : [];
  return typeof example === 'string' ? example : undefined;
}

/** Cure that says what a value must look like: an example says more than a pattern. */
function formCure(pattern: string, part: SchemaPart, value: unknown, path: Path): Text {
  const form = path.at(-1) === 'mode' && typeof value === 'string' ? meantMode(value) : undefined;
  if (form !== undefined) return t('policy.quote_cure', { value: form });
  if (typeof value === 'string') {
    // A slash at the end, and an effect without its verb.
    const [stripped] = /^\/.*[^/](?=\/+$)/u.exec(value) ?? [];
    const [, verb = '', service = ''] = /^(?:(reload|restart)\w*\s+)?([\w@.:-]+)$/iu.exec(value) ?? [];
    const effect = path.includes('notify') && service !== '' ? `${verb.toLowerCase() || 'reload'} ${service}` : undefined;
    const meant = effect ?? stripped;
    if (meant !== undefined && new RegExp(pattern, 'u').test(meant)) return t('expression.write', { meant });
  }
  if (pattern === durationPattern && typeof value === 'string') {
    const meant = meantDuration(value);
    if (meant !== undefined) return t('expression.write', { meant });
  }
  const example = exampleOf(part);
  return example !== undefined
    ? t('policy.wrong_form_example', { example, pattern })
    : t('policy.wrong_form_cure', { pattern });
}

/** A value of the right type that is too small, too large, empty, or has none or several of what excludes each other. */
function outOfBounds(error: ErrorObject, field: string, schema: SchemaPart): Text {
  const { keyword, params } = error;
  const limit = Number((params as { readonly limit?: unknown }).limit);
  switch (keyword) {
    case 'minimum':
      return t('policy.too_small', { field, limit });
    case 'maximum':
      return t('policy.too_large', { field, limit });
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return t('policy.too_few', { field, limit });
    case 'oneOf':
    case 'anyOf': {
      const keys = keysOfBranches(partAbove(error, schema)[keyword]);
      if (keys.length === 0) return t('policy.no_shape', { field });
      if (keyword === 'anyOf') return t('policy.some_of_keys', { keys: keys.join(', ') });
      const several = Array.isArray((params as { readonly passingSchemas?: unknown }).passingSchemas);
      return t(several ? 'policy.too_many_keys' : 'policy.one_of_keys', { keys: keys.join(', ') });
    }
    default:
      return t('policy.wrong_value', { field: field === '' ? '/' : field, reason: error.message ?? keyword });
  }
}

/** Examples of the shapes that a value may have; else where to look. */
function boundsCure(error: ErrorObject, schema: SchemaPart, value: unknown): Text {
  const part = partAbove(error, schema);
  if (error.keyword === 'maximum' || error.keyword === 'minimum') {
    const { minimum, maximum } = part as { readonly minimum?: number; readonly maximum?: number };
    return t('policy.between_cure', { least: minimum, most: maximum });
  }
  const branches = partAbove(error, schema)[error.keyword];
  const examples = Array.isArray(branches)
    ? (branches as readonly SchemaPart[]).flatMap((branch) => exampleOf(branch) ?? [])
    : [];
  const meant = typeof value === 'string' ? (meantChecks(value) ?? meantDuration(value)) : undefined;
  if (meant !== undefined && examples.some((example) => parseQuantity(example)?.kind === 'duration'))
    return t('expression.write', { meant });
  const keys = keysOfBranches(branches);
  if (keys.length > 1) return t('policy.keys_cure', { keys: keys.join(', ') });
  return examples.length === 0
    ? t('policy.wrong_value_cure')
    : t('policy.like_one_of', { examples: examples.join(', ') });
}

/** YAML reads an unquoted `{{ name }}` as a mapping whose key is a mapping. */
export function isUnquotedBraces(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && /^\{ .* \}$/u.test(keys[0] ?? '');
}

/** The keys that a JSON pointer names. */
export function pathOf(pointer: string, value: unknown): Path {
  const path: (string | number)[] = [];
  let at = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  }
  return path;
}

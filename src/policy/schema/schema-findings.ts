import type { ErrorObject } from 'ajv';
import type { Finding } from '../../core/finding.ts';
import { nearest } from '../../core/nearest.ts';
import type { Locate, Path } from '../../core/policy.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import { lengthPattern, parseDuration, parseQuantity } from '../../core/quantity.ts';
import { meantChecks, meantDuration, meantEffect, meantMode } from './meant.ts';
import { keyElsewhere, meantBeside, meantSwitch } from './meant-keys.ts';
import { rule } from './rule.ts';
import { commonKeys } from './schema.ts';
import { keysOfBranches, partAbove, shapesOf, keysBeside, worthTelling } from './schema-errors.ts';
import { errorsOf } from './validate.ts';
import { valueAt } from '../yaml/located.ts';
import { valueName } from '../../core/value-name.ts';
import { exampleOf, isDuration, nameOf, wrongType, type Make, type Written } from './wrong-type.ts';

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
  const errors = worthTelling(errorsOf(part, value), schema, ({ instancePath }) =>
    valueAt(value, pathOf(instancePath, value)),
  ).filter(({ instancePath, keyword }) => {
    const path = pathOf(instancePath, value);
    return keyword !== 'type' || !isRestOfNumber(String(path.at(-1)), valueAt(value, path));
  });
  for (const error of errors.slice(0, mostErrors)) {
    const path = pathOf(error.instancePath, value);
    const found = findingOf(error, path, valueAt(value, path), { part, locate, schema, written });
    const together = keysTogether(error, valueAt(value, path), schema);
    const key = isBesideWith(error, path)
      ? path.join('/')
      : together !== undefined
        ? `${path.join('/')}: ${together.meant}`
        : `${found.place.line}:${found.place.column}:${found.message.id}`;
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

/** Tells of keys of a use that belong below its `with`: all of them are one fault. */
function isBesideWith({ keyword }: ErrorObject, path: Path): boolean {
  return path[0] === 'use' && path.length === 2 && keyword === 'additionalProperties';
}

/** Keys of a mapping that are one key here, as `minute` and `hour` are: they are one fault. */
function keysTogether(
  error: ErrorObject,
  mapping: unknown,
  schema: SchemaPart,
): { readonly keys: readonly string[]; readonly meant: string; readonly example: string } | undefined {
  const { additionalProperty, unevaluatedProperty } = error.params as Readonly<Record<string, unknown>>;
  const known = keysBeside(error, schema);
  const meant = keyElsewhere(String(additionalProperty ?? unevaluatedProperty), known);
  if (meant === undefined) return undefined;
  const keys = Object.keys(mapping as object).filter((key) => keyElsewhere(key, known) === meant);
  const { examples = [] } = known[meant] as { readonly examples?: readonly unknown[] };
  const example = JSON.stringify(examples[0]);
  return keys.length < 2 ? undefined : { keys, meant, example };
}

/** Tells what a comma left over in a mapping: `{ most: 1,5 }` is `most: 1`, and a key 5 without a value. */
function isRestOfNumber(name: string, value: unknown): boolean {
  return value === null && /^\d+$/u.test(name);
}

interface Around {
  /** Name of the part of the language that is judged. */
  readonly part: string;
  readonly locate: Locate;
  readonly schema: SchemaPart;
  readonly written: Written;
}

function findingOf(
  error: ErrorObject,
  path: Path,
  value: unknown,
  { part, locate, schema, written }: Around,
): Finding {
  const params = error.params as Readonly<Record<string, unknown>>;
  const field = nameOf(path);
  const make: Make = (id, message, cure, at, of) => ({
    id,
    severity: 'error',
    place: locate(at, of),
    message,
    cure: of === 'value' && id === 'KAPA004' && part !== 'document' && isFilledIn(written(at)) ? t('policy.filled_in_cure', { value: valueName(value) }) : cure,
  });
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      if (key === '<<')
        return make('KAPA003', t('policy.merge_key'), t('policy.merge_key_cure'), [...path, key], 'key');
      if ((value as Readonly<Record<string, unknown>>)[key] === null && /[^\w -]/u.test(key))
        return make('KAPA003', t('policy.rest_of_value', { rest: key }), t('policy.rest_of_value_cure'), [...path, key], 'key');
      const unknown = t('policy.unknown_key', { key });
      const known = keysBeside(error, schema);
      const meant = meantSwitch((value as Readonly<Record<string, unknown>>)[key], known);
      if (meant !== undefined)
        return make('KAPA003', unknown, t('policy.write_switch_cure', { ...meant }), [...path, key], 'key');
      const keys = Object.keys(known);
      if (isBesideWith(error, path) && nearest(key, keys) === undefined)
        return make('KAPA003', unknown, t('policy.below_with_cure', { key }), [...path, key], 'key');
      const like = meantBeside(key, known);
      const together = keysTogether(error, value, schema);
      if (together !== undefined)
        return make(
          'KAPA003',
          t('policy.keys_together', { keys: together.keys.join(', '), key: together.meant }),
          t('policy.like_cure', { example: `${together.meant}: ${together.example}` }),
          [...path, key],
          'key',
        );
      if (like === undefined && path.length === 0 && keysAround(part).includes(key))
        return make('KAPA003', unknown, t('policy.beside_cure', { key }), [key], 'key');
      return make(
        'KAPA003',
        unknown,
        like === undefined
          ? t('policy.unknown_key_cure', { known: keys.join(', ') })
          : t('policy.did_you_mean', { meant: like }),
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
      const [, word = '', rest = ''] = /^(\S+)\s+(.+)$/u.exec(name) ?? [];
      if (part !== 'document' && word !== '')
        return make(
          'KAPA003',
          t('policy.unknown_key', { key: name }),
          t('policy.split_key_cure', { key: word, value: rest }),
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
      return wrongType(error, path, value, { schema, written }, make);
    case 'enum':
    case 'const': {
      const allowed = ((params['allowedValues'] ?? [params['allowedValue']]) as readonly unknown[]).map(
        String,
      );
      const meant =
        typeof value === 'string'
          ? (nearest(value, allowed) ?? allowed.find((one) => one === value.toLowerCase().replaceAll('_', '-')) ?? (value.length > 2 ? allowed.find((one) => one.startsWith(value)) : undefined))
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
    case 'not': {
      const { pattern } = (partAbove(error, schema)['not'] ?? {}) as { readonly pattern?: string };
      if (pattern === undefined || typeof value !== 'string') break;
      if (value.includes('{{'))
        return make('KAPA004', t('policy.name_filled_in', { field }), t('policy.name_filled_in_cure'), path, 'value');
      const meant = value.replace(new RegExp(pattern, 'u'), '');
      return make('KAPA004', t('policy.wrong_form', { field, value }), t('expression.write', { meant }), path, 'value');
    }
    case 'pattern':
      if (params['pattern'] === lengthPattern && parseDuration(String(value)) === 0)
        return make('KAPA004', t('policy.no_length', { field, value: String(value) }), t('policy.like_cure', { example: '30s' }), path, 'value');
      return make(
        'KAPA004',
        t('policy.wrong_form', { field, value: valueName(value) }),
        formCure(String(params['pattern']), partAbove(error, schema), value, path),
        path,
        'value',
      );
    default:
  }
  return make(
    'KAPA004',
    outOfBounds(error, field, schema, value),
    boundsCure(error, schema, value),
    path,
    'value',
  );
}

/** Keys that stand beside a type, and are easily written below it. */
function keysAround(part: string): readonly string[] {
  if (part.startsWith('resource_')) return commonKeys;
  return part.startsWith('remedy_') ? Object.keys(rule['properties'] as object) : [];
}

/** Tells what variables have filled in: the fault is where they are defined. */
function isFilledIn(written: string | undefined): boolean {
  return written?.includes('{{') === true;
}

/** Cure that says what a value must look like: an example says more than a pattern. */
function formCure(pattern: string, part: SchemaPart, value: unknown, path: Path): Text {
  const form = path.at(-1) === 'mode' && typeof value === 'string' ? meantMode(value) : undefined;
  if (form !== undefined) return t('policy.quote_cure', { value: form });
  if (typeof value === 'string') {
    const [stripped = value.replace(/\.ya?ml$/u, '').trim().replaceAll(/\s+/gu, '-')] = /^\/.*[^/](?=\/+$)/u.exec(value) ?? [];
    const effect = path.includes('notify') ? meantEffect(value) : undefined;
    const meant = effect ?? stripped;
    if (meant !== undefined && new RegExp(pattern, 'u').test(meant)) return t('expression.write', { meant });
  }
  const [, owner = '', group = ''] =
    path.at(-1) === 'owner' && typeof value === 'string' ? (/^([^:\s]+):([^:\s]+)$/u.exec(value) ?? []) : [];
  if (group !== '') return t('policy.owner_and_group_cure', { owner, group });
  if (isDuration(pattern) && typeof value === 'string') {
    const meant = meantDuration(value);
    return meant === undefined ? t('policy.like_cure', { example: '30s' }) : t('expression.write', { meant });
  }
  const example = exampleOf(part) ?? (/^\^(?:\(\?:)?\//u.test(pattern) ? '/var/log/shop.log' : undefined);
  return example !== undefined
    ? t('policy.wrong_form_example', { example, pattern })
    : t('policy.wrong_form_cure', { pattern });
}

/** A value of the right type that is too small, too large, empty, or has none or several of what excludes each other. */
function outOfBounds(error: ErrorObject, field: string, schema: SchemaPart, value: unknown): Text {
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
      if (keys.length === 0)
        return typeof value === 'string'
          ? t('policy.not_one_of', { field, value: valueName(value), allowed: '' })
          : t('policy.no_shape', { field });
      if (keyword === 'anyOf') return t('policy.some_of_keys', { keys: keys.join(', ') });
      const several = Array.isArray((params as { readonly passingSchemas?: unknown }).passingSchemas);
      return t(several ? 'policy.too_many_keys' : 'policy.one_of_keys', { keys: keys.join(', ') });
    }
    case 'contains':
    {
      const { pattern = '' } = (partAbove(error, schema)['contains'] ?? {}) as { readonly pattern?: string };
      return t('policy.none_contains', { field, wanted: pattern.replaceAll('\\', '') });
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
  const branches = part[error.keyword];
  const examples = error.keyword === 'contains' ? shapesOf([part]) : shapesOf(branches);
  const meant = typeof value === 'string' ? (meantChecks(value) ?? meantDuration(value)) : undefined;
  if (meant !== undefined && examples.some((example) => parseQuantity(example)?.kind === 'duration'))
    return t('expression.write', { meant });
  const keys = keysOfBranches(branches);
  if (keys.length > 1) {
    const several = Array.isArray((error.params as { readonly passingSchemas?: unknown }).passingSchemas);
    return t(several ? 'policy.keys_cure' : 'policy.add_key_cure', { keys: keys.join(', ') });
  }
  return examples.length === 0
    ? t('policy.wrong_value_cure')
    : t('policy.like_one_of', { examples: examples.join(', ') });
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

import type { ErrorObject } from 'ajv';
import type { Finding } from '../../core/finding.ts';
import { nearest } from '../../core/nearest.ts';
import type { Locate, Path } from '../../core/policy.ts';
import type { SchemaPart } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import { errorsOf } from './validate.ts';
import { typeName, valueName } from '../../core/value-name.ts';

/** What is wrong with a value that is not valid, as findings: the exact key or value, the reason, the cure. */
export function schemaFindings(
  part: string,
  value: unknown,
  locate: Locate,
  schema: SchemaPart,
): readonly Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const error of leaves(errorsOf(part, value))) {
    const path = pathOf(error.instancePath, value);
    const found = findingOf(error, path, valueAt(value, path), locate, schema);
    const key = `${found.place.line}:${found.place.column}:${found.message.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    findings.push(found);
  }
  return findings;
}

/** Where one of several shapes was expected, the errors of the shapes say less than that none fits. */
function leaves(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = errors.filter(
    ({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'if',
  );
  const choicesAt = new Map<string, ErrorObject[]>();
  for (const choice of choices)
    choicesAt.set(choice.instancePath, [...(choicesAt.get(choice.instancePath) ?? []), choice]);
  return errors.filter(
    (error) =>
      error.keyword !== 'if' &&
      !(choicesAt.get(error.instancePath) ?? []).some(
        (choice) =>
          choice !== error && error.schemaPath.startsWith(choice.schemaPath) && choice.keyword !== 'if',
      ),
  );
}

function findingOf(
  error: ErrorObject,
  path: Path,
  value: unknown,
  locate: Locate,
  schema: SchemaPart,
): Finding {
  const params = error.params as Readonly<Record<string, unknown>>;
  const field = String(path.at(-1) ?? '');
  const make = (id: Finding['id'], message: Text, cure: Text, at: Path, part: 'key' | 'value'): Finding => ({
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
      const known = siblingKeys(error, schema);
      const meant = nearest(key, known);
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
    case 'required':
      return make(
        'KAPA004',
        t('policy.missing_key', { key: String(params['missingProperty']) }),
        t('policy.missing_key_cure', { key: String(params['missingProperty']) }),
        path,
        path.length === 0 ? 'value' : 'key',
      );
    case 'type': {
      const expected = [params['type']].flat().join(', ');
      if (isUnquotedBraces(value))
        return make('KAPA011', t('policy.unquoted_braces'), t('policy.unquoted_braces_cure'), path, 'value');
      if (field === 'mode' && typeof value === 'number')
        return make(
          'KAPA012',
          t('policy.mode_number', { value }),
          t('policy.mode_number_cure', { value: String(value).padStart(4, '0') }),
          path,
          'value',
        );
      return make(
        'KAPA004',
        t('policy.wrong_type', { field, expected, got: typeName(value) }),
        t('policy.wrong_type_cure', { expected }),
        path,
        'value',
      );
    }
    case 'enum':
    case 'const': {
      const allowed = ((params['allowedValues'] ?? [params['allowedValue']]) as readonly unknown[]).map(
        String,
      );
      const meant = typeof value === 'string' ? nearest(value, allowed) : undefined;
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
        formCure(String(params['pattern']), partAbove(error, schema)),
        path,
        'value',
      );
    default:
      return make('KAPA004', outOfBounds(error, field, schema), t('policy.wrong_value_cure'), path, 'value');
  }
}

/** What a value must look like: an example says more than a pattern. */
function formCure(pattern: string, part: SchemaPart): Text {
  const [example] = Array.isArray(part['examples']) ? (part['examples'] as readonly unknown[]) : [];
  return typeof example === 'string'
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

function keysOfBranches(branches: unknown): readonly string[] {
  if (!Array.isArray(branches)) return [];
  return (branches as readonly SchemaPart[]).flatMap(({ required }) =>
    Array.isArray(required) ? required.map(String) : [],
  );
}

/** The keys that the schema would have taken beside the unknown one. */
function siblingKeys(error: ErrorObject, schema: SchemaPart): readonly string[] {
  const { properties } = partAbove(error, schema) as { readonly properties?: object };
  return properties === undefined ? [] : Object.keys(properties);
}

/** The part of the schema whose keyword found fault. */
function partAbove({ schemaPath }: ErrorObject, schema: SchemaPart): SchemaPart {
  let part: unknown = schema;
  for (const key of schemaPath
    .slice(schemaPath.indexOf('#') + 1)
    .split('/')
    .slice(1, -1))
    part = (part as Readonly<Record<string, unknown>> | undefined)?.[
      key.replaceAll('~1', '/').replaceAll('~0', '~')
    ];
  return typeof part === 'object' && part !== null ? (part as SchemaPart) : {};
}

/** YAML reads an unquoted `{{ name }}` as a mapping whose key is a mapping. */
function isUnquotedBraces(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && /^\{ .* \}$/u.test(keys[0] ?? '');
}

function pathOf(pointer: string, value: unknown): Path {
  const path: (string | number)[] = [];
  let at = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at) ? Number(key) : key);
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
  }
  return path;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[key] : undefined;
  return at;
}

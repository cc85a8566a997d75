import type { ErrorObject } from 'ajv';
import type { SchemaPart } from '../../core/resource.ts';
import { meantKey } from './meant-keys.ts';

/** Errors that are worth telling, each fault once. */
export function worthTelling(errors: readonly ErrorObject[], schema: SchemaPart): readonly ErrorObject[] {
  return withoutMeant(leaves(errors), schema);
}

/**
 * Errors at the leaves. Where one of several shapes was expected, that none fits says more than the
 * errors of the shapes.
 */
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
      error.propertyName === undefined &&
      !(choicesAt.get(error.instancePath) ?? []).some(
        (choice) =>
          choice !== error && error.schemaPath.startsWith(choice.schemaPath) && choice.keyword !== 'if',
      ),
  );
}

/** Errors but for a key that is missing where an unknown one is what it is meant by: that is one fault. */
function withoutMeant(errors: readonly ErrorObject[], schema: SchemaPart): readonly ErrorObject[] {
  const meant = new Map<string, Set<string>>();
  for (const error of errors) {
    const { additionalProperty, unevaluatedProperty } = error.params as Readonly<Record<string, unknown>>;
    const key = additionalProperty ?? unevaluatedProperty;
    if (typeof key !== 'string') continue;
    const keys = meant.get(error.instancePath) ?? new Set();
    meant.set(error.instancePath, keys.add(meantKey(key, siblingKeys(error, schema)) ?? ''));
  }
  if (meant.size === 0) return errors;
  return errors.filter((error) => {
    const keys = meant.get(error.instancePath);
    if (keys === undefined) return true;
    const wanted =
      error.keyword === 'required'
        ? [String((error.params as Readonly<Record<string, unknown>>)['missingProperty'])]
        : keysOfBranches(partAbove(error, schema)[error.keyword]);
    return !wanted.some((key) => keys.has(key));
  });
}

/** Keys of which a schema needs one, or some. */
export function keysOfBranches(branches: unknown): readonly string[] {
  if (!Array.isArray(branches)) return [];
  return (branches as readonly SchemaPart[]).flatMap(({ required }) =>
    Array.isArray(required) ? required.map(String) : [],
  );
}

/** The keys that the schema would have taken beside the unknown one. */
export function siblingKeys(error: ErrorObject, schema: SchemaPart): readonly string[] {
  const { properties } = partAbove(error, schema) as { readonly properties?: object };
  return properties === undefined ? [] : Object.keys(properties);
}

/** The part of the schema whose keyword found fault. */
export function partAbove({ schemaPath }: ErrorObject, schema: SchemaPart): SchemaPart {
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


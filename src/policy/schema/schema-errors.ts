import type { ErrorObject } from 'ajv';
import type { SchemaPart } from '../../core/resource.ts';
import { meantBeside, meantSwitch } from './meant-keys.ts';

/** Errors that are worth telling, each fault once. */
export function worthTelling(
  errors: readonly ErrorObject[],
  schema: SchemaPart,
  valueOf: ValueOf,
): readonly ErrorObject[] {
  return withoutMeant(leaves(errors), schema, valueOf);
}

/** The value in which an error was found. */
type ValueOf = (error: ErrorObject) => unknown;

/**
 * Errors at the leaves. Where one of several shapes was expected, that none fits says more than the errors of the shapes;
 * where one fits but for something inside, that says more. A value of the wrong type altogether has no other fault.
 */
function leaves(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choicesAt = new Map<string, ErrorObject[]>();
  for (const error of errors)
    if (isChoice(error))
      choicesAt.set(error.instancePath, [...(choicesAt.get(error.instancePath) ?? []), error]);
  const isBelow = (error: ErrorObject, choice: ErrorObject): boolean =>
    choice !== error && error.schemaPath.startsWith(`${choice.schemaPath}/`);
  const mended = new Set<ErrorObject>();
  const ofAnotherType = new Set<string>();
  for (const error of errors) {
    const { keyword, instancePath } = error;
    if (keyword === 'type' && !(choicesAt.get(instancePath) ?? []).some((choice) => isBelow(error, choice)))
      ofAnotherType.add(instancePath);
    const steps = instancePath.split('/');
    while (steps.length > 1 && steps.pop() !== undefined)
      for (const choice of choicesAt.get(steps.join('/')) ?? [])
        if (isBelow(error, choice) && choice.keyword !== 'contains') mended.add(choice);
  }
  const containers = [...choicesAt.values()].flat().filter(({ keyword }) => keyword === 'contains');
  return errors.filter(
    (error) =>
      error.keyword !== 'if' &&
      error.propertyName === undefined &&
      !mended.has(error) &&
      (error.keyword === 'type' || !ofAnotherType.has(error.instancePath)) &&
      !(choicesAt.get(error.instancePath) ?? []).some((choice) => isBelow(error, choice)) &&
      !containers.some((choice) => isBelow(error, choice)),
  );
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'contains';
}

/** Errors but for a key that is missing where an unknown one is what it is meant by: that is one fault. */
function withoutMeant(
  errors: readonly ErrorObject[],
  schema: SchemaPart,
  valueOf: ValueOf,
): readonly ErrorObject[] {
  const meant = new Map<string, Set<string>>();
  for (const error of errors) {
    const { additionalProperty, unevaluatedProperty } = error.params as Readonly<Record<string, unknown>>;
    const key = additionalProperty ?? unevaluatedProperty;
    if (typeof key !== 'string') continue;
    const keys = meant.get(error.instancePath) ?? new Set();
    const written = (valueOf(error) as Readonly<Record<string, unknown>> | undefined)?.[key];
    const asSwitch = meantSwitch(written, keysBeside(error, schema))?.key;
    meant.set(
      error.instancePath,
      keys.add(asSwitch ?? meantBeside(key, keysBeside(error, schema)) ?? ''),
    );
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

/** Keys of which a schema needs one, or some: of branches that say no more. */
export function keysOfBranches(branches: unknown): readonly string[] {
  if (!Array.isArray(branches)) return [];
  return (branches as readonly SchemaPart[]).flatMap(({ required, type }) =>
    Array.isArray(required) && type === undefined ? required.map(String) : [],
  );
}

/** The shapes that a value may have, as they are written. */
export function shapesOf(branches: unknown): readonly string[] {
  if (!Array.isArray(branches)) return [];
  return (branches as readonly SchemaPart[]).flatMap((branch) => {
    const { enum: words, const: word, required, examples } = branch;
    if (Array.isArray(words)) return words.map(String);
    if (word !== undefined) return [JSON.stringify(word)];
    if (Array.isArray(examples)) return examples.slice(0, 1).map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
    return Array.isArray(required) ? [`{ ${required.map((key) => `${String(key)}: ...`).join(', ')} }`] : [];
  });
}

/** Keys that the schema would have taken beside the unknown one, with what they take. */
export function keysBeside(error: ErrorObject, schema: SchemaPart): Readonly<Record<string, SchemaPart>> {
  const { properties = {} } = partAbove(error, schema) as {
    readonly properties?: Readonly<Record<string, SchemaPart>>;
  };
  return properties;
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


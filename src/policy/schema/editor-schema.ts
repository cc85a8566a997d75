import { durationPattern } from '../../core/quantity.ts';
import type { SchemaPart } from '../../core/resource.ts';
import type { PolicySchema } from './schema.ts';

/** A text with a variable in it, whose value only kapa knows. */
const withVariable: SchemaPart = { type: 'string', pattern: String.raw`\{\{.*\}\}` };
const quantity = String.raw`^\d+(\.\d+)?\s*(%|B|[kKMGT]i?B)$`;

/**
 * The schema as editors take it: what kapa judges once variables have their values, an editor sees with `{{ }}` in it;
 * thresholds are quantities, and a type that needs nothing may be left empty.
 */
export function editorSchema(schema: PolicySchema): SchemaPart {
  const { properties, $defs } = schema as PolicySchema & {
    readonly properties: Readonly<Record<string, SchemaPart>>;
  };
  return {
    ...schema,
    properties: {
      ...properties,
      thresholds: {
        ...properties['thresholds'],
        additionalProperties: {
          anyOf: [
            { type: 'number' },
            { type: 'string', pattern: `${durationPattern}|${quantity}` },
          ],
          description: 'A quantity: 10, 4GiB, 3m, 80%.',
        },
      },
      ...(properties['log'] === undefined ? {} : { log: open(properties['log']) }),
    },
    $defs: Object.fromEntries(Object.entries($defs).map(([name, part]) => [name, empty(open(part))])),
  };
}

/** A part whose values may be variables, itself excepted. */
function open(part: SchemaPart): SchemaPart {
  const made: Record<string, unknown> = { ...part };
  for (const key of ['properties', 'patternProperties'] as const)
    if (isPart(part[key]))
      made[key] = Object.fromEntries(
        Object.entries(part[key]).map(([name, one]) => [name, isPart(one) ? orVariable(one) : one]),
      );
  for (const key of ['items', 'additionalProperties'] as const)
    if (isPart(part[key])) made[key] = orVariable(part[key]);
  for (const key of ['anyOf', 'oneOf', 'allOf'] as const)
    if (Array.isArray(part[key])) made[key] = part[key].map((one: unknown) => (isPart(one) ? open(one) : one));
  return made;
}

/** A value, or a variable in its place; what is said of it stays where editors look. */
function orVariable(part: SchemaPart): SchemaPart {
  const { description, default: otherwise, examples, ...rest } = open(part);
  const said = {
    ...(description === undefined ? {} : { description }),
    ...(otherwise === undefined ? {} : { default: otherwise }),
    ...(examples === undefined ? {} : { examples }),
  };
  if (takesAnyText(rest)) return { ...said, ...rest };
  return { ...said, anyOf: [rest, withVariable] };
}

/** Tells whether any text will do, one with a variable among them. */
function takesAnyText({ type, pattern, maxLength, enum: words, ...rest }: SchemaPart): boolean {
  const isText = [type].flat().includes('string');
  return isText
    ? pattern === undefined && maxLength === undefined && words === undefined
    : type === undefined && words === undefined && Object.keys(rest).length === 0;
}

/** A type that needs nothing, which may be left empty: `load:`. */
function empty(part: SchemaPart): SchemaPart {
  const needs = ['required', 'oneOf', 'anyOf', 'minProperties'].some((key) => part[key] !== undefined);
  return part['type'] === 'object' && !needs ? { ...part, type: ['object', 'null'] } : part;
}

function isPart(value: unknown): value is SchemaPart {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

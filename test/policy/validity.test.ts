import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { validators } from '#validators';
import { registry } from '../../src/cli/registry.ts';
import type { SchemaPart } from '../../src/core/resource.ts';
import { assembleSchema, documentSchema } from '../../src/policy/schema.ts';
import { errorsOf, isValid } from '../../src/policy/validate.ts';

const parts = Object.entries({ document: documentSchema(), ...assembleSchema(registry).$defs });

test.each(parts)('%s: yes or no, and what is wrong, are of one mind', (part, schema) => {
  const seen = { valid: 0, invalid: 0 };
  fc.assert(
    fc.property(values(schema), (value) => {
      const valid = validators[part]?.(value);
      seen[valid === true ? 'valid' : 'invalid'] += 1;
      expect(isValid(part, value)).toBe(valid);
    }),
    { numRuns: 1000 },
  );
  expect(seen.valid).toBeGreaterThan(0);
  expect(seen.invalid).toBeGreaterThan(0);
});

test('to find nothing wrong with what was called not valid is a fault, and told as one', async () => {
  await expect(errorsOf('document', { policy: 'p' })).rejects.toThrow('nothing is wrong with it');
});

const anything = fc.oneof(
  fc.constantFrom(null, true, '', 'a', '/a', 'reload apache', -1, 0, 1, 0.5, 1e6),
  fc.string(),
  fc.array(fc.constantFrom('a', '/a', 1)),
  fc.dictionary(fc.constantFrom('a', 'name', 'path'), fc.constantFrom('a', 1)),
);

/** Values that a schema mostly lets through, and what lies just beside them. */
function values(schema: SchemaPart): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 30, arbitrary: fitting(schema) }, { weight: 1, arbitrary: anything });
}

function fitting(schema: SchemaPart): fc.Arbitrary<unknown> {
  const choices = [...listOf(schema['enum']), ...listOf(schema['examples'])];
  if (schema['const'] !== undefined) choices.push(schema['const']);
  if (schema['default'] !== undefined) choices.push(schema['default']);
  const chosen = choices.length === 0 ? [] : [{ weight: 4, arbitrary: fc.constantFrom(...choices) }];
  const made = [schema['type'] ?? (schema['properties'] === undefined ? 'any' : 'object')].flat();
  return fc.oneof(...chosen, ...made.map((type) => ({ weight: 1, arbitrary: typed(type, schema) })));
}

function typed(type: unknown, schema: SchemaPart): fc.Arbitrary<unknown> {
  switch (type) {
    case 'object':
      return object(schema);
    case 'array': {
      const least = Number(schema['minItems'] ?? 0);
      const item = (schema['items'] ?? {}) as SchemaPart;
      return fc.array(values(item), { minLength: Math.max(0, least - 1), maxLength: least + 2 });
    }
    case 'integer':
    case 'number': {
      const least = Number(schema['minimum'] ?? -1);
      const most = Number(schema['maximum'] ?? least + 10);
      return fc.oneof(
        fc.integer({ min: least - 1, max: most + 1 }),
        fc.constantFrom(least, most, least + 0.5),
      );
    }
    case 'boolean':
      return fc.boolean();
    case 'string':
      return typeof schema['pattern'] === 'string'
        ? fc.stringMatching(new RegExp(schema['pattern'], 'u'))
        : fc.string({ minLength: 1 });
    default:
      return anything;
  }
}

/** What is required is mostly there, the rest sometimes, and now and then a key that nobody knows. */
function object(schema: SchemaPart): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, SchemaPart>>);
  const required = new Set(listOf(schema['required']));
  const members = properties.map(([key, part]) =>
    fc.option(
      values(part).map((value): [string, unknown] => [key, value]),
      {
        nil: undefined,
        freq: required.has(key) ? 20 : 2,
      },
    ),
  );
  const other = schema['additionalProperties'];
  const more =
    typeof other === 'object' || other === undefined
      ? fc.array(fc.tuple(names(schema), values((other ?? {}) as SchemaPart)), { maxLength: 2 })
      : fc.oneof(
          { weight: 20, arbitrary: fc.constant([]) },
          { weight: 1, arbitrary: fc.constant([['nobody_knows', 1] as [string, unknown]]) },
        );
  return fc
    .tuple(fc.tuple(...members), more)
    .map(([known, unknown]) =>
      Object.fromEntries([...known.filter((member) => member !== undefined), ...unknown]),
    );
}

function names(schema: SchemaPart): fc.Arbitrary<string> {
  const pattern = (schema['propertyNames'] as SchemaPart | undefined)?.['pattern'];
  const name = fc.constantFrom('a', 'A1', 'a b', '/a', '');
  return typeof pattern === 'string' ? fc.oneof(name, fc.stringMatching(new RegExp(pattern, 'u'))) : name;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

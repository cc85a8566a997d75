import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { SchemaPart } from '../../core/resource.ts';
import type { PolicySchema } from './schema.ts';

type Compile = (ajv: Ajv2020, exported: Record<string, string>) => string;

/** Text of `#validators`, an ES module with a validator for a document and for each part of a schema. */
export function compileValidators({ $defs: parts }: PolicySchema, document: SchemaPart): string {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    allErrors: true,
    code: { source: true, esm: true },
  });
  const exported: Record<string, string> = {};
  for (const [part, declared] of Object.entries({ document, ...parts })) {
    ajv.addSchema({ ...(withoutProse(declared) as SchemaPart), $id: part });
    exported[part] = part;
  }
  // The package is CommonJS: where its default export is found depends on who bundles it.
  const compile = standalone as unknown as Compile & { readonly default?: Compile };
  return (compile.default ?? compile)(ajv, exported);
}

/** A schema without what only people read. */
function withoutProse(value: unknown, inProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutProse(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => inProperties || (key !== 'description' && key !== 'examples'))
      .map(([key, one]) => [key, withoutProse(one, key === 'properties' && !inProperties)]),
  );
}

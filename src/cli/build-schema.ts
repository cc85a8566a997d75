import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { assembleSchema, documentSchema } from '../policy/schema.ts';
import { registry } from './registry.ts';

type Compile = (ajv: Ajv2020, exported: Record<string, string>) => string;

/** Run by scripts/build.mjs: the policy schema as JSON text, and its validators as an ES module's text. */
export function buildSchema(): { schema: string; validators: string } {
  const schema = assembleSchema(registry);
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    validateFormats: false,
    code: { source: true, esm: true },
  });
  const exported: Record<string, string> = {};
  for (const [name, part] of Object.entries({ document: documentSchema(), ...schema.$defs })) {
    ajv.addSchema({ ...(withoutProse(part) as object), $id: name });
    exported[name] = name;
  }
  // The package is CommonJS: where its default export is found depends on who bundles it.
  const compile = standalone as unknown as Compile & { readonly default?: Compile };
  const validators = withImports((compile.default ?? compile)(ajv, exported));
  return { schema: `${JSON.stringify(schema, undefined, 2)}\n`, validators };
}

/** What only people read is not carried into the validators. */
function withoutProse(value: unknown, inProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutProse(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => inProperties || (key !== 'description' && key !== 'examples'))
      .map(([key, one]) => [key, withoutProse(one, key === 'properties' && !inProperties)]),
  );
}

/** ajv requires its helpers even in an ES module; a bundler wants them imported. */
function withImports(code: string): string {
  const imports: string[] = [];
  const body = code.replaceAll(/require\("([^"]+)"\)\.default/gu, (_, path: string) => {
    const name = `helper${imports.length}`;
    imports.push(`import ${name} from '${path}.js';`);
    return `(${name}.default ?? ${name})`;
  });
  return `${imports.join('\n')}\n${body}`;
}

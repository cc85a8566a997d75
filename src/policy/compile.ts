import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { documentSchema, type PolicySchema } from './schema.ts';

type Compile = (ajv: Ajv2020, exported: Record<string, string>) => string;

/** The validators of a schema's parts and of a document, as the text of an ES module; done when kapa is built. */
export function compileValidators(schema: PolicySchema): string {
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
  return withImports((compile.default ?? compile)(ajv, exported));
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

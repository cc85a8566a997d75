import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { SchemaPart } from '../core/resource.ts';
import { documentSchema, type PolicySchema } from './schema.ts';

type Compile = (ajv: Ajv2020, exported: Record<string, string>) => string;

/** `#validators`, the validators of a schema's parts and of a document, as an ES module's text: done by the build. */
export function compileValidators(schema: PolicySchema): string {
  return moduleOf('validators', schema, (part) => part, { allErrors: true });
}

/**
 * `#validity`, from the same parts: functions that only say whether a value is valid, a fifth of the text. Below `not`
 * ajv stops at the first error and says nothing of it; the notes that it still takes for its caller are taken out.
 */
export function compileValidity(schema: PolicySchema): string {
  const code = moduleOf('validity', schema, (part) => ({ not: part }), { messages: false })
    .replaceAll(
      /const (err\d+) = \{\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/gu,
      '',
    )
    .replaceAll(
      /if\(vErrors !== null\)\{if\((_errs\d+)\)\{vErrors\.length = \1;\}else \{vErrors = null;\}\}/gu,
      '',
    )
    .replaceAll(
      /const evaluated0 = (\w+)\.evaluated;if\(evaluated0\.dynamicProps\)\{.*?\}if\(evaluated0\.dynamicItems\)\{.*?\}/gu,
      '',
    )
    .replaceAll(
      /if\(valid0\)\{(\w+)\.errors = .*?;return false;\}else .*?return errors === 0;\}\1\.evaluated = \{.*?\};/gu,
      'return valid0;}',
    )
    .replaceAll(/\(data, \{instancePath.*?\}=\{\}\)/gu, '(data)')
    .replaceAll('let vErrors = null;', '');
  const left = /\b(?:vErrors|instancePath|schemaPath|\w+\.errors)\b.{0,60}/u.exec(code)?.[0];
  if (left !== undefined) throw new Error(`ajv notes errors in another way: ${left}`);
  return withKeysInPlace(code);
}

/** The text of a module that exports, under its name, a function for each part. */
function moduleOf(
  name: string,
  schema: PolicySchema,
  asked: (part: SchemaPart) => SchemaPart,
  options: Options,
): string {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    code: { source: true, esm: true },
    ...options,
  });
  const parts: Record<string, string> = {};
  for (const [part, declared] of Object.entries({ document: documentSchema(), ...schema.$defs })) {
    ajv.addSchema({ ...asked(withoutProse(declared) as SchemaPart), $id: part });
    parts[part] = part;
  }
  // The package is CommonJS: where its default export is found depends on who bundles it.
  const compile = standalone as unknown as Compile & { readonly default?: Compile };
  const code = withImports((compile.default ?? compile)(ajv, parts)).replaceAll('export const ', 'const ');
  return `${code}\nexport const ${name} = { ${Object.keys(parts).join(', ')} };\n`;
}

/** Where an object has many keys, ajv asks the schema for them: a start would make the whole schema for that. */
function withKeysInPlace(code: string): string {
  const schemas = new Map(
    [...code.matchAll(/const (schema\d+) = (\{.*?\});(?=const|function)/gu)].map(([, name, text]) => [
      name,
      JSON.parse(text ?? '') as unknown,
    ]),
  );
  return code.replaceAll(
    /\w+\.call\((schema\d+)\.([\w.]+), (\w+)\)/gu,
    (_, name: string, path: string, key: string) => {
      let at = schemas.get(name);
      for (const step of path.split('.')) at = (at as Readonly<Record<string, unknown>>)[step];
      return `${JSON.stringify(Object.keys(at as object))}.includes(${key})`;
    },
  );
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

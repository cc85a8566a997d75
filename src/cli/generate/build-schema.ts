import { compileValidators } from '../../policy/schema/compile.ts';
import { editorSchema } from '../../policy/schema/editor-schema.ts';
import { assembleSchema, documentSchema } from '../../policy/schema/schema.ts';
import { registry } from '../../packs/index.ts';
import { reportSchema } from '../../report/host-report/schema.ts';

/** Run by scripts/build.mjs: the schemas as JSON text by name, and the validators of policies as an ES module's text. */
export function buildSchema(): {
  readonly schemas: Readonly<Record<string, string>>;
  readonly validators: string;
} {
  const schema = assembleSchema(registry);
  return {
    schemas: { policy: written(editorSchema(schema)), report: written(reportSchema) },
    validators: compileValidators(schema, documentSchema(registry)),
  };
}

function written(schema: unknown): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

import { compileValidators } from '../../policy/schema/compile.ts';
import { editorSchema } from '../../policy/schema/editor-schema.ts';
import { assembleSchema, documentSchema } from '../../policy/schema/schema.ts';
import { registry } from '../../packs/index.ts';

/** Run by scripts/build.mjs: the policy schema as JSON text, and its validators as an ES module's text. */
export function buildSchema(): { schema: string; validators: string } {
  const schema = assembleSchema(registry);
  return {
    schema: `${JSON.stringify(editorSchema(schema), undefined, 2)}\n`,
    validators: compileValidators(schema, documentSchema(registry)),
  };
}

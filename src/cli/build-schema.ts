import { compileValidators, compileValidity } from '../policy/compile.ts';
import { assembleSchema } from '../policy/schema.ts';
import { registry } from './registry.ts';

/** Run by scripts/build.mjs: the policy schema as JSON text, and what values are judged with as ES modules' text. */
export function buildSchema(): { schema: string; validators: string; validity: string } {
  const schema = assembleSchema(registry);
  return {
    schema: `${JSON.stringify(schema, undefined, 2)}\n`,
    validators: compileValidators(schema),
    validity: compileValidity(schema),
  };
}

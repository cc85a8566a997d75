import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { editorSchema } from '../../policy/schema/editor-schema.ts';
import { assembleSchema } from '../../policy/schema/schema.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { registry } from '../../packs/index.ts';
import { word } from '../../report/document.ts';

/** `kapa schema`: the JSON Schema of the policy language, for editors. */
export async function schemaCommand(
  _args: readonly string[],
  _given: Given,
  { out }: CommandContext,
): Promise<ExitStatus> {
  out.document(word(editorSchema(assembleSchema(registry))));
  return Promise.resolve(exitStatus.ok);
}

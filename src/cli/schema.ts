import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { assembleSchema } from '../policy/schema.ts';
import type { CommandContext, Given } from './context.ts';
import { registry } from './registry.ts';

/** `kapa schema`: the JSON Schema of the policy language, for editors. */
export async function schemaCommand(
  _args: readonly string[],
  _given: Given,
  { out }: CommandContext,
): Promise<ExitStatus> {
  out.write(`${JSON.stringify(assembleSchema(registry), undefined, 2)}\n`);
  return Promise.resolve(exitStatus.ok);
}

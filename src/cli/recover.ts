import type { ExitStatus } from '../core/exit.ts';
import type { Given } from './commands.ts';
import type { CommandContext } from './context.ts';

/** Stand-in until the command is built. */
export async function recoverCommand(
  _args: readonly string[],
  _given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  context.err.write('not built yet\n');
  return Promise.resolve(70);
}

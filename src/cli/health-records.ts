import { resolve } from 'node:path';
import type { Records } from '../core/records.ts';
import type { CommandContext } from './context.ts';

/** The records of the state folder that the command line, or else the policies' settings, name. */
export async function openHealthRecords(context: CommandContext, settings?: string): Promise<Records> {
  const [{ openRecords }, { stateFolder }] = await Promise.all([
    import('../host/records.ts'),
    import('../host/state-folder.ts'),
  ]);
  const given = context.options.stateDir ?? settings;
  return openRecords(
    stateFolder({
      root: context.options.root,
      given: given === undefined ? undefined : resolve(context.cwd, given),
      env: context.env,
    }),
  );
}

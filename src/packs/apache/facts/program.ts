import type { Reader } from '../../../core/reader.ts';
import { t, type Text } from '../../../core/text.ts';
import type { Layout } from './layout.ts';

/** Files of a layout whose words run as root once its program is started. */
type Run = Pick<Layout, 'program' | 'main' | 'variables' | 'isDebian'>;

/**
 * Reason why a layout's program is not run: it is not there, not of this machine, or others than root could put another
 * in its place, or in that of the files that tell it which modules and libraries it loads.
 */
export async function programRefusal(reader: Reader, layout: Run): Promise<Text | undefined> {
  const { program, main, variables, isDebian } = layout;
  if (isDebian) return undefined;
  if (reader.root !== '/' || (await reader.resolve(program)).state !== 'present')
    return t('apache.not_installed');
  for (const path of [program, main, variables])
    if ((await reader.stat(path)).state !== 'absent' && !(await reader.isGuarded(path)))
      return t('apache.unguarded', { program, path });
  return undefined;
}

/** Words of a layout's program about itself; undefined: it says nothing, or is not to be run. */
export async function askProgram(
  reader: Reader,
  layout: Run,
  ...args: readonly string[]
): Promise<string | undefined> {
  if ((await programRefusal(reader, layout)) !== undefined) return undefined;
  const { status, stdout } = await reader.query([layout.program, ...args]);
  return status === 0 ? new TextDecoder().decode(stdout) : undefined;
}

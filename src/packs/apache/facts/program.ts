import type { Reader } from '../../../core/reader.ts';
import { t, type Text } from '../../../core/text.ts';
import type { Layout } from './layout.ts';

/**
 * Reason why a layout's program is not run: it is not there, not of this machine, or others than root could put another
 * in its place.
 */
export async function refusal(
  reader: Reader,
  { program, isDebian }: Pick<Layout, 'program' | 'isDebian'>,
): Promise<Text | undefined> {
  if (isDebian) return undefined;
  if (reader.root !== '/' || (await reader.resolve(program)).state !== 'present')
    return t('apache.not_installed');
  return (await reader.isGuarded(program)) ? undefined : t('apache.unguarded_program', { program });
}

/** Words of a layout's program about itself; undefined: it says nothing, or is not to be run. */
export async function askProgram(
  reader: Reader,
  layout: Pick<Layout, 'program' | 'isDebian'>,
  ...args: readonly string[]
): Promise<string | undefined> {
  if ((await refusal(reader, layout)) !== undefined) return undefined;
  const { status, stdout } = await reader.query([layout.program, ...args]);
  return status === 0 ? new TextDecoder().decode(stdout) : undefined;
}

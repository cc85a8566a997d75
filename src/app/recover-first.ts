import { t } from '../core/text.ts';
import { recoverFirst } from '../converge/index.ts';
import type { CommandContext } from './context.ts';
import type { Session } from './session.ts';

/** Finishes or undoes what a crash left open, before something new is begun, and says so. To be called under the lock. */
export async function recoverAloud(
  { host, store, service }: Session,
  { err, say }: CommandContext,
): Promise<void> {
  const recovered = await recoverFirst({ host, store, service });
  if (recovered === undefined) return;
  const { transaction: id, outcome, notes } = recovered;
  err.write(
    `${say(outcome === 'finished' ? t('recover.finished', { id }) : t('recover.rolled_back', { id }))}\n`,
  );
  for (const text of notes) err.write(`  ${say(text)}\n`);
}

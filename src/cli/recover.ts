import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { t } from '../core/text.ts';
import { recover } from '../engine/index.ts';
import type { CommandContext, Given } from './context.ts';
import { openSession } from './session.ts';

/** `kapa recover`: finishes or undoes a transaction that a crash left open. */
export async function recoverCommand(
  _args: readonly string[],
  _given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { options, out, err, say } = context;
  const { host, store, withLock, service } = openSession(context);
  const result = await withLock(() => recover({ host, store, service }));
  if (options.json) {
    const document = {
      version: 1,
      transaction: result?.transaction ?? null,
      outcome: result?.outcome ?? 'nothing_open',
      leftovers: result?.leftovers.map(say) ?? [],
      notes: result?.notes.map(say) ?? [],
    };
    out.write(`${JSON.stringify(document, undefined, 2)}\n`);
  }
  if (result === undefined) {
    if (!options.json) out.write(`${say(t('recover.nothing'))}\n`);
    return exitStatus.ok;
  }
  const { transaction: id, outcome, leftovers, notes } = result;
  if (outcome === 'rollback_incomplete') {
    const reason = leftovers[0] ?? t('plan.nothing_there');
    err.write(`${say(t('apply.rollback_incomplete', { reason }))}\n`);
    for (const text of [...leftovers, ...notes]) err.write(`  ${say(text)}\n`);
    return exitStatus.incomplete;
  }
  if (!options.json) {
    out.write(
      `${say(outcome === 'finished' ? t('recover.finished', { id }) : t('recover.rolled_back', { id }))}\n`,
    );
    for (const text of notes) out.write(`  ${say(text)}\n`);
  }
  return exitStatus.ok;
}

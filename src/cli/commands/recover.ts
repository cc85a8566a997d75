import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { t } from '../../core/text.ts';
import { performPendingEffects, recover } from '../../converge/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { packSettings } from '../../app/policies/load.ts';
import { openSession } from '../../app/session.ts';
import { word } from '../../report/document.ts';

/** `kapa recover`: finishes or undoes a transaction that a crash left open, and does what services are still owed. */
export async function recoverCommand(
  _args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { options, out, err, say, verbatim } = context;
  const { host, store, withLock, service } = openSession(context, await packSettings(context));
  const accept = given['accept'] === true;
  const request = { host, store, service, accept };
  const { result, pending } = await withLock(async () => {
    const result = await recover(request);
    const stuck = result?.outcome === 'rollback_incomplete';
    return {
      result,
      pending: stuck ? { performed: [], leftovers: [] } : await performPendingEffects(request),
    };
  });
  const leftovers = [...(result?.leftovers ?? []), ...pending.leftovers];
  const ended = result?.outcome ?? 'nothing_open';
  const outcome = leftovers.length > 0 && ended !== 'accepted' ? 'rollback_incomplete' : ended;
  if (options.json) {
    const document = {
      version: 1,
      transaction: word(result?.transaction ?? null),
      outcome: word(outcome),
      performed: pending.performed.map(({ service, effect }) => ({ service, effect: word(effect) })),
      leftovers: leftovers.map(verbatim),
      notes: result?.notes.map(verbatim) ?? [],
    };
    out.document(document);
  }
  const notes = result?.notes ?? [];
  if (outcome === 'rollback_incomplete') {
    const reason = leftovers[0] ?? t('plan.nothing_there');
    err.write(`${say(t('apply.rollback_incomplete', { reason }))}\n`);
    for (const text of [...leftovers, ...notes]) err.write(`  ${say(text)}\n`);
    return exitStatus.incomplete;
  }
  if (!options.json) {
    const id = result?.transaction ?? '';
    if (outcome === 'finished') out.write(`${say(t('recover.finished', { id }))}\n`);
    if (outcome === 'rolled_back') out.write(`${say(t('recover.rolled_back', { id }))}\n`);
    if (outcome === 'nothing_open' && pending.performed.length === 0)
      out.write(`${say(t('recover.nothing'))}\n`);
    if (outcome === 'accepted') out.write(`${say(t('recover.accepted', { id }))}\n`);
    for (const text of leftovers) out.write(`  ${say(text)}\n`);
    for (const one of pending.performed) out.write(`${say(t('recover.performed', one))}\n`);
    for (const text of notes) out.write(`  ${say(text)}\n`);
  }
  return exitStatus.ok;
}

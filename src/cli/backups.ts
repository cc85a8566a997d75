import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { t } from '../core/text.ts';
import { describeTransactions, listBackups } from '../engine/index.ts';
import { palette } from '../report/colour.ts';
import type { CommandContext, Given } from './context.ts';
import { openSession } from './session.ts';

/** `kapa backups`: what was saved before changes, newest first. */
export async function backupsCommand(
  _args: readonly string[],
  _given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { options, out, say } = context;
  const { store } = openSession(context);
  const backups = listBackups(store);
  const transactions = [...describeTransactions(store)].reverse();
  if (options.json) {
    const document = {
      version: 1,
      transactions: transactions.map(({ at, ...rest }) => ({ ...rest, at: new Date(at).toISOString() })),
      backups,
    };
    out.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return exitStatus.ok;
  }
  if (transactions.length === 0 && backups.length === 0) out.write(`${say(t('backups.none'))}\n`);
  const paint = palette(out.colour);
  for (const { id, at, outcome, resources } of transactions) {
    const when = new Date(at).toISOString();
    out.write(
      `${paint.bold(say(t('backups.transaction', { id, at: when, outcome: outcome ?? 'open' })))}\n  ${resources.join(', ')}\n`,
    );
    for (const { path, backup } of backups.filter(({ transaction }) => transaction === id))
      out.write(`  ${say(t('apply.backup', { path, backup }))}\n`);
  }
  return exitStatus.ok;
}

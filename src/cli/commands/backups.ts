import { localTime } from '../../core/local-time.ts';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { t } from '../../core/text.ts';
import {
  checkBackup,
  describeTransactions,
  listBackups,
  backupRemark,
  type CheckedBackup,
  type SavedBackup,
} from '../../converge/index.ts';
import { palette } from '../../report/colour.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { tellWhose } from '../../app/whose-records.ts';
import { openSession } from '../../app/session.ts';
import { word } from '../../report/document.ts';
import { inline } from '../../core/harmless.ts';

/** `kapa backups`: what was saved before changes, newest first. */
export async function backupsCommand(
  _args: readonly string[],
  _given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { options, out, say } = context;
  const { store, host } = openSession(context);
  tellWhose(store.path, context);
  const backups: { readonly saved: SavedBackup; readonly checked: CheckedBackup }[] = [];
  for (const saved of listBackups(store))
    backups.push({ saved, checked: await checkBackup(saved, host, store) });
  const transactions = [...describeTransactions(store)].reverse();
  if (options.json) {
    const document = {
      version: 1,
      transactions: transactions.map(({ id, at, outcome, digest: _, ...rest }) => ({
        id: word(id),
        outcome: word(outcome),
        ...rest,
        at: word(new Date(at).toISOString()),
      })),
      backups: backups.map(documentOf),
    };
    out.document(document);
    return exitStatus.ok;
  }
  if (transactions.length === 0 && backups.length === 0) out.write(`${say(t('backups.none'))}\n`);
  const paint = palette(out.colour);
  for (const { id, at, outcome, resources } of transactions) {
    const when = localTime(at);
    out.write(
      `${paint.bold(say(t('backups.transaction', { id, at: when, outcome: t(`apply.outcome.${outcome ?? 'open'}`) })))}\n  ${resources.map(inline).join(', ')}\n`,
    );
    for (const { saved, checked } of backups.filter(({ saved: { transaction } }) => transaction === id)) {
      out.write(`  ${say(t('apply.backup', saved))}\n`);
      const mark = backupRemark(checked, saved);
      if (mark !== undefined) out.write(`    ${paint.yellow(say(mark))}\n`);
    }
  }
  return exitStatus.ok;
}

/** Entry of the JSON document; mode and owner are those of the file that was saved. */
function documentOf({
  saved: { seal: _, attributes, ...saved },
  checked: { state },
}: {
  readonly saved: SavedBackup;
  readonly checked: CheckedBackup;
}): object {
  const entry = { ...saved, transaction: word(saved.transaction), state: word(state) };
  if (attributes === undefined) return entry;
  const { mode, uid, gid } = attributes;
  return { ...entry, mode: word(mode.toString(8).padStart(4, '0')), uid, gid };
}

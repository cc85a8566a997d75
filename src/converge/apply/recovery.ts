import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Host } from '../../core/host.ts';
import type { Settings } from '../../core/policy.ts';
import type { Reading } from '../../core/reading.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';
import { recordBackups } from './backups.ts';
import type { OpenTransaction, RecoverRequest, RecoverResult } from '../contract.ts';
import {
  closeTransaction,
  continueTransaction,
  endTransaction,
  openTransactionId,
  readJournal,
  type Act,
  type JournalRecord,
} from './journal.ts';
import { updateManifest } from '../state/manifest.ts';
import { rollBack } from './rollback.ts';
import { checkStateVersion } from '../state/state-version.ts';

/** The transaction that a crash, or a failed undo, left open; only looks. */
export function findOpenTransaction(store: StateStore): OpenTransaction | undefined {
  checkStateVersion(store);
  const id = openTransactionId(store);
  if (id === undefined) return undefined;
  const records = readJournal(store, id);
  if (records.some(({ record }) => record === 'end')) return undefined;
  const [begin] = records;
  return {
    id,
    began: begin?.record === 'begin' ? begin.at : 0,
    begun: records.filter(({ record }) => record === 'intent').length,
    steps: begin?.record === 'begin' ? begin.steps : 0,
  };
}

/**
 * Finishes an open transaction when everything in it was done and judged good, else undoes it; with `accept`, ends it
 * whatever could not be put back. Undefined: none was open. To be called under the lock.
 */
export async function recover(request: RecoverRequest): Promise<RecoverResult | undefined> {
  const { host, store, service, onEvent = () => undefined } = request;
  checkStateVersion(store);
  const id = openTransactionId(store);
  if (id === undefined) return undefined;
  const records = readJournal(store, id);
  if (records.length === 0 || records.some(({ record }) => record === 'end')) {
    closeTransaction(store);
    return undefined;
  }
  onEvent({ event: 'recovering', transaction: id });
  const journal = continueTransaction(store, id);
  const verified = records.find((one) => one.record === 'verified');
  // The record may have reached the disk though writing it failed, and the change was undone for that.
  const undoing = records.some(({ record }) => record === 'undoing');
  if (verified !== undefined && !undoing && (await standsAsDone(records, host, store))) {
    updateManifest(store, verified.manifest);
    recordBackups(store, id, verified.backups);
    endTransaction(store, journal, 'converged', host.now());
    return { transaction: id, outcome: 'finished', leftovers: [], notes: [] };
  }
  const result = await rollBack({ journal, host, store, service, afterCrash: true, onEvent });
  if (request.accept !== true || openTransactionId(store) === undefined)
    return { transaction: id, ...result };
  endTransaction(store, journal, 'rollback_incomplete', host.now());
  return { transaction: id, ...result, outcome: 'accepted' };
}

/**
 * Tells whether all that was to be written, linked, removed and installed is there: undoing may have begun
 * unrecorded.
 */
async function standsAsDone(
  records: readonly JournalRecord[],
  host: Host,
  store: StateStore,
): Promise<boolean> {
  const last = new Map<string, Act>();
  for (const one of records) {
    if (one.record !== 'intent') continue;
    const { act } = one;
    if (act.do === 'crontab') last.set(`crontab:${act.user}`, act);
    else if (act.do !== 'command' && act.do !== 'attributes') last.set(act.path, act);
  }
  for (const act of last.values()) if (!(await isDone(act, host, store))) return false;
  return true;
}

async function isDone(act: Act, host: Host, store: StateStore): Promise<boolean> {
  switch (act.do) {
    case 'write':
      return digestOf(await host.read(act.path), store) === act.after;
    case 'crontab':
      return digestOf(await host.crontab(act.user), store) === act.after;
    case 'remove':
      return (await host.stat(act.path)).state === 'absent';
    case 'link': {
      const to = await host.readlink(act.path);
      return to.state === 'present' && to.value === act.to;
    }
    case 'directory':
    case 'attributes':
    case 'command':
      return true;
  }
}

/** Null: there is nothing. Undefined: it cannot be told. */
function digestOf(content: Reading<Uint8Array>, store: StateStore): string | null | undefined {
  if (content.state === 'unreadable') return undefined;
  return content.state === 'absent' ? null : store.digest(content.value);
}

/** Recovers before something new is begun; a Failure with exit status 3 when that is not possible. */
export async function recoverFirst(request: RecoverRequest): Promise<RecoverResult | undefined> {
  const recovered = await recover(request);
  const open = openTransactionId(request.store);
  if (open === undefined) return recovered;
  throw new Failure(
    t('engine.still_open', {
      transaction: open,
      reason: recovered?.leftovers[0] ?? t('engine.state_damaged', { path: request.store.path }),
    }),
    { cure: t('engine.still_open_cure'), exit: exitStatus.incomplete },
  );
}

/** Number of transactions that are kept for restoring. */
export function transactionsKept({ backups }: Settings): number {
  return Math.max(20, backups.keep);
}

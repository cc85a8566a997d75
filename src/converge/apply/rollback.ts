import { Failure, textWithCure } from '../../core/failure.ts';
import type { Host } from '../../core/host.ts';
import type { Service } from '../../core/service.ts';
import type { StateStore } from '../../core/state-store.ts';
import type { Text } from '../../core/text.ts';
import type { ApplyEvent } from '../contract.ts';
import { endTransaction, readJournal, unlessFull, type Journal } from './journal.ts';
import { readPendingEffects, writePendingEffects } from './pending-effects.ts';
import { restoreServices } from './restore-services.ts';
import { undoActs } from './undo.ts';

/** Parts that rolling back works with. */
export interface RollbackRequest {
  readonly journal: Journal;
  readonly host: Host;
  readonly store: StateStore;
  readonly service: (name: string) => Service;
  readonly afterCrash: boolean;
  readonly onEvent: (event: ApplyEvent) => void;
}

/** Result of rolling back. */
export interface RollbackResult {
  readonly outcome: 'rolled_back' | 'rollback_incomplete';
  readonly leftovers: readonly Text[];
  readonly notes: readonly Text[];
}

/**
 * Undoes a transaction: files, crontabs and commands newest first, then the services. It goes by the log alone, so
 * that it is the same after a failure and after a crash. A transaction of which something could not be put back
 * stays open, for another try.
 */
export async function rollBack(request: RollbackRequest): Promise<RollbackResult> {
  try {
    return await undoAll(request);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { outcome: 'rollback_incomplete', leftovers: [textWithCure(error)], notes: [] };
  }
}

async function undoAll({
  journal,
  host,
  store,
  service,
  afterCrash,
  onEvent,
}: RollbackRequest): Promise<RollbackResult> {
  const records = readJournal(store, journal.id);
  const [begin] = records;
  if (begin?.record !== 'begin') {
    endTransaction(store, journal, 'rolled_back', host.now());
    return { outcome: 'rolled_back', leftovers: [], notes: [] };
  }
  unlessFull(() => journal.record({ record: 'undoing' }));
  const undone = await undoActs(records, journal, host, store, onEvent);
  const touched = records.some((one) => one.record === 'intent' || one.record === 'effect');
  const { leftovers: sick, pending } = touched
    ? await restoreServices({ begin, records, host, service, afterCrash, onEvent })
    : { leftovers: [], pending: [] };
  const remembered =
    pending.length === 0 ||
    unlessFull(() => writePendingEffects(store, [...readPendingEffects(store), ...pending]));
  for (const one of records)
    if (one.record === 'saved') for (const name of one.names) unlessFull(() => store.remove(name));
  const leftovers = [...undone.failed, ...undone.irreversible, ...sick];
  const outcome = leftovers.length === 0 ? 'rolled_back' : 'rollback_incomplete';
  if (undone.failed.length === 0 && remembered)
    unlessFull(() => endTransaction(store, journal, outcome, host.now()));
  return { outcome, leftovers, notes: undone.notes };
}

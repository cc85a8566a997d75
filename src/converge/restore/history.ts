import type { Ordered } from '../../core/ordered.ts';
import type { StateStore } from '../../core/state-store.ts';
import { listTransactions, readJournal } from '../apply/journal.ts';
import { checkStateVersion } from '../state/state-version.ts';

/** A past change of the host, in a few words. */
export interface TransactionSummary {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Digest of the plan that was carried out. */
  readonly digest: string;
  /** Undefined: it is open. */
  readonly outcome: 'converged' | 'rolled_back' | 'rollback_incomplete' | undefined;
  readonly ordered?: Ordered;
  /** Names of the resources that were changed. */
  readonly resources: readonly string[];
  /** Paths that were changed, and `crontab:USER`. */
  readonly paths: readonly string[];
}

/** The transactions whose logs are kept, oldest first, or some of them. A Failure when a newer kapa has written them. */
export function describeTransactions(
  store: StateStore,
  ids = listTransactions(store),
): readonly TransactionSummary[] {
  checkStateVersion(store);
  return ids.map((id) => {
    const records = readJournal(store, id);
    const [begin] = records;
    const end = records.find((one) => one.record === 'end');
    const intents = records.filter((one) => one.record === 'intent');
    const paths = intents.flatMap(({ act }) =>
      act.do === 'command' ? [] : [act.do === 'crontab' ? `crontab:${act.user}` : act.path],
    );
    return {
      id,
      at: begin?.record === 'begin' ? begin.at : 0,
      digest: begin?.record === 'begin' ? begin.digest : '',
      outcome: end?.outcome,
      ...(begin?.record === 'begin' && begin.ordered !== undefined ? { ordered: begin.ordered } : {}),
      resources: [...new Set(intents.map(({ resource }) => resource))],
      paths: [...new Set(paths)].filter((path) => !path.includes(`.backup_${id}`)),
    };
  });
}

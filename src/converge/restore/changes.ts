import type { Ordered } from '../../core/ordered.ts';
import type { AppliedChange, ChangedFile } from '../../core/report.ts';
import type { StateStore } from '../../core/state-store.ts';
import { Failure } from '../../core/failure.ts';
import { readJournal, readKept, type Intent, type Kept } from '../apply/journal.ts';
import { describeTransactions } from './history.ts';

/** Applies that began in a period, oldest first, with the content of the files that they changed as far as it may be shown. */
export function describeChanges(
  store: StateStore,
  { since, until }: { readonly since: number; readonly until: number },
): readonly AppliedChange[] {
  return describeTransactions(store)
    .filter(({ at }) => at >= since && at <= until)
    .map(({ id, at, outcome, resources, ordered }) => ({
      at,
      transaction: id,
      outcome: outcome ?? 'open',
      resources,
      ...orderedIn(ordered),
      files: changedFiles(store, id),
    }));
}

function orderedIn(ordered: Ordered | undefined): Partial<Ordered> {
  return ordered === undefined
    ? {}
    : { by: ordered.by, ...(ordered.reason === undefined ? {} : { reason: ordered.reason }) };
}

/** Files that a transaction wrote or removed: as before the first act, and as after the last. */
function changedFiles(store: StateStore, id: string): readonly ChangedFile[] {
  const kept = readKept(store, id);
  const files = new Map<string, ChangedFile>();
  for (const one of readJournal(store, id)) {
    if (one.record !== 'intent' || (one.act.do !== 'write' && one.act.do !== 'remove')) continue;
    const { path } = one.act;
    if (path.includes(`.backup_${id}`)) continue;
    const known = files.get(path);
    files.set(
      path,
      one.act.secret === true
        ? { path }
        : {
            path,
            ...named('before', known === undefined ? contentBefore(one, kept) : known.before),
            ...named('after', contentAfter(one, kept)),
          },
    );
  }
  return [...files.values()];
}

function named<K extends 'before' | 'after'>(
  key: K,
  content: Uint8Array | null | undefined,
): { readonly [P in K]?: Uint8Array | null } {
  return (content === undefined ? {} : { [key]: content }) as { readonly [P in K]?: Uint8Array | null };
}

function contentBefore({ before }: Intent, kept: Kept): Uint8Array | null | undefined {
  if (before.is === 'absent') return null;
  return before.is === 'file' && before.content !== undefined ? bytesOf(kept, before.content) : undefined;
}

function contentAfter({ act, after }: Intent, kept: Kept): Uint8Array | null | undefined {
  if (act.do === 'remove') return null;
  return after === undefined ? undefined : bytesOf(kept, after);
}

/** Undefined: the bytes are kept no more. */
function bytesOf(kept: Kept, stretch: Parameters<Kept>[0]): Uint8Array | undefined {
  try {
    return kept(stretch);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

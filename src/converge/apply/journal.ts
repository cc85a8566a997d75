import type { Ordered } from '../../core/ordered.ts';
import { Failure } from '../../core/failure.ts';
import type { PlannedEffect } from '../../core/plan.ts';
import type { ServiceState } from '../../core/reader.ts';
import type { StateStore } from '../../core/state-store.ts';
import type { Effect, Owner } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import type { SavedAttributes, SealedBackup } from '../contract.ts';
import { isDigestOf } from '../plan/digest.ts';
import type { ManifestDelta } from '../state/manifest.ts';
import { readState } from '../state/state-file.ts';

/** Change to one thing that is about to happen, without the bytes. Digests of secrets are seals. */
export type Act =
  /** `secret`: what is written, or removed, is shown nowhere; nor when it is put back. */
  | { readonly do: 'write'; readonly path: string; readonly after: string; readonly secret?: true }
  | { readonly do: 'remove'; readonly path: string; readonly secret?: true }
  | { readonly do: 'directory' | 'attributes'; readonly path: string }
  | { readonly do: 'link'; readonly path: string; readonly to: string; readonly secret?: true }
  | { readonly do: 'crontab'; readonly user: string; readonly after: string | null }
  | {
      readonly do: 'command';
      readonly undo: readonly string[] | 'irreversible';
      readonly made?: readonly string[];
      readonly user?: string;
      readonly cwd?: string;
      readonly shown: string;
    };

/** A stretch of the transaction's `undo.bin`. */
export interface Stretch {
  readonly at: number;
  readonly length: number;
}

/**
 * State of a thing before an act. A file without `content` only had its attributes changed; `id` is its
 * identity, or that of a folder, where that is all that was done.
 */
export type Before =
  | { readonly is: 'absent' }
  | {
      readonly is: 'file';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly content?: Stretch;
      readonly digest?: string;
      readonly id?: string;
    }
  | {
      readonly is: 'directory';
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      readonly id?: string;
    }
  /** Owner: undefined in a journal of an older kapa. */
  | { readonly is: 'link'; readonly to: string; readonly owner?: Owner }
  | { readonly is: 'crontab'; readonly content: Stretch; readonly digest: string }
  | { readonly is: 'command' };

/** The first record of a transaction. */
export interface Begin {
  readonly record: 'begin';
  readonly version: 1;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Person who ordered it, and why; undefined: a remedy, or an older kapa. */
  readonly ordered?: Ordered;
  readonly steps: number;
  readonly digest: string;
  readonly effects: readonly PlannedEffect[];
  /** States of the services before. */
  readonly services: Readonly<Record<string, Partial<ServiceState>>>;
}

/** Something that is about to be done; durable before it is. */
export interface Intent {
  readonly record: 'intent';
  readonly number: number;
  readonly resource: string;
  readonly act: Act;
  readonly before: Before;
  /** Content that is put there, so that what others change later can be told from it; none of a secret, and none in an older journal. */
  readonly after?: Stretch;
}

/** A line of a transaction's log. */
export type JournalRecord =
  | Begin
  | Intent
  /**
   * All acts up to this number are done. `ids`: identities that folders and what got an owner or a mode have by now;
   * `left`: mode and owner of files and folders by now, none in a journal of an older kapa.
   */
  | {
      readonly record: 'done';
      readonly number: number;
      readonly ids?: Readonly<Record<string, string>>;
      readonly left?: Readonly<Record<string, SavedAttributes>>;
    }
  /** Files of the state folder that hold backups. */
  | { readonly record: 'saved'; readonly names: readonly string[] }
  | { readonly record: 'effect' | 'performed'; readonly service: string; readonly effect: Effect }
  | { readonly record: 'undoing' }
  /**
   * Course of undoing the command with this number: what begins and has no end was cut off by a crash.
   * `left`: newer acts that could not be put back until then.
   */
  | { readonly record: 'undo_begun'; readonly number: number; readonly left?: readonly number[] }
  | { readonly record: 'undone' | 'undo_failed'; readonly number: number }
  /** Everything is done and judged good; only kapa's own books remain. */
  | {
      readonly record: 'verified';
      readonly manifest: ManifestDelta;
      readonly backups: readonly SealedBackup[];
    }
  | {
      readonly record: 'end';
      readonly outcome: 'converged' | 'rolled_back' | 'rollback_incomplete';
      readonly at: number;
    };

const folder = 'transactions';
const openFile = `${folder}/open`;
/** Ids in the order in which they were begun. Clocks are set back, and in autumn one hour comes twice. */
const orderFile = 'transactions.order';
const version = 1;

/** The log of one transaction as it is being written. */
export interface Journal {
  readonly id: string;
  record(...records: readonly JournalRecord[]): void;
  /** Keeps bytes; durable on return. */
  keep(parts: readonly Uint8Array[]): readonly Stretch[];
}

/** Opens a new transaction, named after its time. From here on a crash is noticed. */
export function beginTransaction(
  store: StateStore,
  at: number,
  begin: Omit<Begin, 'record' | 'version' | 'id' | 'at'>,
): Journal {
  const taken = new Set(store.list(folder));
  const stem = timestamp(at);
  let id = stem;
  for (let n = 2; taken.has(id); n += 1) id = `${stem}_${n}`;
  const journal = continueTransaction(store, id);
  store.append(orderFile, `${id}\n`);
  store.write(openFile, `${id}\n`);
  journal.record({ record: 'begin', version, id, at, ...begin });
  return journal;
}

/** Goes on writing the log of a transaction. */
export function continueTransaction(store: StateStore, id: string): Journal {
  const log = `${folder}/${id}/log.jsonl`;
  const undo = `${folder}/${id}/undo.bin`;
  let size = 0;
  // A line that a crash has torn must not swallow the next one.
  let start = '\n';
  return {
    id,
    record(...records) {
      store.append(log, start + records.map((one) => `${JSON.stringify(one)}\n`).join(''));
      start = '';
    },
    keep(parts) {
      const stretches = parts.map((part) => {
        const stretch = { at: size, length: part.length };
        size += part.length;
        return stretch;
      });
      if (parts.some(({ length }) => length > 0)) store.append(undo, concatenate(parts));
      return stretches;
    },
  };
}

/**
 * Writes while something is being undone, which goes on when the state folder takes nothing: what is not recorded is
 * only looked at once more. False: it was not written.
 */
export function unlessFull(write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return false;
  }
}

/** Ends a transaction. */
export function endTransaction(
  store: StateStore,
  journal: Journal,
  outcome: 'converged' | 'rolled_back' | 'rollback_incomplete',
  at: number,
): void {
  journal.record({ record: 'end', outcome, at });
  store.remove(openFile);
}

/** The id of the transaction that is open, if one is. */
export function openTransactionId(store: StateStore): string | undefined {
  const found = readState(store, openFile);
  return found && new TextDecoder().decode(found).trim();
}

/** Forgets that a transaction is open: its log has an end, or it never had a beginning. */
export function closeTransaction(store: StateStore): void {
  store.remove(openFile);
}

/** Ids of all transactions whose logs are kept, oldest first. */
export function listTransactions(store: StateStore): readonly string[] {
  const begun = new TextDecoder().decode(readState(store, orderFile)).split('\n');
  const place = new Map(begun.map((id, at) => [id, at]));
  // An older kapa went by their names alone.
  const placeOf = (id: string): number => place.get(id) ?? -1;
  return store
    .list(folder)
    .filter((name) => /^\d{8}_\d{6}(?:_\d+)?$/u.test(name))
    .toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The records of a transaction; a torn line is as if it had never been begun. */
export function readJournal(store: StateStore, id: string): readonly JournalRecord[] {
  const found = readState(store, `${folder}/${id}/log.jsonl`);
  if (found === undefined) return [];
  const records: JournalRecord[] = [];
  for (const line of new TextDecoder().decode(found).split('\n')) {
    if (line === '') continue;
    try {
      const one = JSON.parse(line) as JournalRecord | null;
      if (typeof one === 'object' && one !== null) records.push(one);
    } catch {
      // Only a record that was being written when the machine stopped is torn; what it announced was not begun.
    }
  }
  const [first] = records;
  if (first?.record === 'begin' && (first.version as number) > version)
    throw new Failure(t('engine.state_newer', { path: store.path }), { cure: t('engine.state_newer_cure') });
  return records;
}

/** The newest identities that a log has of things that got an owner or a mode, by their path. */
export function identitiesIn(records: readonly JournalRecord[]): ReadonlyMap<string, string> {
  return new Map(records.flatMap((one) => (one.record === 'done' ? Object.entries(one.ids ?? {}) : [])));
}

/** Mode and owner that a transaction left to files and folders, by their path. */
export function leftIn(records: readonly JournalRecord[]): ReadonlyMap<string, SavedAttributes> {
  return new Map(records.flatMap((one) => (one.record === 'done' ? Object.entries(one.left ?? {}) : [])));
}

/** Bytes that a transaction keeps, by their stretch; with a digest, a Failure where they are no longer those. */
export type Kept = (stretch: Stretch, digest?: string) => Uint8Array;

/** Opens the bytes that a transaction keeps. */
export function readKept(store: StateStore, id: string): Kept {
  let all: Uint8Array | undefined;
  const lost = (): Failure =>
    new Failure(t('engine.undo_lost', { transaction: id, path: store.path }), {
      cure: t('engine.undo_lost_cure'),
    });
  return ({ at, length }, digest) => {
    if (all === undefined && length > 0) {
      const found = store.read(`${folder}/${id}/undo.bin`);
      if (found.state !== 'present') throw lost();
      all = found.value;
    }
    const bytes = all?.subarray(at, at + length) ?? new Uint8Array();
    if (bytes.length < length || (digest !== undefined && !isDigestOf(store, bytes, digest))) throw lost();
    return bytes;
  };
}

/** Removes the oldest transactions, so that this many stay. */
export function keepTransactions(store: StateStore, keep: number): void {
  const ids = listTransactions(store);
  const surplus = ids.slice(0, Math.max(0, ids.length - keep));
  if (surplus.length === 0) return;
  for (const id of surplus) store.remove(`${folder}/${id}`);
  store.write(orderFile, `${ids.slice(surplus.length).join('\n')}\n`);
}

/** `20261124_091233`, in the host's local time, as operators name backups. */
function timestamp(at: number): string {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}_${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

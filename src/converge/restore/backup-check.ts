import type { FileStat, Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t, type Text } from '../../core/text.ts';
import type { SealedBackup } from '../contract.ts';
import { bytesDigest } from '../plan/digest.ts';

/**
 * State of a backup. `changed`: it is not what was saved. `unchecked`: nothing was kept to check it by, but only root
 * could have changed it; `untrusted`: others could have as well.
 */
export type BackupState = 'intact' | 'unchecked' | 'changed' | 'untrusted' | 'gone' | 'unreadable';

/** Backup as it was found. */
export interface CheckedBackup {
  readonly state: BackupState;
  /** Content that may be put back; only of an intact or unchecked one. */
  readonly content?: Uint8Array;
  /** Attributes of the backup itself; of one in the state folder they say nothing. */
  readonly stat?: FileStat;
  /** Reason why it is unreadable. */
  readonly reason?: Text;
}

type Looker = Pick<Reader, 'examine' | 'isGuarded'>;

/** Reads a backup once, from the file that stands there itself, and compares it with what was saved. */
export async function checkBackup(
  saved: SealedBackup,
  host: Looker,
  store: StateStore,
): Promise<CheckedBackup> {
  const name = nameInState(saved, store);
  const found: Reading<Found> =
    name === undefined ? await host.examine(saved.backup) : inState(store.read(name));
  if (found.state === 'absent') return { state: 'gone' };
  if (found.state === 'unreadable') return { state: 'unreadable', reason: found.reason };
  const { content, stat } = found.value;
  if (content === undefined) return { state: 'changed' };
  const read = { content, ...(stat === undefined ? {} : { stat }) };
  if (saved.seal !== undefined)
    return bytesDigest(store, content, true) === saved.seal
      ? { state: 'intact', ...read }
      : { state: 'changed' };
  return name !== undefined || (await host.isGuarded(saved.backup))
    ? { state: 'unchecked', ...read }
    : { state: 'untrusted' };
}

/** Name of a backup in the state folder; undefined: it lies elsewhere. */
export function nameInState({ backup }: SealedBackup, store: StateStore): string | undefined {
  const folder = `${store.path}/`;
  return backup.startsWith(folder) ? backup.slice(folder.length) : undefined;
}

/** Sentence for people on a backup that is not as it should be; undefined: it is. */
export function backupRemark({ state, reason }: CheckedBackup, { backup }: SealedBackup): Text | undefined {
  switch (state) {
    case 'intact':
      return undefined;
    case 'unchecked':
      return t('engine.backup_unchecked', { backup });
    case 'changed':
      return t('engine.backup_changed', { backup });
    case 'untrusted':
      return t('engine.backup_untrusted', { backup });
    case 'gone':
      return t('engine.backup_gone', { backup });
    case 'unreadable':
      return t('engine.backup_unreadable', { backup, reason: reason ?? '' });
  }
}

interface Found {
  readonly content: Uint8Array | undefined;
  readonly stat?: FileStat;
}

function inState(read: Reading<Uint8Array>): Reading<Found> {
  return read.state === 'present' ? present({ content: read.value }) : read;
}

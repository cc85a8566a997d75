import { Failure } from '../../core/failure.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';
import { readState } from './state-file.ts';

const file = 'version';
const current = 1;

/** Refuses a state folder that a newer kapa has written. */
export function checkStateVersion(store: StateStore): void {
  const found = readState(store, file);
  if (found !== undefined && Number(new TextDecoder().decode(found)) > current)
    throw new Failure(t('engine.state_newer', { path: store.path }), { cure: t('engine.state_newer_cure') });
}

/** Marks a state folder as written by this kapa. */
export function markStateVersion(store: StateStore): void {
  if (store.read(file).state === 'absent') store.write(file, `${current}\n`);
}

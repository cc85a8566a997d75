import { Failure } from '../core/failure.ts';
import type { StateStore } from '../core/state-store.ts';
import { t } from '../core/text.ts';

const file = 'version';
const current = 1;

/** Refuses a state folder that a newer kapa has written. */
export function checkStateVersion(store: StateStore): void {
  const found = store.read(file);
  if (found.state === 'absent') return;
  if (found.state === 'unreadable')
    throw new Failure(t('engine.state_unreadable', { path: store.path, reason: found.reason }));
  if (Number(new TextDecoder().decode(found.value)) > current)
    throw new Failure(t('engine.state_newer', { path: store.path }), { cure: t('engine.state_newer_cure') });
}

/** Marks a state folder as written by this kapa. */
export function markStateVersion(store: StateStore): void {
  if (store.read(file).state === 'absent') store.write(file, `${current}\n`);
}

import { Failure } from '../../core/failure.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';

/** A file of the state folder; undefined when there is none. A Failure, with the cure, when it cannot be read. */
export function readState(store: StateStore, name: string): Uint8Array | undefined {
  const found = store.read(name);
  if (found.state === 'unreadable')
    throw new Failure(t('engine.state_unreadable', { path: store.path, reason: found.reason }), {
      cure: t('engine.state_cure'),
    });
  return found.state === 'present' ? found.value : undefined;
}

import type { StateStore } from '../../core/state-store.ts';
import { t, type Text } from '../../core/text.ts';
import type { RecoverRequest } from '../contract.ts';
import type { AskedEffect } from '../plan/effects.ts';

const file = 'owed.json';

/** Effects that a service still needs to run what is on the disk: kept until an apply has performed them. */
export function readPendingEffects(store: StateStore): readonly AskedEffect[] {
  const found = store.read(file);
  if (found.state !== 'present') return [];
  try {
    const kept = JSON.parse(new TextDecoder().decode(found.value)) as { effects?: AskedEffect[] } | null;
    return kept?.effects ?? [];
  } catch {
    return [];
  }
}

/** Performs what is owed to services, as far as that goes now; leftovers say why the rest is not done. */
export async function performPendingEffects({ host, store, service }: RecoverRequest): Promise<{
  readonly performed: readonly AskedEffect[];
  readonly leftovers: readonly Text[];
}> {
  if (!host.live) return { performed: [], leftovers: [] };
  const pending = readPendingEffects(store);
  const left: AskedEffect[] = [];
  const leftovers: Text[] = [];
  for (const one of pending) {
    const { service: name, effect } = one;
    const outcome = await service(name).perform(effect, host);
    if (outcome.ok) continue;
    left.push(one);
    leftovers.push(t('engine.service_not_back', { service: name, effect, reason: outcome.reason }));
  }
  if (left.length < pending.length) writePendingEffects(store, left);
  return { performed: pending.filter((one) => !left.includes(one)), leftovers };
}

/** Remembers effects that could not be performed. */
export function writePendingEffects(store: StateStore, effects: readonly AskedEffect[]): void {
  if (effects.length === 0) store.remove(file);
  else store.write(file, `${JSON.stringify({ version: 1, effects })}\n`);
}

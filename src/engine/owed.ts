import type { StateStore } from '../core/state-store.ts';
import type { AskedEffect } from './effects.ts';

const file = 'owed.json';

/** Effects that a service still needs to run what is on the disk: kept until an apply has performed them. */
export function readOwed(store: StateStore): readonly AskedEffect[] {
  const found = store.read(file);
  if (found.state !== 'present') return [];
  try {
    return (JSON.parse(new TextDecoder().decode(found.value)) as { effects: AskedEffect[] }).effects;
  } catch {
    return [];
  }
}

/** Remembers effects that could not be performed. */
export function writeOwed(store: StateStore, effects: readonly AskedEffect[]): void {
  if (effects.length === 0) store.remove(file);
  else store.write(file, `${JSON.stringify({ version: 1, effects })}\n`);
}

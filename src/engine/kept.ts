import { Failure } from '../core/failure.ts';
import type { StateStore } from '../core/state-store.ts';

/** What the state folder holds only to save time: where it is missing, or cannot be understood, it is made anew. */
export interface Kept {
  readonly version: number;
}

/** What is kept under a name; undefined when there is none of that version. */
export function readKept<Content extends Kept>(
  store: StateStore,
  name: string,
  version: Content['version'],
): Content | undefined {
  const found = store.read(name);
  if (found.state !== 'present') return undefined;
  try {
    const kept = JSON.parse(new TextDecoder().decode(found.value)) as Content;
    return kept.version === version ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it, where the folder takes it. */
export function writeKept(store: StateStore, name: string, content: Kept): void {
  try {
    store.write(name, `${JSON.stringify(content)}\n`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

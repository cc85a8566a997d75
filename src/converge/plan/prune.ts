import type { AnyResourceType, Known } from '../../core/resource.ts';
import type { Step } from '../../core/step.ts';
import { bytesDigest } from './digest.ts';
import type { Made, Owned } from '../state/manifest.ts';
import type { Reader } from '../../core/reader.ts';
import type { StateStore } from '../../core/state-store.ts';

/**
 * The steps that remove what kapa made for a resource, what lies in a folder before the folder. What was changed by
 * hand since, and a folder with other things in it, stay; so does what kapa only edited, unless its type can tell what
 * of it is kapa's.
 */
export async function removalsOf(
  owned: Owned,
  type: AnyResourceType | undefined,
  reader: Reader,
  store: StateStore,
  known: Known,
): Promise<readonly Step[]> {
  const nothing: unknown = type?.nothing?.(owned.owns);
  if (type !== undefined && nothing !== undefined)
    return type.diff(nothing, await type.observe(nothing, reader), known).steps;
  const steps: Step[] = [];
  const going = new Set<string>();
  for (const made of [...owned.made].reverse()) {
    const found = await compare(made, reader, store, going);
    if (found === 'changed') continue;
    if (made.kind === 'crontab') {
      steps.push({ do: 'crontab', user: made.path, content: null });
      continue;
    }
    going.add(made.path);
    steps.push({ do: 'remove', path: made.path, ...(found === 'secret' ? { secret: true } : {}) });
  }
  return steps;
}

/** Comparison of what is there with what kapa left: the same, the same and a secret, or something else. */
type Found = 'same' | 'secret' | 'changed';

async function compare(
  made: Made,
  reader: Reader,
  store: StateStore,
  going: ReadonlySet<string>,
): Promise<Found> {
  switch (made.kind) {
    case 'file': {
      const now = await reader.examine(made.path);
      const content = now.state === 'present' ? now.value.content : undefined;
      return content === undefined ? 'changed' : against(store, content, made.as);
    }
    case 'crontab': {
      const now = await reader.crontab(made.path);
      return now.state === 'present' ? against(store, now.value, made.as) : 'changed';
    }
    case 'link': {
      const now = await reader.readlink(made.path);
      return now.state === 'present' && now.value === made.as ? 'same' : 'changed';
    }
    case 'directory': {
      const now = await reader.list(made.path);
      return now.state === 'present' && now.value.every((name) => going.has(`${made.path}/${name}`))
        ? 'same'
        : 'changed';
    }
  }
}

/** A secret's content is kept as its seal. */
function against(store: StateStore, now: Uint8Array, as: string | undefined): Found {
  if (bytesDigest(store, now, false) === as) return 'same';
  return bytesDigest(store, now, true) === as ? 'secret' : 'changed';
}

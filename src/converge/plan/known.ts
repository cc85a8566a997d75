import type { ResourceItem } from '../../core/policy.ts';
import type { AnyResourceType, Known } from '../../core/resource.ts';
import type { StateStore } from '../../core/state-store.ts';
import { isTraceOf } from './digest.ts';
import type { Manifest, Owned, SealedTrace } from '../state/manifest.ts';

/** Everything that is declared or was, for telling one resource what the others have. */
export interface Declared {
  readonly store: StateStore;
  readonly manifest: Manifest;
  readonly items: readonly ResourceItem[];
  readonly typeOf: (item: ResourceItem) => AnyResourceType;
}

/**
 * Knowledge that a resource gets of itself, as the manifest has it, and of the others of its type; looked up
 * on demand.
 */
export function knownOf(
  type: string,
  { name, owned }: { readonly name: string; readonly owned: () => Owned | undefined },
  { store, manifest, items, typeOf }: Declared,
): Known {
  const among = (traces: readonly SealedTrace[] | undefined, trace: string): boolean =>
    traces?.some((one) => isTraceOf(store, one, trace)) === true;
  let declared: ReadonlySet<string> | undefined;
  return {
    made: (trace) => among(owned()?.traces, trace),
    found: (trace) => among(owned()?.found, trace),
    replaced: (trace) => owned()?.replaced?.find((one) => isTraceOf(store, one.trace, trace))?.text,
    declaredByOther(trace) {
      declared ??= new Set(
        items.flatMap((item) =>
          item.type === type && item.name !== name ? (typeOf(item).traces?.(item.spec) ?? []) : [],
        ),
      );
      return declared.has(trace);
    },
    madeByOther: (trace) =>
      [...manifest.values()].some(
        (other) => other.type === type && other !== owned() && among(other.traces, trace),
      ),
  };
}

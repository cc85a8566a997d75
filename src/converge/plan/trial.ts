import { Failure } from '../../core/failure.ts';
import type { ResourceItem } from '../../core/policy.ts';
import type { Reader } from '../../core/reader.ts';
import type { Change, FieldChange } from '../../core/resource.ts';
import { t, type Text } from '../../core/text.ts';
import type { PlanRequest } from '../contract.ts';
import { knownOf, type Declared } from './known.ts';
import { remembering, typeFinder } from './plan.ts';
import { project } from './projection.ts';

/** A look at resources as a plan looks at them, each as if kapa had never worked here and nothing else were declared. */
export interface Trial {
  /** The host, with what a plan looks at once. */
  readonly reader: Reader;
  /** Reasons why resources would not come out as no change, by their names. */
  reasons(items: readonly ResourceItem[]): Promise<ReadonlyMap<string, Text>>;
}

/** Opens one; the host is only read. */
export function openTrial({
  types,
  reader: host,
  store,
}: Pick<PlanRequest, 'types' | 'reader' | 'store'>): Trial {
  const typeOf = typeFinder(types);
  const { reader } = project(remembering(host).reader);
  return {
    reader,
    async reasons(items) {
      const declared: Declared = { store, manifest: new Map(), items, typeOf };
      const found = new Map<string, Text>();
      for (const item of items) {
        const reason = await reasonOf(item);
        if (reason !== undefined) found.set(item.name, reason);
      }
      return found;

      async function reasonOf(item: ResourceItem): Promise<Text | undefined> {
        const type = typeOf(item);
        const known = knownOf(item.type, { name: item.name, owned: () => undefined }, declared);
        try {
          const state: unknown = await type.observe(item.spec, reader);
          return changeText(type.diff(item.spec, state, known));
        } catch (error) {
          if (error instanceof Failure) return error.text;
          throw error;
        }
      }
    },
  };
}

function changeText({ action, fields, unknown }: Change): Text | undefined {
  if (action === 'none') return undefined;
  if (action === 'unknown') return unknown ?? t('engine.would_change', { what: '' });
  return t('engine.would_change', { what: fields.map(fieldText).join('; ') });
}

/** Values are left out where they are secret, or no single line. */
function fieldText({ field, from, to }: FieldChange): string {
  const shown = [from, to].map((value) =>
    value === null ? '-' : typeof value === 'object' ? '…' : String(value),
  );
  return shown.some((value) => value.includes('\n') || value.length > 80)
    ? field
    : `${field} (${shown[0]} → ${shown[1]})`;
}

import { Failure } from '../core/failure.ts';
import type { Text } from '../core/text.ts';
import type { HealthSetup } from './health/assemble.ts';

/** The transaction that a crash left open: the host may be between two states. */
export async function leftOpen({ records }: HealthSetup): Promise<string | undefined> {
  const [{ findOpenTransaction }, { openStateStore }] = await Promise.all([
    import('../converge/index.ts'),
    import('../host/state/state.ts'),
  ]);
  return findOpenTransaction(openStateStore(records.path))?.id;
}

/** Names of the declared resources that differ from the host; a Text where it could not be told. */
export async function driftOf({ set, host, records }: HealthSetup): Promise<readonly string[] | Text> {
  if (set.resources.length === 0) return [];
  const [{ makePlan }, { registry, serviceFor }, { openStateStore }] = await Promise.all([
    import('../converge/index.ts'),
    import('../packs/index.ts'),
    import('../host/state/state.ts'),
  ]);
  try {
    const plan = await makePlan({
      set,
      types: registry.resources,
      reader: host,
      service: serviceFor,
      store: openStateStore(records.path),
    });
    return plan.resources.filter(({ change }) => change.action !== 'none').map(({ item }) => item.name);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.text;
  }
}

import { Failure } from '../core/failure.ts';
import { present, type Reading } from '../core/reading.ts';
import { t, type Text } from '../core/text.ts';
import type { Drift } from '../report/health/status.ts';
import type { HealthSetup } from './health/assemble.ts';

/** The transaction that a crash left open: the host may be between two states. */
export async function leftOpen({ records }: HealthSetup): Promise<string | undefined> {
  const [{ findOpenTransaction }, { openStateStore }] = await Promise.all([
    import('../converge/index.ts'),
    import('../host/state/state.ts'),
  ]);
  return findOpenTransaction(openStateStore(records.path))?.id;
}

/** The same as a reading for a probe: what cannot be told does not differ. */
export async function readDrift(
  parts: Pick<HealthSetup, 'set' | 'host' | 'records'>,
): Promise<Reading<readonly string[]>> {
  const drift = await driftOf(parts);
  return 'id' in drift ? { state: 'unreadable', reason: drift } : present(drift.differ);
}

/** Declared resources that differ from the host, and those of which it cannot be told; a Text: of none it can. */
export async function driftOf({
  set,
  host,
  records,
}: Pick<HealthSetup, 'set' | 'host' | 'records'>): Promise<Drift | Text> {
  if (set.resources.length === 0) return { differ: [], unknown: [] };
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
      service: (name) => serviceFor(name, set.settings.packs),
      store: openStateStore(records.path),
      brief: true,
    });
    return {
      differ: plan.resources
        .filter(({ change: { action } }) => action !== 'none' && action !== 'unknown')
        .map(({ item }) => item.name),
      unknown: plan.resources.flatMap(({ item: { name }, change }) =>
        change.action === 'unknown' ? [{ name, reason: change.unknown ?? t('health.not_allowed') }] : [],
      ),
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.text;
  }
}

import { Failure } from '../core/failure.ts';
import { present, type Reading } from '../core/reading.ts';
import type { Records } from '../core/records.ts';
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

/** The same as a reading for a probe, and kept for whoever asks without a plan: what cannot be told does not differ. */
export async function readDrift(
  parts: Pick<HealthSetup, 'set' | 'host' | 'records'>,
): Promise<Reading<readonly string[]>> {
  const drift = await driftOf(parts);
  if ('id' in drift) return { state: 'unreadable', reason: drift };
  keepDrift(parts.records, drift.unknown.length > 0 ? 'unknown' : drift.differ.length);
  return present(drift.differ);
}

/** Keeps how many declared resources differ, for the facts that Ansible asks for; where the disk takes nothing, they have none. */
export function keepDrift(records: Records, resources: number | 'unknown'): void {
  try {
    records.write('drift.json', `${JSON.stringify({ version: 1, at: Date.now(), resources })}\n`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
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

import type { HealthEvent } from '../../core/health-event.ts';
import type { Records } from '../../core/records.ts';

/** An apply, as events have it. */
type ApplyEvent = Extract<HealthEvent, { kind: 'apply' }>;

/** Applies, oldest first: read from the transactions' own logs, so that none is missed. */
export async function appliesIn(records: Records): Promise<readonly ApplyEvent[]> {
  const [{ describeTransactions }, { openStateStore }] = await Promise.all([
    import('../../converge/restore/history.ts'),
    import('../../host/state/state.ts'),
  ]);
  return describeTransactions(openStateStore(records.path))
    .map(({ id, at, outcome, resources, ordered }) => ({
      kind: 'apply' as const,
      at,
      outcome: outcome ?? 'open',
      transaction: id,
      changed: resources,
      ...ordered,
    }))
    .sort((a, b) => a.at - b.at);
}

import type { MetricFamily } from '../../core/metrics.ts';
import type { Records } from '../../core/records.ts';
import { countApplies, readAllMetrics } from '../../health/index.ts';
import type { Mask } from '../../report/mask.ts';
import { metricFamilies, metricsText } from '../../report/health/metrics.ts';

/** Metrics of all that was checked and applied, as they are kept. */
export async function metricsOf(records: Records, mask: Mask): Promise<readonly MetricFamily[]> {
  const applies = await countApplies(records, async (ids) => {
    const [{ describeTransactions }, { openStateStore }] = await Promise.all([
      import('../../converge/restore/history.ts'),
      import('../../host/state/state.ts'),
    ]);
    return describeTransactions(openStateStore(records.path), ids);
  });
  return metricFamilies(readAllMetrics(records), applies, (name) => mask.apply(name));
}

/** The same in the classic text format. */
export async function metricsTextOf(records: Records, mask: Mask): Promise<string> {
  return metricsText(await metricsOf(records, mask));
}

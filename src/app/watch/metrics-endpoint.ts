import type { CommandContext } from '../context.ts';
import type { HealthSetup } from '../health/assemble.ts';
import { metricsTextOf } from '../health/metrics.ts';
import type { MetricsEndpoint } from '../../host/network/metrics-endpoint.ts';

/** Endpoint of a watch, at the address that the policies in force name. */
export interface WatchedEndpoint {
  /** Opens, moves or closes it. Throws a Failure where the address cannot be had; asked again, it tries again. */
  keepTo(setup: HealthSetup): Promise<void>;
  close(): void;
}

/** An endpoint that is not open yet. */
export function newWatchedEndpoint({ mask }: Pick<CommandContext, 'mask'>): WatchedEndpoint {
  let open: { readonly at: string; readonly records: string; readonly endpoint: MetricsEndpoint } | undefined;
  const close = (): void => {
    open?.endpoint.close();
    open = undefined;
  };
  return {
    close,
    async keepTo(setup) {
      const listen = setup.set.settings.metrics?.listen;
      const { records } = setup;
      if (open?.at === listen && open?.records === records.path) return;
      close();
      if (listen === undefined) return;
      const { openMetricsEndpoint } = await import('../../host/network/metrics-endpoint.ts');
      const endpoint = await openMetricsEndpoint(listen, async () => metricsTextOf(records, mask));
      open = { at: listen, records: records.path, endpoint };
    },
  };
}

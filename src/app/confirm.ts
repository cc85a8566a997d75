import type { Host } from '../core/host.ts';
import type { PolicySet } from '../core/policy.ts';
import { createMeasure, siteConfirmation } from '../health/index.ts';
import type { ApplyRequest } from '../converge/index.ts';
import { beginPass } from '../host/index.ts';
import { findProbeType } from '../packs/index.ts';
import type { CommandContext } from './context.ts';

/** Questions of an apply to the policies' probes, before and after; none where no host runs. */
export function confirmWith(
  set: PolicySet,
  context: CommandContext,
  host: Host,
): Pick<ApplyRequest, 'confirm'> {
  if (context.options.root !== '/') return {};
  const measure = createMeasure({
    find: findProbeType,
    instruments: () => beginPass(host),
    concurrency: 16,
  });
  return { confirm: siteConfirmation(set.probes, findProbeType, measure, host) };
}

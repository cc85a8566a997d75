import { fieldsOf } from '../../core/probe.ts';
import type { PassResult } from '../../health/index.ts';
import type { BoundView, HealthView, ProbeView } from '../../report/health/health-view.ts';
import type { HealthSetup, PreparedGroup } from './assemble.ts';

/** What reports are rendered from: the result of a pass, with what its probes' fields mean. */
export function toView(setup: HealthSetup, group: PreparedGroup, result: PassResult): HealthView {
  return { ...result, probes: probeViews(setup, group), bounds: boundViews(group) };
}

function probeViews(setup: HealthSetup, group: PreparedGroup): readonly ProbeView[] {
  return group.probes.map(({ name, type, spec }) => ({
    name,
    type,
    spec,
    fields: fieldsOf({ type, spec }, setup.findProbeType),
  }));
}

function boundViews(group: PreparedGroup): readonly BoundView[] {
  return group.rules.flatMap(({ item: { severity }, when }) =>
    when.comparisons.map((comparison) => ({ ...comparison, severity })),
  );
}

import type { ProbeItem } from '../../core/policy.ts';
import { fieldsOf, type Fields } from '../../core/probe.ts';
import type { PassResult } from '../../core/pass-result.ts';
import type { Text } from '../../core/text.ts';
import { tellFields } from '../../core/told.ts';
import type { BoundView, HealthView, ProbeView } from '../../report/health/health-view.ts';
import type { HealthSetup, PreparedGroup } from './assemble.ts';

/** View that reports are rendered from: the result of a pass, with the meaning of its probes' fields. */
export function toView(setup: HealthSetup, group: PreparedGroup, result: PassResult): HealthView {
  return {
    ...result,
    probes: group.probes.map((probe) => probeView(setup, probe)),
    bounds: boundViews(group),
    deeds: Object.fromEntries(
      setup.remedyTypes.flatMap(({ type, told }) => (told === undefined ? [] : [[type, told]])),
    ),
  };
}

function probeView({ findProbeType }: HealthSetup, { name, type, spec }: ProbeItem): ProbeView {
  const found = findProbeType(type);
  const fields = fieldsOf({ type, spec }, findProbeType);
  return {
    name,
    fields,
    label: found?.label?.(spec, name) ?? name,
    told: found?.told ?? tellFirst,
  };
}

/** The first of its fields, of a probe that says nothing else. */
function tellFirst(fields: Fields, show: (field: string) => string): readonly Text[] {
  return tellFields(...Object.keys(fields).slice(0, 1))(fields, show);
}

function boundViews(group: PreparedGroup): readonly BoundView[] {
  return group.rules.flatMap(({ item: { name, severity }, when }) =>
    when.comparisons.map((comparison) => ({
      ...comparison,
      rule: name,
      severity,
      withOthers: when.all !== undefined && when.all.length > 1,
    })),
  );
}

import type { PolicySet } from '../../core/policy.ts';
import { fieldsOf, type ProbeField } from '../../core/probe.ts';
import { findProbeType } from '../../packs/index.ts';
import type { Units } from '../../report/health/history.ts';

/** Units of the numbers in samples, by column, as far as the policies still have the probe. */
export function unitsOf(policies: Pick<PolicySet, 'probes'> | undefined): Units {
  return Object.fromEntries(columnsOf(policies).map(([column, { unit }]) => [column, unit]));
}

/** Columns of samples whose numbers only name something. */
export function namingColumns(policies: Pick<PolicySet, 'probes'> | undefined): ReadonlySet<string> {
  return new Set(columnsOf(policies).flatMap(([column, { names }]) => (names === true ? [column] : [])));
}

function columnsOf(
  policies: Pick<PolicySet, 'probes'> | undefined,
): readonly (readonly [column: string, field: ProbeField])[] {
  return (policies?.probes ?? []).flatMap((probe) =>
    Object.entries(fieldsOf(probe, findProbeType)).map(
      ([field, declared]) => [`${probe.name}.${field}`, declared] as const,
    ),
  );
}

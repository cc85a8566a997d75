import type { AnyProbeType, ProbeField } from '../../core/probe.ts';
import type { Explained } from '../../report/lint/explain.ts';
import { registry } from '../../packs/index.ts';

/** Every type as it explains itself: resources, probes, remedies. */
export function explainedTypes(): readonly Explained[] {
  return [
    ...registry.resources.map((type) => ({ kind: 'resource' as const, ...pick(type) })),
    ...registry.probes.map((type) => ({ kind: 'probe' as const, ...pick(type), fields: fieldsOf(type) })),
    ...registry.remedies.map((type) => ({ kind: 'remedy' as const, ...pick(type) })),
  ];
}

type Named = Pick<Explained, 'type' | 'summary' | 'schema' | 'example'>;

function pick({ type, summary, schema, example }: Named): Named {
  return { type, summary, schema, example };
}

/** The fields do not depend on what is asked of a probe as far as their names go. */
function fieldsOf(type: AnyProbeType): Readonly<Record<string, ProbeField>> {
  return type.fields({});
}

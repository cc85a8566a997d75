import type { Locate, Path, ProbeItem } from '../core/policy.ts';
import type { Registry } from '../core/registry.ts';
import { below, resolved, takeName, type OpenDocument } from './loading.ts';
import { partName } from './schema.ts';
import { schemaFindings } from './schema_findings.ts';
import { typeKey } from './type_key.ts';
import { errorsOf } from './validate.ts';

/** The probes of a document. */
export function readProbes(
  open: OpenDocument,
  types: ReadonlyMap<string, Registry['probes'][number]>,
): readonly ProbeItem[] {
  const probes: ProbeItem[] = [];
  for (const [name, raw] of Object.entries(open.head.probes ?? {})) {
    const base: Path = ['probes', name];
    const locate = below(open, base);
    takeName(open, 'probes', name, base);
    const type = typeKey(raw, [], types, locate, open.loading.find);
    if (type === undefined) continue;
    const settled = resolved(open, raw[type.type] ?? {}, [...base, type.type]);
    if (settled === undefined) continue;
    const errors = errorsOf(partName.probe(type.type), settled.value);
    const inType: Locate = (path, part) => locate([type.type, ...path], part);
    open.loading.findings.push(...schemaFindings(errors, settled.value, inType, type.schema));
    if (errors.length === 0)
      probes.push({ name, type: type.type, spec: settled.value, policy: open.policy, locate: inType });
  }
  return probes;
}

import type { Locate, Path, ProbeItem } from '../../core/policy.ts';
import type { Registry } from '../../core/registry.ts';
import {
  below,
  besidesVariables,
  writtenBelow,
  resolvedAsFarAs,
  takeName,
  type OpenDocument,
  isEnough,
} from './loading.ts';
import { partName } from '../schema/schema.ts';
import { schemaFindings } from '../schema/schema-findings.ts';
import { typeKey } from './type-key.ts';
import { withTexts } from '../schema/lone-variables.ts';
import { isValid } from '../schema/validate.ts';

/** The probes of a document. */
export function readProbes(
  open: OpenDocument,
  types: ReadonlyMap<string, Registry['probes'][number]>,
): readonly ProbeItem[] {
  const probes: ProbeItem[] = [];
  for (const [name, raw] of Object.entries(open.head.probes ?? {})) {
    if (isEnough(open)) break;
    const base: Path = ['probes', name];
    const locate = below(open, base);
    takeName(open, 'probes', name, base);
    const type = typeKey(raw, [], types, locate, open.loading.find);
    if (type === undefined) continue;
    const settled = resolvedAsFarAs(open, raw[type.type] ?? {}, [...base, type.type]);
    const part = partName.probe(type.type);
    const value = withTexts(part, raw[type.type] ?? {}, settled.value);
    const inType: Locate = (path, at) => locate([type.type, ...path], at);
    if (isValid(part, value) && !settled.complete) continue;
    if (isValid(part, value))
      probes.push({
        name: `${open.loading.scope}${name}`,
        type: type.type,
        spec: value,
        policy: open.policy,
        locate: inType,
      });
    else
      for (const found of besidesVariables(
        schemaFindings(part, value, inType, type.schema, writtenBelow(open, [...base, type.type])),
        settled,
      ))
        open.loading.findings.push(found);
  }
  return probes;
}

import type { Locate, Notify, Path, ResourceItem } from '../../core/policy.ts';
import type { Registry } from '../../core/registry.ts';
import { t } from '../../core/text.ts';
import { nearest } from '../../core/nearest.ts';
import { withContent } from './content.ts';
import type { RawItem } from './judged-document.ts';
import { below, resolved, takeName, type Loading, type OpenDocument } from './loading.ts';
import { commonKeys, partName } from '../schema/schema.ts';
import { schemaFindings } from '../schema/schema-findings.ts';
import { typeKey } from './type-key.ts';
import { isValid } from '../schema/validate.ts';

/** The resources of a document that are wanted here, and the names of those whose `when` does not hold. */
export async function readResources(
  open: OpenDocument,
  types: ReadonlyMap<string, Registry['resources'][number]>,
): Promise<{ readonly resources: readonly ResourceItem[]; readonly leftOut: readonly string[] }> {
  const resources: ResourceItem[] = [];
  const leftOut: string[] = [];
  const { document, policy, loading } = open;
  for (const [index, raw] of (open.head.resources ?? []).entries()) {
    const base: Path = ['resources', index];
    const locate = below(open, base);
    const name = String(raw['name']);
    takeName(open, 'resources', name, [...base, 'name']);
    const type = typeKey(raw, commonKeys, types, locate, loading.find);
    if (type === undefined) continue;
    if (typeof raw['when'] === 'string') {
      const holds = await whenHolds(raw['when'], open, [...base, 'when']);
      if (holds === false) leftOut.push(name);
      if (holds !== true) continue;
    }
    const settled = resolved(open, raw[type.type], [...base, type.type]);
    if (settled === undefined) continue;
    const spec = settled.value as RawItem;
    const part = partName.resource(type.type);
    if (!isValid(part, spec)) {
      const inType: Locate = (path, at) => locate([type.type, ...path], at);
      for (const found of schemaFindings(part, spec, inType, type.schema)) loading.findings.push(found);
      continue;
    }
    const filled = await withContent(type, spec, open, locate);
    if (filled === undefined) continue;
    resources.push({
      name,
      type: type.type,
      policy,
      locate: (path, part) =>
        document.locate(
          [...base, ...(commonKeys.includes(String(path[0])) ? path : [type.type, ...path])],
          part,
        ),
      spec: filled,
      requires: (raw['requires'] as readonly string[] | undefined) ?? [],
      notify: ((raw['notify'] as readonly string[] | undefined) ?? []).map(readNotify),
      backup: raw['backup'] !== false,
      tags: (raw['tags'] as readonly string[] | undefined) ?? [],
    });
  }
  return { resources, leftOut };
}

/** Tells of each `requires` that names no resource of the set. */
export function tellUnknownRequires(resources: readonly ResourceItem[], { taken, find }: Loading): void {
  for (const item of resources)
    for (const [index, wanted] of item.requires.entries()) {
      if (taken.resources.has(wanted)) continue;
      const meant = nearest(wanted, taken.resources);
      find(
        'KAPA014',
        item.locate(['requires', index]),
        t('policy.no_such_resource', { name: wanted }),
        meant === undefined ? t('policy.no_such_resource_cure') : t('policy.did_you_mean', { meant }),
      );
    }
}

async function whenHolds(
  expression: string,
  { document, loading: { request, values, find, used } }: OpenDocument,
  path: Path,
): Promise<boolean | undefined> {
  used.vars.add('facts');
  for (const [name] of expression.matchAll(/[A-Za-z_]\w*/gu)) used.vars.add(name);
  // Without a host the resource is judged as if it were wanted.
  if (request.facts === undefined && /\bfacts\b/u.test(expression)) return true;
  const { evaluateWhen } = await import('../expressions/expression.ts');
  const result = evaluateWhen(expression, values);
  if ('holds' in result) return result.holds;
  const { start, end, message } = result.fault;
  find('KAPA010', document.locateInside(path, start, end), message, t('policy.expression_cure'));
  return undefined;
}

function readNotify(text: string): Notify {
  const [effect = 'reload', service = ''] = text.split(' ');
  return { effect: effect === 'restart' ? 'restart' : 'reload', service };
}

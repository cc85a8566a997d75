import type { Locate, Notify, Path, ResourceItem } from '../../core/policy.ts';
import type { Registry } from '../../core/registry.ts';
import { t } from '../../core/text.ts';
import { nearest } from '../../core/nearest.ts';
import { withContent } from './content.ts';
import type { RawItem } from './judged-document.ts';
import {
  below,
  besidesVariables,
  writtenBelow,
  resolvedAsFarAs,
  takeName,
  type Loading,
  type OpenDocument,
  isEnough,
} from './loading.ts';
import { commonKeys, partName } from '../schema/schema.ts';
import { schemaFindings } from '../schema/schema-findings.ts';
import { typeKey } from './type-key.ts';
import { conditionWords } from './declared-names.ts';
import { typesOfFacts } from './facts.ts';
import { withTexts } from '../schema/lone-variables.ts';
import { isValid } from '../schema/validate.ts';

/** The resources of a document. */
export interface ReadResources {
  /** Those that are wanted here. */
  readonly resources: readonly ResourceItem[];
  /** Those whose `when` does not hold, where lint looks into them all the same. */
  readonly elsewhere: readonly ResourceItem[];
  /** Names of those whose `when` does not hold. */
  readonly leftOut: readonly string[];
}

/** Reads the resources of a document. */
export async function readResources(
  open: OpenDocument,
  types: ReadonlyMap<string, Registry['resources'][number]>,
): Promise<ReadResources> {
  const resources: ResourceItem[] = [];
  const elsewhere: ResourceItem[] = [];
  const leftOut: string[] = [];
  const { document, policy, loading } = open;
  for (const [index, raw] of (open.head.resources ?? []).entries()) {
    if (isEnough(open)) break;
    const base: Path = ['resources', index];
    const locate = below(open, base);
    const name = String(raw['name']);
    takeName(open, 'resources', name, [...base, 'name']);
    const type = typeKey(raw, commonKeys, types, locate, loading.find);
    if (type === undefined) continue;
    const wanted =
      typeof raw['when'] === 'string' ? await whenHolds(raw['when'], open, [...base, 'when']) : 'always';
    if (wanted === 'never') leftOut.push(`${loading.scope}${name}`);
    // Elsewhere it may be wanted: lint looks into it, with whatever --set and --vars say there.
    if (wanted === undefined || (wanted === 'never' && loading.request.facts !== undefined)) continue;
    const settled = resolvedAsFarAs(open, raw[type.type], [...base, type.type]);
    const part = partName.resource(type.type);
    const spec = withTexts(part, raw[type.type], settled.value) as RawItem;
    if (!isValid(part, spec)) {
      const inType: Locate = (path, at) => locate([type.type, ...path], at);
      for (const found of besidesVariables(
        schemaFindings(part, spec, inType, type.schema, writtenBelow(open, [...base, type.type])),
        settled,
      ))
        loading.findings.push(found);
      continue;
    }
    if (!settled.complete) continue;
    const filled = await withContent(type, spec, open, locate);
    if (filled === undefined) continue;
    const into = wanted === 'never' ? elsewhere : resources;
    into.push({
      name: `${loading.scope}${name}`,
      ...(wanted === 'perhaps' ? { perhaps: String(raw['when']) } : {}),
      type: type.type,
      policy,
      locate: (path, part) =>
        document.locate(
          [...base, ...(commonKeys.includes(String(path[0])) ? path : [type.type, ...path])],
          part,
        ),
      spec: filled,
      requires: ((raw['requires'] as readonly string[] | undefined) ?? []).map(
        (one) => `${loading.scope}${one}`,
      ),
      notify: ((raw['notify'] as readonly string[] | undefined) ?? []).map(readNotify),
      backup: raw['backup'] !== false,
      tags: (raw['tags'] as readonly string[] | undefined) ?? [],
    });
  }
  return { resources, elsewhere, leftOut };
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

/**
 * Judges whether a resource, or what a module declares, is wanted here; `perhaps`: facts decide, and none are known. Undefined: that is
 * told.
 */
export async function whenHolds(
  expression: string,
  { document, loading: { request, values, find, findings, used, ofRules } }: OpenDocument,
  path: Path,
): Promise<'always' | 'never' | 'perhaps' | undefined> {
  const { compileWhen } = await import('../expressions/expression.ts');
  const result = await compileWhen(expression, values, { facts: typesOfFacts }, ofRules);
  const faults = 'faults' in result ? [...result.faults, ...result.warnings] : result.warnings;
  for (const { id, severity, start, end, message, cure } of faults)
    findings.push({ id, severity, place: document.locateInside(path, start, end), message, cure });
  if ('faults' in result) return undefined;
  for (const name of result.compiled.variables) {
    used.vars.add(name);
    if (conditionWords.has(name))
      findings.push({
        id: 'KAPA019',
        severity: 'warning',
        place: document.locate(path),
        message: t('policy.reserved_name', { name }),
        cure: t('policy.reserved_name_cure'),
      });
  }
  const verdict = result.compiled.judge();
  if ('holds' in verdict) return verdict.holds ? 'always' : 'never';
  if (request.facts === undefined) return 'perhaps';
  find(
    'KAPA010',
    document.locate(path),
    t('policy.when_unknown', { reason: verdict.unknown }),
    t('policy.when_unknown_cure'),
  );
  return undefined;
}

function readNotify(text: string): Notify {
  const [effect = 'reload', service = ''] = text.split(' ');
  return { effect: effect === 'restart' ? 'restart' : 'reload', service };
}

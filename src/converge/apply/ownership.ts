import { addressesOf } from '../../core/addresses.ts';
import type { Plan } from '../../core/plan.ts';
import type { ResourceItem } from '../../core/policy.ts';
import type { Adopted } from '../../core/resource.ts';
import { placeOf } from '../../core/step.ts';
import type { PlannedStep, PlanRequest } from '../contract.ts';
import { contentDigest, sealTrace, valueSeal } from '../plan/digest.ts';
import {
  findOrphans,
  ownedBefore,
  readManifest,
  type Made,
  type ManifestDelta,
  type Owned,
  type SealedTrace,
} from '../state/manifest.ts';
import { typeFinder } from '../plan/plan.ts';

/** The paths, and `crontab:USER`, that came into being, each folder with its identity. */
export type Created = ReadonlyMap<string, string | undefined>;

/**
 * Changes to the manifest when a plan has been carried out: new and changed entries, and null for what is
 * gone.
 */
export function ownership(
  plan: Plan,
  created: Created,
  { types, store, set, prune = false }: PlanRequest,
): ManifestDelta {
  const manifest = readManifest(store);
  const typeOf = typeFinder(types);
  const left = leftBy(plan, store, created);
  const removed = new Set(plan.steps.flatMap(({ step }) => (step.do === 'remove' ? [placeOf(step)] : [])));
  const names = new Set(set.resources.map(({ name }) => name));
  const delta: Record<string, Owned | null> = {};
  for (const { item, change, adopted } of plan.resources) {
    const owns = addressesOf(typeOf(item), item);
    const before = ownedBefore(manifest, item, owns, names);
    const after: Owned = {
      type: item.type,
      spec: valueSeal(store, item.spec),
      owns,
      made: mergeMade(before?.made ?? [], left.get(item.name) ?? [], created, removed),
      ...keptTraces(typeOf(item).traces?.(item.spec) ?? [], adopted, store),
      effects: mergeEffects(before?.effects ?? [], askedBy(item, change.steps)),
    };
    if (JSON.stringify(manifest.get(item.name)) !== JSON.stringify(after)) delta[item.name] = after;
  }
  // A renamed resource lives on under its new name; an orphan stays until it is pruned.
  const orphans = findOrphans(manifest, set.resources, typeOf);
  for (const name of manifest.keys())
    if (!names.has(name) && (prune || !orphans.has(name))) delta[name] = null;
  return delta;
}

/** Traces of what is declared, told apart by who made it. */
function keptTraces(
  declared: readonly string[],
  adopted: readonly Adopted[],
  store: PlanRequest['store'],
): Pick<Owned, 'traces' | 'found' | 'replaced'> {
  const seal = (trace: string): SealedTrace => sealTrace(store, trace);
  const found = adopted.flatMap(({ replaced, trace }) => (replaced ? [] : [trace]));
  const made = declared.filter((trace) => !found.includes(trace));
  const replaced = adopted.flatMap(({ replaced, trace, text }) =>
    replaced ? [{ trace: seal(trace), text }] : [],
  );
  return {
    ...(made.length === 0 ? {} : { traces: made.map(seal) }),
    ...(found.length === 0 ? {} : { found: found.map(seal) }),
    ...(replaced.length === 0 ? {} : { replaced }),
  };
}

/** Things that the plan's steps leave behind, by the resource that asks for them. */
function leftBy(
  plan: Plan,
  store: PlanRequest['store'],
  created: Created,
): ReadonlyMap<string, readonly Made[]> {
  const left = new Map<string, Made[]>();
  for (const { resource, step } of plan.steps) {
    const one = leftByStep(step, store, created);
    if (one === undefined) continue;
    const list = left.get(resource);
    if (list === undefined) left.set(resource, [one]);
    else list.push(one);
  }
  return left;
}

function leftByStep(step: PlannedStep, store: PlanRequest['store'], created: Created): Made | undefined {
  switch (step.do) {
    case 'write':
      return { kind: 'file', path: placeOf(step), as: contentDigest(store, step.content) ?? '' };
    case 'link':
      return { kind: 'link', path: placeOf(step), as: step.to };
    case 'directory': {
      const path = placeOf(step);
      const id = created.get(path);
      return { kind: 'directory', path, ...(id === undefined ? {} : { as: id }) };
    }
    case 'crontab':
      return step.content === null
        ? undefined
        : { kind: 'crontab', path: step.user, as: store.digest(step.content) };
    case 'remove':
    case 'attributes':
    case 'command':
      return undefined;
  }
}

/** Made before and still there, or made now; what was only changed is kapa's only if it had been made by kapa. */
function mergeMade(
  before: readonly Made[],
  left: readonly Made[],
  created: Created,
  removed: ReadonlySet<string>,
): readonly Made[] {
  if (left.length === 0 && removed.size === 0) return before;
  const key = ({ kind, path }: Made): string => (kind === 'crontab' ? `crontab:${path}` : path);
  const merged = new Map(before.filter(({ path }) => !removed.has(path)).map((one) => [key(one), one]));
  for (const one of left) if (created.has(key(one)) || merged.has(key(one))) merged.set(key(one), one);
  return [...merged.values()];
}

function askedBy(item: ResourceItem, steps: Plan['resources'][number]['change']['steps']): Owned['effects'] {
  return [
    ...steps.flatMap((step) =>
      step.do === 'service' ? [{ service: step.service, effect: step.effect }] : [],
    ),
    ...item.notify,
  ];
}

function mergeEffects(before: Owned['effects'], now: Owned['effects']): Owned['effects'] {
  if (now.length === 0) return before;
  return [...new Map([...before, ...now].map((one) => [`${one.service} ${one.effect}`, one])).values()];
}

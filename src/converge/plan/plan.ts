import { addressesOf } from '../../core/addresses.ts';
import { Failure } from '../../core/failure.ts';
import type { Orphan, Plan, PlannedFile, PlannedResource } from '../../core/plan.ts';
import type { ResourceItem } from '../../core/policy.ts';
import type { FileStat, Examined, Reader } from '../../core/reader.ts';
import { present, type Reading } from '../../core/reading.ts';
import type { Adopted, AnyResourceType, Change, FieldValue, Foreign, Known } from '../../core/resource.ts';
import { Secret } from '../../core/secret.ts';
import { isFileStep, placeOf, type Step } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import { compose, type Composition } from './compose.ts';
import type { PlanRequest } from '../contract.ts';
import { planDigest, valueSeal } from './digest.ts';
import { mergeEffects, type AskedEffect } from './effects.ts';
import { findOrphans, ownedBefore, readManifest, type Manifest, type Owned } from '../state/manifest.ts';
import { knownOf, type Declared } from './known.ts';
import { inOrder } from './order.ts';
import { readPendingEffects } from '../apply/pending-effects.ts';
import { project, type Projection } from './projection.ts';
import { prove } from './proof.ts';
import { removalsOf } from './prune.ts';
import { select } from './select.ts';
import { checkStateVersion } from '../state/state-version.ts';

/**
 * Looks at the host and says what would have to be done, in order, and whether the result has been judged. Each
 * resource sees the host as the resources before it leave it. A Failure where a policy cannot be planned at all.
 */
export async function makePlan(request: PlanRequest): Promise<Plan> {
  checkStateVersion(request.store);
  return planAgainst(readManifest(request.store), request);
}

/** Plans, with what kapa owns given; an empty manifest has no orphans and no drift. */
export async function planAgainst(manifest: Manifest, request: PlanRequest): Promise<Plan> {
  const { set, store } = request;
  const typeOf = typeFinder(request.types);
  const host = remembering(request.reader);
  const projection = project(host.reader);
  const composition = compose(host.reader);
  const asked: AskedEffect[] = [];
  const resources: PlannedResource[] = [];
  const failed = new Set<string>();
  const names = new Set(set.resources.map(({ name }) => name));
  const declared: Declared = { store, manifest, items: set.resources, typeOf };

  for (const item of inOrder(select(set.resources, request.target, request.skip), typeOf)) {
    const owned = (): Owned | undefined =>
      ownedBefore(manifest, item, addressesOf(typeOf(item), item), names);
    const known = knownOf(item.type, { name: item.name, owned }, declared);
    const madeAt: Workbench['madeAt'] = (place) => madeFolder(owned(), place, host.reader);
    const bench = { projection, composition, asked, failed, madeAt };
    const planned = await planOne(item, typeOf(item), bench, known);
    if (planned.change.action === 'unknown') failed.add(item.name);
    const cause = causeOf(item, planned.change, store, owned);
    resources.push({ item, notes: [], adopted: [], ...planned, ...(cause === undefined ? {} : { cause }) });
    host.forget();
  }

  const orphans = await planOrphans(request, declared, { projection, composition, asked });
  for (const pending of readPendingEffects(store)) asked.push(pending);
  const steps = composition.steps();
  const files = composition.files();
  const effects = mergeEffects(asked);
  if (orphans.every(({ pruned }) => !pruned))
    await refuseContradictions(resources, files, typeOf, projection.reader);
  const brief = request.brief === true;
  const reviewed = brief
    ? resources
    : remarked(
        await review(resources, typeOf, projection.reader),
        files,
        (await request.remarks?.(
          files.map(({ path }) => path),
          projection.reader,
        )) ?? new Map(),
      );
  const judged = { resources: masked(reviewed, files), files, steps, effects, orphans };
  let digest: string | undefined;
  return {
    ...judged,
    proof: brief ? { status: 'not_needed', checks: [] } : await prove(judged, request, projection.reader),
    // A plan that is only shown is not digested: Node's cryptography takes 7 ms to load.
    get digest() {
      return (digest ??= planDigest(store, files, steps, effects));
    },
  };
}

/**
 * Refuses a policy of which one resource undoes what another does in the same file: a Failure that names both and what
 * they differ in.
 */
async function refuseContradictions(
  resources: readonly PlannedResource[],
  files: readonly PlannedFile[],
  typeOf: (item: ResourceItem) => AnyResourceType,
  after: Reader,
): Promise<void> {
  for (const { path, because } of files) {
    if (because.length < 2) continue;
    for (const { item, change } of resources) {
      if (
        !because.includes(item.name) ||
        !change.steps.every((step) => isFileStep(step) || step.do === 'service')
      )
        continue;
      const type = typeOf(item);
      const left = type.diff(item.spec, await type.observe(item.spec, after));
      if (left.action === 'none' || left.action === 'unknown') continue;
      const other = because.findLast((name) => name !== item.name) ?? '';
      throw new Failure(
        t('engine.contradiction', {
          resource: item.name,
          other,
          path,
          field: left.fields.map(({ field }) => field).join(', '),
        }),
        { cure: t('engine.contradiction_cure'), place: item.locate([]) },
      );
    }
  }
}

/** Finds a resource's type; the policy's schema has let no other through. */
export function typeFinder(types: readonly AnyResourceType[]): (item: ResourceItem) => AnyResourceType {
  const byName = new Map(types.map((type) => [type.type, type]));
  return (item) => {
    const type = byName.get(item.type);
    if (type === undefined) throw new TypeError(`no resource type ${item.type}`);
    return type;
  };
}

interface Workbench {
  readonly projection: Projection;
  readonly composition: Composition;
  readonly asked: AskedEffect[];
  /** Identity of a folder that kapa made by the resource in hand, where it is still there. */
  readonly madeAt?: (place: string) => Promise<string | undefined>;
}

async function planOne(
  item: ResourceItem,
  type: AnyResourceType,
  bench: Workbench & { readonly failed: ReadonlySet<string> },
  known: Known,
): Promise<{
  readonly change: Change;
  readonly adopted?: readonly Adopted[];
  readonly notes?: readonly Text[];
}> {
  const missing = item.requires.find((name) => bench.failed.has(name));
  if (missing !== undefined) return { change: unknown(t('engine.requires_unknown', { name: missing })) };
  let change: Change;
  let foreign: Foreign | undefined;
  try {
    const state: unknown = await type.observe(item.spec, bench.projection.reader);
    change = type.diff(item.spec, state, known);
    foreign = type.foreign?.(item.spec, state, known);
  } catch (error) {
    throw placed(error, item);
  }
  if (change.action === 'unknown') return { change };
  if (change.action === 'none') {
    if (change.steps.length > 0) throw new TypeError(`${type.type}: steps without an action`);
    return { change, ...foreign };
  }
  for (const step of change.steps) {
    const taken = await takeIn(step, item.name, bench);
    if (taken.state === 'unreadable') return { change: unknown(taken.reason, change) };
  }
  for (const { service, effect } of item.notify) bench.asked.push({ service, effect, because: [item.name] });
  return { change, ...foreign };
}

async function takeIn(
  step: Step,
  resource: string,
  { projection, composition, asked, madeAt }: Workbench,
): Promise<Reading<true>> {
  const taken = await projection.take(step);
  if (taken.state !== 'present') return taken;
  const { step: planned, from } = taken.value;
  if (planned.do === 'service') {
    asked.push({ service: planned.service, effect: planned.effect, because: [resource] });
    return present(true);
  }
  if (planned.do !== 'attributes') return composition.add(resource, planned, from);
  const only = await madeAt?.(placeOf(planned));
  return composition.add(resource, only === undefined ? planned : { ...planned, only }, from);
}

/** Identity of a folder that kapa made, where it is still the one at its place. */
async function madeFolder(
  owned: Owned | undefined,
  place: string,
  host: Reader,
): Promise<string | undefined> {
  const made = owned?.made.find(({ kind, path }) => kind === 'directory' && path === place)?.as;
  const stat = made === undefined ? undefined : await host.stat(place);
  return stat?.state === 'present' && stat.value.id === made ? made : undefined;
}

function unknown(reason: Text, change?: Change): Change {
  return { action: 'unknown', fields: change?.fields ?? [], steps: [], unknown: reason };
}

/** A Failure of a type gets the place of its resource, unless it has a better one. */
function placed(error: unknown, item: ResourceItem): unknown {
  if (!(error instanceof Failure) || error.detail.place !== undefined) return error;
  return new Failure(error.text, { ...error.detail, place: item.locate([]) });
}

function causeOf(
  item: ResourceItem,
  change: Change,
  store: PlanRequest['store'],
  before: () => Owned | undefined,
): PlannedResource['cause'] {
  if (change.action === 'none' || change.action === 'unknown') return undefined;
  const owned = before();
  if (owned === undefined) return 'first';
  return owned.spec === valueSeal(store, item.spec) ? 'drift' : 'policy';
}

async function planOrphans(
  { set, store, types, prune = false }: PlanRequest,
  declared: Declared,
  bench: Workbench,
): Promise<readonly Orphan[]> {
  const orphans: Orphan[] = [];
  for (const [name, owned] of findOrphans(declared.manifest, set.resources, declared.typeOf)) {
    const type = types.find((one) => one.type === owned.type);
    const known = knownOf(owned.type, { name, owned: () => owned }, declared);
    const removals = await removalsOf(owned, type, bench.projection.reader, store, known);
    const pruned = prune && removals.length > 0 && (await takeAll(removals, name, bench));
    orphans.push({
      name,
      type: owned.type,
      files: removals.flatMap((step) =>
        isFileStep(step) ? [step.path] : step.do === 'crontab' ? [`crontab:${step.user}`] : [],
      ),
      pruned,
    });
    if (!pruned) continue;
    for (const { service, effect } of owned.effects) bench.asked.push({ service, effect, because: [name] });
  }
  return orphans;
}

/** Takes steps in; false where one of them cannot be done. */
async function takeAll(steps: readonly Step[], resource: string, bench: Workbench): Promise<boolean> {
  let all = true;
  for (const step of steps) all = (await takeIn(step, resource, bench)).state === 'present' && all;
  return all;
}

/** Resources without the values that stand in content which is shown nowhere. */
function masked(
  resources: readonly PlannedResource[],
  files: readonly PlannedFile[],
): readonly PlannedResource[] {
  const hidden = files.filter((file) => file.hidden !== undefined);
  if (hidden.length === 0) return resources;
  return resources.map((planned) => {
    const old = hidden.flatMap(({ because, before }) =>
      before !== null && because.includes(planned.item.name) ? [new TextDecoder().decode(before)] : [],
    );
    const isOld = (value: FieldValue): value is string =>
      typeof value === 'string' && old.some((text) => text.includes(value));
    const fields = planned.change.fields.map((one) =>
      isOld(one.from) ? { ...one, from: new Secret(new TextEncoder().encode(one.from)) } : one,
    );
    return { ...planned, change: { ...planned.change, fields } };
  });
}

async function review(
  resources: readonly PlannedResource[],
  typeOf: (item: ResourceItem) => AnyResourceType,
  after: Reader,
): Promise<readonly PlannedResource[]> {
  const reviewed: PlannedResource[] = [];
  for (const planned of resources) {
    const type = typeOf(planned.item);
    const notes =
      planned.change.action === 'unknown' || type.review === undefined
        ? []
        : await type.review(planned.item.spec, after);
    reviewed.push(notes.length === 0 ? planned : { ...planned, notes: [...planned.notes, ...notes] });
  }
  return reviewed;
}

/** Resources with what is to be said of the files that they change, of each file once. */
function remarked(
  resources: readonly PlannedResource[],
  files: readonly PlannedFile[],
  remarks: ReadonlyMap<string, Text>,
): readonly PlannedResource[] {
  if (remarks.size === 0) return resources;
  return resources.map((planned) => {
    const own = files.filter(({ because }) => because[0] === planned.item.name);
    const notes = own.flatMap(({ path }) => remarks.get(path) ?? []);
    return notes.length === 0 ? planned : { ...planned, notes: [...planned.notes, ...notes] };
  });
}

/** A reader that remembers what it has seen until told to forget: what a type looked at is not looked at again. */
export function remembering(base: Reader): { readonly reader: Reader; forget(): void } {
  const reads = new Map<string, Promise<Reading<Uint8Array>>>();
  const stats = new Map<string, Promise<Reading<FileStat>>>();
  const links = new Map<string, Promise<Reading<string>>>();
  const examined = new Map<string, Promise<Reading<Examined>>>();
  return {
    reader: {
      ...base,
      read: (path, most) => once(reads, `${most ?? ''} ${path}`, () => base.read(path, most)),
      stat: (path) => once(stats, path, (one) => base.stat(one)),
      // One limit for all who ask through here.
      examine: (path) => once(examined, path, (one) => base.examine(one)),
      readlink: (path) => once(links, path, (one) => base.readlink(one)),
    },
    forget() {
      reads.clear();
      stats.clear();
      links.clear();
      examined.clear();
    },
  };
}

function once<T>(
  known: Map<string, Promise<T>>,
  path: string,
  look: (path: string) => Promise<T>,
): Promise<T> {
  let found = known.get(path);
  if (found === undefined) {
    found = look(path);
    known.set(path, found);
  }
  return found;
}

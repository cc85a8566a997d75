import { addressesOf } from '../../core/addresses.ts';
import { Failure } from '../../core/failure.ts';
import type { ResourceItem } from '../../core/policy.ts';
import type { AnyResourceType } from '../../core/resource.ts';
import type { StateStore } from '../../core/state-store.ts';
import type { Effect } from '../../core/step.ts';
import { t } from '../../core/text.ts';
import { readState } from './state-file.ts';

/** Something that was not there before kapa made it, as kapa left it. */
export interface Made {
  readonly kind: 'file' | 'link' | 'directory' | 'crontab';
  /** A path, or the user of a crontab. */
  readonly path: string;
  /** Of a file's or crontab's content: its digest, its seal when it is secret; of a link: where it leads; of a folder: its identity. */
  readonly as?: string;
}

/** Length and seal of a trace. */
export type SealedTrace = readonly [length: number, seal: string];

/** Possessions of kapa by one resource. */
export interface Owned {
  readonly type: string;
  /** Seal of the declaration that was last applied. */
  readonly spec: string;
  readonly owns: readonly string[];
  readonly made: readonly Made[];
  /** Traces of what it declares and kapa made. */
  readonly traces?: readonly SealedTrace[];
  /** Traces of what it declares and others made. */
  readonly found?: readonly SealedTrace[];
  /** Texts that others had made, by the trace of what kapa put in their place. */
  readonly replaced?: readonly { readonly trace: SealedTrace; readonly text: string }[];
  /** Effects that its changes asked of services: asked again when what it made is removed. */
  readonly effects: readonly { readonly service: string; readonly effect: Effect }[];
}

/** Possessions of kapa, by resource name. */
export type Manifest = ReadonlyMap<string, Owned>;

/** Changes to a manifest; null: no longer owned. */
export type ManifestDelta = Readonly<Record<string, Owned | null>>;

const file = 'manifest.json';
const version = 1;

/** Reads the manifest; empty when there is none yet. A Failure when it is damaged or of a newer kapa. */
export function readManifest(store: StateStore): Manifest {
  const found = readState(store, file);
  if (found === undefined) return new Map();
  const path = `${store.path}/${file}`;
  const damaged = (cause?: unknown): Failure =>
    new Failure(t('engine.state_damaged', { path }), {
      cure: t('engine.manifest_damaged_cure', { path }),
      cause,
    });
  let parsed: { version?: unknown; resources?: Record<string, Owned> } | null;
  try {
    parsed = JSON.parse(new TextDecoder().decode(found)) as typeof parsed;
  } catch (cause) {
    throw damaged(cause);
  }
  if (typeof parsed !== 'object' || parsed === null) throw damaged();
  if (typeof parsed.version === 'number' && parsed.version > version)
    throw new Failure(t('engine.state_newer', { path: store.path }), { cure: t('engine.state_newer_cure') });
  return new Map(Object.entries(parsed.resources ?? {}));
}

/** Takes changes into the manifest; the same change twice is the same as once. */
export function updateManifest(store: StateStore, delta: ManifestDelta): void {
  const names = Object.keys(delta);
  if (names.length === 0) return;
  const manifest = new Map(readManifest(store));
  for (const name of names) {
    const owned = delta[name];
    if (owned === null || owned === undefined) manifest.delete(name);
    else manifest.set(name, owned);
  }
  store.write(file, `${JSON.stringify({ version, resources: Object.fromEntries(manifest) })}\n`);
}

/** Entries of the manifest that no resource of the policies owns any more; a renamed resource is none. */
export function findOrphans(
  manifest: Manifest,
  items: readonly ResourceItem[],
  typeOf: (item: ResourceItem) => AnyResourceType,
): ReadonlyMap<string, Owned> {
  const names = new Set(items.map(({ name }) => name));
  const gone = [...manifest].filter(([name]) => !names.has(name));
  if (gone.length === 0) return new Map();
  const addresses = new Set(items.flatMap((item) => addressesOf(typeOf(item), item)));
  return new Map(
    gone.filter(([, { owns }]) => owns.length === 0 || !owns.every((one) => addresses.has(one))),
  );
}

/** Entry of the manifest for a resource: under its name, or under the one it had before it was renamed. */
export function ownedBefore(
  manifest: Manifest,
  { name, type }: Pick<ResourceItem, 'name' | 'type'>,
  owns: readonly string[],
  names: ReadonlySet<string>,
): Owned | undefined {
  const same = manifest.get(name);
  if (same !== undefined || owns.length === 0) return same;
  const renamed = [...manifest].find(
    ([before, owned]) => !names.has(before) && owned.type === type && sameAddresses(owned.owns, owns),
  );
  return renamed?.[1];
}

function sameAddresses(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}

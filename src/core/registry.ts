import type { AnyProbeType } from './probe.ts';
import type { AnyRemedyType } from './remedy.ts';
import type { AnyResourceType, SchemaPart } from './resource.ts';

/** All types that policies can name. */
export interface Registry {
  readonly resources: readonly AnyResourceType[];
  readonly probes: readonly AnyProbeType[];
  readonly remedies: readonly AnyRemedyType[];
  /** Schemas of the settings that packs have, by their names. */
  readonly settings?: Readonly<Record<string, SchemaPart>>;
}

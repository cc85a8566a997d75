import type { AnyProbeType } from './probe.ts';
import type { AnyRemedyType } from './remedy.ts';
import type { AnyResourceType } from './resource.ts';

/** All types that policies can name. */
export interface Registry {
  readonly resources: readonly AnyResourceType[];
  readonly probes: readonly AnyProbeType[];
  readonly remedies: readonly AnyRemedyType[];
}

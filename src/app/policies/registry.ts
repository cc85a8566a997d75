import type { Registry } from '../../core/registry.ts';
import { allProbeTypes } from '../../packs/probes.ts';
import { remedyTypes } from '../../packs/remedies.ts';
import { resourceTypes } from '../../packs/resources.ts';

/** Every type that a policy can name. */
export const registry: Registry = {
  resources: resourceTypes,
  probes: allProbeTypes(),
  remedies: remedyTypes,
};

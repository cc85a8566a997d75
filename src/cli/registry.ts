import type { Registry } from '../core/registry.ts';
import { allProbeTypes } from '../probes/index.ts';
import { remedyTypes } from '../remedies/index.ts';
import { resourceTypes } from '../resources/index.ts';

/** Every type that a policy can name. */
export const registry: Registry = {
  resources: resourceTypes,
  probes: allProbeTypes(),
  remedies: remedyTypes,
};

import type { AnyResourceType } from '../core/resource.ts';

/** Every type of this room, by name. */
export const resourceTypes: readonly AnyResourceType[] = [];

import type { AnyProbeType } from '../core/probe.ts';

/** Every type of this room, by name. */
export const probeTypes: readonly AnyProbeType[] = [];

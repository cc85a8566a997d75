import type { AnyRemedyType } from '../core/remedy.ts';

/** Every type of this room, by name. */
export const remedyTypes: readonly AnyRemedyType[] = [];

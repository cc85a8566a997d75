import type { Catalogue } from './message.ts';

export const host = {} as const satisfies Catalogue;

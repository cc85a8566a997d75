import type { Catalogue } from './message.ts';

export const health = {} as const satisfies Catalogue;

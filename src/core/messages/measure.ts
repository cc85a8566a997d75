import type { Catalogue } from './message.ts';

export const measure = {} as const satisfies Catalogue;

import type { Catalogue } from './message.ts';

export const plan = {} as const satisfies Catalogue;

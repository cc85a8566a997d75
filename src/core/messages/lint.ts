import type { Catalogue } from './message.ts';

export const lint = {} as const satisfies Catalogue;

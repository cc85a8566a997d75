import type { Catalogue } from './message.ts';

export const engine = {} as const satisfies Catalogue;

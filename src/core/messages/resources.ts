import type { Catalogue } from './message.ts';

export const resources = {} as const satisfies Catalogue;

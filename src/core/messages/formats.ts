import type { Catalogue } from './message.ts';

export const formats = {} as const satisfies Catalogue;

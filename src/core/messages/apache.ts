import type { Catalogue } from './message.ts';

export const apache = {} as const satisfies Catalogue;

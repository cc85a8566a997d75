import type { Catalogue } from './message.ts';

export const services = {} as const satisfies Catalogue;

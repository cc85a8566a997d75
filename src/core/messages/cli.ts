import type { Catalogue } from './message.ts';

export const cli = {
  'cli.no_policies': {
    en: (a: { path: string }) => `no policies in ${a.path}`,
    es: (a: { path: string }) => `no hay políticas en ${a.path}`,
  },
} as const satisfies Catalogue;

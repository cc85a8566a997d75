import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const machineMessages = {
  'measure.ran': message<{ program: string }>({
    en: (a) => `Ran ${a.program}.`,
    es: (a) => `Se ejecutó ${a.program}.`,
  }),
  'measure.told': {
    en: () => `People were told.`,
    es: () => `Se envió el aviso.`,
  },
  'measure.applied': message<{ changed: number }>({
    en: (a) => `Converged again; resources changed: ${a.changed}.`,
    es: (a) => `De nuevo como se declaró; recursos cambiados: ${a.changed}.`,
  }),
  'measure.no_policies': {
    en: () => 'there are no policies to compare the host with',
    es: () => 'no hay políticas con las que comparar el servidor',
  },
  'measure.log_missed': {
    en: () => 'lines may be missing',
    es: () => 'pueden faltar líneas',
  },
  'measure.too_many_files': message<{ folder: string; most: number }>({
    en: (a) => `There are more than ${a.most} things in ${a.folder}: no more are looked at.`,
    es: (a) => `Hay más de ${a.most} cosas en ${a.folder}: no se miran más.`,
  }),
} as const satisfies Catalogue;

import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const logrotate = {
  'resources.logrotate_two_periods': message<{ periods: string; last: string }>({
    en: (a) => `logrotate takes one period, and ${a.periods} are declared: only ${a.last} would count.`,
    es: (a) => `logrotate admite un solo período y se declaran ${a.periods}: solo contaría ${a.last}.`,
  }),
  'resources.logrotate_two_periods_cure': {
    en: () => 'Keep one of them.',
    es: () => 'Deje solo uno.',
  },
  'resources.logrotate_no_period': {
    en: () => 'Neither a period nor a size is declared: the default of /etc/logrotate.conf decides.',
    es: () => 'No se declara período ni tamaño: decide el valor por defecto de /etc/logrotate.conf.',
  },
  'resources.logrotate_no_period_cure': {
    en: () => 'Say `weekly: true`, or `size: 100M`.',
    es: () => 'Indique `weekly: true`, o `size: 100M`.',
  },
  'resources.logrotate_no_rotate': {
    en: () => 'How many old files stay is not declared: logrotate.conf decides, or none is kept.',
    es: () => 'No se declara cuántos archivos viejos quedan: decide logrotate.conf, o no queda ninguno.',
  },
  'resources.logrotate_no_rotate_cure': { en: () => 'Say `rotate: 8`.', es: () => 'Indique `rotate: 8`.' },
  'resources.logrotate_twice': message<{ path: string; other: string }>({
    en: (a) => `${a.path} is rotated by "${a.other}" as well: logrotate refuses the second stanza.`,
    es: (a) => `${a.path} ya lo rota «${a.other}»: logrotate rechaza la segunda sección.`,
  }),
  'resources.logrotate_twice_cure': {
    en: () => 'Name the file in one of the two only.',
    es: () => 'Nombre el archivo solo en una de las dos.',
  },
} as const satisfies Catalogue;

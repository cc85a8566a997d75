import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const logrotateMessages = {
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
  'resources.logrotate_named': message<{ path: string; file: string }>({
    en: (a) =>
      `${a.path} is named in ${a.file} as well: logrotate passes over one of the two files as a whole.`,
    es: (a) => `${a.path} también está en ${a.file}: logrotate omite por completo uno de los dos archivos.`,
  }),
  'resources.logrotate_named_cure': message<{ path: string; file: string }>({
    en: (a) => `Name another log, take it out of ${a.file}, or declare that file itself, by its name.`,
    es: (a) => `Indique otro log, quítelo de ${a.file} o declare ese mismo archivo, por su nombre.`,
  }),
  'resources.logrotate_brace': message<{ path: string }>({
    en: (a) => `logrotate cannot read the brace in ${a.path}.`,
    es: (a) => `logrotate no puede leer la llave en ${a.path}.`,
  }),
  'resources.logrotate_brace_cure': {
    en: () => 'Write alternatives as {a,b}; for a brace in a name let ? stand.',
    es: () => 'Escriba las alternativas como {a,b}; para una llave en un nombre ponga ?.',
  },
  'resources.logrotate_endscript': message<{ script: string }>({
    en: (a) => `A line of ${a.script} begins with endscript: there logrotate ends the script.`,
    es: (a) => `Una línea de ${a.script} empieza con endscript: ahí logrotate termina el script.`,
  }),
  'resources.logrotate_endscript_cure': {
    en: () => 'Put the script into a file, and call that.',
    es: () => 'Ponga el script en un archivo y llame a ese archivo.',
  },
  'resources.logrotate_not_shared': {
    en: () =>
      'Several logs, and the script runs once for each of them: a service would be reloaded as often.',
    es: () =>
      'Hay varios logs y el script se ejecuta una vez por cada uno: un servicio se recargaría otras tantas.',
  },
  'resources.logrotate_not_shared_cure': {
    en: () => 'Say `sharedscripts: true`; or false, where each log is to have its run.',
    es: () => 'Indique `sharedscripts: true`; o false, si cada log debe tener la suya.',
  },
  'resources.logrotate_not_created': {
    en: () => 'copytruncate keeps the log file that is there, so create has no effect.',
    es: () => 'copytruncate conserva el archivo de log que hay, así que create no tiene efecto.',
  },
  'resources.logrotate_not_created_cure': {
    en: () => 'Keep one of the two: create for programs that open their log anew, else copytruncate.',
    es: () => 'Deje uno de los dos: create para programas que reabren su log; si no, copytruncate.',
  },
} as const satisfies Catalogue;

import type { Catalogue } from './message.ts';

export const formats = {
  'crontab.minute': { en: () => 'the minute is not valid', es: () => 'el minuto no es válido' },
  'crontab.hour': { en: () => 'the hour is not valid', es: () => 'la hora no es válida' },
  'crontab.day': { en: () => 'the day of the month is not valid', es: () => 'el día del mes no es válido' },
  'crontab.month': { en: () => 'the month is not valid', es: () => 'el mes no es válido' },
  'crontab.weekday': {
    en: () => 'the day of the week is not valid, or fields are missing',
    es: () => 'el día de la semana no es válido, o faltan campos',
  },
  'crontab.name': {
    en: () => 'cron knows no such @name (they are lower case: @daily)',
    es: () => 'cron no conoce ese @nombre (van en minúsculas: @daily)',
  },
  'crontab.user': {
    en: () => 'the user is missing before the command',
    es: () => 'falta el usuario antes del comando',
  },
  'crontab.too_long': {
    en: () => 'the command is longer than 998 bytes',
    es: () => 'el comando supera los 998 bytes',
  },
  'crontab.nul': { en: () => 'it holds a NUL byte', es: () => 'contiene un byte NUL' },
  'crontab.bom': {
    en: () => 'the file begins with a byte order mark',
    es: () => 'el archivo empieza con una marca de orden de bytes (BOM)',
  },
} as const satisfies Catalogue;

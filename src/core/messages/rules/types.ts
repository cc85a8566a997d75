import type { Catalogue } from '../message.ts';

/** Sentences on what each lint rule about the resources of cron and logrotate finds, and why that matters. */
export const typesRules = {
  'rule.KAPA201': {
    en: () => 'A schedule restricts both the day of the month and the day of the week.',
    es: () => 'Un horario restringe el día del mes y el de la semana.',
  },
  'rule.KAPA201_why': {
    en: () => 'cron then runs the job when either matches, which is seldom what was meant.',
    es: () => 'cron ejecuta entonces la tarea cuando coincide cualquiera, y rara vez es lo que se quería.',
  },
  'rule.KAPA202': {
    en: () => 'A percent sign is escaped in a command.',
    es: () => 'Un comando escapa un signo de porcentaje.',
  },
  'rule.KAPA202_why': {
    en: () => 'kapa escapes it for cron; escaped twice, the command gets a backslash.',
    es: () => 'kapa lo escapa para cron; escapado dos veces, el comando recibe una barra.',
  },
  'rule.KAPA203': {
    en: () => 'A command begins with the name of a user.',
    es: () => 'Un comando empieza por el nombre de un usuario.',
  },
  'rule.KAPA203_why': {
    en: () => 'cron would run a program of that name.',
    es: () => 'cron ejecutaría un programa con ese nombre.',
  },
  'rule.KAPA204': {
    en: () => 'A command does not fit into one line of cron.',
    es: () => 'Un comando no cabe en una línea de cron.',
  },
  'rule.KAPA204_why': {
    en: () => 'cron refuses more than 998 bytes and any line break, and drops the whole file with it.',
    es: () => 'cron rechaza más de 998 bytes y todo salto de línea, y con ello descarta el archivo entero.',
  },
  'rule.KAPA205': {
    en: () => 'A file of cron.d has a name that cron ignores.',
    es: () => 'Un archivo de cron.d tiene un nombre que cron ignora.',
  },
  'rule.KAPA205_why': {
    en: () => 'cron skips names with a dot or any other sign, without a word in its log.',
    es: () => 'cron omite nombres con punto u otro signo, sin una palabra en su registro.',
  },
  'rule.KAPA206': { en: () => 'A job sets CRON_TZ.', es: () => 'Una tarea define CRON_TZ.' },
  'rule.KAPA206_why': {
    en: () => "Debian's cron ignores it: the job runs at another hour than it says.",
    es: () => 'El cron de Debian lo ignora: la tarea se ejecuta a otra hora que la indicada.',
  },
  'rule.KAPA231': {
    en: () => 'A log rotates by two periods.',
    es: () => 'Un registro rota con dos periodos.',
  },
  'rule.KAPA231_why': {
    en: () => 'logrotate takes the last one silently.',
    es: () => 'logrotate toma el último en silencio.',
  },
  'rule.KAPA232': {
    en: () => 'A log rotates by no period and no size.',
    es: () => 'Un registro no rota por periodo ni por tamaño.',
  },
  'rule.KAPA232_why': {
    en: () => "What happens then depends on logrotate's own file.",
    es: () => 'Lo que ocurra depende entonces del archivo propio de logrotate.',
  },
  'rule.KAPA233': {
    en: () => 'Nothing says how many old logs are kept.',
    es: () => 'Nada dice cuántos registros antiguos se guardan.',
  },
  'rule.KAPA233_why': {
    en: () => "What is kept then depends on logrotate's own file.",
    es: () => 'Lo que se guarde depende entonces del archivo propio de logrotate.',
  },
  'rule.KAPA234': {
    en: () => 'Two stanzas rotate one log.',
    es: () => 'Dos secciones rotan el mismo registro.',
  },
  'rule.KAPA234_why': {
    en: () => 'logrotate refuses the second, and the rest of its file with it.',
    es: () => 'logrotate rechaza la segunda, y con ella el resto de su archivo.',
  },
  'rule.KAPA235': {
    en: () => 'A script of logrotate that runs once for each of several logs.',
    es: () => 'Un script de logrotate que se ejecuta una vez por cada uno de varios logs.',
  },
  'rule.KAPA235_why': {
    en: () => 'A service is reloaded as often as there are logs, within a second; Apache has crashed of it.',
    es: () =>
      'Un servicio se recarga tantas veces como logs hay, en un segundo; Apache ha llegado a caerse por eso.',
  },
  'rule.KAPA236': {
    en: () => 'A path or a script that logrotate reads otherwise than it looks.',
    es: () => 'Una ruta o un script que logrotate lee de otro modo que como parece.',
  },
  'rule.KAPA236_why': {
    en: () => 'A brace ends the list of paths, and a line with endscript the script, wherever they stand.',
    es: () => 'Una llave termina la lista de rutas, y una línea con endscript el script, estén donde estén.',
  },
  'rule.KAPA207': {
    en: () => 'One crontab has the same job twice.',
    es: () => 'Un crontab tiene dos veces la misma tarea.',
  },
  'rule.KAPA207_why': {
    en: () =>
      'cron starts both in the same minute: the work is done twice, or each stands in the way of the other.',
    es: () =>
      'cron inicia las dos en el mismo minuto: el trabajo se hace dos veces, o una estorba a la otra.',
  },
  'rule.KAPA237': {
    en: () => 'A log has both copytruncate and create.',
    es: () => 'Un log tiene copytruncate y create.',
  },
  'rule.KAPA237_why': {
    en: () => 'With copytruncate the old file stays, with the mode and the owner that it has.',
    es: () => 'Con copytruncate el archivo sigue siendo el mismo, con el modo y el dueño que tiene.',
  },
  'rule.KAPA241': {
    en: () => 'A unit file has settings that stand in no section.',
    es: () => 'Un archivo de unidad tiene opciones que no están en ninguna sección.',
  },
  'rule.KAPA241_why': {
    en: () => 'systemd passes over them, and the unit lacks what they say.',
    es: () => 'systemd los omite, y a la unidad le falta lo que dicen.',
  },
} as const satisfies Catalogue;

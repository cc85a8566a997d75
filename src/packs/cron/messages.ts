import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const cronMessages = {
  'doctor.no_job_cure': {
    en: () => 'declare it in a cron resource, then kapa apply',
    es: () => 'declárela en un recurso cron y ejecute kapa apply',
  },
  'doctor.cron_unknown': {
    en: () => 'whether the cron daemon runs is unknown',
    es: () => 'no se sabe si el demonio cron está en ejecución',
  },
  'doctor.cron_runs': {
    en: () => 'the cron daemon runs',
    es: () => 'el demonio cron está en ejecución',
  },
  'doctor.cron_down': {
    en: () => 'the cron daemon does not run',
    es: () => 'el demonio cron no está en ejecución',
  },
  'doctor.cron_down_cure': {
    en: () => 'apt-get install cron; systemctl enable --now cron (without systemd: service cron start)',
    es: () => 'apt-get install cron; systemctl enable --now cron (sin systemd: service cron start)',
  },
  'doctor.job_lacks': message<{ group: string; file: string; program: string; path: string }>({
    en: (a) => `the job for group ${a.group} in ${a.file} will not find ${a.program} on its PATH, ${a.path}`,
    es: (a) => `la tarea del grupo ${a.group} en ${a.file} no encontrará ${a.program} en su PATH, ${a.path}`,
  }),
  'doctor.job_lacks_cure': {
    en: () => "write the job's PATH, or let kapa apply do it: its cron resource writes what the job needs",
    es: () =>
      'escriba el PATH de la tarea, o deje que lo haga kapa apply: su recurso cron escribe lo que la tarea necesita',
  },
  'doctor.job': message<{ group: string; file: string }>({
    en: (a) => `a cron job checks group ${a.group} (${a.file})`,
    es: (a) => `una tarea de cron chequea el grupo ${a.group} (${a.file})`,
  }),
  'doctor.cron_file_name': message<{ path: string }>({
    en: (a) => `cron ignores ${a.path} for its name: letters, digits, _ and - only`,
    es: (a) => `cron ignora ${a.path} por su nombre: solo se admiten letras, números, _ y -`,
  }),
  'doctor.cron_file_rights': message<{ path: string }>({
    en: (a) => `cron ignores ${a.path}: it must be root's, and writable for nobody else`,
    es: (a) => `cron ignora ${a.path}: debe ser de root y nadie más debe poder escribirlo`,
  }),
  'doctor.cron_file_newline': message<{ path: string }>({
    en: (a) => `cron ignores all of ${a.path}: its last line has no newline`,
    es: (a) => `cron ignora todo ${a.path}: su última línea no termina en salto de línea`,
  }),
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
  'crontab.command': {
    en: () => 'the command begins with * (is one field too many?)',
    es: () => 'el comando empieza con * (¿sobra un campo?)',
  },
  'crontab.no_command': {
    en: () => 'the command is missing after the user',
    es: () => 'falta el comando después del usuario',
  },
  'crontab.unknown_user': message<{ user: string }>({
    en: (a) => `this host has no user ${a.user}`,
    es: (a) => `este servidor no tiene el usuario ${a.user}`,
  }),
  'crontab.too_long': {
    en: () => 'the command is longer than 998 bytes',
    es: () => 'el comando supera los 998 bytes',
  },
  'crontab.nul': { en: () => 'it holds a NUL byte', es: () => 'contiene un byte NUL' },
  'crontab.bom': {
    en: () => 'the file begins with a byte order mark',
    es: () => 'el archivo empieza con una marca de orden de bytes (BOM)',
  },
  'lint.no_such_group': message<{ group: string }>({
    en: (a) => `no rule belongs to the group ${a.group}, so this check has nothing to do`,
    es: (a) => `ninguna regla es del grupo ${a.group}: esta comprobación no hace nada`,
  }),
  'lint.no_such_group_cure': message<{ known: string }>({
    en: (a) => (a.known === '' ? 'load the policy that has the rules' : `use one of: ${a.known}`),
    es: (a) => (a.known === '' ? 'cargue la política que tiene las reglas' : `use uno de: ${a.known}`),
  }),
  'lint.bad_schedule': message<{ schedule: string; field: string }>({
    en: (a) => `cron refuses the schedule ${a.schedule} (${a.field})`,
    es: (a) => `cron rechaza el horario ${a.schedule} (${a.field})`,
  }),
  'lint.bad_schedule_cure': {
    en: () => 'write five fields: minute hour day month weekday, as in "*/3 * * * *"',
    es: () => 'escriba cinco campos: minuto hora día mes día-de-semana, como en "*/3 * * * *"',
  },
  'lint.schedule_field_cure': message<{ field: string; low: number; high: number }>({
    en: (a) => `write the ${a.field} as numbers from ${a.low} to ${a.high}, with , - and */2, or as *`,
    es: (a) => `escriba ${a.field} con números de ${a.low} a ${a.high}, con , - y */2, o como *`,
  }),
  'lint.never_fires': message<{ schedule: string }>({
    en: (a) => `the schedule ${a.schedule} never fires: there is no such day`,
    es: (a) => `el horario ${a.schedule} no se cumple nunca: no existe ese día`,
  }),
  'lint.never_fires_cure': { en: () => 'name a day that exists', es: () => 'indique un día que exista' },
  'lint.reversed_range': message<{ schedule: string; range: string }>({
    en: (a) => `the schedule ${a.schedule} never fires: cron reads ${a.range}, from high to low, as nothing`,
    es: (a) =>
      `el horario ${a.schedule} no se cumple nunca: cron lee ${a.range}, de mayor a menor, como vacío`,
  }),
  'lint.reversed_part': message<{ range: string }>({
    en: (a) => `cron reads ${a.range}, from high to low, as nothing`,
    es: (a) => `cron lee ${a.range}, de mayor a menor, como vacío`,
  }),
  'lint.reversed_range_cure': message<{ instead: string }>({
    en: (a) => `write it in two parts: ${a.instead}`,
    es: (a) => `escríbalo en dos partes: ${a.instead}`,
  }),
  'lint.odd_schedule': message<{ part: string }>({
    en: (a) => `cron does not read ${a.part} as it looks`,
    es: (a) => `cron no lee ${a.part} como parece`,
  }),
  'lint.odd_schedule_cure': {
    en: () => 'use a step that divides the field, and list values with commas',
    es: () => 'use un paso que divida el campo y separe los valores con comas',
  },
  'lint.schedules_apart': message<{ gap: string; rule: string; every: string }>({
    en: (a) => `cron runs this up to ${a.gap} apart, but the rule ${a.rule} is to be judged every ${a.every}`,
    es: (a) =>
      `cron lo ejecuta con hasta ${a.gap} entre veces, pero la regla ${a.rule} debe juzgarse cada ${a.every}`,
  }),
  'lint.schedules_apart_cure': message<{ every: string }>({
    en: (a) => `run it every ${a.every}, or give the rule the same pace`,
    es: (a) => `ejecútelo cada ${a.every} o dé a la regla el mismo ritmo`,
  }),
  'lint.program_not_found': message<{ program: string; path: string }>({
    en: (a) => `cron will not find ${a.program} on ${a.path}`,
    es: (a) => `cron no encontrará ${a.program} en ${a.path}`,
  }),
  'lint.program_not_found_cure': {
    en: () => 'give its absolute path, or the folder in path:',
    es: () => 'indique su ruta absoluta, o la carpeta en path:',
  },
  'resources.cron_output_foreign': message<{ path: string; place: string; user: string }>({
    en: (a) =>
      `The job's output goes to ${a.path} with the rights of ${a.user}, and others can lead it elsewhere through ${a.place}: append to a file below /var/log, or take that right from them (chown, chmod go-w).`,
    es: (a) =>
      `La salida de la tarea va a ${a.path} con los permisos de ${a.user}, y otros pueden desviarla a través de ${a.place}: escríbala en un archivo bajo /var/log, o quíteles ese permiso (chown, chmod go-w).`,
  }),
  'resources.cron_adopted': message<{ line: string }>({
    en: (a) => `adopted, already there and not made by kapa: it stays when it leaves the policy: ${a.line}`,
    es: (a) => `adoptada, ya existía y no la creó kapa: se queda aunque salga de la política: ${a.line}`,
  }),
  'resources.cron_takes_over': message<{ line: string }>({
    en: (a) =>
      `replaces this line, which kapa did not make; it comes back when the job leaves the policy: ${a.line}`,
    es: (a) =>
      `reemplaza esta línea, que no creó kapa; vuelve cuando la tarea salga de la política: ${a.line}`,
  }),
  'resources.cron_stays': message<{ line: string }>({
    en: (a) =>
      `left the policy and stays, as kapa did not make it; to remove it, name it in \`absent\`: ${a.line}`,
    es: (a) =>
      `salió de la política y se queda, porque no la creó kapa; para eliminarla, indíquela en \`absent\`: ${a.line}`,
  }),
  'resources.cron_double': message<{ line: string }>({
    en: (a) =>
      `does what a declared job does, so that it runs twice, and kapa did not make it; to remove it, name it in \`absent\`: ${a.line}`,
    es: (a) =>
      `hace lo mismo que una tarea declarada, que así corre dos veces, y no la creó kapa; para eliminarla, indíquela en \`absent\`: ${a.line}`,
  }),
  'resources.cron_more': message<{ n: number }>({
    en: (a) => `and ${a.n} more lines`,
    es: (a) => `y ${a.n} líneas más`,
  }),
  'resources.cron_no_program': message<{ program: string }>({
    en: (a) => `${a.program} is not there: the job will fail.`,
    es: (a) => `${a.program} no existe: la tarea fallará.`,
  }),
  'resources.cron_not_on_path': message<{ program: string; path: string }>({
    en: (a) => `${a.program} is not found on the job's PATH (${a.path}): install it there, or set \`path\`.`,
    es: (a) =>
      `${a.program} no se encuentra en el PATH de la tarea (${a.path}): instálelo allí o indique \`path\`.`,
  }),
  'resources.cron_carriage_return': message<{ user: string; line: number }>({
    en: (a) =>
      `The crontab of ${a.user} holds a carriage return (line ${a.line}), which crontab(1) cannot list faithfully.`,
    es: (a) =>
      `El crontab de ${a.user} contiene un retorno de carro (línea ${a.line}), que crontab(1) no lista con fidelidad.`,
  }),
  'resources.cron_carriage_return_cure': message<{ user: string }>({
    en: (a) =>
      `It was written on Windows: remove them with: crontab -u ${a.user} -l | sed 's/\\r$//' | crontab -u ${a.user} -`,
    es: (a) =>
      `Se escribió en Windows: quítelos con: crontab -u ${a.user} -l | sed 's/\\r$//' | crontab -u ${a.user} -`,
  }),
  'resources.cron_returns': message<{ path: string; line: number }>({
    en: (a) =>
      `${a.path} holds a carriage return (line ${a.line}): it was written on Windows, and cron passes it on as a part of the command.`,
    es: (a) =>
      `${a.path} contiene un retorno de carro (línea ${a.line}): se escribió en Windows, y cron lo pasa como parte del comando.`,
  }),
  'resources.cron_link': message<{ path: string }>({
    en: (a) => `cron ignores ${a.path}: it is a link that does not belong to root.`,
    es: (a) => `cron ignora ${a.path}: es un enlace que no pertenece a root.`,
  }),
  'resources.cron_link_cure': message<{ path: string }>({
    en: (a) => `Give it to root (chown -h root ${a.path}), or put the file itself there.`,
    es: (a) => `Déselo a root (chown -h root ${a.path}) o ponga allí el archivo mismo.`,
  }),
  'resources.cron_bad_line': message<{ where: string; line: number; text: string; fault: string }>({
    en: (a) => `${a.where}, line ${a.line}: ${a.fault}, so cron ignores the whole file: ${a.text}`,
    es: (a) => `${a.where}, línea ${a.line}: ${a.fault}, así que cron ignora todo el archivo: ${a.text}`,
  }),
  'resources.cron_bad_line_cure': message<{ where: string }>({
    en: (a) => `kapa does not guess what was meant: repair that line (${a.where}).`,
    es: (a) => `kapa no adivina la intención: corrija esa línea (${a.where}).`,
  }),
  'resources.cron_either_day': {
    en: () => 'Both days are restricted: cron runs the job when either of them matches.',
    es: () => 'Ambos días están restringidos: cron ejecuta la tarea cuando coincide cualquiera de los dos.',
  },
  'resources.cron_either_day_cure': {
    en: () => 'Leave one of the two fields at `*`, and test the other day in the command.',
    es: () => 'Deje uno de los dos campos en `*` y compruebe el otro día en el comando.',
  },
  'resources.cron_escaped': {
    en: () =>
      'The percent sign is escaped already: kapa escapes it once more, and the command gets the backslash.',
    es: () =>
      'El signo de porcentaje ya está escapado: kapa lo escapa otra vez y el comando recibe la barra.',
  },
  'resources.cron_escaped_cure': {
    en: () => 'Write % as in a shell.',
    es: () => 'Escriba % como en una shell.',
  },
  'resources.cron_user_field': message<{ user: string }>({
    en: (a) =>
      `The command begins with ${a.user}: that is no program, but looks like the user field of /etc/cron.d.`,
    es: (a) =>
      `El comando empieza por ${a.user}: no es un programa, parece el campo de usuario de /etc/cron.d.`,
  }),
  'resources.cron_user_field_cure': {
    en: () => 'Remove it, and say `user:` instead.',
    es: () => 'Quítelo e indique `user:` en su lugar.',
  },
  'resources.cron_line_feed': {
    en: () => 'The command holds a line break: cron reads one line.',
    es: () => 'El comando contiene un salto de línea: cron lee una sola línea.',
  },
  'resources.cron_line_feed_cure': {
    en: () => 'Join the lines with `;` or `&&`, or put them into a script.',
    es: () => 'Una las líneas con `;` o `&&`, o póngalas en un script.',
  },
  'resources.cron_input': {
    en: () =>
      'A line of the input ends in a backslash, or holds a carriage return or NUL: cron cannot pass it on.',
    es: () =>
      'Una línea de la entrada termina en barra invertida, o contiene un retorno de carro o un NUL: cron no puede pasarla.',
  },
  'resources.cron_input_cure': {
    en: () => 'Put the input into a file, and read that.',
    es: () => 'Ponga la entrada en un archivo y léala de allí.',
  },
  'resources.cron_too_long': message<{ length: number; most: number }>({
    en: (a) =>
      `The command comes to ${a.length} bytes; with more than ${a.most} cron drops the whole crontab.`,
    es: (a) => `El comando ocupa ${a.length} bytes; con más de ${a.most} cron descarta todo el crontab.`,
  }),
  'resources.cron_too_long_cure': {
    en: () => 'Put it into a script.',
    es: () => 'Póngalo en un script.',
  },
  'resources.cron_name': message<{ name: string }>({
    en: (a) => `cron ignores /etc/cron.d/${a.name} without a word, for its name.`,
    es: (a) => `cron ignora /etc/cron.d/${a.name} sin avisar, por su nombre.`,
  }),
  'resources.cron_name_cure': {
    en: () => 'Use letters, digits, - and _ only: no dot.',
    es: () => 'Use solo letras, dígitos, - y _: ningún punto.',
  },
  'resources.cron_tz': {
    en: () => "Debian's cron ignores CRON_TZ: the job runs at the host's time.",
    es: () => 'El cron de Debian ignora CRON_TZ: la tarea se ejecuta a la hora del servidor.',
  },
  'resources.cron_tz_cure': {
    en: () => "Remove it and write the schedule in the host's time.",
    es: () => 'Quítelo y escriba el horario en la hora del servidor.',
  },
  'found.cron_line': message<{ where: string; line: number; why: string }>({
    en: (a) => `${a.where}, line ${a.line}: ${a.why}`,
    es: (a) => `${a.where}, línea ${a.line}: ${a.why}`,
  }),
  'found.cron_bytes': {
    en: () => 'the job is not UTF-8, or cannot be said so that it stays as it is',
    es: () => 'la tarea no está en UTF-8, o no se puede decir de modo que quede como está',
  },
  'found.cron_empty': { en: () => 'the job has no command', es: () => 'la tarea no tiene comando' },
  'found.cron_never': { en: () => 'the job never runs', es: () => 'la tarea nunca se ejecuta' },
  'found.cron_variable': message<{ where: string; variable: string }>({
    en: (a) => `${a.where}: the variable ${a.variable} is set between jobs, or cannot be said in a policy`,
    es: (a) =>
      `${a.where}: la variable ${a.variable} se asigna entre tareas, o no se puede decir en una política`,
  }),
  'found.cron_no_user': message<{ user: string }>({
    en: (a) => `there is a crontab of ${a.user}, whom this host does not have`,
    es: (a) => `hay un crontab de ${a.user}, que no existe en este servidor`,
  }),
  'services.cron_notices': {
    en: () => 'cron takes changed files up by itself within a minute.',
    es: () => 'cron toma por sí mismo los archivos cambiados en menos de un minuto.',
  },
  'resources.cron_twice': message<{ first: number }>({
    en: (a) => `this is job ${a.first} once more: cron starts both at once`,
    es: (a) => `es otra vez la tarea ${a.first}: cron inicia las dos a la vez`,
  }),
  'resources.cron_twice_cure': {
    en: () => 'remove one of them',
    es: () => 'quite una de las dos',
  },
} as const satisfies Catalogue;

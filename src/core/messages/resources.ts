import type { Catalogue } from './message.ts';

export const resources = {
  'resources.no_account': {
    en: (a: { name: string }) => `There is no user ${a.name} on this host.`,
    es: (a: { name: string }) => `No existe el usuario ${a.name} en este servidor.`,
  },
  'resources.no_account_cure': {
    en: (a: { name: string }) => `Create it (adduser --system ${a.name}) or name another owner.`,
    es: (a: { name: string }) => `Créelo (adduser --system ${a.name}) o indique otro propietario.`,
  },
  'resources.no_group': {
    en: (a: { name: string }) => `There is no group ${a.name} on this host.`,
    es: (a: { name: string }) => `No existe el grupo ${a.name} en este servidor.`,
  },
  'resources.no_group_cure': {
    en: (a: { name: string }) => `Create it (addgroup --system ${a.name}) or name another group.`,
    es: (a: { name: string }) => `Créelo (addgroup --system ${a.name}) o indique otro grupo.`,
  },
  'resources.is_folder': {
    en: (a: { path: string }) => `${a.path} is a folder, and a file is declared there.`,
    es: (a: { path: string }) => `${a.path} es una carpeta y allí se declara un archivo.`,
  },
  'resources.is_folder_cure': {
    en: () => 'Move the folder away, or name the file inside it.',
    es: () => 'Mueva la carpeta, o indique el archivo dentro de ella.',
  },
  'resources.not_a_file': {
    en: (a: { path: string }) => `${a.path} is neither a file nor a link: kapa leaves it alone.`,
    es: (a: { path: string }) => `${a.path} no es un archivo ni un enlace: kapa no lo toca.`,
  },
  'resources.unreadable_cure': {
    en: () =>
      'Run kapa as root, or see what keeps it from reading: ls -ld on the file and the folders above it.',
    es: () =>
      'Ejecute kapa como root, o mire qué le impide leer: ls -ld del archivo y de las carpetas superiores.',
  },
  'resources.not_a_file_cure': {
    en: (a: { path: string }) => `See what it is (ls -l ${a.path}) and move it away, or choose another path.`,
    es: (a: { path: string }) => `Mire qué es (ls -l ${a.path}) y apártelo, o elija otra ruta.`,
  },
  'resources.dangling': {
    en: (a: { path: string }) => `${a.path} is a link to something that is not there.`,
    es: (a: { path: string }) => `${a.path} es un enlace a algo que no existe.`,
  },
  'resources.dangling_cure': {
    en: (a: { path: string }) => `Remove the link (rm ${a.path}), or make what it leads to.`,
    es: (a: { path: string }) => `Elimine el enlace (rm ${a.path}) o cree su destino.`,
  },
  'resources.nothing_to_look_after': {
    en: (a: { path: string }) => `${a.path} is not there, and the policy does not say what should be in it`,
    es: (a: { path: string }) => `${a.path} no existe y la política no dice qué debe contener`,
  },
  'resources.not_a_folder': {
    en: (a: { path: string }) => `${a.path} is there, but it is no folder.`,
    es: (a: { path: string }) => `${a.path} existe, pero no es una carpeta.`,
  },
  'resources.not_a_folder_cure': {
    en: (a: { path: string }) => `Look at what it is (ls -l ${a.path}) and move it away.`,
    es: (a: { path: string }) => `Mire qué es (ls -l ${a.path}) y muévalo.`,
  },
  'resources.folder_not_empty': {
    en: (a: { path: string; inside: number }) =>
      `${a.path} is to go, but ${a.inside === 1 ? 'something is' : `${a.inside} things are`} in it.`,
    es: (a: { path: string; inside: number }) =>
      `${a.path} debe desaparecer, pero contiene ${a.inside === 1 ? 'un elemento' : `${a.inside} elementos`}.`,
  },
  'resources.folder_not_empty_cure': {
    en: (a: { path: string }) => `kapa removes empty folders only: look at ${a.path} and empty it yourself.`,
    es: (a: { path: string }) => `kapa solo elimina carpetas vacías: revise ${a.path} y vacíela usted.`,
  },
  'resources.not_a_link': {
    en: (a: { path: string }) => `${a.path} is there, but it is no link.`,
    es: (a: { path: string }) => `${a.path} existe, pero no es un enlace.`,
  },
  'resources.not_a_link_cure': {
    en: (a: { path: string }) => `kapa replaces links only: move ${a.path} away first.`,
    es: (a: { path: string }) => `kapa solo reemplaza enlaces: mueva antes ${a.path}.`,
  },
  'resources.link_to_nothing': {
    en: (a: { path: string }) => `${a.path} leads to something that is not there.`,
    es: (a: { path: string }) => `${a.path} lleva a algo que no existe.`,
  },
  'resources.service_unknown': {
    en: (a: { name: string }) => `the service ${a.name} is not known on this host`,
    es: (a: { name: string }) => `el servicio ${a.name} no se conoce en este servidor`,
  },
  'resources.service_state_unknown': {
    en: (a: { name: string }) => `it could not be told whether ${a.name} is running or enabled`,
    es: (a: { name: string }) => `no se pudo saber si ${a.name} está en ejecución o habilitado`,
  },
  'resources.not_live': {
    en: (a: { root: string }) =>
      `Services, crontab(1) and PM2 belong to a running host: not looked at below ${a.root}.`,
    es: (a: { root: string }) =>
      `Los servicios, crontab(1) y PM2 son de un servidor en ejecución: no se miran bajo ${a.root}.`,
  },
  'resources.unit_control': {
    en: (a: { key: string }) =>
      `${a.key} of a systemd unit holds a control character: systemd would read another setting in it. Take it out.`,
    es: (a: { key: string }) =>
      `${a.key} de una unidad de systemd contiene un carácter de control: systemd leería ahí otra opción. Quítelo.`,
  },
  'resources.pm2_no_program': {
    en: (a: { folders: string }) => `pm2 is not installed where it was looked for (${a.folders})`,
    es: (a: { folders: string }) => `pm2 no está instalado donde se buscó (${a.folders})`,
  },
  'resources.pm2_no_ecosystem': {
    en: (a: { path: string }) => `${a.path} is not there: PM2 cannot start the app from it.`,
    es: (a: { path: string }) => `${a.path} no existe: PM2 no puede iniciar la aplicación.`,
  },
  'resources.pm2_no_ecosystem_cure': {
    en: () => 'Deploy the app first, or declare the ecosystem file as a resource.',
    es: () => 'Despliegue antes la aplicación, o declare el archivo ecosystem como recurso.',
  },
  'resources.logrotate_two_periods': {
    en: (a: { periods: string; last: string }) =>
      `logrotate takes one period, and ${a.periods} are declared: only ${a.last} would count.`,
    es: (a: { periods: string; last: string }) =>
      `logrotate admite un solo período y se declaran ${a.periods}: solo contaría ${a.last}.`,
  },
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
  'resources.logrotate_twice': {
    en: (a: { path: string; other: string }) =>
      `${a.path} is rotated by "${a.other}" as well: logrotate refuses the second stanza.`,
    es: (a: { path: string; other: string }) =>
      `${a.path} ya lo rota «${a.other}»: logrotate rechaza la segunda sección.`,
  },
  'resources.logrotate_twice_cure': {
    en: () => 'Name the file in one of the two only.',
    es: () => 'Nombre el archivo solo en una de las dos.',
  },
  'resources.cron_output_foreign': {
    en: (a: { path: string; place: string; user: string }) =>
      `The job's output goes to ${a.path} with the rights of ${a.user}, and others can lead it elsewhere through ${a.place}: append to a file below /var/log, or take that right from them (chown, chmod go-w).`,
    es: (a: { path: string; place: string; user: string }) =>
      `La salida de la tarea va a ${a.path} con los permisos de ${a.user}, y otros pueden desviarla a través de ${a.place}: escríbala en un archivo bajo /var/log, o quíteles ese permiso (chown, chmod go-w).`,
  },
  'resources.cron_no_program': {
    en: (a: { program: string }) => `${a.program} is not there: the job will fail.`,
    es: (a: { program: string }) => `${a.program} no existe: la tarea fallará.`,
  },
  'resources.cron_not_on_path': {
    en: (a: { program: string; path: string }) =>
      `${a.program} is not found on the job's PATH (${a.path}): install it there, or set \`path\`.`,
    es: (a: { program: string; path: string }) =>
      `${a.program} no se encuentra en el PATH de la tarea (${a.path}): instálelo allí o indique \`path\`.`,
  },
  'resources.cron_carriage_return': {
    en: (a: { user: string; line: number }) =>
      `The crontab of ${a.user} holds a carriage return (line ${a.line}), which crontab(1) cannot list faithfully.`,
    es: (a: { user: string; line: number }) =>
      `El crontab de ${a.user} contiene un retorno de carro (línea ${a.line}), que crontab(1) no lista con fidelidad.`,
  },
  'resources.cron_carriage_return_cure': {
    en: (a: { user: string }) =>
      `It was written on Windows: remove them with: crontab -u ${a.user} -l | sed 's/\\r$//' | crontab -u ${a.user} -`,
    es: (a: { user: string }) =>
      `Se escribió en Windows: quítelos con: crontab -u ${a.user} -l | sed 's/\\r$//' | crontab -u ${a.user} -`,
  },
  'resources.cron_bad_line': {
    en: (a: { where: string; line: number; text: string; fault: string }) =>
      `${a.where}, line ${a.line}: ${a.fault}, so cron ignores the whole file: ${a.text}`,
    es: (a: { where: string; line: number; text: string; fault: string }) =>
      `${a.where}, línea ${a.line}: ${a.fault}, así que cron ignora todo el archivo: ${a.text}`,
  },
  'resources.cron_bad_line_cure': {
    en: (a: { where: string }) => `kapa does not guess what was meant: repair that line (${a.where}).`,
    es: (a: { where: string }) => `kapa no adivina la intención: corrija esa línea (${a.where}).`,
  },
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
  'resources.cron_user_field': {
    en: (a: { user: string }) =>
      `The command begins with ${a.user}: that is no program, but looks like the user field of /etc/cron.d.`,
    es: (a: { user: string }) =>
      `El comando empieza por ${a.user}: no es un programa, parece el campo de usuario de /etc/cron.d.`,
  },
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
  'resources.cron_too_long': {
    en: (a: { length: number; most: number }) =>
      `The command comes to ${a.length} bytes; with more than ${a.most} cron drops the whole crontab.`,
    es: (a: { length: number; most: number }) =>
      `El comando ocupa ${a.length} bytes; con más de ${a.most} cron descarta todo el crontab.`,
  },
  'resources.cron_too_long_cure': {
    en: () => 'Put it into a script.',
    es: () => 'Póngalo en un script.',
  },
  'resources.cron_name': {
    en: (a: { name: string }) => `cron ignores /etc/cron.d/${a.name} without a word, for its name.`,
    es: (a: { name: string }) => `cron ignora /etc/cron.d/${a.name} sin avisar, por su nombre.`,
  },
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
} as const satisfies Catalogue;

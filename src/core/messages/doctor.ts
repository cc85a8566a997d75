import { count, type Catalogue } from './message.ts';

export const doctor = {
  'doctor.well': {
    en: () => 'All is well.',
    es: () => 'Todo está bien.',
  },
  'doctor.ill': {
    en: (a: { count: number }) => `${count(a.count, 'thing')} to put right`,
    es: (a: { count: number }) => `${a.count === 1 ? '1 cosa' : `${a.count} cosas`} por arreglar`,
  },
  'doctor.not_yet_checked': {
    en: (a: { group: string }) => `group ${a.group} was not checked yet`,
    es: (a: { group: string }) => `el grupo ${a.group} todavía no se ha chequeado`,
  },
  'doctor.not_checked': {
    en: (a: { group: string }) => `group ${a.group} has not been checked in the last two days`,
    es: (a: { group: string }) => `el grupo ${a.group} no se ha chequeado en los últimos dos días`,
  },
  'doctor.last_check': {
    en: (a: { group: string; ago: string }) => `group ${a.group} was checked ${a.ago} ago`,
    es: (a: { group: string; ago: string }) => `el grupo ${a.group} se chequeó hace ${a.ago}`,
  },
  'doctor.last_check_cure': {
    en: (a: { group: string }) =>
      `run kapa check --group ${a.group} by hand; if that works, look at the cron findings above and in journalctl -u cron`,
    es: (a: { group: string }) =>
      `ejecute a mano kapa check --group ${a.group}; si funciona, revise arriba lo que se dice de cron, y journalctl -u cron`,
  },
  'doctor.pm2_unknown': {
    en: (a: { app: string; reason: string }) => `PM2's ${a.app} cannot be asked about: ${a.reason}`,
    es: (a: { app: string; reason: string }) => `no se puede preguntar a PM2 por ${a.app}: ${a.reason}`,
  },
  'doctor.pm2_unknown_cure': {
    en: () =>
      'run kapa as root, or as the user whose PM2 it is; a hung daemon is ended with pm2 kill and started with pm2 resurrect',
    es: () =>
      'ejecute kapa como root o como el usuario dueño de ese PM2; un demonio colgado se termina con pm2 kill y se inicia con pm2 resurrect',
  },
  'doctor.pm2_ok': {
    en: (a: { app: string; status: string }) => `PM2 answers: ${a.app} is ${a.status}`,
    es: (a: { app: string; status: string }) => `PM2 responde: ${a.app} está ${a.status}`,
  },
  'doctor.pm2_not_there': {
    en: (a: { app: string; user: string; status: string }) =>
      `user ${a.user}'s PM2 does not run ${a.app} (${a.status})`,
    es: (a: { app: string; user: string; status: string }) =>
      `el PM2 del usuario ${a.user} no ejecuta ${a.app} (${a.status})`,
  },
  'doctor.pm2_start': {
    en: (a: { app: string; user: string }) =>
      `as ${a.user}: pm2 start ecosystem.config.js --only ${a.app} && pm2 save`,
    es: (a: { app: string; user: string }) =>
      `como ${a.user}: pm2 start ecosystem.config.js --only ${a.app} && pm2 save`,
  },
  'doctor.pm2_other_user': {
    en: (a: { app: string; user: string }) =>
      `${a.app} runs under user ${a.user}: write user: ${a.user} in the probe and in the remedies`,
    es: (a: { app: string; user: string }) =>
      `${a.app} corre con el usuario ${a.user}: escriba user: ${a.user} en la sonda y en los remedios`,
  },
  'doctor.no_logrotate': {
    en: () => 'logrotate is not installed',
    es: () => 'logrotate no está instalado',
  },
  'doctor.no_logrotate_cure': {
    en: () => 'apt-get install logrotate',
    es: () => 'apt-get install logrotate',
  },
  'doctor.rotation_unknown': {
    en: () => '/etc/logrotate.d cannot be read',
    es: () => 'no se puede leer /etc/logrotate.d',
  },
  'doctor.rotated': {
    en: (a: { log: string }) => `${a.log} is rotated`,
    es: (a: { log: string }) => `logrotate rota ${a.log}`,
  },
  'doctor.not_rotated': {
    en: (a: { log: string }) => `nothing rotates ${a.log}`,
    es: (a: { log: string }) => `ninguna regla de logrotate rota ${a.log}`,
  },
  'doctor.not_rotated_cure': {
    en: () => 'declare it in a logrotate resource, then kapa apply',
    es: () => 'declárelo en un recurso logrotate y ejecute kapa apply',
  },
  'doctor.disk': {
    en: (a: { path: string; free: string }) => `${a.path} has ${a.free} free`,
    es: (a: { path: string; free: string }) => `${a.path} tiene ${a.free} libres`,
  },
  'doctor.disk_unknown': {
    en: (a: { path: string; reason: string }) => `the room left on ${a.path} is unknown: ${a.reason}`,
    es: (a: { path: string; reason: string }) => `no se sabe cuánto espacio queda en ${a.path}: ${a.reason}`,
  },
  'doctor.disk_cure': {
    en: () =>
      'make room, inodes included (df -h, df -i): while it is full kapa still acts, but remembers and logs nothing',
    es: () =>
      'libere espacio e inodos (df -h, df -i): mientras esté lleno, kapa actúa pero no recuerda ni registra nada',
  },
  'doctor.state_not_yet': {
    en: (a: { path: string }) => `${a.path} is made at the first check`,
    es: (a: { path: string }) => `${a.path} se crea en el primer chequeo`,
  },
  'doctor.state_unreadable': {
    en: (a: { path: string; reason: string }) => `${a.path} cannot be looked at: ${a.reason}`,
    es: (a: { path: string; reason: string }) => `no se puede revisar ${a.path}: ${a.reason}`,
  },
  'doctor.state_open': {
    en: (a: { path: string }) => `others than its owner can enter ${a.path}`,
    es: (a: { path: string }) => `otros además de su dueño pueden entrar en ${a.path}`,
  },
  'doctor.state_open_cure': {
    en: (a: { path: string }) => `chmod 0700 ${a.path}`,
    es: (a: { path: string }) => `chmod 0700 ${a.path}`,
  },
  'doctor.state_ok': {
    en: (a: { path: string }) => `${a.path} is its owner's alone`,
    es: (a: { path: string }) => `${a.path} es solo de su dueño`,
  },
  'doctor.probes_ok': {
    en: (a: { count: number }) => `${count(a.count, 'probe')} can measure`,
    es: (a: { count: number }) => `${a.count === 1 ? '1 sonda puede' : `${a.count} sondas pueden`} medir`,
  },
  'doctor.pause_cure': {
    en: () => 'kapa resume ends it',
    es: () => 'kapa resume la termina',
  },
  'doctor.watching': {
    en: () => 'kapa watch runs',
    es: () => 'kapa watch está en ejecución',
  },
  'doctor.no_job': {
    en: (a: { group: string }) => `no cron job checks group ${a.group}`,
    es: (a: { group: string }) => `ninguna tarea de cron chequea el grupo ${a.group}`,
  },
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
  'doctor.job_lacks': {
    en: (a: { group: string; file: string; program: string; path: string }) =>
      `the job for group ${a.group} in ${a.file} will not find ${a.program} on its PATH, ${a.path}`,
    es: (a: { group: string; file: string; program: string; path: string }) =>
      `la tarea del grupo ${a.group} en ${a.file} no encontrará ${a.program} en su PATH, ${a.path}`,
  },
  'doctor.job_lacks_cure': {
    en: () => "write the job's PATH, or let kapa apply do it: its cron resource writes what the job needs",
    es: () =>
      'escriba el PATH de la tarea, o deje que lo haga kapa apply: su recurso cron escribe lo que la tarea necesita',
  },
  'doctor.job': {
    en: (a: { group: string; file: string }) => `a cron job checks group ${a.group} (${a.file})`,
    es: (a: { group: string; file: string }) => `una tarea de cron chequea el grupo ${a.group} (${a.file})`,
  },
  'doctor.cron_file_name': {
    en: (a: { path: string }) => `cron ignores ${a.path} for its name: letters, digits, _ and - only`,
    es: (a: { path: string }) =>
      `cron ignora ${a.path} por su nombre: solo se admiten letras, números, _ y -`,
  },
  'doctor.cron_file_rights': {
    en: (a: { path: string }) => `cron ignores ${a.path}: it must be root's, and writable for nobody else`,
    es: (a: { path: string }) => `cron ignora ${a.path}: debe ser de root y nadie más debe poder escribirlo`,
  },
  'doctor.cron_file_newline': {
    en: (a: { path: string }) => `cron ignores all of ${a.path}: its last line has no newline`,
    es: (a: { path: string }) => `cron ignora todo ${a.path}: su última línea no termina en salto de línea`,
  },
  'doctor.apache_down': {
    en: () => 'Apache does not run',
    es: () => 'Apache no está en ejecución',
  },
  'doctor.apache_down_cure': {
    en: () => 'apache2ctl configtest tells why; then systemctl start apache2',
    es: () => 'apache2ctl configtest dice por qué; después, systemctl start apache2',
  },
  'doctor.apache_runs': {
    en: () => 'Apache runs',
    es: () => 'Apache está en ejecución',
  },
  'doctor.modules_unknown': {
    en: () => "Apache's modules cannot be listed",
    es: () => 'no se pueden enumerar los módulos de Apache',
  },
  'doctor.module_missing': {
    en: (a: { module: string }) => `Apache's module ${a.module} is not enabled`,
    es: (a: { module: string }) => `el módulo ${a.module} de Apache no está activado`,
  },
  'doctor.module_missing_cure': {
    en: (a: { module: string }) =>
      `declare apache_module: { ${a.module}: enabled }, then kapa apply (by hand: a2enmod ${a.module})`,
    es: (a: { module: string }) =>
      `declare apache_module: { ${a.module}: enabled } y ejecute kapa apply (a mano: a2enmod ${a.module})`,
  },
  'doctor.mpm': {
    en: (a: { mpm: string }) => `Apache uses ${a.mpm}`,
    es: (a: { mpm: string }) => `Apache usa ${a.mpm}`,
  },
  'doctor.mpm_wrong': {
    en: (a: { found: string; declared: string }) =>
      `Apache has ${a.found} enabled; the policies declare ${a.declared}`,
    es: (a: { found: string; declared: string }) =>
      `Apache tiene activado ${a.found}; las políticas declaran ${a.declared}`,
  },
  'doctor.mpm_wrong_cure': {
    en: () => 'kapa apply enables the declared one and disables the others; it needs a restart',
    es: () => 'kapa apply activa el declarado y desactiva los demás; requiere reiniciar Apache',
  },
  'doctor.notified': {
    en: () => 'a test alert went to every channel',
    es: () => 'se envió una alerta de prueba a cada canal',
  },
  'doctor.not_notified': {
    en: (a: { reason: string }) => `the test alert did not arrive: ${a.reason}`,
    es: (a: { reason: string }) => `la alerta de prueba no llegó: ${a.reason}`,
  },
  'doctor.no_channels': {
    en: () => 'no notification channel is declared',
    es: () => 'no hay ningún canal de notificación declarado',
  },
  'doctor.no_channels_cure': {
    en: () => 'add settings.notify.channels to a policy',
    es: () => 'agregue settings.notify.channels a una política',
  },
  'doctor.test_alert': {
    en: () => 'This is a test alert from kapa doctor; nothing is wrong.',
    es: () => 'Esta es una alerta de prueba de kapa doctor; no hay ningún problema.',
  },
  'doctor.not_notified_cure': {
    en: () => 'look at the channel in settings.notify; kapa doctor --notify tries again',
    es: () => 'revise el canal en settings.notify; kapa doctor --notify lo intenta otra vez',
  },
} as const satisfies Catalogue;

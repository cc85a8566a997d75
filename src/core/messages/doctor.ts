import { count, decimalComma, type Catalogue, message } from './message.ts';

export const doctor = {
  'doctor.well': {
    en: () => 'All is well.',
    es: () => 'Todo está bien.',
  },
  'doctor.well_but': message<{ count: number }>({
    en: (a) => `All works; ${count(a.count, 'thing')} to consider`,
    es: (a) => `Todo funciona; ${a.count === 1 ? '1 cosa' : `${a.count} cosas`} por considerar`,
  }),
  'doctor.ill': message<{ count: number }>({
    en: (a) => `${count(a.count, 'thing')} to put right`,
    es: (a) => `${a.count === 1 ? '1 cosa' : `${a.count} cosas`} por arreglar`,
  }),
  'doctor.not_yet_checked': message<{ group: string }>({
    en: (a) => `group ${a.group} was not checked yet`,
    es: (a) => `el grupo ${a.group} todavía no se ha chequeado`,
  }),
  'doctor.not_checked': message<{ group: string }>({
    en: (a) => `group ${a.group} has not been checked in the last two days`,
    es: (a) => `el grupo ${a.group} no se ha chequeado en los últimos dos días`,
  }),
  'doctor.last_check': message<{ group: string; ago: string }>({
    en: (a) => `group ${a.group} was checked ${a.ago} ago`,
    es: (a) => `el grupo ${a.group} se chequeó hace ${a.ago}`,
  }),
  'doctor.last_check_cure': message<{ group: string }>({
    en: (a) =>
      `run kapa check --group ${a.group} by hand; if that works, look at the cron findings above and in journalctl -u cron`,
    es: (a) =>
      `ejecute a mano kapa check --group ${a.group}; si funciona, revise arriba lo que se dice de cron, y journalctl -u cron`,
  }),
  'doctor.scheduled': message<{ group: string; where: string }>({
    en: (a) => `group ${a.group} is checked by ${a.where}`,
    es: (a) => `al grupo ${a.group} lo chequea ${a.where}`,
  }),
  'doctor.scheduled_twice': message<{ group: string; where: string }>({
    en: (a) => `group ${a.group} is checked by more than one: ${a.where}`,
    es: (a) => `al grupo ${a.group} lo chequea más de uno: ${a.where}`,
  }),
  'doctor.scheduled_twice_cure': {
    en: () =>
      'keep one: disable the timer (systemctl disable --now), take the job out of cron, or stop the watch',
    es: () =>
      'deje uno: deshabilite el timer (systemctl disable --now), quite la tarea de cron, o detenga el watch',
  },
  'doctor.not_scheduled': message<{ group: string }>({
    en: (a) => `nothing checks group ${a.group}: neither kapa watch, nor cron, nor a timer of kapa's`,
    es: (a) => `nada chequea el grupo ${a.group}: ni kapa watch, ni cron, ni un timer de kapa`,
  }),
  'doctor.not_scheduled_cure': message<{ group: string }>({
    en: (a) =>
      `take one: systemctl enable --now kapa-watch or kapa-check@${a.group}.timer (of the package), or a cron resource and kapa apply`,
    es: (a) =>
      `elija uno: systemctl enable --now kapa-watch o kapa-check@${a.group}.timer (del paquete), o un recurso cron y kapa apply`,
  }),
  'doctor.schedule_unknown': message<{ group: string; reason: string }>({
    en: (a) => `it is unknown who checks group ${a.group}: ${a.reason}`,
    es: (a) => `no se sabe quién chequea el grupo ${a.group}: ${a.reason}`,
  }),
  'doctor.watching_unknown': {
    en: () => 'a kapa watch runs that you may not look into',
    es: () => 'corre un kapa watch que usted no puede examinar',
  },
  'doctor.two_kapas': message<{ paths: string }>({
    en: (a) =>
      `more than one kapa is installed: ${a.paths}; cron, systemd and people may start different ones`,
    es: (a) =>
      `hay más de un kapa instalado: ${a.paths}; cron, systemd y las personas pueden iniciar uno distinto`,
  }),
  'doctor.two_kapas_cure': {
    en: () => 'keep one: npm uninstall --global kapa, or apt remove kapa',
    es: () => 'deje uno: npm uninstall --global kapa, o apt remove kapa',
  },
  'doctor.node': message<{ version: string; path: string }>({
    en: (a) => `kapa runs on Node ${a.version} (${a.path}), with its code cache`,
    es: (a) => `kapa corre con Node ${a.version} (${a.path}), con su caché de código`,
  }),
  'doctor.no_code_cache': message<{ version: string; path: string; folder: string }>({
    en: (a) =>
      `kapa runs on Node ${a.version} (${a.path}) without a code cache of that Node (${a.folder}): it starts slower`,
    es: (a) =>
      `kapa corre con Node ${a.version} (${a.path}) sin la caché de código de ese Node (${a.folder}): inicia más lento`,
  }),
  'doctor.no_code_cache_cure': {
    en: () =>
      'have it made: npm rebuild --global kapa, or /usr/lib/kapa/make-code-cache where the Debian package installed kapa',
    es: () =>
      'hágala crear: npm rebuild --global kapa, o /usr/lib/kapa/make-code-cache si kapa vino con el paquete Debian',
  },
  'doctor.many_backups': message<{ path: string; count: number; keep: number }>({
    en: (a) => `${a.count} backups stand beside ${a.path}, where ${a.keep} are kept`,
    es: (a) => `hay ${a.count} copias de respaldo junto a ${a.path}, donde se guardan ${a.keep}`,
  }),
  'doctor.many_backups_cure': message<{ path: string }>({
    en: (a) =>
      `look at ls ${a.path}.backup_* and kapa backups, and remove what nobody needs: kapa removes none that others made or changed`,
    es: (a) =>
      `revise ls ${a.path}.backup_* y kapa backups, y borre lo que nadie necesite: kapa no borra las que otros hicieron o cambiaron`,
  }),
  'doctor.pm2_unknown': message<{ app: string; reason: string }>({
    en: (a) => `PM2's ${a.app} cannot be asked about: ${a.reason}`,
    es: (a) => `no se puede preguntar a PM2 por ${a.app}: ${a.reason}`,
  }),
  'doctor.pm2_unknown_cure': {
    en: () =>
      'run kapa as root, or as the user whose PM2 it is; a hung daemon is ended with pm2 kill and started with pm2 resurrect',
    es: () =>
      'ejecute kapa como root o como el usuario dueño de ese PM2; un demonio colgado se termina con pm2 kill y se inicia con pm2 resurrect',
  },
  'doctor.pm2_ok': message<{ app: string; status: string }>({
    en: (a) => `PM2 answers: ${a.app} is ${a.status}`,
    es: (a) => `PM2 responde: ${a.app} está ${a.status}`,
  }),
  'doctor.pm2_not_there': message<{ app: string; user: string; status: string }>({
    en: (a) => `user ${a.user}'s PM2 does not run ${a.app} (${a.status})`,
    es: (a) => `el PM2 del usuario ${a.user} no ejecuta ${a.app} (${a.status})`,
  }),
  'doctor.pm2_start': message<{ app: string; user: string }>({
    en: (a) => `as ${a.user}: pm2 start ecosystem.config.js --only ${a.app} && pm2 save`,
    es: (a) => `como ${a.user}: pm2 start ecosystem.config.js --only ${a.app} && pm2 save`,
  }),
  'doctor.pm2_install': message<{ user: string; start: string }>({
    en: (a) => `no pm2 is found for ${a.user}: npm install --global pm2, then ${a.start}`,
    es: (a) => `no se encuentra pm2 para ${a.user}: npm install --global pm2, luego ${a.start}`,
  }),
  'doctor.pm2_other_user': message<{ app: string; user: string }>({
    en: (a) => `${a.app} runs under user ${a.user}: write user: ${a.user} in the probe and in the remedies`,
    es: (a) =>
      `${a.app} corre con el usuario ${a.user}: escriba user: ${a.user} en la sonda y en los remedios`,
  }),
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
  'doctor.rotated': message<{ log: string }>({
    en: (a) => `${a.log} is rotated`,
    es: (a) => `logrotate rota ${a.log}`,
  }),
  'doctor.not_rotated': message<{ log: string }>({
    en: (a) => `nothing rotates ${a.log}`,
    es: (a) => `ninguna regla de logrotate rota el archivo ${a.log}`,
  }),
  'doctor.not_rotated_cure': {
    en: () => 'declare it in a logrotate resource, then kapa apply',
    es: () => 'declárelo en un recurso logrotate y ejecute kapa apply',
  },
  'doctor.disk': message<{ path: string; free: string }>({
    en: (a) => `${a.path} has ${a.free} free`,
    es: (a) => `${a.path} tiene ${decimalComma(a.free)} libres`,
  }),
  'doctor.disk_unknown': message<{ path: string; reason: string }>({
    en: (a) => `the room left on ${a.path} is unknown: ${a.reason}`,
    es: (a) => `no se sabe cuánto espacio queda en ${a.path}: ${a.reason}`,
  }),
  'doctor.disk_cure': {
    en: () =>
      'make room, inodes included (df -h, df -i): while it is full kapa still acts, but remembers and logs nothing',
    es: () =>
      'libere espacio e inodos (df -h, df -i): mientras esté lleno, kapa actúa pero no recuerda ni registra nada',
  },
  'doctor.state_not_yet': message<{ path: string }>({
    en: (a) => `${a.path} is made at the first check`,
    es: (a) => `${a.path} se crea en el primer chequeo`,
  }),
  'doctor.state_unreadable': message<{ path: string; reason: string }>({
    en: (a) => `${a.path} cannot be looked at: ${a.reason}`,
    es: (a) => `no se puede revisar ${a.path}: ${a.reason}`,
  }),
  'doctor.state_open': message<{ path: string }>({
    en: (a) => `others than its owner can enter ${a.path}`,
    es: (a) => `otros además de su dueño pueden entrar en ${a.path}`,
  }),
  'doctor.state_open_cure': message<{ path: string }>({
    en: (a) => `chmod 0700 ${a.path}`,
    es: (a) => `chmod 0700 ${a.path}`,
  }),
  'doctor.state_ok': message<{ path: string }>({
    en: (a) => `${a.path} is its owner's alone`,
    es: (a) => `${a.path} es solo de su dueño`,
  }),
  'doctor.probes_ok': message<{ count: number }>({
    en: (a) => `${count(a.count, 'probe')} can measure`,
    es: (a) => `${a.count === 1 ? '1 sonda puede' : `${a.count} sondas pueden`} medir`,
  }),
  'doctor.order': message<{ rule: string; order: string }>({
    en: (a) => `${a.rule}: ${a.order}`,
    es: (a) => `${a.rule}: ${a.order}`,
  }),
  'doctor.order_cure': message<{ kind: string; rule: string }>({
    en: (a) => `kapa ${a.kind} "${a.rule}" --end ends it`,
    es: (a) => `kapa ${a.kind} "${a.rule}" --end lo termina`,
  }),
  'doctor.pause_cure': {
    en: () => 'kapa resume ends it',
    es: () => 'kapa resume la termina',
  },
  'doctor.notified': {
    en: () => 'a test alert went to every channel',
    es: () => 'se envió una alerta de prueba a cada canal',
  },
  'doctor.not_notified': message<{ reason: string }>({
    en: (a) => `the test alert did not arrive: ${a.reason}`,
    es: (a) => `la alerta de prueba no llegó: ${a.reason}`,
  }),
  'doctor.no_channels': {
    en: () => 'no notification channel is declared: when a rule alerts, nobody is told',
    es: () => 'no hay ningún canal de notificación declarado: si una regla alerta, nadie se entera',
  },
  'doctor.no_channels_cure': {
    en: () => 'add settings.notify.channels to a policy (kapa explain channel), then kapa doctor --notify',
    es: () =>
      'agregue settings.notify.channels a una política (kapa explain channel) y luego kapa doctor --notify',
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

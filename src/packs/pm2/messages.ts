import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const pm2Messages = {
  'lint.guessed_owner': message<{ app: string }>({
    en: (a) => `whose PM2 runs ${a.app} is guessed from its name, which any user may give an application`,
    es: (a) =>
      `se adivina de quién es el PM2 que ejecuta ${a.app} por su nombre, que cualquier usuario puede darle a una aplicación`,
  }),
  'lint.guessed_owner_cure': {
    en: () => 'name it: user: NAME, or home: FOLDER where its PM2 has another folder than ~/.pm2',
    es: () => 'indíquelo: user: NOMBRE, o home: CARPETA si su PM2 tiene otra carpeta que ~/.pm2',
  },
  'doctor.pm2_two_daemons': message<{ home: string; user: string; pids: string }>({
    en: (a) =>
      `more than one daemon of PM2 works in ${a.home}: nobody reaches ${a.pids} any more, and what it runs goes on`,
    es: (a) =>
      `más de un demonio de PM2 trabaja en ${a.home}: a ${a.pids} ya nadie llega, y lo que ejecuta sigue corriendo`,
  }),
  'doctor.pm2_two_daemons_cure': message<{ home: string; user: string; pids: string }>({
    en: (a) =>
      `kill ${a.pids}; it takes what it runs along. Then, as ${a.user}: pm2 resurrect, for what the other daemon does not have`,
    es: (a) =>
      `kill ${a.pids}; se lleva lo que ejecuta. Luego, como ${a.user}: pm2 resurrect, para lo que el otro demonio no tenga`,
  }),
  'doctor.pm2_unsaved': message<{ file: string; apps: string }>({
    en: (a) => `${a.file} lacks what runs: ${a.apps}; after a reboot PM2 does not start it`,
    es: (a) =>
      `en ${a.file} falta lo que está corriendo: ${a.apps}; al reiniciar el servidor, PM2 no lo inicia`,
  }),
  'doctor.pm2_unsaved_cure': message<{ user: string }>({
    en: (a) => `as ${a.user}: pm2 save`,
    es: (a) => `como ${a.user}: pm2 save`,
  }),
  'doctor.pm2_dump_unknown': message<{ file: string; reason: string }>({
    en: (a) => `it is unknown whether ${a.file} has what runs: ${a.reason}`,
    es: (a) => `no se sabe si ${a.file} tiene lo que está corriendo: ${a.reason}`,
  }),
  'doctor.pm2_unrotated': message<{ count: number; log: string }>({
    en: (a) => `nothing rotates ${a.log}${a.count === 1 ? '' : `, nor ${a.count - 1} other logs of PM2`}`,
    es: (a) => `nada rota ${a.log}${a.count === 1 ? '' : `, ni otros ${a.count - 1} logs de PM2`}`,
  }),
  'doctor.pm2_unrotated_cure': message<{ user: string; home: string }>({
    en: (a) =>
      `as ${a.user}: pm2 install pm2-logrotate; or a logrotate resource with copytruncate for ${a.home}/logs/*.log`,
    es: (a) =>
      `como ${a.user}: pm2 install pm2-logrotate; o un recurso logrotate con copytruncate para ${a.home}/logs/*.log`,
  }),
  'measure.pm2_no_home': message<{ home: string }>({
    en: (a) => `There is no folder ${a.home}, so its owner is not known: name whose PM2 it is with "user".`,
    es: (a) =>
      `No existe la carpeta ${a.home}, así que no se conoce su dueño: indique de quién es el PM2 con "user".`,
  }),
  'measure.pm2_two_homes': message<{ app: string; users: string }>({
    en: (a) => `${a.app} is known to the PM2 of several users (${a.users}): name one with \`user\`.`,
    es: (a) => `El PM2 de varios usuarios conoce ${a.app} (${a.users}): indique uno con \`user\`.`,
  }),
  'measure.pm2_not_deleted': message<{ name: string }>({
    en: (a) => `PM2 brings ${a.name} back, restarts and all, each time that it is deleted.`,
    es: (a) => `PM2 recupera ${a.name}, con sus reinicios, cada vez que se elimina.`,
  }),
  'measure.reset': message<{ name: string }>({
    en: (a) => `Reset ${a.name}: deleted, started anew and saved.`,
    es: (a) => `Reset de ${a.name}: eliminado, iniciado de nuevo y guardado.`,
  }),
  'measure.resurrected': message<{ user: string }>({
    en: (a) => `No PM2 daemon ran for ${a.user}: its saved list was brought back.`,
    es: (a) => `No había demonio PM2 de ${a.user}: se recuperó su lista guardada.`,
  }),
  'measure.pm2_unknown_app': message<{ app: string; user: string }>({
    en: (a) => `The PM2 of ${a.user} does not know ${a.app}: only pm2_reset can start it.`,
    es: (a) => `El PM2 de ${a.user} no conoce ${a.app}: solo pm2_reset puede iniciarla.`,
  }),
  'measure.no_pm2': message<{ user: string }>({
    en: (a) =>
      `The pm2 command of ${a.user} is found neither beside the daemon's Node, nor in the home, nor in /usr/local/bin or /usr/bin.`,
    es: (a) =>
      `No se encuentra el comando pm2 de ${a.user}: ni junto al Node del demonio, ni en su carpeta personal, ni en /usr/local/bin o /usr/bin.`,
  }),
  'resources.pm2_no_ecosystem': message<{ path: string }>({
    en: (a) => `${a.path} is not there: PM2 cannot start the app from it.`,
    es: (a) => `${a.path} no existe: PM2 no puede iniciar la aplicación.`,
  }),
  'services.pm2_failed': message<{ user: string; effect: string; output: string }>({
    en: (a) => `pm2 ${a.effect} as ${a.user} failed${a.output === '' ? '.' : `: ${a.output}`}`,
    es: (a) => `pm2 ${a.effect} como ${a.user} falló${a.output === '' ? '.' : `: ${a.output}`}`,
  }),
  'check.label.restarts': { en: () => 'Restarts', es: () => 'Reinicios' },
  'pm2.name_parted': message<{ name: string }>({
    en: (a) => `PM2 cannot start ${a.name} alone: \`pm2 start --only\` parts its name at blanks and commas`,
    es: (a) =>
      `PM2 no puede iniciar solo ${a.name}: \`pm2 start --only\` parte su nombre en espacios y comas`,
  }),
  'pm2.name_misread': message<{ name: string }>({
    en: (a) =>
      `PM2 takes ${a.name} for something else than a name: a number is an id, "all" is every application, /x/ a pattern; give it another name`,
    es: (a) =>
      `PM2 toma ${a.name} por algo distinto de un nombre: un número es un id, "all" son todas las aplicaciones, /x/ es un patrón; póngale otro nombre`,
  }),
  'pm2.no_library': message<{ program: string }>({
    en: (a) => `${a.program} leads to no package of PM2, whose own code reads ecosystem files`,
    es: (a) => `${a.program} no lleva a un paquete de PM2, cuyo propio código lee los archivos de ecosistema`,
  }),
  'pm2.no_ecosystem_name': message<{ file: string }>({
    en: (a) =>
      `PM2 would run ${a.file} as a program: its name must have .config.js, .config.cjs, .json, .yml or .yaml in it`,
    es: (a) =>
      `PM2 ejecutaría ${a.file} como un programa: su nombre debe tener .config.js, .config.cjs, .json, .yml o .yaml`,
  }),
  'pm2.no_such_app': message<{ file: string; name: string; names: string }>({
    en: (a) =>
      `${a.file} gives PM2 no application ${a.name}${a.names === '' ? ', nor any other' : `, but: ${a.names}`}`,
    es: (a) =>
      `${a.file} no le da a PM2 ninguna aplicación ${a.name}${a.names === '' ? ', ni otra' : `, sino: ${a.names}`}`,
  }),
  'pm2.malformed': message<{ file: string; reason: string }>({
    en: (a) => `PM2 cannot read ${a.file}: ${a.reason}`,
    es: (a) => `PM2 no puede leer ${a.file}: ${a.reason}`,
  }),
  'pm2.cannot_start': message<{ file: string; name: string; reason: string }>({
    en: (a) => `PM2 cannot start ${a.name} from ${a.file}: ${a.reason}`,
    es: (a) => `PM2 no puede iniciar ${a.name} con ${a.file}: ${a.reason}`,
  }),
  'pm2.ecosystem_ends': message<{ file: string; status: number }>({
    en: (a) =>
      `${a.file} ends whoever reads it (exit status ${a.status}), PM2 as well: it gives nothing to start`,
    es: (a) =>
      `${a.file} termina a quien lo lea (código de salida ${a.status}), también a PM2: no da nada que iniciar`,
  }),
  'pm2.unread_ecosystem': message<{ file: string; reason: string }>({
    en: (a) =>
      `What ${a.file} gives PM2 could not be found out, by a program that reads it as PM2 does: ${a.reason}`,
    es: (a) =>
      `No se pudo averiguar qué le da ${a.file} a PM2, con un programa que lo lee como PM2: ${a.reason}`,
  }),
  'pm2.not_there': message<{ name: string }>({
    en: (a) => `pm2 start ended well, and PM2 does not have ${a.name}: its list was not saved`,
    es: (a) => `pm2 start terminó bien y PM2 no tiene ${a.name}: no se guardó su lista`,
  }),
  'pm2.does_not_stay': message<{ name: string; status: string }>({
    en: (a) => `${a.name} does not stay (${a.status}): PM2's list was not saved`,
    es: (a) => `${a.name} no se mantiene (${a.status}): no se guardó la lista de PM2`,
  }),
  'pm2.ends_by_itself': message<{ name: string; file: string }>({
    en: (a) =>
      `${a.name} is a job that ends or begins by itself (autorestart or cron_restart in ${a.file}), and is not online: declare status: known`,
    es: (a) =>
      `${a.name} es una tarea que termina o empieza por sí misma (autorestart o cron_restart en ${a.file}) y no está en línea: declare status: known`,
  }),
  'pm2.not_online': message<{ name: string; status: string }>({
    en: (a) => `PM2 starts ${a.name}, and it does not stay online (${a.status}): pm2 logs ${a.name} says why`,
    es: (a) =>
      `PM2 inicia ${a.name} y no se mantiene en línea (${a.status}): pm2 logs ${a.name} dice por qué`,
  }),
  'pm2.answers_again': message<{ user: string }>({
    en: (a) => `The PM2 daemon of ${a.user} was only late: it answers again.`,
    es: (a) => `El demonio PM2 de ${a.user} solo estaba retrasado: ya responde.`,
  }),
  'pm2.nothing_saved': message<{ user: string }>({
    en: (a) =>
      `the PM2 of ${a.user} has saved no application that could be brought back once its daemon is ended`,
    es: (a) =>
      `el PM2 de ${a.user} no ha guardado ninguna aplicación que se pudiera recuperar una vez terminado su demonio`,
  }),
  'pm2.renewed': message<{ user: string; apps: number }>({
    en: (a) => `Renewed the PM2 daemon of ${a.user}; applications brought back: ${a.apps}.`,
    es: (a) => `Se renovó el demonio PM2 de ${a.user}; aplicaciones recuperadas: ${a.apps}.`,
  }),
  'pm2.renewed_unsaved': message<{ user: string; apps: number }>({
    en: (a) =>
      `Renewed the PM2 daemon of ${a.user}, which did not answer; applications brought back from its saved list: ${a.apps}. One that ran and was not saved is gone.`,
    es: (a) =>
      `Se renovó el demonio PM2 de ${a.user}, que no respondía; aplicaciones recuperadas de su lista guardada: ${a.apps}. Una que corría sin estar guardada ya no está.`,
  }),
  'pm2.not_back': message<{ user: string; names: string }>({
    en: (a) => `The PM2 daemon of ${a.user} was renewed, and these are not back online: ${a.names}.`,
    es: (a) => `Se renovó el demonio PM2 de ${a.user}, y estas no volvieron a estar en línea: ${a.names}.`,
  }),
  'pm2.runs_kapa': message<{ user: string }>({
    en: (a) => `the PM2 of ${a.user} runs a kapa, which would end with it`,
    es: (a) => `el PM2 de ${a.user} ejecuta un kapa, que terminaría con él`,
  }),
  'pm2.about_to_reset': message<{ app: string }>({
    en: (a) => `delete ${a.app} in PM2, free its port, start it clean and save`,
    es: (a) => `borrar ${a.app} en PM2, liberar su puerto, arrancarlo limpio y guardar`,
  }),
} as const satisfies Catalogue;

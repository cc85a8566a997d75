import type { Catalogue } from './message.ts';

export const measure = {
  'measure.unreadable': {
    en: (a: { path: string; reason: string }) => `${a.path} cannot be read (${a.reason}).`,
    es: (a: { path: string; reason: string }) => `${a.path} no se puede leer (${a.reason}).`,
  },
  'measure.no_file': {
    en: (a: { path: string }) => `${a.path} is no ordinary file.`,
    es: (a: { path: string }) => `${a.path} no es un archivo corriente.`,
  },
  'measure.disk_hangs': {
    en: (a: { path: string; seconds: number }) =>
      `The file system of ${a.path} does not answer within ${a.seconds} s: look at the server that it is mounted from.`,
    es: (a: { path: string; seconds: number }) =>
      `El sistema de archivos de ${a.path} no responde en ${a.seconds} s: revise el servidor remoto.`,
  },
  'measure.absent': {
    en: (a: { path: string }) => `${a.path} is not there.`,
    es: (a: { path: string }) => `${a.path} no existe.`,
  },
  'measure.not_live': {
    en: (a: { root: string }) => `Nothing runs below ${a.root}: only a live host can be measured.`,
    es: (a: { root: string }) =>
      `Nada se ejecuta bajo ${a.root}: solo se puede medir un servidor en ejecución.`,
  },
  'measure.no_tcp_table': {
    en: () => 'The kernel shows no table of TCP sockets (/proc/net/tcp).',
    es: () => 'El kernel no muestra ninguna tabla de sockets TCP (/proc/net/tcp).',
  },
  'measure.owner_hidden': {
    en: (a: { port: number }) => `Who holds port ${a.port} cannot be seen: run kapa as root.`,
    es: (a: { port: number }) => `No se puede ver quién ocupa el puerto ${a.port}: ejecute kapa como root.`,
  },
  'measure.holder_unseen': {
    en: (a: { place: string }) =>
      `${a.place} is taken, and no process that can be seen here holds the socket: its holder is in another container, or it was handed on and not taken yet. Look for it with ss -ltnp.`,
    es: (a: { place: string }) =>
      `${a.place} está ocupado y ningún proceso visible aquí tiene el socket: está en otro contenedor, o alguien lo entregó y nadie lo ha recibido. Búsquelo con ss -ltnp.`,
  },
  'measure.holders_late': {
    en: (a: { port: number }) =>
      `Who holds port ${a.port} was not found: some process keeps hundreds of thousands of files open.`,
    es: (a: { port: number }) =>
      `No se encontró quién ocupa el puerto ${a.port}: algún proceso tiene abiertos cientos de miles de archivos.`,
  },
  'measure.too_many_sockets': {
    en: () => 'There are more TCP sockets than kapa reads (some 400,000): end what opens them.',
    es: () => 'Hay más sockets TCP de los que kapa lee (unos 400.000): termine lo que los abre.',
  },
  'measure.no_account': {
    en: (a: { name: string }) => `There is no user ${a.name} on this host.`,
    es: (a: { name: string }) => `No existe el usuario ${a.name} en este servidor.`,
  },
  'measure.pm2_hangs': {
    en: (a: { home: string; seconds: number }) =>
      `The PM2 daemon of ${a.home} took the call and did not answer within ${a.seconds} s: it hangs.`,
    es: (a: { home: string; seconds: number }) =>
      `El demonio PM2 de ${a.home} aceptó la llamada y no respondió en ${a.seconds} s: está colgado.`,
  },
  'measure.pm2_hung_up': {
    en: (a: { home: string }) => `The PM2 daemon of ${a.home} hung up without an answer.`,
    es: (a: { home: string }) => `El demonio PM2 de ${a.home} colgó sin responder.`,
  },
  'measure.pm2_garbage': {
    en: (a: { home: string }) => `What answers on ${a.home}/rpc.sock does not speak as PM2 does.`,
    es: (a: { home: string }) => `Lo que responde en ${a.home}/rpc.sock no habla como PM2.`,
  },
  'measure.pm2_denied': {
    en: (a: { home: string }) =>
      `The PM2 daemon of ${a.home} is another user's: run kapa as root or as that user.`,
    es: (a: { home: string }) =>
      `El demonio PM2 de ${a.home} es de otro usuario: ejecute kapa como root o como ese usuario.`,
  },
  'measure.pm2_foreign_socket': {
    en: (a: { home: string; user: string }) =>
      `${a.user} owns ${a.home} and may not use the socket in it: another user, perhaps root by sudo, started a PM2 daemon there. End that one (pm2 kill) and start PM2 as ${a.user}.`,
    es: (a: { home: string; user: string }) =>
      `${a.user} es dueño de ${a.home} y no puede usar el socket que está ahí: otro usuario, tal vez root con sudo, inició allí un demonio PM2. Termínelo (pm2 kill) e inicie PM2 como ${a.user}.`,
  },
  'measure.pm2_failed': {
    en: (a: { home: string; reason: string }) => `The PM2 daemon of ${a.home} failed: ${a.reason}`,
    es: (a: { home: string; reason: string }) => `El demonio PM2 de ${a.home} falló: ${a.reason}`,
  },
  'measure.pm2_no_daemon': {
    en: (a: { home: string }) => `No PM2 daemon runs for ${a.home}.`,
    es: (a: { home: string }) => `No hay ningún demonio PM2 en ejecución para ${a.home}.`,
  },
  'measure.pm2_odd_home': {
    en: (a: { home: string }) => `${a.home} cannot be a folder of PM2: name a folder by its absolute path.`,
    es: (a: { home: string }) =>
      `${a.home} no puede ser una carpeta de PM2: indique una carpeta por su ruta absoluta.`,
  },
  'measure.pm2_no_home': {
    en: (a: { home: string }) =>
      `There is no folder ${a.home}, so its owner is not known: name whose PM2 it is with "user".`,
    es: (a: { home: string }) =>
      `No existe la carpeta ${a.home}, así que no se conoce su dueño: indique de quién es el PM2 con "user".`,
  },
  'measure.pm2_nobodys_home': {
    en: (a: { home: string; uid: number }) =>
      `${a.home} belongs to uid ${a.uid}, which is no user of this host: give it to the user whose PM2 it is (chown).`,
    es: (a: { home: string; uid: number }) =>
      `${a.home} pertenece al uid ${a.uid}, que no es ningún usuario de este servidor: asígnela al dueño de ese PM2 (chown).`,
  },
  'measure.pm2_foreign_home': {
    en: (a: { home: string; owner: string; user: string }) =>
      `${a.home} belongs to ${a.owner}, not to ${a.user}: say user: ${a.owner}, or give the folder to ${a.user} (chown -R).`,
    es: (a: { home: string; owner: string; user: string }) =>
      `${a.home} pertenece a ${a.owner}, no a ${a.user}: ponga user: ${a.owner}, o asigne la carpeta a ${a.user} (chown -R).`,
  },
  'measure.pm2_too_much': {
    en: (a: { home: string }) =>
      `The PM2 daemon of ${a.home} answers more than 1 MiB, or more than 500 applications: nothing of it was taken.`,
    es: (a: { home: string }) =>
      `El demonio PM2 de ${a.home} responde más de 1 MiB o más de 500 aplicaciones: no se usó nada de eso.`,
  },
  'measure.pm2_too_many': {
    en: (a: { user: string; most: number }) =>
      `${a.user} runs more than ${a.most} PM2 daemons: the others were not asked.`,
    es: (a: { user: string; most: number }) =>
      `${a.user} ejecuta más de ${a.most} demonios PM2: a los demás no se les preguntó.`,
  },
  'measure.pm2_renamed': {
    en: (a: { id: number; name: string }) =>
      `Number ${a.id} of PM2 is no longer ${a.name}: nothing was done to it.`,
    es: (a: { id: number; name: string }) =>
      `El número ${a.id} de PM2 ya no es ${a.name}: no se le hizo nada.`,
  },
  'measure.pm2_two_homes': {
    en: (a: { app: string; users: string }) =>
      `${a.app} is known to the PM2 of several users (${a.users}): name one with \`user\`.`,
    es: (a: { app: string; users: string }) =>
      `El PM2 de varios usuarios conoce ${a.app} (${a.users}): indique uno con \`user\`.`,
  },
  'measure.bad_request': {
    en: (a: { url: string; reason: string }) => `${a.url} cannot be asked (${a.reason}).`,
    es: (a: { url: string; reason: string }) => `No se puede consultar ${a.url} (${a.reason}).`,
  },
  'measure.no_address': {
    en: (a: { name: string; reason: string }) => `The address of ${a.name} cannot be found (${a.reason}).`,
    es: (a: { name: string; reason: string }) => `No se encuentra la dirección de ${a.name} (${a.reason}).`,
  },
  'measure.no_certificate': {
    en: (a: { where: string; reason: string }) => `${a.where} shows no certificate (${a.reason}).`,
    es: (a: { where: string; reason: string }) => `${a.where} no muestra ningún certificado (${a.reason}).`,
  },
  'measure.no_pem': {
    en: (a: { where: string }) => `${a.where} holds no certificate that can be read.`,
    es: (a: { where: string }) => `${a.where} no contiene ningún certificado legible.`,
  },
  'measure.no_status_page': {
    en: (a: { url: string; reason: string }) => `${a.url} is no status page of Apache (${a.reason}).`,
    es: (a: { url: string; reason: string }) =>
      `${a.url} no es una página de estado de Apache (${a.reason}).`,
  },
  'measure.command_failed': {
    en: (a: { program: string; reason: string }) => `${a.program} failed: ${a.reason}.`,
    es: (a: { program: string; reason: string }) => `${a.program} falló: ${a.reason}.`,
  },
  'measure.ending.timeout': {
    en: () => 'it took too long and was ended',
    es: () => 'tardó demasiado y se terminó',
  },
  'measure.ending.late': {
    en: () => 'it was ended for taking too long, but kapa itself was late meanwhile',
    es: () => 'se terminó por tardar demasiado, pero el propio kapa se atrasó entretanto',
  },
  'measure.ending.not_found': { en: () => 'there is no such program', es: () => 'no existe tal programa' },
  'measure.ending.denied': { en: () => 'it may not be run', es: () => 'no se permite ejecutarlo' },
  'measure.ending.signal': { en: () => 'a signal ended it', es: () => 'lo terminó una señal' },
  'measure.ending.status': {
    en: (a: { status: number }) => `exit status ${a.status}`,
    es: (a: { status: number }) => `código de salida ${a.status}`,
  },
  'measure.protected': {
    en: (a: { pid: number; program: string }) =>
      `${a.program} (pid ${a.pid}) is never ended by kapa; nothing was ended.`,
    es: (a: { pid: number; program: string }) =>
      `${a.program} (pid ${a.pid}) está protegido y kapa nunca lo termina; no se terminó nada.`,
  },
  'measure.protected_app': {
    en: (a: { pid: number; program: string }) =>
      `PM2 runs ${a.program} (pid ${a.pid}): use pm2_restart. Nothing was ended.`,
    es: (a: { pid: number; program: string }) =>
      `PM2 ejecuta ${a.program} (pid ${a.pid}): use pm2_restart. No se terminó nada.`,
  },
  'measure.not_allowed': {
    en: (a: { pid: number; program: string; programs: string }) =>
      `${a.program} (pid ${a.pid}) is not among the programs that may be ended (${a.programs}); nothing was ended.`,
    es: (a: { pid: number; program: string; programs: string }) =>
      `${a.program} (pid ${a.pid}) no está entre los programas que se pueden terminar (${a.programs}); no se terminó nada.`,
  },
  'measure.lives_on': {
    en: (a: { pid: number }) =>
      `Process ${a.pid} lives on after KILL: it waits for the kernel, often for a disk.`,
    es: (a: { pid: number }) =>
      `El proceso ${a.pid} sigue vivo después de KILL: espera al kernel, a menudo por un disco.`,
  },
  'measure.port_free': {
    en: (a: { place: string }) => `Nobody listens at ${a.place}: there is nothing to end.`,
    es: (a: { place: string }) => `Nadie escucha en ${a.place}: no hay nada que terminar.`,
  },
  'measure.no_holder': {
    en: (a: { place: string; state: string }) =>
      `Nobody holds a socket of ${a.place} in ${a.state}: there is nothing to end.`,
    es: (a: { place: string; state: string }) =>
      `Nadie retiene un socket de ${a.place} en ${a.state}: no hay nada que terminar.`,
  },
  'measure.ended': {
    en: (a: { who: string }) => `Ended ${a.who}.`,
    es: (a: { who: string }) => `Terminado: ${a.who}.`,
  },
  'measure.restarted': {
    en: (a: { name: string }) => `Restarted ${a.name}.`,
    es: (a: { name: string }) => `Reiniciado ${a.name}.`,
  },
  'measure.reloaded': {
    en: (a: { name: string }) => `Reloaded ${a.name}.`,
    es: (a: { name: string }) => `Recargado ${a.name}.`,
  },
  'measure.pm2_not_deleted': {
    en: (a: { name: string }) => `PM2 brings ${a.name} back, restarts and all, each time that it is deleted.`,
    es: (a: { name: string }) => `PM2 recupera ${a.name}, con sus reinicios, cada vez que se elimina.`,
  },
  'measure.reset': {
    en: (a: { name: string }) => `Reset ${a.name}: deleted, started anew and saved.`,
    es: (a: { name: string }) => `Reset de ${a.name}: eliminado, iniciado de nuevo y guardado.`,
  },
  'measure.resurrected': {
    en: (a: { user: string }) => `No PM2 daemon ran for ${a.user}: its saved list was brought back.`,
    es: (a: { user: string }) => `No había demonio PM2 de ${a.user}: se recuperó su lista guardada.`,
  },
  'measure.pm2_unknown_app': {
    en: (a: { app: string; user: string }) =>
      `The PM2 of ${a.user} does not know ${a.app}: only pm2_reset can start it.`,
    es: (a: { app: string; user: string }) =>
      `El PM2 de ${a.user} no conoce ${a.app}: solo pm2_reset puede iniciarla.`,
  },
  'measure.hidden': {
    en: (a: { option: string }) =>
      `Processes of other users are hidden from this one: /proc is mounted with ${a.option}. Run kapa as root, or as a member of the mount's group (gid=).`,
    es: (a: { option: string }) =>
      `Los procesos de otros usuarios están ocultos para este: /proc está montado con ${a.option}. Ejecute kapa como root o como miembro del grupo del montaje (gid=).`,
  },
  'measure.self_late': {
    en: (a: { by: string }) =>
      `kapa itself was late by ${a.by}: the time that passed says nothing of what was asked`,
    es: (a: { by: string }) =>
      `el propio kapa se atrasó ${a.by}: el tiempo transcurrido no dice nada de lo consultado`,
  },
  'measure.whose_pm2': {
    en: (a: { app: string }) => `No PM2 knows ${a.app}: name whose it is with "user".`,
    es: (a: { app: string }) => `Ningún PM2 conoce ${a.app}: indique de quién es con "user".`,
  },
  'measure.no_pm2': {
    en: (a: { user: string }) =>
      `The pm2 command of ${a.user} is found neither beside the daemon's Node, nor in the home, nor in /usr/local/bin or /usr/bin.`,
    es: (a: { user: string }) =>
      `No se encuentra el comando pm2 de ${a.user}: ni junto al Node del demonio, ni en su carpeta personal, ni en /usr/local/bin o /usr/bin.`,
  },
  'measure.check_failed': {
    en: (a: { name: string; said: string }) =>
      `The check of ${a.name} fails, so it was left alone: ${a.said}`,
    es: (a: { name: string; said: string }) =>
      `La comprobación de ${a.name} falla, así que no se tocó: ${a.said}`,
  },
  'measure.ran': {
    en: (a: { program: string }) => `Ran ${a.program}.`,
    es: (a: { program: string }) => `Se ejecutó ${a.program}.`,
  },
  'measure.told': {
    en: () => `People were told.`,
    es: () => `Se envió el aviso.`,
  },
  'measure.applied': {
    en: (a: { changed: number }) => `Converged again; resources changed: ${a.changed}.`,
    es: (a: { changed: number }) => `De nuevo como se declaró; recursos cambiados: ${a.changed}.`,
  },
} as const satisfies Catalogue;

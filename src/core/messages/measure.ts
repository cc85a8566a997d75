import { message, type Catalogue } from './message.ts';

export const measure = {
  'measure.unreadable': message<{ path: string; reason: string }>({
    en: (a) => `${a.path} cannot be read (${a.reason}).`,
    es: (a) => `${a.path} no se puede leer (${a.reason}).`,
  }),
  'measure.no_file': message<{ path: string }>({
    en: (a) => `${a.path} is no ordinary file.`,
    es: (a) => `${a.path} no es un archivo corriente.`,
  }),
  'measure.disk_hangs': message<{ path: string; seconds: number }>({
    en: (a) =>
      `The file system of ${a.path} does not answer within ${a.seconds} s: look at the server that it is mounted from.`,
    es: (a) =>
      `El sistema de archivos de ${a.path} no responde en ${a.seconds} s: revise el servidor remoto.`,
  }),
  'measure.absent': message<{ path: string }>({
    en: (a) => `${a.path} is not there.`,
    es: (a) => `${a.path} no existe.`,
  }),
  'measure.not_live': message<{ root: string }>({
    en: (a) => `Nothing runs below ${a.root}: only a live host can be measured.`,
    es: (a) => `Nada se ejecuta bajo ${a.root}: solo se puede medir un servidor en ejecución.`,
  }),
  'measure.no_tcp_table': {
    en: () => 'The kernel shows no table of TCP sockets (/proc/net/tcp).',
    es: () => 'El kernel no muestra ninguna tabla de sockets TCP (/proc/net/tcp).',
  },
  'measure.too_many_open_files': message<{ most: number }>({
    en: (a) => `More than ${a.most} files are open on this host: no more are looked at.`,
    es: (a) => `Hay más de ${a.most} archivos abiertos en este servidor: no se miran más.`,
  }),
  'measure.too_many_sockets': {
    en: () => 'There are more TCP sockets than kapa reads (some 400,000): end what opens them.',
    es: () => 'Hay más sockets TCP de los que kapa lee (unos 400.000): termine lo que los abre.',
  },
  'measure.no_account': message<{ name: string }>({
    en: (a) => `There is no user ${a.name} on this host.`,
    es: (a) => `No existe el usuario ${a.name} en este servidor.`,
  }),
  'measure.no_socket': message<{ path: string }>({
    en: (a) => `${a.path} is no socket.`,
    es: (a) => `${a.path} no es un socket.`,
  }),
  'measure.socket_foreign': message<{ path: string; owner: number; wanted: number }>({
    en: (a) =>
      `${a.path} belongs to the user with the number ${a.owner}, not to ${a.wanted}: correct the user, or what made the socket.`,
    es: (a) =>
      `${a.path} es del usuario número ${a.owner}, no de ${a.wanted}: corrija el usuario, o lo que creó el socket.`,
  }),
  'measure.socket_nobodys': message<{ path: string; uid: number }>({
    en: (a) => `${a.path} belongs to the number ${a.uid}, which is no user of this host.`,
    es: (a) => `${a.path} es del número ${a.uid}, que no es ningún usuario de este servidor.`,
  }),
  'measure.socket_hangs': message<{ path: string; seconds: number }>({
    en: (a) => `What listens at ${a.path} did not answer within ${a.seconds} s.`,
    es: (a) => `Lo que escucha en ${a.path} no respondió en ${a.seconds} s.`,
  }),
  'measure.socket_hung_up': message<{ path: string }>({
    en: (a) => `What listens at ${a.path} hung up without an answer.`,
    es: (a) => `Lo que escucha en ${a.path} colgó sin responder.`,
  }),
  'measure.socket_too_much': message<{ path: string }>({
    en: (a) => `What listens at ${a.path} says more than an answer may have.`,
    es: (a) => `Lo que escucha en ${a.path} dice más de lo que cabe en una respuesta.`,
  }),
  'measure.socket_failed': message<{ path: string; reason: string }>({
    en: (a) =>
      a.reason === 'ECONNREFUSED'
        ? `Nobody listens at ${a.path}: start the service that should.`
        : `${a.path} could not be asked: ${a.reason}`,
    es: (a) =>
      a.reason === 'ECONNREFUSED'
        ? `Nadie escucha en ${a.path}: inicie el servicio que debería hacerlo.`
        : `No se pudo preguntar en ${a.path}: ${a.reason}`,
  }),
  'measure.pm2_hangs': message<{ home: string; seconds: number }>({
    en: (a) =>
      `The PM2 daemon of ${a.home} took the call and did not answer within ${a.seconds} s: it hangs.`,
    es: (a) =>
      `El demonio PM2 de ${a.home} aceptó la llamada y no respondió en ${a.seconds} s: está colgado.`,
  }),
  'measure.pm2_hung_up': message<{ home: string }>({
    en: (a) => `The PM2 daemon of ${a.home} hung up without an answer.`,
    es: (a) => `El demonio PM2 de ${a.home} colgó sin responder.`,
  }),
  'measure.pm2_garbage': message<{ home: string }>({
    en: (a) => `What answers on ${a.home}/rpc.sock does not speak as PM2 does.`,
    es: (a) => `Lo que responde en ${a.home}/rpc.sock no habla como PM2.`,
  }),
  'measure.pm2_denied': message<{ home: string }>({
    en: (a) => `The PM2 daemon of ${a.home} is another user's: run kapa as root or as that user.`,
    es: (a) => `El demonio PM2 de ${a.home} es de otro usuario: ejecute kapa como root o como ese usuario.`,
  }),
  'measure.pm2_foreign_socket': message<{ home: string; user: string }>({
    en: (a) =>
      `${a.user} owns ${a.home} and may not use the socket in it: another user, perhaps root by sudo, started a PM2 daemon there. End that one (pm2 kill) and start PM2 as ${a.user}.`,
    es: (a) =>
      `${a.user} es dueño de ${a.home} y no puede usar el socket que está ahí: otro usuario, tal vez root con sudo, inició allí un demonio PM2. Termínelo (pm2 kill) e inicie PM2 como ${a.user}.`,
  }),
  'measure.pm2_failed': message<{ home: string; reason: string }>({
    en: (a) => `The PM2 daemon of ${a.home} failed: ${a.reason}`,
    es: (a) => `El demonio PM2 de ${a.home} falló: ${a.reason}`,
  }),
  'measure.pm2_no_daemon': message<{ home: string }>({
    en: (a) => `No PM2 daemon runs for ${a.home}.`,
    es: (a) => `No hay ningún demonio PM2 en ejecución para ${a.home}.`,
  }),
  'measure.pm2_odd_home': message<{ home: string }>({
    en: (a) => `${a.home} cannot be a folder of PM2: name a folder by its absolute path.`,
    es: (a) => `${a.home} no puede ser una carpeta de PM2: indique una carpeta por su ruta absoluta.`,
  }),
  'measure.pm2_nobodys_home': message<{ home: string; uid: number }>({
    en: (a) =>
      `${a.home} belongs to uid ${a.uid}, which is no user of this host: give it to the user whose PM2 it is (chown).`,
    es: (a) =>
      `${a.home} pertenece al uid ${a.uid}, que no es ningún usuario de este servidor: asígnela al dueño de ese PM2 (chown).`,
  }),
  'measure.pm2_foreign_home': message<{ home: string; owner: string; user: string }>({
    en: (a) =>
      `${a.home} belongs to ${a.owner}, not to ${a.user}: say user: ${a.owner}, or give the folder to ${a.user} (chown -R).`,
    es: (a) =>
      `${a.home} pertenece a ${a.owner}, no a ${a.user}: ponga user: ${a.owner}, o asigne la carpeta a ${a.user} (chown -R).`,
  }),
  'measure.pm2_too_much': message<{ home: string }>({
    en: (a) =>
      `The PM2 daemon of ${a.home} answers more than 1 MiB, or more than 500 applications: nothing of it was taken.`,
    es: (a) =>
      `El demonio PM2 de ${a.home} responde más de 1 MiB o más de 500 aplicaciones: no se usó nada de eso.`,
  }),
  'measure.pm2_too_many': message<{ user: string; most: number }>({
    en: (a) => `${a.user} runs more than ${a.most} PM2 daemons: the others were not asked.`,
    es: (a) => `${a.user} ejecuta más de ${a.most} demonios PM2: a los demás no se les preguntó.`,
  }),
  'measure.pm2_renamed': message<{ id: number; name: string }>({
    en: (a) => `Number ${a.id} of PM2 is no longer ${a.name}: nothing was done to it.`,
    es: (a) => `El número ${a.id} de PM2 ya no es ${a.name}: no se le hizo nada.`,
  }),
  'measure.bad_request': message<{ url: string; reason: string }>({
    en: (a) => `${a.url} cannot be asked (${a.reason}).`,
    es: (a) => `No se puede consultar ${a.url} (${a.reason}).`,
  }),
  'measure.no_address': message<{ name: string; reason: string }>({
    en: (a) => `The address of ${a.name} cannot be found (${a.reason}).`,
    es: (a) => `No se encuentra la dirección de ${a.name} (${a.reason}).`,
  }),
  'measure.no_certificate': message<{ where: string; reason: string }>({
    en: (a) => `${a.where} shows no certificate (${a.reason}).`,
    es: (a) => `${a.where} no muestra ningún certificado (${a.reason}).`,
  }),
  'measure.no_pem': message<{ where: string }>({
    en: (a) => `${a.where} holds no certificate that can be read.`,
    es: (a) => `${a.where} no contiene ningún certificado legible.`,
  }),
  'measure.command_failed': message<{ program: string; reason: string }>({
    en: (a) => `${a.program} failed: ${a.reason}.`,
    es: (a) => `${a.program} falló: ${a.reason}.`,
  }),
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
  'measure.ending.status': message<{ status: number }>({
    en: (a) => `exit status ${a.status}`,
    es: (a) => `código de salida ${a.status}`,
  }),
  'measure.restarted': message<{ name: string }>({
    en: (a) => `Restarted ${a.name}.`,
    es: (a) => `Reiniciado ${a.name}.`,
  }),
  'measure.hidden': message<{ option: string }>({
    en: (a) =>
      `Processes of other users are hidden from this one: /proc is mounted with ${a.option}. Run kapa as root, or as a member of the mount's group (gid=).`,
    es: (a) =>
      `Los procesos de otros usuarios están ocultos para este: /proc está montado con ${a.option}. Ejecute kapa como root o como miembro del grupo del montaje (gid=).`,
  }),
  'measure.self_late': message<{ by: string }>({
    en: (a) => `kapa itself was late by ${a.by}: the time that passed says nothing of what was asked`,
    es: (a) => `el propio kapa se atrasó ${a.by}: el tiempo transcurrido no dice nada de lo consultado`,
  }),
  'measure.whose_pm2': message<{ app: string }>({
    en: (a) => `No PM2 knows ${a.app}: name whose it is with "user".`,
    es: (a) => `Ningún PM2 conoce ${a.app}: indique de quién es con "user".`,
  }),
} as const satisfies Catalogue;

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
  'measure.absent': {
    en: (a: { path: string }) => `${a.path} is not there.`,
    es: (a: { path: string }) => `${a.path} no existe.`,
  },
  'measure.not_live': {
    en: (a: { root: string }) => `Nothing runs below ${a.root}: only a live host can be measured.`,
    es: (a: { root: string }) => `Nada se ejecuta bajo ${a.root}: solo se puede medir un equipo en marcha.`,
  },
  'measure.no_tcp_table': {
    en: () => 'The kernel shows no table of TCP sockets (/proc/net/tcp).',
    es: () => 'El núcleo no muestra ninguna tabla de sockets TCP (/proc/net/tcp).',
  },
  'measure.owner_hidden': {
    en: (a: { port: number }) => `Who holds port ${a.port} cannot be seen: run kapa as root.`,
    es: (a: { port: number }) => `No se puede ver quién ocupa el puerto ${a.port}: ejecute kapa como root.`,
  },
  'measure.no_account': {
    en: (a: { name: string }) => `There is no user ${a.name} on this host.`,
    es: (a: { name: string }) => `No existe el usuario ${a.name} en este equipo.`,
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
  'measure.pm2_failed': {
    en: (a: { home: string; reason: string }) => `The PM2 daemon of ${a.home} failed: ${a.reason}`,
    es: (a: { home: string; reason: string }) => `El demonio PM2 de ${a.home} falló: ${a.reason}`,
  },
  'measure.pm2_no_daemon': {
    en: (a: { home: string }) => `No PM2 daemon runs for ${a.home}.`,
    es: (a: { home: string }) => `No hay ningún demonio PM2 en marcha para ${a.home}.`,
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
    en: (a: { program: string; reason: string }) => `${a.program} gave no exit status (${a.reason}).`,
    es: (a: { program: string; reason: string }) => `${a.program} no dio código de salida (${a.reason}).`,
  },
} as const satisfies Catalogue;

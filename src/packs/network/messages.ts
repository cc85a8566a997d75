import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const networkMessages = {
  'measure.owner_hidden': message<{ port: number }>({
    en: (a) => `Who holds port ${a.port} cannot be seen: run kapa as root.`,
    es: (a) => `No se puede ver quién ocupa el puerto ${a.port}: ejecute kapa como root.`,
  }),
  'measure.holder_unseen': message<{ place: string }>({
    en: (a) =>
      `${a.place} is taken, and no process that can be seen here holds the socket: its holder is in another container, or it was handed on and not taken yet. Look for it with ss -ltnp.`,
    es: (a) =>
      `${a.place} está ocupado y ningún proceso visible aquí tiene el socket: está en otro contenedor, o alguien lo entregó y nadie lo ha recibido. Búsquelo con ss -ltnp.`,
  }),
  'measure.holders_late': message<{ port: number }>({
    en: (a) =>
      `Who holds port ${a.port} was not found: some process keeps hundreds of thousands of files open.`,
    es: (a) =>
      `No se encontró quién ocupa el puerto ${a.port}: algún proceso tiene abiertos cientos de miles de archivos.`,
  }),
  'measure.protected': message<{ pid: number; program: string }>({
    en: (a) => `${a.program} (pid ${a.pid}) is never ended by kapa; nothing was ended.`,
    es: (a) => `${a.program} (pid ${a.pid}) está protegido y kapa nunca lo termina; no se terminó nada.`,
  }),
  'measure.protected_app': message<{ pid: number; program: string }>({
    en: (a) => `PM2 runs ${a.program} (pid ${a.pid}): use pm2_restart. Nothing was ended.`,
    es: (a) => `PM2 ejecuta ${a.program} (pid ${a.pid}): use pm2_restart. No se terminó nada.`,
  }),
  'measure.not_allowed': message<{ pid: number; program: string; programs: string }>({
    en: (a) =>
      `${a.program} (pid ${a.pid}) is not among the programs that may be ended (${a.programs}); nothing was ended.`,
    es: (a) =>
      `${a.program} (pid ${a.pid}) no está entre los programas que se pueden terminar (${a.programs}); no se terminó nada.`,
  }),
  'measure.lives_on': message<{ pid: number }>({
    en: (a) => `Process ${a.pid} lives on after KILL: it waits for the kernel, often for a disk.`,
    es: (a) => `El proceso ${a.pid} sigue vivo después de KILL: espera al kernel, a menudo por un disco.`,
  }),
  'measure.port_free': message<{ place: string }>({
    en: (a) => `Nobody listens at ${a.place}: there is nothing to end.`,
    es: (a) => `Nadie escucha en ${a.place}: no hay nada que terminar.`,
  }),
  'measure.no_holder': message<{ place: string; state: string }>({
    en: (a) => `Nobody holds a socket of ${a.place} in ${a.state}: there is nothing to end.`,
    es: (a) => `Nadie retiene un socket de ${a.place} en ${a.state}: no hay nada que terminar.`,
  }),
  'measure.ended': message<{ who: string }>({
    en: (a) => `Ended ${a.who}.`,
    es: (a) => `Terminado: ${a.who}.`,
  }),
  'check.label.sides': message<{ server: string; client: string }>({
    en: (a) => `backend ${a.server}, clients ${a.client}`,
    es: (a) => `backend ${a.server}, clientes ${a.client}`,
  }),
  'check.label.port': message<{ port: string }>({
    en: (a) => `Port ${a.port}`,
    es: (a) => `Puerto ${a.port}`,
  }),
  'check.label.foreign': message<{ program: string }>({
    en: (a) => `held by another program (${a.program})`,
    es: (a) => `ocupado por otro programa (${a.program})`,
  }),
  'check.label.owned': { en: () => 'the right program listens', es: () => 'escucha el programa correcto' },
  'check.label.free': { en: () => 'nobody listens', es: () => 'nadie escucha' },
  'network.sockets': message<{ count: string; sides: string }>({
    en: (a) => `${a.count} (${a.sides})`,
    es: (a) => `${a.count} (${a.sides})`,
  }),
  'network.answer': message<{ answer: string; latency: string }>({
    en: (a) => `${a.answer} (${a.latency})`,
    es: (a) => `${a.answer} (${a.latency})`,
  }),
} as const satisfies Catalogue;

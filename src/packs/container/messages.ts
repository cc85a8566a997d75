import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const containerMessages = {
  'container.label': message<{ name: string }>({
    en: (a) => `Container ${a.name}`,
    es: (a) => `Contenedor ${a.name}`,
  }),
  'container.no_engine': message<{ sockets: string }>({
    en: (a) =>
      `Neither Docker nor Podman can be asked: there is no ${a.sockets}. Start docker.socket or podman.socket (systemctl enable --now podman.socket; of a user's own, with --user), or name the socket.`,
    es: (a) =>
      `No se puede preguntar ni a Docker ni a Podman: no existe ${a.sockets}. Inicie docker.socket o podman.socket (systemctl enable --now podman.socket; si es de un usuario, con --user), o indique el socket.`,
  }),
  'container.garbage': message<{ socket: string }>({
    en: (a) => `What answers at ${a.socket} does not speak as Docker or Podman does.`,
    es: (a) => `Lo que responde en ${a.socket} no habla como Docker ni como Podman.`,
  }),
  'container.engine_failed': message<{ socket: string; said: string }>({
    en: (a) => `The engine at ${a.socket} failed: ${a.said}`,
    es: (a) => `El motor en ${a.socket} falló: ${a.said}`,
  }),
  'container.missing': message<{ name: string }>({
    en: (a) => `There is no container ${a.name}: there is nothing to restart.`,
    es: (a) => `No existe el contenedor ${a.name}: no hay nada que reiniciar.`,
  }),
  'container.restarted': message<{ name: string }>({
    en: (a) => `Restarted the container ${a.name}.`,
    es: (a) => `Reiniciado el contenedor ${a.name}.`,
  }),
  'container.did_not_stay': message<{ name: string; state: string }>({
    en: (a) => `The container ${a.name} was restarted and does not run: ${a.state}`,
    es: (a) => `El contenedor ${a.name} se reinició y no está en ejecución: ${a.state}`,
  }),
} as const satisfies Catalogue;

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
  'container.slow': message<{ user: string }>({
    en: (a) =>
      `the container engine of ${a.user} takes too long: what runs in its containers is not known, and nothing is proposed for it`,
    es: (a) =>
      `el motor de contenedores de ${a.user} tarda demasiado: no se sabe qué se ejecuta en sus contenedores y no se propone nada al respecto`,
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
  'container.about_to_restart': message<{ name: string }>({
    en: (a) => `restart the container ${a.name}`,
    es: (a) => `reiniciar el contenedor ${a.name}`,
  }),
  'container.stands': message<{ name: string; state: string }>({
    en: (a) => `the engine knows the container ${a.name}: ${a.state}`,
    es: (a) => `el motor conoce el contenedor ${a.name}: ${a.state}`,
  }),
  'container.unasked': message<{ name: string; reason: string }>({
    en: (a) => `the container ${a.name} cannot be asked for: ${a.reason}`,
    es: (a) => `no se puede preguntar por el contenedor ${a.name}: ${a.reason}`,
  }),
  'container.unknown': message<{ name: string }>({
    en: (a) => `the engine knows no container ${a.name}`,
    es: (a) => `el motor no conoce ningún contenedor ${a.name}`,
  }),
  'container.unknown_cure': {
    en: () => 'correct the name in the probe, name its user where it is rootless, or create the container',
    es: () => 'corrija el nombre en la sonda, indique su usuario si es rootless, o cree el contenedor',
  },
  'container.not_at_boot': message<{ name: string }>({
    en: (a) =>
      `nothing starts the container ${a.name} at boot: its restart policy is neither always nor unless-stopped`,
    es: (a) =>
      `nada inicia el contenedor ${a.name} con el servidor: su política de reinicio no es always ni unless-stopped`,
  }),
  'container.not_at_boot_cure': message<{ name: string }>({
    en: (a) =>
      `docker update --restart unless-stopped ${a.name}; with Podman, a Quadlet, or --restart always and podman-restart.service`,
    es: (a) =>
      `docker update --restart unless-stopped ${a.name}; con Podman, un Quadlet, o --restart always y podman-restart.service`,
  }),
  'container.did_not_stay': message<{ name: string; state: string }>({
    en: (a) => `The container ${a.name} was restarted and does not run: ${a.state}`,
    es: (a) => `El contenedor ${a.name} se reinició y no está en ejecución: ${a.state}`,
  }),
} as const satisfies Catalogue;

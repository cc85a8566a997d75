import { message, type Catalogue } from '../../../core/messages/message.ts';

/** Sentences on policies that lint looks at. */
export const ofLint = {
  'apache.lint_no_recycling': {
    en: () => 'MaxConnectionsPerChild 0 never replaces a worker: what it leaks or holds on to stays for ever',
    es: () =>
      'MaxConnectionsPerChild 0 nunca recicla un worker: lo que acumula o retiene se queda para siempre',
  },
  'apache.lint_unset_recycling': {
    en: () =>
      "MaxConnectionsPerChild is not set, and Apache's default is 0: a worker is never replaced, and what it holds on to stays",
    es: () =>
      'MaxConnectionsPerChild no está definido y el valor de Apache es 0: un worker nunca se recicla y lo que retiene se queda',
  },
  'apache.lint_no_recycling_cure': {
    en: () => 'set it, for example to 1000',
    es: () => 'defínalo, por ejemplo en 1000',
  },
  'apache.lint_spare': message<{ unit: string; min: number; max: number }>({
    en: (a) =>
      `MinSpare${a.unit} ${a.min} is not below MaxSpare${a.unit} ${a.max}: Apache would raise the latter by itself`,
    es: (a) =>
      `MinSpare${a.unit} ${a.min} no es menor que MaxSpare${a.unit} ${a.max}: Apache aumentaría este último por su cuenta`,
  }),
  'apache.lint_spare_cure': message<{ unit: string; min: number }>({
    en: (a) => `set MaxSpare${a.unit} above ${a.min}`,
    es: (a) => `ponga MaxSpare${a.unit} por encima de ${a.min}`,
  }),
  'apache.lint_workers': message<{ workers: number; most: number }>({
    en: (a) => `MaxRequestWorkers ${a.workers} is above what ServerLimit allows: Apache cuts it to ${a.most}`,
    es: (a) =>
      `MaxRequestWorkers ${a.workers} supera lo que permite ServerLimit: Apache lo recorta a ${a.most}`,
  }),
  'apache.lint_workers_cure': message<{ limit: number }>({
    en: (a) => `set ServerLimit: ${a.limit} as well, or lower MaxRequestWorkers`,
    es: (a) => `ponga también ServerLimit: ${a.limit}, o baje MaxRequestWorkers`,
  }),
  'apache.lint_threads': message<{ threads: number; limit: number }>({
    en: (a) => `ThreadsPerChild ${a.threads} is above ThreadLimit ${a.limit}: Apache cuts it`,
    es: (a) => `ThreadsPerChild ${a.threads} supera ThreadLimit ${a.limit}: Apache lo recorta`,
  }),
  'apache.lint_threads_cure': message<{ threads: number }>({
    en: (a) => `set ThreadLimit: ${a.threads} as well, or lower ThreadsPerChild`,
    es: (a) => `ponga también ThreadLimit: ${a.threads}, o baje ThreadsPerChild`,
  }),
  'apache.lint_twice': message<{ name: string }>({
    en: (a) => `${a.name} is declared twice here: one would undo the other`,
    es: (a) => `${a.name} está declarado dos veces aquí: uno desharía el otro`,
  }),
  'apache.lint_twice_cure': {
    en: () => 'declare it once; several lines of one directive are a list',
    es: () => 'declárelo una vez; varias líneas de una directiva forman una lista',
  },
  'apache.lint_rewrite': {
    en: () =>
      'a RewriteCond belongs to the RewriteRule behind it, and set: does not say which stands before which',
    es: () => 'un RewriteCond pertenece al RewriteRule que le sigue, y set: no dice cuál va antes de cuál',
  },
  'apache.lint_rewrite_cure': {
    en: () => 'declare both under sequence:, in the order in which they are to stand',
    es: () => 'declare ambos en sequence:, en el orden en que deben estar',
  },
  'apache.lint_ttl': {
    en: () => 'ttl has no effect under prefork: each worker keeps its one connection',
    es: () => 'ttl no tiene efecto con prefork: cada worker conserva su única conexión',
  },
  'apache.lint_ttl_cure': {
    en: () => 'take it out; disablereuse: true closes the connection after each request',
    es: () => 'quítelo; disablereuse: true cierra la conexión tras cada petición',
  },
  'apache.lint_localhost': message<{ url: string }>({
    en: (a) => `${a.url}: localhost may become ::1, or nothing, while the backend listens on 127.0.0.1`,
    es: (a) =>
      `${a.url}: localhost puede resolverse a ::1, o a nada, mientras el backend escucha en 127.0.0.1`,
  }),
  'apache.lint_localhost_cure': message<{ url: string }>({
    en: (a) => `write ${a.url}`,
    es: (a) => `escriba ${a.url}`,
  }),
  'apache.lint_order': message<{ shorter: string; longer: string }>({
    en: (a) =>
      `${a.shorter} stands before ${a.longer}: ProxyPass takes the first that matches, so the longer path is never reached`,
    es: (a) =>
      `${a.shorter} está antes que ${a.longer}: ProxyPass usa el primero que coincide y nunca se llega a la ruta más larga`,
  }),
  'apache.lint_order_cure': message<{ longer: string }>({
    en: (a) => `put ${a.longer} first`,
    es: (a) => `ponga ${a.longer} primero`,
  }),
  'apache.lint_timeout': message<{ proxy: number; mount: number; path: string }>({
    en: (a) => `ProxyTimeout ${a.proxy} is below the timeout ${a.mount} of mount ${a.path}`,
    es: (a) => `ProxyTimeout ${a.proxy} es menor que el timeout ${a.mount} de la ruta ${a.path}`,
  }),
  'apache.lint_timeout_cure': message<{ mount: number }>({
    en: (a) => `set ProxyTimeout to ${a.mount} or more, or lower the mount's`,
    es: (a) => `ponga ProxyTimeout en ${a.mount} o más, o baje el de la ruta`,
  }),
  'apache.lint_slash': message<{ path: string; url: string }>({
    en: (a) =>
      `only one of ${a.path} and ${a.url} ends in a slash: the backend gets paths with a slash too many, or too few`,
    es: (a) =>
      `solo uno de ${a.path} y ${a.url} acaba en barra: al backend le llegan rutas con una barra de más o de menos`,
  }),
  'apache.lint_slash_cure': message<{ path: string }>({
    en: (a) =>
      a.path.endsWith('/') ? 'end the url in a slash as well' : 'take the slash off the end of the url',
    es: (a) => (a.path.endsWith('/') ? 'termine también la url en barra' : 'quite la barra final de la url'),
  }),
  'apache.lint_newline': {
    en: () => 'a newline in a value would begin another directive',
    es: () => 'un salto de línea en un valor empezaría otra directiva',
  },
  'apache.lint_newline_cure': {
    en: () => 'write the value on one line; for several directives use a list',
    es: () => 'escriba el valor en una línea; para varias directivas use una lista',
  },
  'apache.lint_comment': {
    en: () => 'Apache has no comments after a directive: this becomes part of its arguments',
    es: () => 'Apache no admite comentarios tras una directiva: esto pasa a ser parte de sus argumentos',
  },
  'apache.lint_comment_cure': {
    en: () => 'take the comment out of the value, or make it one of YAML (outside the quotes)',
    es: () => 'quite el comentario del valor, o hágalo de YAML (fuera de las comillas)',
  },
  'apache.lint_name': message<{ name: string }>({
    en: (a) => `no module of Debian knows a directive ${a.name}`,
    es: (a) => `ningún módulo de Debian conoce la directiva ${a.name}`,
  }),
  'apache.lint_former': message<{ name: string; renamed: string }>({
    en: (a) =>
      `${a.name} has been called ${a.renamed} since Apache 2.4: of both, Apache takes the last that it reads`,
    es: (a) => `${a.name} se llama ${a.renamed} desde Apache 2.4: de los dos, Apache toma el último que lee`,
  }),
  'apache.lint_former_cure': message<{ renamed: string }>({
    en: (a) => `write ${a.renamed}`,
    es: (a) => `escriba ${a.renamed}`,
  }),
  'apache.lint_name_cure': message<{ meant: string }>({
    en: (a) => `did you mean ${a.meant}?`,
    es: (a) => `¿quiso decir ${a.meant}?`,
  }),
  'lint.unreachable_workers': message<{ bound: number; most: number }>({
    en: (a) => `the declared MPM allows ${a.most} at most, so ${a.bound} is never reached`,
    es: (a) => `el MPM declarado permite ${a.most} como máximo: nunca se llega a ${a.bound}`,
  }),
  'lint.unreachable_workers_cure': message<{ below: number }>({
    en: (a) => `lower the bound, for example to ${a.below}, or raise MaxRequestWorkers`,
    es: (a) => `baje el umbral, por ejemplo a ${a.below}, o suba MaxRequestWorkers`,
  }),
  'lint.low_memory': message<{ bound: string; usual: string; workers: number; each: string }>({
    en: (a) =>
      `${a.bound} is less than what ${a.workers} healthy workers use, some ${a.usual} (assumed: ${a.each} a process, as Debian 12's prefork takes with no interpreter in it)`,
    es: (a) =>
      `${a.bound} es menos de lo que usan ${a.workers} workers sanos, unos ${a.usual} (se suponen ${a.each} por proceso, lo que ocupa el prefork de Debian 12 sin intérprete)`,
  }),
  'lint.low_memory_cure': message<{ usual: string }>({
    en: (a) =>
      `raise the bound above ${a.usual}, or above what kapa status shows when all workers are busy, or declare fewer workers`,
    es: (a) =>
      `suba el umbral por encima de ${a.usual}, o de lo que muestra kapa status con todos los workers ocupados, o declare menos workers`,
  }),
  'lint.low_close_wait': message<{ bound: number; spare: number }>({
    en: (a) =>
      `after a burst a healthy Apache holds one such socket for each of its ${a.spare} spare workers; ${a.bound} is no sign of illness`,
    es: (a) =>
      `tras una ráfaga, un Apache sano retiene un socket así por cada uno de sus ${a.spare} workers de reserva; ${a.bound} no indica enfermedad`,
  }),
  'lint.low_close_wait_cure': message<{ probe: string }>({
    en: (a) => `use ${a.probe}.server_side, or add only_if: on a probe of the site`,
    es: (a) => `use ${a.probe}.server_side o añada only_if: sobre una sonda del sitio`,
  }),
  'apache.lint_where': message<{ name: string }>({
    en: (a) => `where: finds the section by its ${a.name}, and this resource says another`,
    es: (a) => `where: encuentra la sección por su ${a.name}, y este recurso dice otro`,
  }),
  'apache.lint_where_cure': {
    en: () => 'name something that stays: else the next plan does not find the section again',
    es: () => 'indique algo que permanezca: si no, el próximo plan ya no encuentra la sección',
  },
} as const satisfies Catalogue;

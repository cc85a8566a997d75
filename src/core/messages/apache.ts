import type { Catalogue } from './message.ts';

function because(said: string): string {
  return said === '' ? '' : `: ${said}`;
}

export const apache = {
  'apache.no_service': {
    en: (a: { name: string }) => `kapa knows no service named ${a.name}`,
    es: (a: { name: string }) => `kapa no conoce ningún servicio llamado ${a.name}`,
  },
  'apache.cannot_identify': {
    en: (a: { pid: number }) =>
      `process ${a.pid} may not be looked at, so it is unknown whether it is Apache; run kapa as root`,
    es: (a: { pid: number }) =>
      `no se puede examinar el proceso ${a.pid}, así que no se sabe si es Apache; ejecute kapa como root`,
  },
  'apache.below_root': {
    en: (a: { root: string }) => `not touched: the tree below ${a.root} has no running Apache`,
    es: (a: { root: string }) => `sin tocar: el árbol bajo ${a.root} no tiene un Apache en ejecución`,
  },
  'apache.not_running': {
    en: () => 'not running: nothing to reload',
    es: () => 'no está en ejecución: no hay nada que recargar',
  },
  'apache.already_running': { en: () => 'already running', es: () => 'ya está en ejecución' },
  'apache.already_stopped': { en: () => 'already stopped', es: () => 'ya está detenido' },
  'apache.not_installed': {
    en: () => 'Apache is not installed (apt-get install apache2)',
    es: () => 'Apache no está instalado (apt-get install apache2)',
  },
  'apache.refused': {
    en: (a: { said: string }) => `refused${because(a.said)}`,
    es: (a: { said: string }) => `rechazado${because(a.said)}`,
  },
  'apache.died': {
    en: (a: { said: string }) => `Apache is gone${because(a.said)}`,
    es: (a: { said: string }) => `Apache ha muerto${because(a.said)}`,
  },
  'apache.start_failed': {
    en: (a: { said: string }) => `Apache did not start: ${a.said}`,
    es: (a: { said: string }) => `Apache no arrancó: ${a.said}`,
  },
  'apache.not_started': {
    en: (a: { seconds: number; said: string }) => `Apache was not up after ${a.seconds} s${because(a.said)}`,
    es: (a: { seconds: number; said: string }) =>
      `Apache no estaba en ejecución tras ${a.seconds} s${because(a.said)}`,
  },
  'apache.not_reloaded': {
    en: (a: { seconds: number; said: string }) =>
      `Apache serves, but no new generation was seen within ${a.seconds} s${because(a.said)}`,
    es: (a: { seconds: number; said: string }) =>
      `Apache responde, pero no se vio una generación nueva en ${a.seconds} s${because(a.said)}`,
  },
  'apache.silent': {
    en: (a: { port: number; said: string }) =>
      a.port === 0
        ? `Apache runs but listens nowhere${because(a.said)}`
        : `Apache runs but port ${a.port} does not answer${because(a.said)}`,
    es: (a: { port: number; said: string }) =>
      a.port === 0
        ? `Apache está en ejecución pero no escucha en ningún puerto${because(a.said)}`
        : `Apache está en ejecución pero el puerto ${a.port} no responde${because(a.said)}`,
  },
  'apache.not_stopped': {
    en: (a: { pid: number; seconds: number }) =>
      `Apache (process ${a.pid}) did not end within ${a.seconds} s`,
    es: (a: { pid: number; seconds: number }) => `Apache (proceso ${a.pid}) no terminó en ${a.seconds} s`,
  },
  'apache.no_folder': {
    en: (a: { folder: string }) => `There is no ${a.folder}: Apache is not installed here.`,
    es: (a: { folder: string }) => `No existe ${a.folder}: Apache no está instalado aquí.`,
  },
  'apache.no_folder_cure': {
    en: () => 'Install it (apt-get install apache2), or take the resource out of the policy.',
    es: () => 'Instálelo (apt-get install apache2) o quite el recurso de la política.',
  },
  'apache.no_module': {
    en: (a: { name: string }) =>
      `Apache has no module ${a.name} here: mods-available/${a.name}.load is missing.`,
    es: (a: { name: string }) =>
      `Apache no tiene aquí el módulo ${a.name}: falta mods-available/${a.name}.load.`,
  },
  'apache.no_needed_module': {
    en: (a: { name: string; by: string }) =>
      `Module ${a.by} needs module ${a.name}, and mods-available/${a.name}.load is missing.`,
    es: (a: { name: string; by: string }) =>
      `El módulo ${a.by} necesita el módulo ${a.name}, y falta mods-available/${a.name}.load.`,
  },
  'apache.no_module_cure': {
    en: (a: { name: string }) =>
      `Check the name (ls /etc/apache2/mods-available), or install its package (apt-cache search libapache2-mod ${a.name}).`,
    es: (a: { name: string }) =>
      `Compruebe el nombre (ls /etc/apache2/mods-available) o instale su paquete (apt-cache search libapache2-mod ${a.name}).`,
  },
  'apache.no_module_like': {
    en: (a: { like: string }) => `Debian calls it ${a.like}.`,
    es: (a: { like: string }) => `Debian lo llama ${a.like}.`,
  },
  'apache.module_needed': {
    en: (a: { name: string; by: string }) => `Module ${a.name} cannot go: ${a.by} is enabled and needs it.`,
    es: (a: { name: string; by: string }) =>
      `El módulo ${a.name} no se puede desactivar: ${a.by} está activo y lo necesita.`,
  },
  'apache.module_needed_cure': {
    en: (a: { name: string; by: string }) => `Declare ${a.by} disabled as well, or keep ${a.name}.`,
    es: (a: { name: string; by: string }) => `Declare ${a.by} también como disabled, o conserve ${a.name}.`,
  },
  'apache.module_conflict': {
    en: (a: { name: string; against: string }) =>
      `Module ${a.name} cannot be enabled beside ${a.against}, which is.`,
    es: (a: { name: string; against: string }) =>
      `El módulo ${a.name} no se puede activar junto a ${a.against}, que está activo.`,
  },
  'apache.module_conflict_cure': {
    en: (a: { name: string; against: string }) =>
      a.name.startsWith('mpm_')
        ? 'Choose the MPM with an apache_mpm resource.'
        : `Declare ${a.against} disabled in the same resource.`,
    es: (a: { name: string; against: string }) =>
      a.name.startsWith('mpm_')
        ? 'Elija el MPM con un recurso apache_mpm.'
        : `Declare ${a.against} como disabled en el mismo recurso.`,
  },
  'apache.not_a_link': {
    en: (a: { path: string }) => `${a.path} is a file of its own, not a link: kapa does not remove it.`,
    es: (a: { path: string }) => `${a.path} es un archivo propio, no un enlace: kapa no lo elimina.`,
  },
  'apache.not_a_link_cure': {
    en: (a: { path: string }) => `Move it to the matching *-available folder and link it: ${a.path}.`,
    es: (a: { path: string }) => `Muévalo a la carpeta *-available correspondiente y enlácelo: ${a.path}.`,
  },
  'apache.link_elsewhere': {
    en: (a: { path: string }) =>
      `${a.path} leads to another file than the one of its name in sites-available.`,
    es: (a: { path: string }) => `${a.path} apunta a otro archivo que el de su nombre en sites-available.`,
  },
  'apache.link_elsewhere_cure': {
    en: (a: { path: string }) =>
      `See where it leads (readlink -f ${a.path}); remove the link, or give the site another name.`,
    es: (a: { path: string }) =>
      `Mire adónde apunta (readlink -f ${a.path}); elimine el enlace o dé otro nombre al sitio.`,
  },
  'apache.essential_module': {
    en: (a: { name: string }) => `Debian's configuration relies on module ${a.name}`,
    es: (a: { name: string }) => `la configuración de Debian depende del módulo ${a.name}`,
  },
  'apache.essential_module_cure': {
    en: (a: { name: string }) => `leave ${a.name} enabled unless you know what replaces it`,
    es: (a: { name: string }) => `deje ${a.name} activo salvo que sepa qué lo sustituye`,
  },
  'apache.workers_cut': {
    en: (a: { asked: number; got: number; limit: number }) =>
      `MaxRequestWorkers ${a.asked} is cut to ${a.got} by ServerLimit ${a.limit}`,
    es: (a: { asked: number; got: number; limit: number }) =>
      `MaxRequestWorkers ${a.asked} queda recortado a ${a.got} por ServerLimit ${a.limit}`,
  },
  'apache.workers_rounded': {
    en: (a: { asked: number; got: number; threads: number }) =>
      `MaxRequestWorkers ${a.asked} becomes ${a.got}: whole processes of ${a.threads} threads`,
    es: (a: { asked: number; got: number; threads: number }) =>
      `MaxRequestWorkers ${a.asked} se convierte en ${a.got}: procesos enteros de ${a.threads} hilos`,
  },
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
  'apache.lint_spare': {
    en: (a: { unit: string; min: number; max: number }) =>
      `MinSpare${a.unit} ${a.min} is not below MaxSpare${a.unit} ${a.max}: Apache would raise the latter by itself`,
    es: (a: { unit: string; min: number; max: number }) =>
      `MinSpare${a.unit} ${a.min} no es menor que MaxSpare${a.unit} ${a.max}: Apache aumentaría este último por su cuenta`,
  },
  'apache.lint_spare_cure': {
    en: (a: { unit: string; min: number }) => `set MaxSpare${a.unit} above ${a.min}`,
    es: (a: { unit: string; min: number }) => `ponga MaxSpare${a.unit} por encima de ${a.min}`,
  },
  'apache.lint_workers': {
    en: (a: { workers: number; most: number }) =>
      `MaxRequestWorkers ${a.workers} is above what ServerLimit allows: Apache cuts it to ${a.most}`,
    es: (a: { workers: number; most: number }) =>
      `MaxRequestWorkers ${a.workers} supera lo que permite ServerLimit: Apache lo recorta a ${a.most}`,
  },
  'apache.lint_workers_cure': {
    en: (a: { limit: number }) => `set ServerLimit: ${a.limit} as well, or lower MaxRequestWorkers`,
    es: (a: { limit: number }) => `ponga también ServerLimit: ${a.limit}, o baje MaxRequestWorkers`,
  },
  'apache.lint_threads': {
    en: (a: { threads: number; limit: number }) =>
      `ThreadsPerChild ${a.threads} is above ThreadLimit ${a.limit}: Apache cuts it`,
    es: (a: { threads: number; limit: number }) =>
      `ThreadsPerChild ${a.threads} supera ThreadLimit ${a.limit}: Apache lo recorta`,
  },
  'apache.lint_threads_cure': {
    en: (a: { threads: number }) => `set ThreadLimit: ${a.threads} as well, or lower ThreadsPerChild`,
    es: (a: { threads: number }) => `ponga también ThreadLimit: ${a.threads}, o baje ThreadsPerChild`,
  },
  'apache.unbalanced': {
    en: (a: { path: string; line: number; tag: string }) =>
      `${a.path}:${a.line}: ${a.tag} has no counterpart, so Apache refuses the file.`,
    es: (a: { path: string; line: number; tag: string }) =>
      `${a.path}:${a.line}: ${a.tag} no tiene pareja, así que Apache rechaza el archivo.`,
  },
  'apache.no_bracket': {
    en: (a: { path: string; line: number; tag: string }) =>
      `${a.path}:${a.line}: ${a.tag} lacks its closing >, so Apache refuses the file.`,
    es: (a: { path: string; line: number; tag: string }) =>
      `${a.path}:${a.line}: a ${a.tag} le falta el > de cierre, así que Apache rechaza el archivo.`,
  },
  'apache.no_condition': {
    en: (a: { path: string; line: number; tag: string }) =>
      `${a.path}:${a.line}: ${a.tag} does not say its condition, so Apache refuses the file.`,
    es: (a: { path: string; line: number; tag: string }) =>
      `${a.path}:${a.line}: ${a.tag} no dice su condición, así que Apache rechaza el archivo.`,
  },
  'apache.line_too_long': {
    en: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: the line is longer than 16 MB, so Apache refuses the file.`,
    es: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: la línea supera los 16 MB, así que Apache rechaza el archivo.`,
  },
  'apache.nul_in_long_line': {
    en: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: a NUL byte in a line of more than 200 bytes: what Apache makes of the rest depends on its buffers.`,
    es: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: un byte NUL en una línea de más de 200 bytes: lo que Apache haga del resto depende de sus búferes.`,
  },
  'apache.unbalanced_cure': {
    en: () => 'Mend the file by hand first; apache2ctl configtest shows the place.',
    es: () => 'Corrija primero el archivo a mano; apache2ctl configtest muestra el lugar.',
  },
  'apache.no_file': {
    en: (a: { path: string; there: string }) =>
      `There is no ${a.path}${a.there === '' ? '' : `; there are ${a.there}`}.`,
    es: (a: { path: string; there: string }) =>
      `No existe ${a.path}${a.there === '' ? '' : `; existen ${a.there}`}.`,
  },
  'apache.no_file_cure': {
    en: () => 'Correct the name, or declare the file with apache_site or file.',
    es: () => 'Corrija el nombre, o declare el archivo con apache_site o file.',
  },
  'apache.no_vhost': {
    en: (a: { path: string; name: string; there: string }) =>
      `${a.path} has no virtual host ${a.name}${a.there === '' ? '' : `; it has ${a.there}`}.`,
    es: (a: { path: string; name: string; there: string }) =>
      `${a.path} no tiene ningún virtual host ${a.name}${a.there === '' ? '' : `; tiene ${a.there}`}.`,
  },
  'apache.no_vhost_cure': {
    en: () => 'Correct server_name (and port), or name the file that has it.',
    es: () => 'Corrija server_name (y port), o indique el archivo que lo contiene.',
  },
  'apache.two_vhosts': {
    en: (a: { path: string; name: string; lines: string }) =>
      `${a.path} has more than one virtual host ${a.name}: lines ${a.lines}.`,
    es: (a: { path: string; name: string; lines: string }) =>
      `${a.path} tiene más de un virtual host ${a.name}: líneas ${a.lines}.`,
  },
  'apache.two_vhosts_cure': {
    en: () => 'Say which with port, for example port: 443.',
    es: () => 'Indique cuál con port, por ejemplo port: 443.',
  },
  'apache.no_section': {
    en: (a: { path: string; section: string }) => `${a.path} has no ${a.section}.`,
    es: (a: { path: string; section: string }) => `${a.path} no tiene ${a.section}.`,
  },
  'apache.no_section_cure': {
    en: () =>
      'Correct the context, or add the section to the file by hand: kapa edits sections, it makes none.',
    es: () => 'Corrija context, o añada la sección al archivo a mano: kapa edita secciones, no las crea.',
  },
  'apache.two_sections': {
    en: (a: { path: string; section: string; lines: string }) =>
      `${a.path} has more than one ${a.section}: lines ${a.lines}.`,
    es: (a: { path: string; section: string; lines: string }) =>
      `${a.path} tiene más de un ${a.section}: líneas ${a.lines}.`,
  },
  'apache.two_sections_cure': {
    en: () => 'Narrow the context down with args or where.',
    es: () => 'Precise el contexto con args o where.',
  },
  'apache.module_off': {
    en: (a: { name: string }) => `module ${a.name} is not enabled, and these lines need it`,
    es: (a: { name: string }) => `el módulo ${a.name} no está activo y estas líneas lo necesitan`,
  },
  'apache.not_loaded': {
    en: (a: { path: string }) => `${a.path} is not loaded by Apache: what is set there has no effect`,
    es: (a: { path: string }) => `Apache no carga ${a.path}: lo que se define ahí no tiene efecto`,
  },
  'apache.overridden': {
    en: (a: { name: string; line: number; by: string }) =>
      `${a.name}: set in line ${a.line}, overridden by ${a.by}`,
    es: (a: { name: string; line: number; by: string }) =>
      `${a.name}: definido en la línea ${a.line}, anulado por ${a.by}`,
  },
  'apache.behind_bracket': {
    en: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: Apache drops what stands behind the > of this line: put it on a line of its own`,
    es: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: Apache descarta lo que sigue al > de esta línea: póngalo en una línea aparte`,
  },
  'apache.perhaps_overridden': {
    en: (a: { name: string; line: number; by: string; condition: string }) =>
      `${a.name}: set in line ${a.line}; ${a.by} overrides it if ${a.condition} holds, which only Apache knows`,
    es: (a: { name: string; line: number; by: string; condition: string }) =>
      `${a.name}: definido en la línea ${a.line}; ${a.by} lo anula si se cumple ${a.condition}, y eso solo lo sabe Apache`,
  },
  'apache.perhaps_skipped': {
    en: (a: { name: string; line: number; condition: string }) =>
      `${a.name}: line ${a.line} counts only if ${a.condition} holds, which only Apache knows`,
    es: (a: { name: string; line: number; condition: string }) =>
      `${a.name}: la línea ${a.line} solo vale si se cumple ${a.condition}, y eso solo lo sabe Apache`,
  },
  'apache.section_in_variable': {
    en: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: a variable opens or closes a section there: which settings win behind it is unknown.`,
    es: (a: { path: string; line: number }) =>
      `${a.path}:${a.line}: una variable abre o cierra ahí una sección: no se sabe qué ajustes prevalecen después.`,
  },
  'apache.lint_ttl': {
    en: () => 'ttl has no effect under prefork: each worker keeps its one connection',
    es: () => 'ttl no tiene efecto con prefork: cada worker conserva su única conexión',
  },
  'apache.lint_ttl_cure': {
    en: () => 'take it out; disablereuse: true closes the connection after each request',
    es: () => 'quítelo; disablereuse: true cierra la conexión tras cada petición',
  },
  'apache.lint_localhost': {
    en: (a: { url: string }) =>
      `${a.url}: localhost may become ::1, or nothing, while the backend listens on 127.0.0.1`,
    es: (a: { url: string }) =>
      `${a.url}: localhost puede resolverse a ::1, o a nada, mientras el backend escucha en 127.0.0.1`,
  },
  'apache.lint_localhost_cure': {
    en: (a: { url: string }) => `write ${a.url}`,
    es: (a: { url: string }) => `escriba ${a.url}`,
  },
  'apache.lint_order': {
    en: (a: { shorter: string; longer: string }) =>
      `${a.shorter} stands before ${a.longer}: ProxyPass takes the first that matches, so the longer path is never reached`,
    es: (a: { shorter: string; longer: string }) =>
      `${a.shorter} está antes que ${a.longer}: ProxyPass usa el primero que coincide y nunca se llega a la ruta más larga`,
  },
  'apache.lint_order_cure': {
    en: (a: { longer: string }) => `put ${a.longer} first`,
    es: (a: { longer: string }) => `ponga ${a.longer} primero`,
  },
  'apache.lint_timeout': {
    en: (a: { proxy: number; mount: number; path: string }) =>
      `ProxyTimeout ${a.proxy} is below the timeout ${a.mount} of mount ${a.path}`,
    es: (a: { proxy: number; mount: number; path: string }) =>
      `ProxyTimeout ${a.proxy} es menor que el timeout ${a.mount} de la ruta ${a.path}`,
  },
  'apache.lint_timeout_cure': {
    en: (a: { mount: number }) => `set ProxyTimeout to ${a.mount} or more, or lower the mount's`,
    es: (a: { mount: number }) => `ponga ProxyTimeout en ${a.mount} o más, o baje el de la ruta`,
  },
  'apache.lint_slash': {
    en: (a: { path: string; url: string }) =>
      `only one of ${a.path} and ${a.url} ends in a slash: the backend gets paths with a slash too many, or too few`,
    es: (a: { path: string; url: string }) =>
      `solo uno de ${a.path} y ${a.url} acaba en barra: al backend le llegan rutas con una barra de más o de menos`,
  },
  'apache.lint_slash_cure': {
    en: (a: { path: string }) =>
      a.path.endsWith('/') ? 'end the url in a slash as well' : 'take the slash off the end of the url',
    es: (a: { path: string }) =>
      a.path.endsWith('/') ? 'termine también la url en barra' : 'quite la barra final de la url',
  },
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
  'apache.lint_name': {
    en: (a: { name: string }) => `no module of Debian knows a directive ${a.name}`,
    es: (a: { name: string }) => `ningún módulo de Debian conoce la directiva ${a.name}`,
  },
  'apache.lint_name_cure': {
    en: (a: { meant: string }) => `did you mean ${a.meant}?`,
    es: (a: { meant: string }) => `¿quiso decir ${a.meant}?`,
  },
} as const satisfies Catalogue;

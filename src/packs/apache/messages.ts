import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const apache = {
  'apache.cannot_identify': message<{ pid: number }>({
    en: (a) =>
      `process ${a.pid} may not be looked at, so it is unknown whether it is Apache; run kapa as root`,
    es: (a) =>
      `no se puede examinar el proceso ${a.pid}, así que no se sabe si es Apache; ejecute kapa como root`,
  }),
  'apache.below_root': message<{ root: string }>({
    en: (a) => `not touched: the tree below ${a.root} has no running Apache`,
    es: (a) => `sin tocar: el árbol bajo ${a.root} no tiene un Apache en ejecución`,
  }),
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
  'apache.refused': message<{ said: string }>({
    en: (a) => `refused${because(a.said)}`,
    es: (a) => `rechazado${because(a.said)}`,
  }),
  'apache.died': message<{ said: string }>({
    en: (a) => `Apache is gone${because(a.said)}`,
    es: (a) => `Apache ha muerto${because(a.said)}`,
  }),
  'apache.start_failed': message<{ said: string }>({
    en: (a) => `Apache did not start: ${a.said}`,
    es: (a) => `Apache no arrancó: ${a.said}`,
  }),
  'apache.not_started': message<{ seconds: number; said: string }>({
    en: (a) => `Apache was not up after ${a.seconds} s${because(a.said)}`,
    es: (a) => `Apache no estaba en ejecución tras ${a.seconds} s${because(a.said)}`,
  }),
  'apache.not_reloaded': message<{ seconds: number; said: string }>({
    en: (a) => `Apache serves, but no new generation was seen within ${a.seconds} s${because(a.said)}`,
    es: (a) => `Apache responde, pero no se vio una generación nueva en ${a.seconds} s${because(a.said)}`,
  }),
  'apache.silent': message<{ port: number; said: string }>({
    en: (a) =>
      a.port === 0
        ? `Apache runs but listens nowhere${because(a.said)}`
        : `Apache runs but port ${a.port} does not answer${because(a.said)}`,
    es: (a) =>
      a.port === 0
        ? `Apache está en ejecución pero no escucha en ningún puerto${because(a.said)}`
        : `Apache está en ejecución pero el puerto ${a.port} no responde${because(a.said)}`,
  }),
  'apache.not_stopped': message<{ pid: number; seconds: number }>({
    en: (a) => `Apache (process ${a.pid}) did not end within ${a.seconds} s`,
    es: (a) => `Apache (proceso ${a.pid}) no terminó en ${a.seconds} s`,
  }),
  'apache.no_folder': message<{ folder: string }>({
    en: (a) => `There is no ${a.folder}: Apache is not installed here.`,
    es: (a) => `No existe ${a.folder}: Apache no está instalado aquí.`,
  }),
  'apache.no_folder_cure': {
    en: () => 'Install it (apt-get install apache2), or take the resource out of the policy.',
    es: () => 'Instálelo (apt-get install apache2) o quite el recurso de la política.',
  },
  'apache.other_layout': message<{ folder: string; main: string }>({
    en: (a) => `There is no ${a.folder}: Apache is here, by ${a.main}, but not in Debian's layout.`,
    es: (a) => `No existe ${a.folder}: Apache está aquí, por ${a.main}, pero no con la estructura de Debian.`,
  }),
  'apache.other_layout_cure': {
    en: () =>
      'Declare it with apache_directives, apache_proxy and apache_listen, which know other layouts; sites, modules and the MPM have no folders of their own there.',
    es: () =>
      'Declárelo con apache_directives, apache_proxy y apache_listen, que conocen otras estructuras; allí los sitios, los módulos y el MPM no tienen carpetas propias.',
  },
  'apache.unguarded': message<{ program: string; path: string }>({
    en: (a) => `${a.path} can be changed by others than root: kapa does not run ${a.program}`,
    es: (a) => `otros además de root pueden cambiar ${a.path}: kapa no ejecuta ${a.program}`,
  }),
  'apache.no_module': message<{ name: string }>({
    en: (a) => `Apache has no module ${a.name} here: mods-available/${a.name}.load is missing.`,
    es: (a) => `Apache no tiene aquí el módulo ${a.name}: falta mods-available/${a.name}.load.`,
  }),
  'apache.no_needed_module': message<{ name: string; by: string }>({
    en: (a) => `Module ${a.by} needs module ${a.name}, and mods-available/${a.name}.load is missing.`,
    es: (a) => `El módulo ${a.by} necesita el módulo ${a.name}, y falta mods-available/${a.name}.load.`,
  }),
  'apache.no_module_cure': message<{ name: string }>({
    en: (a) =>
      `Check the name (ls /etc/apache2/mods-available), or install its package (apt-cache search libapache2-mod ${a.name}).`,
    es: (a) =>
      `Compruebe el nombre (ls /etc/apache2/mods-available) o instale su paquete (apt-cache search libapache2-mod ${a.name}).`,
  }),
  'apache.no_module_like': message<{ like: string }>({
    en: (a) => `Debian calls it ${a.like}.`,
    es: (a) => `Debian lo llama ${a.like}.`,
  }),
  'apache.module_needed': message<{ name: string; by: string }>({
    en: (a) => `Module ${a.name} cannot go: ${a.by} is enabled and needs it.`,
    es: (a) => `El módulo ${a.name} no se puede desactivar: ${a.by} está activo y lo necesita.`,
  }),
  'apache.module_needed_cure': message<{ name: string; by: string }>({
    en: (a) =>
      isModPhp(a.by)
        ? `mod_php runs under prefork alone. Serve .php by php-fpm (the recipe “php” of docs/apache.md) and declare ${a.by} disabled with apache_module before this, or keep ${a.name}; without either, visitors would get the scripts' text.`
        : `Declare ${a.by} disabled as well, or keep ${a.name}.`,
    es: (a) =>
      isModPhp(a.by)
        ? `mod_php solo funciona con prefork. Sirva los .php con php-fpm (la receta «php» de docs/apache.md) y declare ${a.by} como disabled con apache_module antes de esto, o conserve ${a.name}; sin ninguna de las dos cosas, los visitantes recibirían el texto de los scripts.`
        : `Declare ${a.by} también como disabled, o conserve ${a.name}.`,
  }),
  'apache.module_conflict': message<{ name: string; against: string }>({
    en: (a) => `Module ${a.name} cannot be enabled beside ${a.against}, which is.`,
    es: (a) => `El módulo ${a.name} no se puede activar junto a ${a.against}, que está activo.`,
  }),
  'apache.module_conflict_cure': message<{ name: string; against: string }>({
    en: (a) =>
      a.name.startsWith('mpm_')
        ? 'Choose the MPM with an apache_mpm resource.'
        : `Declare ${a.against} disabled in the same resource.`,
    es: (a) =>
      a.name.startsWith('mpm_')
        ? 'Elija el MPM con un recurso apache_mpm.'
        : `Declare ${a.against} como disabled en el mismo recurso.`,
  }),
  'apache.not_a_link': message<{ path: string }>({
    en: (a) => `${a.path} is a file of its own, not a link: kapa does not remove it.`,
    es: (a) => `${a.path} es un archivo propio, no un enlace: kapa no lo elimina.`,
  }),
  'apache.not_a_link_cure': message<{ path: string }>({
    en: (a) => `Move it to the matching *-available folder and link it: ${a.path}.`,
    es: (a) => `Muévalo a la carpeta *-available correspondiente y enlácelo: ${a.path}.`,
  }),
  'apache.link_elsewhere': message<{ path: string }>({
    en: (a) => `${a.path} leads to another file than the one of its name in sites-available.`,
    es: (a) => `${a.path} apunta a otro archivo que el de su nombre en sites-available.`,
  }),
  'apache.link_elsewhere_cure': message<{ path: string }>({
    en: (a) => `See where it leads (readlink -f ${a.path}); remove the link, or give the site another name.`,
    es: (a) => `Mire adónde apunta (readlink -f ${a.path}); elimine el enlace o dé otro nombre al sitio.`,
  }),
  'apache.essential_module': message<{ name: string }>({
    en: (a) => `Debian's configuration relies on module ${a.name}`,
    es: (a) => `la configuración de Debian depende del módulo ${a.name}`,
  }),
  'apache.essential_module_cure': message<{ name: string }>({
    en: (a) => `leave ${a.name} enabled unless you know what replaces it`,
    es: (a) => `deje ${a.name} activo salvo que sepa qué lo sustituye`,
  }),
  'apache.still_mounted': message<{ path: string; by: string }>({
    en: (a) =>
      `${a.path} is declared absent, but stays mounted by ${a.by}, which this resource does not edit`,
    es: (a) => `${a.path} se declara absent, pero sigue montado por ${a.by}, que este recurso no edita`,
  }),
  'apache.shared_worker': message<{ path: string; line: number; url: string; by: string; options: string }>({
    en: (a) =>
      `ProxyPass ${a.path}: line ${a.line} gets the connections of ${a.url} in ${a.by}, and Apache drops its ${a.options}: put it first, or give both the same`,
    es: (a) =>
      `ProxyPass ${a.path}: la línea ${a.line} recibe las conexiones de ${a.url} de ${a.by}, y Apache descarta su ${a.options}: póngala antes, o dé lo mismo a ambas`,
  }),
  'apache.listen_overlaps': message<{ listen: string; other: string; place: string }>({
    en: (a) =>
      `Apache cannot listen at ${a.listen} beside Listen ${a.other} in ${a.place}: one holds the port of both.`,
    es: (a) =>
      `Apache no puede escuchar en ${a.listen} junto a Listen ${a.other} de ${a.place}: uno ocupa el puerto de ambos.`,
  }),
  'apache.listen_asked_twice': message<{ listen: string; other: string }>({
    en: (a) => `Apache cannot listen at both ${a.other} and ${a.listen}: one holds the port of both.`,
    es: (a) =>
      `Apache no puede escuchar en ${a.other} y en ${a.listen} a la vez: uno ocupa el puerto de ambos.`,
  }),
  'apache.listen_asked_twice_cure': {
    en: () => 'Leave one of the two out.',
    es: () => 'Quite una de las dos.',
  },
  'apache.listen_overlaps_cure': message<{ other: string }>({
    en: (a) =>
      `Declare the other absent in the same resource (${yamlKey(a.other)}: absent), or take another port.`,
    es: (a) =>
      `Declare el otro como absent en el mismo recurso (${yamlKey(a.other)}: absent), o use otro puerto.`,
  }),
  'apache.listen_nowhere': {
    en: () => 'Apache would listen nowhere, and does not start then.',
    es: () => 'Apache no escucharía en ningún puerto, y así no arranca.',
  },
  'apache.listen_nowhere_cure': {
    en: () => 'Declare another address present in the same resource.',
    es: () => 'Declare otra dirección como present en el mismo recurso.',
  },
  'apache.listen_by_macro': message<{ listen: string; place: string }>({
    en: (a) => `Listen ${a.listen} is said by a macro, used in ${a.place}: kapa does not edit it.`,
    es: (a) => `Listen ${a.listen} lo dice una macro, usada en ${a.place}: kapa no lo edita.`,
  }),
  'apache.listen_by_macro_cure': message<{ place: string }>({
    en: (a) => `Change the macro, or its Use in ${a.place}, by hand.`,
    es: (a) => `Cambie a mano la macro, o su Use en ${a.place}.`,
  }),
  'apache.mpm_conffile': message<{ path: string }>({
    en: (a) =>
      `${a.path} is a conffile of Debian's package: at an upgrade that brings another, dpkg asks which to keep, and unattended upgrades wait; with drop_in: true kapa writes a file of its own instead`,
    es: (a) =>
      `${a.path} es un conffile del paquete de Debian: en una actualización que traiga otro, dpkg pregunta cuál conservar y las actualizaciones desatendidas esperan; con drop_in: true kapa escribe un archivo propio en su lugar`,
  }),
  'apache.mod_php_threads': message<{ php: string; mpm: string }>({
    en: (a) =>
      `mod_php (${a.php}) is loaded, and as Debian builds it it runs under prefork alone: Apache does not start with ${a.mpm}; serve .php by php-fpm (the recipe “php” of docs/apache.md) and disable the module, or keep prefork`,
    es: (a) =>
      `mod_php (${a.php}) está cargado y, tal como lo compila Debian, solo funciona con prefork: Apache no arranca con ${a.mpm}; sirva los .php con php-fpm (la receta «php» de docs/apache.md) y desactive el módulo, o conserve prefork`,
  }),
  'apache.workers_cut': message<{ asked: number; got: number; limit: number }>({
    en: (a) => `MaxRequestWorkers ${a.asked} is cut to ${a.got} by ServerLimit ${a.limit}`,
    es: (a) => `MaxRequestWorkers ${a.asked} queda recortado a ${a.got} por ServerLimit ${a.limit}`,
  }),
  'apache.workers_rounded': message<{ asked: number; got: number; threads: number }>({
    en: (a) => `MaxRequestWorkers ${a.asked} becomes ${a.got}: whole processes of ${a.threads} threads`,
    es: (a) =>
      `MaxRequestWorkers ${a.asked} se convierte en ${a.got}: procesos enteros de ${a.threads} hilos`,
  }),
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
  'apache.unbalanced': message<{ path: string; line: number; tag: string }>({
    en: (a) => `${a.path}:${a.line}: ${a.tag} has no counterpart, so Apache refuses the file.`,
    es: (a) => `${a.path}:${a.line}: ${a.tag} no tiene pareja, así que Apache rechaza el archivo.`,
  }),
  'apache.no_bracket': message<{ path: string; line: number; tag: string }>({
    en: (a) => `${a.path}:${a.line}: ${a.tag} lacks its closing >, so Apache refuses the file.`,
    es: (a) => `${a.path}:${a.line}: a ${a.tag} le falta el > de cierre, así que Apache rechaza el archivo.`,
  }),
  'apache.no_condition': message<{ path: string; line: number; tag: string }>({
    en: (a) => `${a.path}:${a.line}: ${a.tag} does not say its condition, so Apache refuses the file.`,
    es: (a) => `${a.path}:${a.line}: ${a.tag} no dice su condición, así que Apache rechaza el archivo.`,
  }),
  'apache.line_too_long': message<{ path: string; line: number }>({
    en: (a) => `${a.path}:${a.line}: the line is longer than 16 MB, so Apache refuses the file.`,
    es: (a) => `${a.path}:${a.line}: la línea supera los 16 MB, así que Apache rechaza el archivo.`,
  }),
  'apache.nul_in_long_line': message<{ path: string; line: number }>({
    en: (a) =>
      `${a.path}:${a.line}: a NUL byte in a line of more than 200 bytes: what Apache makes of the rest depends on its buffers.`,
    es: (a) =>
      `${a.path}:${a.line}: un byte NUL en una línea de más de 200 bytes: lo que Apache haga del resto depende de sus búferes.`,
  }),
  'apache.unbalanced_cure': {
    en: () => 'Mend the file by hand first; apache2ctl configtest shows the place.',
    es: () => 'Corrija primero el archivo a mano; apache2ctl configtest muestra el lugar.',
  },
  'apache.no_file': message<{ path: string; there: string }>({
    en: (a) => `There is no ${a.path}${a.there === '' ? '' : `; there are ${a.there}`}.`,
    es: (a) => `No existe ${a.path}${a.there === '' ? '' : `; existen ${a.there}`}.`,
  }),
  'apache.no_file_cure': {
    en: () => 'Correct the name, or declare the file with apache_site or file.',
    es: () => 'Corrija el nombre, o declare el archivo con apache_site o file.',
  },
  'apache.no_vhost': message<{ path: string; name: string; there: string }>({
    en: (a) => `${a.path} has no virtual host ${a.name}${a.there === '' ? '' : `; it has ${a.there}`}.`,
    es: (a) =>
      `${a.path} no tiene ningún virtual host ${a.name}${a.there === '' ? '' : `; tiene ${a.there}`}.`,
  }),
  'apache.no_vhost_cure': {
    en: () => 'Correct server_name (and port, or address), or name the file that has it.',
    es: () => 'Corrija server_name (y port o address), o indique el archivo que lo contiene.',
  },
  'apache.no_vhost_cure_nameless': {
    en: () =>
      'A host without a ServerName goes by its port alone: virtual_host: { port: 80 }, without server_name.',
    es: () =>
      'Un host sin ServerName se indica solo por su puerto: virtual_host: { port: 80 }, sin server_name.',
  },
  'apache.no_hosts': message<{ path: string }>({
    en: (a) => `${a.path} has no <VirtualHost> that Apache reads.`,
    es: (a) => `${a.path} no tiene ningún <VirtualHost> que Apache lea.`,
  }),
  'apache.no_hosts_cure': {
    en: () =>
      "For a fragment that a host includes, or for the server's own mounts, leave virtual_host out: the file's top level is meant then. Else name the file that has the host.",
    es: () =>
      'Para un fragmento que un host incluye, o para los montajes del propio servidor, omita virtual_host: se entiende entonces el nivel superior del archivo. Si no, indique el archivo que contiene el host.',
  },
  'apache.host_of_macro': message<{ name: string; place: string; macro: string }>({
    en: (a) =>
      `${a.name} is made by the macro ${a.macro}, used in ${a.place}: it has no <VirtualHost> of its own to edit.`,
    es: (a) =>
      `${a.name} lo crea la macro ${a.macro}, usada en ${a.place}: no tiene un <VirtualHost> propio que editar.`,
  }),
  'apache.host_of_macro_cure': message<{ place: string }>({
    en: (a) =>
      `Write this host out in place of the Use in ${a.place}, or have the macro include a file for each host and declare that file without virtual_host.`,
    es: (a) =>
      `Escriba este host completo en lugar del Use de ${a.place}, o haga que la macro incluya un archivo por host y declare ese archivo sin virtual_host.`,
  }),
  'apache.two_vhosts': message<{ path: string; name: string; lines: string }>({
    en: (a) => `${a.path} has more than one virtual host ${a.name}: lines ${a.lines}.`,
    es: (a) => `${a.path} tiene más de un virtual host ${a.name}: líneas ${a.lines}.`,
  }),
  'apache.two_vhosts_cure': {
    en: () => 'Say which with port, for example port: 443, or with address, for example address: 192.0.2.1.',
    es: () => 'Indique cuál con port, por ejemplo port: 443, o con address, por ejemplo address: 192.0.2.1.',
  },
  'apache.same_vhosts_cure': {
    en: () =>
      'They stand at the same address and port: Apache answers by the first alone. Remove the other, or give it a name of its own.',
    es: () =>
      'Están en la misma dirección y puerto: Apache solo responde con el primero. Elimine el otro, o dele un nombre propio.',
  },
  'apache.no_section': message<{ path: string; section: string }>({
    en: (a) => `${a.path} has no ${a.section}.`,
    es: (a) => `${a.path} no tiene ${a.section}.`,
  }),
  'apache.no_section_cure': {
    en: () =>
      'Correct the context, or say section: present, so that kapa makes the section at the end of what is around it.',
    es: () =>
      'Corrija context, o indique section: present para que kapa cree la sección al final de lo que la rodea.',
  },
  'apache.two_sections': message<{ path: string; section: string; lines: string }>({
    en: (a) => `${a.path} has more than one ${a.section}: lines ${a.lines}.`,
    es: (a) => `${a.path} tiene más de un ${a.section}: líneas ${a.lines}.`,
  }),
  'apache.two_sections_cure': {
    en: () => 'Narrow the context down with args or where.',
    es: () => 'Precise el contexto con args o where.',
  },
  'apache.module_off': message<{ name: string }>({
    en: (a) => `module ${a.name} is not enabled, and these lines need it`,
    es: (a) => `el módulo ${a.name} no está activo y estas líneas lo necesitan`,
  }),
  'apache.not_loaded': message<{ path: string }>({
    en: (a) => `${a.path} is not loaded by Apache: what is set there has no effect`,
    es: (a) => `Apache no carga ${a.path}: lo que se define ahí no tiene efecto`,
  }),
  'apache.unknown_layout': message<{ path: string; looked: string }>({
    en: (a) =>
      `no Apache that kapa knows reads ${a.path} (it looked for ${a.looked}): the file is edited, and nothing is judged or reloaded; name another with settings.apache: { program, config, service }`,
    es: (a) =>
      `ningún Apache que kapa conozca lee ${a.path} (buscó ${a.looked}): el archivo se edita, y nada se comprueba ni se recarga; indique otro con settings.apache: { program, config, service }`,
  }),
  'apache.overridden': message<{ name: string; line: number; by: string }>({
    en: (a) => `${a.name}: set in line ${a.line}, overridden by ${a.by}`,
    es: (a) => `${a.name}: definido en la línea ${a.line}, anulado por ${a.by}`,
  }),
  'apache.behind_bracket': message<{ path: string; line: number }>({
    en: (a) =>
      `${a.path}:${a.line}: Apache drops what stands behind the > of this line: put it on a line of its own`,
    es: (a) =>
      `${a.path}:${a.line}: Apache descarta lo que sigue al > de esta línea: póngalo en una línea aparte`,
  }),
  'apache.perhaps_overridden': message<{ name: string; line: number; by: string; condition: string }>({
    en: (a) =>
      `${a.name}: set in line ${a.line}; ${a.by} overrides it if ${a.condition} holds, which only Apache knows`,
    es: (a) =>
      `${a.name}: definido en la línea ${a.line}; ${a.by} lo anula si se cumple ${a.condition}, y eso solo lo sabe Apache`,
  }),
  'apache.perhaps_skipped': message<{ name: string; line: number; condition: string }>({
    en: (a) => `${a.name}: line ${a.line} counts only if ${a.condition} holds, which only Apache knows`,
    es: (a) =>
      `${a.name}: la línea ${a.line} solo vale si se cumple ${a.condition}, y eso solo lo sabe Apache`,
  }),
  'apache.idle_line': message<{ name: string; line: number; condition: string }>({
    en: (a) =>
      `${a.name}: line ${a.line} stands in ${a.condition}, which does not hold: Apache does not read it, and it stays as it is`,
    es: (a) =>
      `${a.name}: la línea ${a.line} está en ${a.condition}, que no se cumple: Apache no la lee y se queda como está`,
  }),
  'apache.hosts_own': message<{ name: string; count: number; place: string }>({
    en: (a) =>
      a.count === 1
        ? `${a.name}: a virtual host has its own, in ${a.place}, which wins there`
        : `${a.name}: ${a.count} virtual hosts have their own, the first in ${a.place}, which win there`,
    es: (a) =>
      a.count === 1
        ? `${a.name}: un virtual host tiene el suyo, en ${a.place}, que prevalece ahí`
        : `${a.name}: ${a.count} virtual hosts tienen el suyo, el primero en ${a.place}, que prevalecen ahí`,
  }),
  'apache.mount_narrowed': message<{ name: string; line: number; by: string; longer: string }>({
    en: (a) =>
      `${a.name}: what is asked below it goes to ${a.longer}, in ${a.by}, which stands first: is that the mount that is meant?`,
    es: (a) =>
      `${a.name}: lo que se pide por debajo va a ${a.longer}, en ${a.by}, que está primero: ¿es ese el montaje que quiere declarar?`,
  }),
  'apache.no_proxy_tls': message<{ path: string; url: string }>({
    en: (a) =>
      `mount ${a.path}: SSLProxyEngine is not on here, so Apache answers 500 instead of asking ${a.url}: set directives: { SSLProxyEngine: true }`,
    es: (a) =>
      `montaje ${a.path}: SSLProxyEngine no está activo aquí, así que Apache responde 500 en vez de consultar ${a.url}: ponga directives: { SSLProxyEngine: true }`,
  }),
  'apache.moved_to_tls': message<{ name: string; place: string; declare: string }>({
    en: (a) =>
      `this host sends its visitors to https; the host of ${a.name} that serves them is in ${a.place}: declare that one as well, with ${a.declare}`,
    es: (a) =>
      `este host envía a sus visitantes a https; el host de ${a.name} que los atiende está en ${a.place}: declare también ese, con ${a.declare}`,
  }),
  'apache.too_deep': message<{ path: string }>({
    en: (a) => `${a.path}: files are included in each other without an end, so Apache refuses them.`,
    es: (a) => `${a.path}: unos archivos se incluyen a otros sin fin, así que Apache los rechaza.`,
  }),
  'apache.macro_loop': message<{ path: string; line: number; name: string }>({
    en: (a) => `${a.path}:${a.line}: the macro ${a.name} uses itself, so Apache refuses the file.`,
    es: (a) =>
      `${a.path}:${a.line}: la macro ${a.name} se usa a sí misma, así que Apache rechaza el archivo.`,
  }),
  'apache.sections_in_macro': message<{ path: string; line: number }>({
    en: (a) =>
      `${a.path}:${a.line}: a macro opens or closes a section here. Apache reads that, but where a line of this file belongs is not said by the file itself, so kapa does not edit it.`,
    es: (a) =>
      `${a.path}:${a.line}: una macro abre o cierra aquí una sección. Apache lo lee, pero el propio archivo no dice a qué sección pertenece cada línea, así que kapa no lo edita.`,
  }),
  'apache.sections_in_macro_cure': {
    en: () =>
      'Write the section out in the file, opening and closing tag, or declare the directive in another file.',
    es: () =>
      'Escriba la sección completa en el archivo, con apertura y cierre, o declare la directiva en otro archivo.',
  },
  'apache.section_in_variable': message<{ path: string; line: number }>({
    en: (a) =>
      `${a.path}:${a.line}: a variable opens or closes a section there: which settings win behind it is unknown.`,
    es: (a) =>
      `${a.path}:${a.line}: una variable abre o cierra ahí una sección: no se sabe qué ajustes prevalecen después.`,
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
  'apache.lint_name_cure': message<{ meant: string }>({
    en: (a) => `did you mean ${a.meant}?`,
    es: (a) => `¿quiso decir ${a.meant}?`,
  }),
  'doctor.apache_down': {
    en: () => 'Apache does not run',
    es: () => 'Apache no está en ejecución',
  },
  'doctor.apache_down_cure': {
    en: () => 'apache2ctl configtest tells why; then systemctl start apache2',
    es: () => 'apache2ctl configtest dice por qué; después, systemctl start apache2',
  },
  'doctor.apache_runs': {
    en: () => 'Apache runs',
    es: () => 'Apache está en ejecución',
  },
  'doctor.modules_unknown': {
    en: () => "Apache's modules cannot be listed",
    es: () => 'no se pueden enumerar los módulos de Apache',
  },
  'doctor.module_missing': message<{ module: string }>({
    en: (a) => `Apache's module ${a.module} is not enabled`,
    es: (a) => `el módulo ${a.module} de Apache no está activado`,
  }),
  'doctor.module_missing_cure': message<{ module: string }>({
    en: (a) =>
      `declare apache_module: { ${a.module}: enabled }, then kapa apply (by hand: a2enmod ${a.module})`,
    es: (a) =>
      `declare apache_module: { ${a.module}: enabled } y ejecute kapa apply (a mano: a2enmod ${a.module})`,
  }),
  'doctor.mpm': message<{ mpm: string }>({
    en: (a) => `Apache uses ${a.mpm}`,
    es: (a) => `Apache usa ${a.mpm}`,
  }),
  'doctor.mpm_wrong': message<{ found: string; declared: string }>({
    en: (a) => `Apache has ${a.found} enabled; the policies declare ${a.declared}`,
    es: (a) => `Apache tiene activado ${a.found}; las políticas declaran ${a.declared}`,
  }),
  'doctor.mpm_wrong_cure': {
    en: () => 'kapa apply enables the declared one and disables the others; it needs a restart',
    es: () => 'kapa apply activa el declarado y desactiva los demás; requiere reiniciar Apache',
  },
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
  'measure.no_status_page': message<{ url: string; reason: string }>({
    en: (a) => `${a.url} is no status page of Apache (${a.reason}).`,
    es: (a) => `${a.url} no es una página de estado de Apache (${a.reason}).`,
  }),
  'resources.unreadable_cure': {
    en: () =>
      'Run kapa as root, or see what keeps it from reading: ls -ld on the file and the folders above it.',
    es: () =>
      'Ejecute kapa como root, o mire qué le impide leer: ls -ld del archivo y de las carpetas superiores.',
  },
  'check.label.workers': { en: () => 'Apache workers', es: () => 'Workers Apache' },
  'check.label.apache_memory': { en: () => 'Apache memory', es: () => 'Memoria Apache' },
  'apache.about_to_restart': {
    en: () => 'restart Apache, after its configuration test (running requests are cut)',
    es: () => 'reiniciar Apache, tras probar su configuración (corta las peticiones en curso)',
  },
  'apache.found_macro': message<{ host: string; place: string; macro: string }>({
    en: (a) => `the proxy of ${a.host}: the host comes from macro ${a.macro} (${a.place})`,
    es: (a) => `el proxy de ${a.host}: el host proviene de la macro ${a.macro} (${a.place})`,
  }),
  'apache.found_ambiguous': message<{ host: string; place: string }>({
    en: (a) => `the proxy of ${a.host} at ${a.place}: another host of the file has the same name and address`,
    es: (a) => `el proxy de ${a.host} en ${a.place}: otro host del archivo tiene el mismo nombre y dirección`,
  }),
  'apache.found_hidden': message<{ path: string; place: string; by: string; other: string }>({
    en: (a) => `the mount of ${a.path} at ${a.place} is never asked: ${a.by} at ${a.other} comes first`,
    es: (a) =>
      `el montaje de ${a.path} en ${a.place} nunca recibe peticiones: ${a.by} en ${a.other} va primero`,
  }),
  'apache.found_no_path': message<{ path: string; place: string }>({
    en: (a) => `the mount of ${a.path} at ${a.place}: it is no path of the site`,
    es: (a) => `el montaje de ${a.path} en ${a.place}: no es una ruta del sitio`,
  }),
  'apache.found_elsewhere': message<{ name: string; args: string; place: string; around: string }>({
    en: (a) =>
      `${a.name} ${a.args} at ${a.place}: kapa declares no mounts ${a.around === '' ? 'there' : `in ${a.around}`}`,
    es: (a) =>
      `${a.name} ${a.args} en ${a.place}: kapa no declara montajes ${a.around === '' ? 'ahí' : `en ${a.around}`}`,
  }),
  'apache.found_rewrite': message<{ place: string; to: string }>({
    en: (a) => `the RewriteRule at ${a.place} hands requests on to ${a.to}: no mount says that`,
    es: (a) => `la RewriteRule en ${a.place} entrega peticiones a ${a.to}: ningún montaje lo expresa`,
  }),
} as const satisfies Catalogue;

function because(said: string): string {
  return said === '' ? '' : `: ${said}`;
}

/** Tells Debian's name of mod_php. */
function isModPhp(name: string): boolean {
  return /^php\d/u.test(name);
}

/** An address of Listen as a key of a policy. */
function yamlKey(listen: string): string {
  return /^\d+$/u.test(listen) ? listen : `'${listen}'`;
}

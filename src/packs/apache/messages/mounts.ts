import { count, message, type Catalogue } from '../../../core/messages/message.ts';

/** Sentences on mounts of virtual hosts. */
export const ofMounts = {
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
  'apache.host_behind': message<{ name: string; address: string; place: string }>({
    en: (a) =>
      `what is asked of ${a.name} at ${a.address} is answered by the virtual host in ${a.place}, which Apache asks first`,
    es: (a) =>
      `lo que se pide a ${a.name} en ${a.address} lo responde el virtual host de ${a.place}, al que Apache consulta primero`,
  }),
  'apache.host_not_first': message<{ address: string; place: string }>({
    en: (a) =>
      `a host without a ServerName answers only as the first at its address, and at ${a.address} that is the one in ${a.place}`,
    es: (a) =>
      `un host sin ServerName solo responde si es el primero de su dirección, y en ${a.address} lo es el de ${a.place}`,
  }),
  'apache.alias_taken': message<{ name: string; path: string; place: string; by: string }>({
    en: (a) =>
      `${a.name} ${a.path} in ${a.place} serves nothing: the mount of ${a.by} takes what is asked there; with { path: ${a.path}, url: '!' } it stays with Apache`,
    es: (a) =>
      `${a.name} ${a.path} en ${a.place} no sirve nada: el montaje de ${a.by} toma lo que se pide ahí; con { path: ${a.path}, url: '!' } queda en Apache`,
  }),
  'apache.no_document_root': message<{ path: string }>({
    en: (a) =>
      `DocumentRoot: there is no folder ${a.path}, and Apache only warns of that: visitors get 403 or 404`,
    es: (a) =>
      `DocumentRoot: no existe la carpeta ${a.path}, y Apache solo avisa de ello: los visitantes reciben 403 o 404`,
  }),
  'apache.rewrite_off': message<{ name: string }>({
    en: (a) =>
      `${a.name}: RewriteEngine is not on here, so Apache does not look at these lines: set RewriteEngine: true as well`,
    es: (a) =>
      `${a.name}: RewriteEngine no está activo aquí, así que Apache no mira estas líneas: ponga también RewriteEngine: true`,
  }),
  'apache.rewrite_unsupported': message<{ name: string; section: string }>({
    en: (a) =>
      `${a.name} in <${a.section}>: Apache's manual calls that unsupported; put it into the host, with a condition on %{REQUEST_URI}`,
    es: (a) =>
      `${a.name} en <${a.section}>: el manual de Apache dice que no tiene soporte; póngalo en el host, con una condición sobre %{REQUEST_URI}`,
  }),
  'apache.rewrite_not_inherited': message<{ name: string; hosts: number }>({
    en: (a) =>
      `${a.name} of the whole server does not count in ${count(a.hosts, 'virtual host')}: set it there, or RewriteOptions: InheritDown here`,
    es: (a) =>
      `${a.name} de todo el servidor no vale en ${count(a.hosts, 'host virtual', 'hosts virtuales')}: póngalo ahí, o aquí RewriteOptions: InheritDown`,
  }),
  'apache.http2_under_prefork': {
    en: () =>
      'Protocols: Apache speaks no HTTP/2 under mpm_prefork, and visitors get HTTP/1.1: it takes mpm_event (apache_mpm)',
    es: () =>
      'Protocols: Apache no habla HTTP/2 con mpm_prefork, y los visitantes reciben HTTP/1.1: hace falta mpm_event (apache_mpm)',
  },
  'apache.header_twice': message<{ header: string; line: number; place: string }>({
    en: (a) =>
      `Header ${a.header}: line ${a.line} and ${a.place} set it for different answers (one of them with always), so visitors get both`,
    es: (a) =>
      `Header ${a.header}: la línea ${a.line} y ${a.place} lo definen para respuestas distintas (una con always), así que los visitantes reciben ambos`,
  }),
} as const satisfies Catalogue;

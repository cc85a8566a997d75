import { message, type Catalogue } from '../../../core/messages/message.ts';

/** Sentences on layouts, modules and links. */
export const ofModules = {
  'apache.no_folder': message<{ folder: string }>({
    en: (a) => `There is no ${a.folder}: no Apache of Debian's layout is there.`,
    es: (a) => `No existe ${a.folder}: allí no hay un Apache con la estructura de Debian.`,
  }),
  'apache.no_folder_cure': {
    en: () =>
      'Install it (apt-get install apache2; setup-instance for a further one), or take the resource out of the policy.',
    es: () =>
      'Instálelo (apt-get install apache2; setup-instance para una instancia adicional) o quite el recurso de la política.',
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
  'apache.unusual_module': message<{ name: string }>({
    en: (a) => `Debian knows no module ${a.name}`,
    es: (a) => `Debian no conoce el módulo ${a.name}`,
  }),
  'apache.essential_module': message<{ name: string }>({
    en: (a) => `Debian's configuration relies on module ${a.name}`,
    es: (a) => `la configuración de Debian depende del módulo ${a.name}`,
  }),
  'apache.essential_module_cure': message<{ name: string }>({
    en: (a) => `leave ${a.name} enabled unless you know what replaces it`,
    es: (a) => `deje ${a.name} activo salvo que sepa qué lo sustituye`,
  }),
  'apache.module_off': message<{ name: string }>({
    en: (a) => `module ${a.name} is not enabled, and these lines need it`,
    es: (a) => `el módulo ${a.name} no está activo y estas líneas lo necesitan`,
  }),
  'apache.unknown_layout': message<{ path: string; looked: string }>({
    en: (a) =>
      `no Apache that kapa knows reads ${a.path} (it looked for ${a.looked}): the file is edited, and nothing is judged or reloaded; name another with settings.apache: { program, config, service }`,
    es: (a) =>
      `ningún Apache que kapa conozca lee ${a.path} (buscó ${a.looked}): el archivo se edita, y nada se comprueba ni se recarga; indique otro con settings.apache: { program, config, service }`,
  }),
  'apache.module_in_use': message<{ name: string; count: number; place: string }>({
    en: (a) =>
      a.count === 1
        ? `${a.name}: a mount needs it, in ${a.place}: without it Apache answers 500 there`
        : `${a.name}: ${a.count} mounts need it, the first in ${a.place}: without it Apache answers 500 there`,
    es: (a) =>
      a.count === 1
        ? `${a.name}: lo necesita un montaje, en ${a.place}: sin él, Apache responde 500 ahí`
        : `${a.name}: lo necesitan ${a.count} montajes, el primero en ${a.place}: sin él, Apache responde 500 ahí`,
  }),
} as const satisfies Catalogue;

/** Tells Debian's name of mod_php. */
function isModPhp(name: string): boolean {
  return /^php\d/u.test(name);
}

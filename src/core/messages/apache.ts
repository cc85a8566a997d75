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
    es: (a: { root: string }) => `sin tocar: el árbol bajo ${a.root} no tiene un Apache en marcha`,
  },
  'apache.not_running': {
    en: () => 'not running: nothing to reload',
    es: () => 'no está en marcha: no hay nada que recargar',
  },
  'apache.already_running': { en: () => 'already running', es: () => 'ya está en marcha' },
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
    en: (a: { said: string; reason: string }) => `Apache did not start (${a.said}); ${a.reason}`,
    es: (a: { said: string; reason: string }) => `Apache no arrancó (${a.said}); ${a.reason}`,
  },
  'apache.not_started': {
    en: (a: { seconds: number; said: string }) => `Apache was not up after ${a.seconds} s${because(a.said)}`,
    es: (a: { seconds: number; said: string }) =>
      `Apache no estaba en marcha tras ${a.seconds} s${because(a.said)}`,
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
        ? `Apache está en marcha pero no escucha en ningún puerto${because(a.said)}`
        : `Apache está en marcha pero el puerto ${a.port} no responde${because(a.said)}`,
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
} as const satisfies Catalogue;

import { message, type Catalogue } from '../../../core/messages/message.ts';

/** Sentences on what `kapa init` cannot say. */
export const ofFound = {
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

import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const filesMessages = {
  'resources.no_group': message<{ name: string }>({
    en: (a) => `There is no group ${a.name} on this host.`,
    es: (a) => `No existe el grupo ${a.name} en este servidor.`,
  }),
  'resources.no_group_cure': message<{ name: string }>({
    en: (a) => `Create it (addgroup --system ${a.name}) or name another group.`,
    es: (a) => `Créelo (addgroup --system ${a.name}) o indique otro grupo.`,
  }),
  'resources.not_a_file': message<{ path: string }>({
    en: (a) => `${a.path} is neither a file nor a link: kapa leaves it alone.`,
    es: (a) => `${a.path} no es un archivo ni un enlace: kapa no lo toca.`,
  }),
  'resources.not_a_file_cure': message<{ path: string }>({
    en: (a) => `See what it is (ls -l ${a.path}) and move it away, or choose another path.`,
    es: (a) => `Mire qué es (ls -l ${a.path}) y apártelo, o elija otra ruta.`,
  }),
  'resources.dangling': message<{ path: string }>({
    en: (a) => `${a.path} is a link to something that is not there.`,
    es: (a) => `${a.path} es un enlace a algo que no existe.`,
  }),
  'resources.dangling_cure': message<{ path: string }>({
    en: (a) => `Remove the link (rm ${a.path}), or make what it leads to.`,
    es: (a) => `Elimine el enlace (rm ${a.path}) o cree su destino.`,
  }),
  'resources.nothing_to_look_after': message<{ path: string }>({
    en: (a) => `${a.path} is not there, and the policy does not say what should be in it`,
    es: (a) => `${a.path} no existe y la política no dice qué debe contener`,
  }),
  'resources.not_taken_over': message<{ path: string; reason: string }>({
    en: (a) =>
      `${a.path} is to be taken from others, who may hold it open: it must be written anew, and ${a.reason}; declare its content, or move it away and back (cp, mv)`,
    es: (a) =>
      `hay que quitarles ${a.path} a otros, que pueden tenerlo abierto: debe escribirse de nuevo, y ${a.reason}; declare su contenido, o cópielo y póngalo en su lugar (cp, mv)`,
  }),
  'resources.not_a_folder': message<{ path: string }>({
    en: (a) => `${a.path} is there, but it is no folder.`,
    es: (a) => `${a.path} existe, pero no es una carpeta.`,
  }),
  'resources.not_a_folder_cure': message<{ path: string }>({
    en: (a) => `Look at what it is (ls -l ${a.path}) and move it away.`,
    es: (a) => `Mire qué es (ls -l ${a.path}) y muévalo.`,
  }),
  'resources.folder_not_empty': message<{ path: string; inside: number }>({
    en: (a) => `${a.path} is to go, but ${a.inside === 1 ? 'something is' : `${a.inside} things are`} in it.`,
    es: (a) =>
      `${a.path} debe desaparecer, pero contiene ${a.inside === 1 ? 'un elemento' : `${a.inside} elementos`}.`,
  }),
  'resources.folder_not_empty_cure': message<{ path: string }>({
    en: (a) => `kapa removes empty folders only: look at ${a.path} and empty it yourself.`,
    es: (a) => `kapa solo elimina carpetas vacías: revise ${a.path} y vacíela usted.`,
  }),
  'resources.not_a_link': message<{ path: string }>({
    en: (a) => `${a.path} is there, but it is no link.`,
    es: (a) => `${a.path} existe, pero no es un enlace.`,
  }),
  'resources.not_a_link_cure': message<{ path: string }>({
    en: (a) => `kapa replaces links only: move ${a.path} away first.`,
    es: (a) => `kapa solo reemplaza enlaces: mueva antes ${a.path}.`,
  }),
  'resources.link_to_nothing': message<{ path: string }>({
    en: (a) => `${a.path} leads to something that is not there.`,
    es: (a) => `${a.path} lleva a algo que no existe.`,
  }),
  'resources.link_to_itself': message<{ path: string }>({
    en: (a) => `the link ${a.path} leads to itself`,
    es: (a) => `el enlace ${a.path} lleva a sí mismo`,
  }),
  'resources.link_to_itself_cure': {
    en: () => 'name what it leads to: path is the link itself',
    es: () => 'indique adónde lleva: path es el enlace mismo',
  },
} as const satisfies Catalogue;

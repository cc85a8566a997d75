import { message, type Catalogue } from './message.ts';

export const resources = {
  'resources.no_account': message<{ name: string }>({
    en: (a) => `There is no user ${a.name} on this host.`,
    es: (a) => `No existe el usuario ${a.name} en este servidor.`,
  }),
  'resources.no_account_cure': message<{ name: string }>({
    en: (a) => `Create it (adduser --system ${a.name}) or name another owner.`,
    es: (a) => `Créelo (adduser --system ${a.name}) o indique otro propietario.`,
  }),
  'resources.is_folder': message<{ path: string }>({
    en: (a) => `${a.path} is a folder, and a file is declared there.`,
    es: (a) => `${a.path} es una carpeta y allí se declara un archivo.`,
  }),
  'resources.is_folder_cure': {
    en: () => 'Move the folder away, or name the file inside it.',
    es: () => 'Mueva la carpeta, o indique el archivo dentro de ella.',
  },
  'resources.not_live': message<{ root: string }>({
    en: (a) => `Services, crontab(1) and PM2 belong to a running host: not looked at below ${a.root}.`,
    es: (a) => `Los servicios, crontab(1) y PM2 son de un servidor en ejecución: no se miran bajo ${a.root}.`,
  }),
} as const satisfies Catalogue;

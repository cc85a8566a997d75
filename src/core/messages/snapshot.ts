import { count, type Catalogue, message } from './message.ts';

export const snapshot = {
  'snapshot.taken': message<{ file: string; files: number }>({
    en: (a) =>
      `${a.file}: ${count(a.files, 'file')} that a plan looks at. kapa plan --root ${a.file} plans on it.`,
    es: (a) =>
      `${a.file}: ${a.files} ${a.files === 1 ? 'archivo' : 'archivos'} que un plan mira. kapa plan --root ${a.file} planea con él.`,
  }),
  'snapshot.secrets': message<{ n: number }>({
    en: (a) => `Left out, since secret or not for everybody to read (${a.n}):`,
    es: (a) => `Sin incluir, por ser secreto o no ser legible para todos (${a.n}):`,
  }),
  'snapshot.secret': message<{ path: string }>({ en: (a) => a.path, es: (a) => a.path }),
  'snapshot.none': message<{ path: string }>({
    en: (a) => `${a.path} is neither a folder nor a snapshot of kapa's`,
    es: (a) => `${a.path} no es una carpeta ni una instantánea de kapa`,
  }),
  'snapshot.none_cure': {
    en: () => 'give the folder of a tree, or what kapa snapshot --out wrote on the host',
    es: () => 'indique la carpeta de un árbol, o lo que kapa snapshot --out escribió en el servidor',
  },
  'snapshot.not_in_it': message<{ what: string }>({
    en: (a) => `the snapshot does not hold ${a.what}: take a new one on the host, with these policies`,
    es: (a) => `la instantánea no contiene ${a.what}: tome otra en el servidor, con estas políticas`,
  }),
  'snapshot.left_out': message<{ path: string }>({
    en: (a) => `${a.path} was left out of the snapshot, since it may be secret`,
    es: (a) => `${a.path} no se incluyó en la instantánea, porque puede ser secreto`,
  }),
  'snapshot.was_unreadable': message<{ reason: string }>({
    en: (a) => `when the snapshot was taken: ${a.reason}`,
    es: (a) => `al tomar la instantánea: ${a.reason}`,
  }),
  'snapshot.not_proven': {
    en: () => 'a snapshot has no programs that could judge it; the host proves it again before it is applied',
    es: () =>
      'una instantánea no tiene programas que lo juzguen; el servidor lo prueba otra vez antes de aplicar',
  },
} satisfies Catalogue;

import { message, type Catalogue } from '../../../core/messages/message.ts';

/** Sentences on addresses to listen at, and the MPM. */
export const ofListenAndMpm = {
  'apache.listen_overlaps': message<{ listen: string; other: string; place: string }>({
    en: (a) =>
      `Apache cannot listen at ${a.listen} beside Listen ${a.other} in ${a.place}: one holds the port of both.`,
    es: (a) =>
      `Apache no puede escuchar en ${a.listen} junto a Listen ${a.other} de ${a.place}: uno ocupa el puerto de ambos.`,
  }),
  'apache.listen_held': message<{ listen: string; held: string }>({
    en: (a) =>
      `Apache could not listen at ${a.listen}: another program listens at ${a.held} (ss -ltnp names it). End it first, or take another port.`,
    es: (a) =>
      `Apache no podría escuchar en ${a.listen}: otro programa escucha en ${a.held} (ss -ltnp dice cuál). Termínelo primero o use otro puerto.`,
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
} as const satisfies Catalogue;

/** An address of Listen as a key of a policy. */
function yamlKey(listen: string): string {
  return /^\d+$/u.test(listen) ? listen : `'${listen}'`;
}

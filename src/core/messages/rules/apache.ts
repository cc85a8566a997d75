import type { Catalogue } from '../message.ts';

/** Sentences on what each lint rule about Apache's resources finds, and why that matters. */
export const apacheRuleSentences = {
  'rule.KAPA101': {
    en: () => 'MaxConnectionsPerChild is 0 or not set: a worker is never replaced.',
    es: () => 'MaxConnectionsPerChild es 0 o falta: un worker no se renueva nunca.',
  },
  'rule.KAPA101_why': {
    en: () =>
      'What a worker leaks or holds on to stays until Apache is restarted. This was the root of the outage kapa was made for.',
    es: () =>
      'La memoria que un worker no libera, o lo que retiene, queda así hasta reiniciar Apache. Fue la raíz de la caída por la que nació kapa.',
  },
  'rule.KAPA102': {
    en: () => 'The bounds of spare servers or threads contradict each other.',
    es: () => 'Los límites de servidores o hilos de reserva se contradicen.',
  },
  'rule.KAPA102_why': {
    en: () => 'Apache corrects the upper one silently, so what runs is not what is declared.',
    es: () => 'Apache corrige el superior en silencio: lo que corre no es lo declarado.',
  },
  'rule.KAPA103': {
    en: () => 'MaxRequestWorkers is above what ServerLimit allows, or no whole number of processes.',
    es: () => 'MaxRequestWorkers supera lo que permite ServerLimit, o no es un número entero de procesos.',
  },
  'rule.KAPA103_why': {
    en: () =>
      'Apache cuts it with a warning and exit status 0: the host serves fewer requests than declared.',
    es: () =>
      'Apache lo recorta con un aviso y estado 0: el host atiende menos peticiones de las declaradas.',
  },
  'rule.KAPA104': {
    en: () => 'ttl on a proxy mount has no effect under prefork.',
    es: () => 'ttl en un montaje de proxy no tiene efecto con prefork.',
  },
  'rule.KAPA104_why': {
    en: () => 'Each prefork worker has a pool of one connection, which it does not look at while idle.',
    es: () => 'Cada worker prefork tiene una reserva de una conexión, que no mira mientras está ocioso.',
  },
  'rule.KAPA105': {
    en: () => 'The backend is addressed as localhost.',
    es: () => 'El backend se nombra como localhost.',
  },
  'rule.KAPA105_why': {
    en: () =>
      'localhost may be ::1 first, or no name at all, while the backend listens on 127.0.0.1: Apache then answers 503.',
    es: () =>
      'localhost puede ser primero ::1, o no resolverse, mientras el backend escucha en 127.0.0.1: Apache responde entonces 503.',
  },
  'rule.KAPA106': {
    en: () => 'A shorter ProxyPass stands before a longer one.',
    es: () => 'Un ProxyPass más corto está antes que uno más largo.',
  },
  'rule.KAPA106_why': {
    en: () =>
      'The first that matches wins, so the longer one is never used. kapa writes mounts longest first.',
    es: () =>
      'Gana el primero que coincide: el más largo no se usa nunca. kapa escribe primero los montajes más largos.',
  },
  'rule.KAPA107': {
    en: () => 'ProxyTimeout is below the timeout of a mount.',
    es: () => 'ProxyTimeout es menor que el timeout de un montaje.',
  },
  'rule.KAPA107_why': {
    en: () =>
      'Whoever reads the two has to know which of them counts; a request may end sooner than declared.',
    es: () => 'Quien lee los dos debe saber cuál cuenta; una petición puede acabar antes de lo declarado.',
  },
  'rule.KAPA108': {
    en: () => 'The value of a directive has a newline or a comment in it.',
    es: () => 'El valor de una directiva tiene un salto de línea o un comentario.',
  },
  'rule.KAPA108_why': {
    en: () =>
      'A newline would begin another directive. Apache knows no comment after a directive: it takes it for more arguments.',
    es: () =>
      'Un salto de línea empezaría otra directiva. Apache no admite comentarios tras una directiva: los toma por argumentos.',
  },
  'rule.KAPA109': {
    en: () => 'A directive whose name looks misspelt, or that has another one today.',
    es: () => 'Una directiva cuyo nombre parece mal escrito, o que hoy se llama de otro modo.',
  },
  'rule.KAPA109_why': {
    en: () =>
      'Apache refuses to start on a directive that it does not know, and takes a former name for the same setting: the last line counts.',
    es: () =>
      'Apache no arranca si encuentra una directiva que no conoce, y toma un nombre anterior como el mismo ajuste: vale la última línea.',
  },
  'rule.KAPA110': {
    en: () => 'A module is disabled that the usual configuration needs.',
    es: () => 'Se desactiva un módulo que la configuración habitual necesita.',
  },
  'rule.KAPA110_why': {
    en: () => "Debian's own files use its directives without asking whether it is there.",
    es: () => 'Los archivos de Debian usan sus directivas sin preguntar si está.',
  },
  'rule.KAPA111': {
    en: () => 'Of the path of a mount and its address only one ends in a slash.',
    es: () => 'De la ruta de un montaje y su dirección, solo una termina en barra.',
  },
  'rule.KAPA111_why': {
    en: () =>
      'Apache puts the rest of the path directly behind the address: /api/users becomes //users, or apiusers.',
    es: () =>
      'Apache pone el resto de la ruta justo tras la dirección: /api/users pasa a ser //users, o apiusers.',
  },
  'rule.KAPA112': {
    en: () => 'One directive or mount is declared twice in one resource.',
    es: () => 'Una directiva o un montaje se declara dos veces en un mismo recurso.',
  },
  'rule.KAPA112_why': {
    en: () => "Apache's names know no capitals: what one declaration asks for, the other undoes.",
    es: () =>
      'Los nombres de Apache no distinguen mayúsculas: lo que una declaración pide, la otra lo deshace.',
  },
  'rule.KAPA113': {
    en: () => 'RewriteCond and RewriteRule are declared without their order.',
    es: () => 'RewriteCond y RewriteRule se declaran sin su orden.',
  },
  'rule.KAPA113_why': {
    en: () =>
      'A condition belongs to the rule behind it; written in another order the rule applies to every request.',
    es: () =>
      'Una condición pertenece a la regla que le sigue; en otro orden, la regla se aplica a todas las peticiones.',
  },
  'rule.KAPA114': {
    en: () => 'A module has a name like one that Debian has, and is not it.',
    es: () => 'Un módulo se llama casi como uno de Debian, y no es ese.',
  },
  'rule.KAPA114_why': {
    en: () =>
      'Modules are called as in mods-available: rewrite, not mod_rewrite. A warning: a package may bring a module of that name along.',
    es: () =>
      'Los módulos se llaman como en mods-available: rewrite, no mod_rewrite. Es un aviso: un paquete puede traer un módulo con ese nombre.',
  },
} as const satisfies Catalogue;

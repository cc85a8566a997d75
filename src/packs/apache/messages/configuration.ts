import { message, type Catalogue } from '../../../core/messages/message.ts';

/** Sentences on files of configuration, and what Apache makes of them. */
export const ofConfiguration = {
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
  'apache.not_loaded': message<{ path: string }>({
    en: (a) => `${a.path} is not loaded by Apache: what is set there has no effect`,
    es: (a) => `Apache no carga ${a.path}: lo que se define ahí no tiene efecto`,
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
  'resources.unreadable_cure': {
    en: () =>
      'Run kapa as root, or see what keeps it from reading: ls -ld on the file and the folders above it.',
    es: () =>
      'Ejecute kapa como root, o mire qué le impide leer: ls -ld del archivo y de las carpetas superiores.',
  },
} as const satisfies Catalogue;

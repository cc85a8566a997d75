import { message, type Catalogue } from './message.ts';

/** Sentences on what is wrong with the YAML of a policy. */
export const yaml = {
  'policy.too_large_for_yaml': message<{ most: string }>({
    en: (a) => `from here on this file is not written plainly, which a file of more than ${a.most} must be`,
    es: (a) =>
      `desde aquí este archivo no está escrito de forma simple, y uno de más de ${a.most} debe estarlo`,
  }),
  'policy.too_large_for_yaml_cure': {
    en: () =>
      'split it into several files, or write it without anchors, tags, folded texts and unquoted {{ }}',
    es: () =>
      'divídalo en varios archivos, o escríbalo sin anclas, etiquetas, textos plegados ni {{ }} sin comillas',
  },
  'policy.too_deep': message<{ most: number }>({
    en: (a) => `this is nested more than ${a.most} levels deep`,
    es: (a) => `esto tiene más de ${a.most} niveles de anidación`,
  }),
  'policy.too_deep_cure': {
    en: () => 'no policy needs so many levels: remove the dashes, brackets or braces that are too many',
    es: () => 'ninguna política necesita tantos niveles: quite los guiones, corchetes o llaves que sobran',
  },
  'policy.wrong_escapes': {
    en: () => 'this text in double quotes is full of escapes that YAML does not know',
    es: () => 'este texto entre comillas dobles está lleno de escapes que YAML no conoce',
  },
  'policy.yaml_escape_cure': {
    en: () =>
      "in double quotes a backslash begins an escape: put the text in single quotes '...', or write \\\\",
    es: () =>
      "entre comillas dobles la barra invertida inicia un escape: use comillas simples '...' o escriba \\\\",
  },
  'policy.yaml_tab_cure': {
    en: () => 'indent with spaces, not with tabs',
    es: () => 'use espacios para la sangría, no tabuladores',
  },
  'policy.yaml_colon_cure': {
    en: () => 'put the value in quotes: a colon and a space in it begin a mapping; else mind the indentation',
    es: () =>
      'ponga el valor entre comillas: dos puntos y un espacio inician un mapa; si no, cuide la sangría',
  },
  'policy.yaml_start_cure': {
    en: () => 'put the value in quotes: it begins with a character that means something in YAML',
    es: () => 'ponga el valor entre comillas: empieza con un carácter que tiene significado en YAML',
  },
  'policy.yaml_tag_cure': {
    en: () => 'a leading ! begins a tag in YAML: put the value in quotes',
    es: () => 'un ! inicial es una etiqueta en YAML: ponga el valor entre comillas',
  },
  'policy.yaml_missing_cure': {
    en: () => 'close every quote, bracket and brace, put commas between items, and a space behind each colon',
    es: () =>
      'cierre cada comilla, corchete y llave, ponga comas entre los elementos y un espacio tras cada dos puntos',
  },
  'policy.yaml_key_cure': {
    en: () => 'a key stands on one line and ends with a colon: mind a missing colon and the indentation',
    es: () =>
      'una clave está en una sola línea y termina en dos puntos: revise los dos puntos que faltan y la sangría',
  },
  'policy.yaml_indent_cure': {
    en: () =>
      'check the indentation: all items and keys of one level have the same number of spaces before them, and what begins with [ or { ends with ] or }',
    es: () =>
      'revise la sangría: los elementos y claves de un nivel llevan el mismo número de espacios, y lo que empieza con [ o { termina con ] o }',
  },
  'policy.no_anchor': message<{ name: string }>({
    en: (a) => `*${a.name} refers to an anchor that is not defined before it`,
    es: (a) => `*${a.name} se refiere a un ancla que no está definida antes`,
  }),
  'policy.no_anchor_cure': message<{ name: string }>({
    en: (a) => `a text that begins with * stands in quotes: "*${a.name}"; an anchor is defined as &${a.name}`,
    es: (a) =>
      `un texto que empieza por * va entre comillas: "*${a.name}"; un ancla se define como &${a.name}`,
  }),
  'policy.duplicate_key': message<{ key: string; line: number }>({
    en: (a) => `the key ${a.key} stands twice in this mapping, first in line ${a.line}`,
    es: (a) => `la clave ${a.key} está dos veces en este mapa, primero en la línea ${a.line}`,
  }),
  'policy.duplicate_key_cure': message<{ key: string }>({
    en: (a) => `keep one ${a.key}, with all that stands below both`,
    es: (a) => `deje un solo ${a.key}, con todo lo que está debajo de ambos`,
  }),
} as const satisfies Catalogue;

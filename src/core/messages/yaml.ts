import { message, type Catalogue } from './message.ts';

interface Because {
  readonly reason: string;
}

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
  'policy.yaml': message<Because>({
    en: (a) => `this is not valid YAML: ${a.reason}`,
    es: (a) => `esto no es YAML válido: ${a.reason}`,
  }),
  'policy.yaml_dash_blank': {
    en: () => 'a blank is missing behind the dash',
    es: () => 'falta un espacio después del guion',
  },
  'policy.yaml_colon_blank': message<{ key: string }>({
    en: (a) => `a blank is missing behind ${a.key}:`,
    es: (a) => `falta un espacio después de ${a.key}:`,
  }),
  'policy.yaml_goes_on': message<{ quote: string }>({
    en: (a) => `the text goes on behind its closing ${a.quote}`,
    es: (a) => `el texto sigue después de su ${a.quote} de cierre`,
  }),
  'policy.yaml_goes_on_cure': {
    en: () => 'put the whole value in quotes of the other kind: \'...\' around "..."',
    es: () => 'ponga todo el valor entre comillas del otro tipo: \'...\' alrededor de "..."',
  },
  'policy.yaml_braces': {
    en: () => 'a value that begins with {{ is a mapping to YAML',
    es: () => 'un valor que empieza con {{ es un mapa para YAML',
  },
  'policy.yaml_bracket': {
    en: () => 'in { } a text without quotes cannot have brackets or braces in it',
    es: () => 'dentro de { } un texto sin comillas no puede llevar corchetes ni llaves',
  },
  'policy.yaml_comma': message<{ key: string }>({
    en: (a) => `a comma is missing before ${a.key}`,
    es: (a) => `falta una coma antes de ${a.key}`,
  }),
  'policy.yaml_comma_cure': message<{ key: string }>({
    en: (a) => `write , ${a.key}:`,
    es: (a) => `escriba , ${a.key}:`,
  }),
  'policy.yaml_block': {
    en: () => 'a text below its key begins with one sign',
    es: () => 'un texto debajo de su clave empieza con un solo signo',
  },
  'policy.yaml_block_cure': {
    en: () => 'write | where its lines stay, or > where they become one',
    es: () => 'escriba | si las líneas quedan, o > si se unen en una',
  },
  'policy.yaml_open_quote': message<{ quote: string }>({
    en: (a) => `the ${a.quote} that begins here is not closed`,
    es: (a) => `el ${a.quote} que empieza aquí no se cierra`,
  }),
  'policy.yaml_indent': {
    en: () => 'this line stands neither with the item before it nor below it',
    es: () => 'esta línea no está ni al nivel del elemento anterior ni debajo',
  },
  'policy.yaml_cure': {
    en: () => 'mind the indentation, and quote values with : # { [ or a leading * & !',
    es: () => 'cuide la sangría, y ponga entre comillas los valores con : # { [ o que empiecen por * & !',
  },
  'policy.alias_cure': {
    en: () => 'write the values out instead of multiplying them with aliases',
    es: () => 'escriba los valores en lugar de multiplicarlos con alias',
  },
  'policy.merge_key': {
    en: () => '<< merges nothing here: YAML 1.2 knows no merge keys',
    es: () => '<< no fusiona nada aquí: YAML 1.2 no conoce claves de fusión',
  },
  'policy.merge_key_cure': {
    en: () => 'write the keys out, or share a whole value: key: *anchor',
    es: () => 'escriba las claves, o comparta un valor entero: clave: *ancla',
  },
  'policy.yaml_directive': {
    en: () => 'a line that begins with % is a directive of YAML',
    es: () => 'una línea que empieza con % es una directiva de YAML',
  },
  'policy.yaml_directive_cure': {
    en: () => 'remove it, or put # before it: variables stand under vars',
    es: () => 'quítela, o ponga # delante: las variables van en vars',
  },
} as const satisfies Catalogue;

import { message, type Catalogue } from './message.ts';

interface Because {
  readonly reason: string;
}

const typesEs: Readonly<Record<string, string>> = {
  string: 'un texto',
  integer: 'un número entero',
  number: 'un número',
  boolean: 'true o false',
  array: 'una lista',
  object: 'un mapa',
  mapping: 'un mapa',
  list: 'una lista',
  null: 'nada',
};

/** Names of JSON types in Spanish; several stand with `or` or a comma between them. */
function typeEs(types: string): string {
  return types
    .split(/,\s*|\s+or\s+/u)
    .map((type) => typesEs[type] ?? type)
    .join(' o ');
}

/** Sentences on keys and values of a policy. */
export const policy = {
  'policy.unknown_key': message<{ key: string }>({
    en: (a) => `unknown key ${a.key}`,
    es: (a) => `clave desconocida ${a.key}`,
  }),
  'policy.unknown_key_cure': message<{ known: string }>({
    en: (a) => (a.known === '' ? 'remove it' : `remove it, or use one of: ${a.known}`),
    es: (a) => (a.known === '' ? 'elimínela' : `elimínela o use una de: ${a.known}`),
  }),
  'policy.did_you_mean': message<{ meant: string }>({
    en: (a) => `did you mean ${a.meant}?`,
    es: (a) => `¿quiso decir ${a.meant}?`,
  }),
  'policy.missing_key': message<{ key: string }>({
    en: (a) => `${a.key} is missing`,
    es: (a) => `falta ${a.key}`,
  }),
  'policy.missing_key_cure': message<{ key: string }>({
    en: (a) => `add ${a.key}: ...`,
    es: (a) => `añada ${a.key}: ...`,
  }),
  'policy.wrong_type': message<{ field: string; expected: string; got: string }>({
    en: (a) => `${a.field || 'this'} must be of type ${a.expected}, not ${a.got}`,
    es: (a) => `${a.field || 'esto'} debe ser ${typeEs(a.expected)}, no ${typeEs(a.got)}`,
  }),
  'policy.wrong_type_cure': message<{ expected: string }>({
    en: (a) => (a.expected === 'string' ? 'put the value in quotes' : `write a value of type ${a.expected}`),
    es: (a) => (a.expected === 'string' ? 'ponga el valor entre comillas' : `escriba ${typeEs(a.expected)}`),
  }),
  'policy.quote_cure': message<{ value: string }>({
    en: (a) => `put it in quotes: "${a.value}"`,
    es: (a) => `póngalo entre comillas: "${a.value}"`,
  }),
  'policy.unquote_cure': message<{ value: string }>({
    en: (a) => `write it without quotes: ${a.value}`,
    es: (a) => `escríbalo sin comillas: ${a.value}`,
  }),
  'policy.like_cure': message<{ example: string }>({
    en: (a) => `write it like ${a.example}`,
    es: (a) => `escríbalo como ${a.example}`,
  }),
  'policy.switch_cure': message<{ value: string }>({
    en: (a) => `write ${a.value}`,
    es: (a) => `escriba ${a.value}`,
  }),
  'policy.between_cure': message<{ least: number | undefined; most: number | undefined }>({
    en: (a) =>
      a.least === undefined
        ? `write ${a.most} or less`
        : a.most === undefined
          ? `write ${a.least} or more`
          : `write a number from ${a.least} to ${a.most}`,
    es: (a) =>
      a.least === undefined
        ? `escriba ${a.most} o menos`
        : a.most === undefined
          ? `escriba ${a.least} o más`
          : `escriba un número de ${a.least} a ${a.most}`,
  }),
  'policy.keys_cure': message<{ keys: string }>({
    en: (a) => `keep one of ${a.keys}`,
    es: (a) => `deje una de ${a.keys}`,
  }),
  'policy.add_key_cure': message<{ keys: string }>({
    en: (a) => `add one of ${a.keys}`,
    es: (a) => `añada una de ${a.keys}`,
  }),
  'policy.write_switch_cure': message<{ key: string; on: boolean }>({
    en: (a) => `write ${a.key}: ${String(a.on)}`,
    es: (a) => `escriba ${a.key}: ${String(a.on)}`,
  }),
  'policy.rest_of_value': message<{ rest: string }>({
    en: (a) => `${a.rest} is cut off by the comma before it: in { } a comma ends a value`,
    es: (a) => `${a.rest} queda cortado por la coma anterior: dentro de { } una coma termina el valor`,
  }),
  'policy.rest_of_value_cure': {
    en: () => 'put the whole value in quotes',
    es: () => 'ponga todo el valor entre comillas',
  },
  'policy.below_with_cure': message<{ key: string }>({
    en: (a) => `what a module is given stands below with: with: { ${a.key}: ... }`,
    es: (a) => `lo que recibe un módulo va debajo de with: with: { ${a.key}: ... }`,
  }),
  'policy.beside_cure': message<{ key: string }>({
    en: (a) => `${a.key} stands beside the type, not below it: indent it less`,
    es: (a) => `${a.key} va al lado del tipo, no debajo: reduzca su sangría`,
  }),
  'policy.not_below': message<{ key: string; type: string }>({
    en: (a) => `${a.key} stands beside ${a.type}, and belongs below it`,
    es: (a) => `${a.key} está al lado de ${a.type}, y va debajo`,
  }),
  'policy.not_below_cure': message<{ type: string }>({
    en: (a) => `indent what belongs to ${a.type} further than ${a.type} itself`,
    es: (a) => `ponga más sangría a lo que es de ${a.type} que a ${a.type} mismo`,
  }),
  'policy.split_key_cure': message<{ key: string; value: string }>({
    en: (a) => `the name is the key, and the rest its value: ${a.key}: ${a.value}`,
    es: (a) => `el nombre es la clave, y el resto su valor: ${a.key}: ${a.value}`,
  }),
  'policy.filled_in_cure': message<{ value: string }>({
    en: (a) => `what is filled in here is ${a.value}: mend it where it is defined`,
    es: (a) => `lo que aquí se inserta es ${a.value}: corríjalo donde está definido`,
  }),
  'policy.name_filled_in': message<{ field: string }>({
    en: (a) => `${a.field} stands as it is: nothing is filled in here`,
    es: (a) => `${a.field} queda tal cual: aquí no se inserta nada`,
  }),
  'policy.name_filled_in_cure': {
    en: () => 'write the name out; a module gives the same items other names by use: and as:',
    es: () => 'escriba el nombre completo; un módulo da otros nombres a los mismos elementos con use: y as:',
  },
  'policy.no_length': message<{ field: string; value: string }>({
    en: (a) => `${a.field}: ${a.value} has no length`,
    es: (a) => `${a.field}: ${a.value} no dura nada`,
  }),
  'policy.owner_and_group_cure': message<{ owner: string; group: string }>({
    en: (a) => `write owner: ${a.owner}, and group: ${a.group} beside it`,
    es: (a) => `escriba owner: ${a.owner}, y al lado group: ${a.group}`,
  }),
  'policy.none_contains': message<{ field: string; wanted: string }>({
    en: (a) => `${a.field} has no ${a.wanted}`,
    es: (a) => `${a.field} no tiene ${a.wanted}`,
  }),
  'policy.no_value_cure': {
    en: () => 'write a text: "" for an empty one, and in quotes where it begins with #',
    es: () => 'escriba un texto: "" si va vacío, y entre comillas si empieza con #',
  },
  'policy.one_text_cure': {
    en: () => 'write one text: on one line, or its lines below a |',
    es: () => 'escriba un solo texto: en una línea, o sus líneas debajo de un |',
  },
  'policy.drop_dash_cure': message<{ key: string }>({
    en: (a) => `leave the dash out: ${a.key}: ...`,
    es: (a) => `quite el guion: ${a.key}: ...`,
  }),
  'policy.dash_cure': message<{ item: string }>({
    en: (a) => `begin each entry with a dash: - ${a.item}`,
    es: (a) => `empiece cada entrada con un guion: - ${a.item}`,
  }),
  'policy.no_dash_cure': message<{ name: string }>({
    en: (a) => `write names in the place of dashes: ${a.name}: {...}`,
    es: (a) => `escriba nombres en lugar de guiones: ${a.name}: {...}`,
  }),
  'policy.list_cure': message<{ value: string }>({
    en: (a) => `write a list: [${a.value}]`,
    es: (a) => `escriba una lista: [${a.value}]`,
  }),
  'policy.mapping_cure': message<{ value: string }>({
    en: (a) => `write a mapping: { ${a.value}: {} }, or what belongs below it`,
    es: (a) => `escriba un mapa: { ${a.value}: {} }, o lo que va debajo`,
  }),
  'policy.odd_blank_cure': {
    en: () => 'remove the invisible blank at its end (a no-break space, say): it makes a text of the value',
    es: () =>
      'quite el espacio invisible del final (un espacio duro, por ejemplo): convierte el valor en texto',
  },
  'policy.decimal_comma': message<{ value: string }>({
    en: (a) => `${a.value} has a comma: decimals are written with a point`,
    es: (a) => `${a.value} lleva coma: los decimales se escriben con punto`,
  }),
  'policy.rest_of_number': message<{ name: string }>({
    en: (a) => `,${a.name} is a key of its own: decimals are written with a point`,
    es: (a) => `,${a.name} es otra clave: los decimales se escriben con punto`,
  }),
  'policy.rest_of_number_cure': message<{ name: string }>({
    en: (a) => `write .${a.name} instead of ,${a.name}, as in 1.5`,
    es: (a) => `escriba .${a.name} en vez de ,${a.name}, como en 1.5`,
  }),
  'policy.decimal_comma_cure': message<{ value: string }>({
    en: (a) => `write ${a.value}`,
    es: (a) => `escriba ${a.value}`,
  }),
  'policy.mode_variable': message<{ value: number }>({
    en: (a) => `the variable is the decimal number ${a.value}, since its mode stands without quotes`,
    es: (a) => `la variable es el número decimal ${a.value}, porque su modo está sin comillas`,
  }),
  'policy.mode_variable_cure': {
    en: () => 'put it in quotes where it is defined, like "0644"',
    es: () => 'póngalo entre comillas donde se define, como "0644"',
  },
  'policy.unquoted_braces': {
    en: () => 'YAML reads an unquoted {{ as a mapping',
    es: () => 'YAML lee {{ sin comillas como un mapa',
  },
  'policy.unquoted_braces_cure': {
    en: () => 'put it in quotes: "{{ name }}"',
    es: () => 'póngalo entre comillas: "{{ name }}"',
  },
  'policy.mode_number': message<{ value: number }>({
    en: (a) => `YAML reads this mode as the decimal number ${a.value}`,
    es: (a) => `YAML lee este modo como el número decimal ${a.value}`,
  }),
  'policy.mode_number_cure': message<{ value: string }>({
    en: (a) => `put it in quotes: "${a.value}"`,
    es: (a) => `póngalo entre comillas: "${a.value}"`,
  }),
  'policy.not_one_of': message<{ field: string; value: string; allowed: string }>({
    en: (a) => `${a.field} cannot be ${a.value}`,
    es: (a) => `${a.field} no puede ser ${a.value}`,
  }),
  'policy.not_one_of_cure': message<{ allowed: string }>({
    en: (a) => `use one of: ${a.allowed}`,
    es: (a) => `use uno de: ${a.allowed}`,
  }),
  'policy.wrong_form': message<{ field: string; value: string }>({
    en: (a) => `${a.field} has not the right form: ${a.value}`,
    es: (a) => `${a.field} no tiene la forma correcta: ${a.value}`,
  }),
  'policy.wrong_form_cure': message<{ pattern: string }>({
    en: (a) => `it must match ${a.pattern}`,
    es: (a) => `debe ajustarse a ${a.pattern}`,
  }),
  'policy.wrong_form_example': message<{ example: string; pattern: string }>({
    en: (a) => `write it like ${a.example} (${a.pattern})`,
    es: (a) => `escríbalo como ${a.example} (${a.pattern})`,
  }),
  'policy.too_small': message<{ field: string; limit: number }>({
    en: (a) => `${a.field} must be at least ${a.limit}`,
    es: (a) => `${a.field} debe ser al menos ${a.limit}`,
  }),
  'policy.too_large': message<{ field: string; limit: number }>({
    en: (a) => `${a.field} must be at most ${a.limit}`,
    es: (a) => `${a.field} debe ser como máximo ${a.limit}`,
  }),
  'policy.too_few': message<{ field: string; limit: number }>({
    en: (a) =>
      a.limit === 1
        ? `${a.field || 'this'} must not be empty`
        : `${a.field || 'this'} needs at least ${a.limit}`,
    es: (a) =>
      a.limit === 1
        ? `${a.field || 'esto'} no puede estar vacío`
        : `${a.field || 'esto'} necesita al menos ${a.limit}`,
  }),
  'policy.no_shape': message<{ field: string }>({
    en: (a) => `${a.field || 'this'} has none of the shapes that it may have`,
    es: (a) => `${a.field || 'esto'} no tiene ninguna de las formas permitidas`,
  }),
  'policy.one_of_keys': message<{ keys: string }>({
    en: (a) => `exactly one of these is needed: ${a.keys}`,
    es: (a) => `hace falta exactamente una de estas claves: ${a.keys}`,
  }),
  'policy.too_many_keys': message<{ keys: string }>({
    en: (a) => `only one of these may be given: ${a.keys}`,
    es: (a) => `solo se puede indicar una de estas claves: ${a.keys}`,
  }),
  'policy.some_of_keys': message<{ keys: string }>({
    en: (a) => `at least one of these is needed: ${a.keys}`,
    es: (a) => `hace falta al menos una de estas claves: ${a.keys}`,
  }),
  'policy.wrong_value': message<{ field: string; reason: string }>({
    en: (a) => `${a.field} ${a.reason}`,
    es: (a) => `${a.field}: ${a.reason}`,
  }),
  'policy.enough': message<{ most: number }>({
    en: (a) => `there are more than ${a.most} errors: the rest of the policies was not looked at`,
    es: (a) => `hay más de ${a.most} errores: no se miró el resto de las políticas`,
  }),
  'policy.too_many_items': message<{ section: string; most: number }>({
    en: (a) => `${a.section} has more than ${a.most} items`,
    es: (a) => `${a.section} tiene más de ${a.most} elementos`,
  }),
  'policy.too_many_items_cure': {
    en: () => 'split the document into several',
    es: () => 'divida el documento en varios',
  },
  'policy.more_errors': message<{ n: number }>({
    en: (a) => `${a.n} more errors in this document`,
    es: (a) => `${a.n} errores más en este documento`,
  }),
  'policy.more_errors_cure': {
    en: () => 'put the others right first',
    es: () => 'corrija primero los demás',
  },
  'policy.like_one_of': message<{ examples: string }>({
    en: (a) => `write it like one of these: ${a.examples}`,
    es: (a) => `escríbalo como uno de estos: ${a.examples}`,
  }),
  'policy.wrong_value_cure': {
    en: () => 'kapa schema shows what is allowed; kapa explain shows an example',
    es: () => 'kapa schema muestra lo permitido; kapa explain muestra un ejemplo',
  },
  'policy.no_quantity': message<{ value: string }>({
    en: (a) => `${a.value} is no quantity`,
    es: (a) => `${a.value} no es una cantidad`,
  }),
  'policy.no_quantity_cure': {
    en: () => 'write a number, a size (4GiB, 512MB), a duration (3m) or a percentage (80%)',
    es: () => 'escriba un número, un tamaño (4GiB, 512MB), una duración (3m) o un porcentaje (80%)',
  },
  'policy.when_unknown': message<Because>({
    en: (a) => `this condition has no value: ${a.reason}`,
    es: (a) => `esta condición no tiene valor: ${a.reason}`,
  }),
  'policy.when_unknown_cure': {
    en: () => 'ask known(...) first, or give what it speaks of a value',
    es: () => 'pregunte antes known(...), o dé un valor a lo que nombra',
  },
  'policy.pattern': message<{ fault: string }>({
    en: (a) => `this does not work in an expression over text: ${a.fault}`,
    es: (a) => `esto no funciona en una expresión sobre texto: ${a.fault}`,
  }),
  'policy.keys_together': message<{ keys: string; key: string }>({
    en: (a) => `unknown keys ${a.keys}: they are one key here, ${a.key}`,
    es: (a) => `claves desconocidas ${a.keys}: aquí son una sola clave, ${a.key}`,
  }),
  'policy.did_you_mean_with': message<{ meant: string; keys: string }>({
    en: (a) => `did you mean ${a.meant}? its keys are called otherwise: ${a.keys}`,
    es: (a) => `¿quiso decir ${a.meant}? sus claves se llaman de otro modo: ${a.keys}`,
  }),
  'policy.slashes': message<{ written: string }>({
    en: (a) => `the slashes of ${a.written} are part of the expression, and the letters behind them`,
    es: (a) => `las barras de ${a.written} son parte de la expresión, y las letras tras ellas`,
  }),
  'policy.pattern_cure': {
    en: () =>
      'write it as RE2 takes it: no references (\\1), no look-ahead or look-behind ((?=, (?!, (?<=, (?<!), no count above 1,000',
    es: () =>
      'escríbalo como lo admite RE2: sin referencias (\\1), sin aserciones hacia delante o atrás ((?=, (?!, (?<=, (?<!), sin repeticiones de más de 1000',
  },
  'policy.not_boolean': message<{ type: string }>({
    en: (a) => `a condition must be true or false, this is ${a.type}`,
    es: (a) => `una condición debe ser verdadera o falsa, esto es ${a.type}`,
  }),
  'policy.units_differ': message<{ left: string; right: string }>({
    en: (a) => `${a.left} is compared with ${a.right}`,
    es: (a) => `se compara ${a.left} con ${a.right}`,
  }),
} as const satisfies Catalogue;

import type { Catalogue } from '../message.ts';

/** Sentences on what each lint rule about the language itself finds, and why that matters. */
export const languageRuleSentences = {
  'rule.KAPA001': { en: () => 'The file is not valid YAML.', es: () => 'El archivo no es YAML válido.' },
  'rule.KAPA001_why': {
    en: () =>
      'Nothing in the document can be trusted until it can be read. Aliases that multiply what is written are refused as well.',
    es: () =>
      'Nada del documento es fiable hasta que se pueda leer. También se rechazan los alias que multiplican lo escrito.',
  },
  'rule.KAPA003': {
    en: () => 'A key that the policy language does not know.',
    es: () => 'Una clave que el lenguaje de políticas no conoce.',
  },
  'rule.KAPA003_why': {
    en: () => 'A misspelt key would otherwise be ignored, and the host would not be as declared.',
    es: () => 'Si no, una clave mal escrita se ignoraría y el host no quedaría como se declaró.',
  },
  'rule.KAPA004': {
    en: () => 'A value of the wrong type or form, or a missing key.',
    es: () => 'Un valor de tipo o forma incorrectos, o una clave que falta.',
  },
  'rule.KAPA004_why': {
    en: () => 'The schema says what each type takes: see kapa schema and kapa explain TYPE.',
    es: () => 'El esquema dice qué admite cada tipo: véase kapa schema y kapa explain TIPO.',
  },
  'rule.KAPA005': {
    en: () => 'Two things have one name, or a key stands twice.',
    es: () => 'Dos cosas tienen el mismo nombre, o una clave está dos veces.',
  },
  'rule.KAPA005_why': {
    en: () => 'Names are unique across all policy files, since plans, logs and requires speak of them.',
    es: () =>
      'Los nombres son únicos en todas las políticas, pues los planes, los registros y requires los usan.',
  },
  'rule.KAPA006': {
    en: () => 'An item names no type, several, or one that kapa does not have.',
    es: () => 'Un elemento no nombra ningún tipo, varios, o uno que kapa no tiene.',
  },
  'rule.KAPA006_why': {
    en: () => 'Each resource, probe and remedy is of exactly one type.',
    es: () => 'Cada recurso, sonda y remedio es de un solo tipo.',
  },
  'rule.KAPA007': { en: () => 'A variable that nothing defines.', es: () => 'Una variable que nada define.' },
  'rule.KAPA007_why': {
    en: () => 'An empty text in its place would be worse than a failure.',
    es: () => 'Un texto vacío en su lugar sería peor que un fallo.',
  },
  'rule.KAPA008': {
    en: () => 'A template or source file that is not there.',
    es: () => 'Una plantilla o un archivo fuente que no existe.',
  },
  'rule.KAPA008_why': {
    en: () =>
      "Templates are looked for in the policy folder's templates/, then among kapa's own; sources beside the policy.",
    es: () =>
      'Las plantillas se buscan en templates/ de la carpeta de políticas y luego entre las de kapa; las fuentes, junto a la política.',
  },
  'rule.KAPA009': {
    en: () => 'A text that cannot be rendered.',
    es: () => 'Un texto que no se puede generar.',
  },
  'rule.KAPA009_why': {
    en: () => 'Handlebars found a fault, or a name that is neither a variable nor given by with.',
    es: () => 'Handlebars encontró un error, o un nombre que no es variable ni está en with.',
  },
  'rule.KAPA010': {
    en: () => 'A condition that cannot be judged.',
    es: () => 'Una condición que no se puede evaluar.',
  },
  'rule.KAPA010_why': {
    en: () =>
      'Conditions are CEL over declared thresholds and fields of declared probes, and must be true or false.',
    es: () =>
      'Las condiciones son CEL sobre umbrales y campos de sondas declaradas, y deben ser verdaderas o falsas.',
  },
  'rule.KAPA011': {
    en: () => 'An unquoted {{ is a mapping to YAML.',
    es: () => 'Un {{ sin comillas es un mapa para YAML.',
  },
  'rule.KAPA011_why': {
    en: () => 'A value that begins with a brace has to be quoted.',
    es: () => 'Un valor que empieza por llave debe ir entre comillas.',
  },
  'rule.KAPA012': {
    en: () => 'A file mode that is not quoted.',
    es: () => 'Un modo de archivo sin comillas.',
  },
  'rule.KAPA012_why': {
    en: () => 'YAML 1.2 reads 0644 as the decimal number 644, which is the mode 1204.',
    es: () => 'YAML 1.2 lee 0644 como el número decimal 644, que es el modo 1204.',
  },
  'rule.KAPA013': {
    en: () => 'A policy file that cannot be read as text.',
    es: () => 'Un archivo de política que no se puede leer como texto.',
  },
  'rule.KAPA013_why': {
    en: () => 'Policies are UTF-8 text of at most 10 MB.',
    es: () => 'Las políticas son texto UTF-8 de 10 MB como máximo.',
  },
  'rule.KAPA014': {
    en: () => 'A resource, channel or group that is not declared, or a value for a name that no policy has.',
    es: () =>
      'Un recurso, canal o grupo que no está declarado, o un valor para un nombre que ninguna política tiene.',
  },
  'rule.KAPA014_why': {
    en: () =>
      'requires, apply, notify, --group and host.vars.yaml speak of things by name; a wrong name does nothing.',
    es: () =>
      'requires, apply, notify, --group y host.vars.yaml nombran cosas; un nombre incorrecto no hace nada.',
  },
  'rule.KAPA015': {
    en: () => 'An expression over text that cannot be matched in linear time.',
    es: () => 'Una expresión sobre texto que no se puede buscar en tiempo lineal.',
  },
  'rule.KAPA015_why': {
    en: () =>
      'Lines of logs come from strangers. With references, look-ahead or look-behind one line can take hours, and all other checks wait.',
    es: () =>
      'Las líneas de los registros vienen de extraños. Con referencias o aserciones hacia delante o atrás, una sola línea puede tardar horas, y los demás chequeos esperan.',
  },
  'rule.KAPA016': {
    en: () => 'A text is compared with one that it can never be.',
    es: () => 'Un texto se compara con uno que nunca puede ser.',
  },
  'rule.KAPA016_why': {
    en: () =>
      'An error, since the condition then always or never holds: != restarts for ever, == sees nothing. The probe says which words it gives.',
    es: () =>
      'Es un error, porque la condición se cumple siempre o nunca: != reinicia sin fin, == no ve nada. La sonda dice qué palabras da.',
  },
  'rule.KAPA017': {
    en: () => 'A number without a unit bounds something that has one.',
    es: () => 'Un número sin unidad limita algo que sí la tiene.',
  },
  'rule.KAPA017_why': {
    en: () =>
      'Percentages are shares of one, durations seconds, sizes bytes: 80 is 8000 %, 14 is 14 seconds. A warning, since the number may be meant so; with its unit it says what it means.',
    es: () =>
      'Los porcentajes son fracciones de uno, las duraciones segundos, los tamaños bytes: 80 es 8000 %, 14 son 14 segundos. Es un aviso, porque puede ser intencional; con su unidad dice lo que significa.',
  },
  'rule.KAPA018': {
    en: () => 'Things that are made of, or come before, each other in a circle.',
    es: () => 'Cosas que se componen unas de otras, o van unas antes que otras, en círculo.',
  },
  'rule.KAPA018_why': {
    en: () => 'An error: a circle of variables has no value, and one of requires no order.',
    es: () => 'Es un error: un círculo de variables no tiene valor, y uno de requires no tiene orden.',
  },
  'rule.KAPA019': {
    en: () => 'A name that conditions or templates cannot use, or cannot tell from another.',
    es: () => 'Un nombre que las condiciones o plantillas no pueden usar, o confunden con otro.',
  },
  'rule.KAPA019_why': {
    en: () =>
      'Probes, thresholds and variables are spoken of by their names. A word of the language, a hyphen, or one name for a probe and a threshold would mean something else. A variable with a word of conditions is a warning where one speaks of it.',
    es: () =>
      'Las sondas, los umbrales y las variables se nombran en condiciones y plantillas. Una palabra del lenguaje, un guion, o un nombre para una sonda y un umbral significarían otra cosa. Una variable con una palabra de las condiciones es un aviso donde una la nombra.',
  },
} as const satisfies Catalogue;

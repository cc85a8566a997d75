import { message, type Catalogue } from './message.ts';

interface Written {
  readonly written: string;
}

interface Usage {
  readonly usage: string;
}

/** Sentences on what is wrong in a condition, and on why one has no value. */
export const expression = {
  'expression.corrected': message<{ cure: string; line: string }>({
    en: (a) => `${a.cure}: ${a.line}`,
    es: (a) => `${a.cure}: ${a.line}`,
  }),
  'expression.write': message<{ meant: string }>({
    en: (a) => `write ${a.meant}`,
    es: (a) => `escriba ${a.meant}`,
  }),
  'expression.syntax_cure': {
    en: () =>
      'a condition compares values, like backend.restarts > 5 && site.failing; see kapa explain conditions',
    es: () =>
      'una condición compara valores, como backend.restarts > 5 && site.failing; vea kapa explain conditions',
  },
  'expression.wrong_sign': message<{ written: string; meant: string }>({
    en: (a) => `conditions have no ${a.written}, but ${a.meant}`,
    es: (a) => `en las condiciones no hay ${a.written}, sino ${a.meant}`,
  }),
  'expression.wrong_sign_cure': message<{ meant: string }>({
    en: (a) => `write ${a.meant}`,
    es: (a) => `escriba ${a.meant}`,
  }),
  'expression.list_brackets': message<Written>({
    en: (a) => `${a.written} is no list: lists stand in square brackets`,
    es: (a) => `${a.written} no es una lista: las listas van entre corchetes`,
  }),
  'expression.by_letters': message<{ sign: string }>({
    en: (a) => `${a.sign} puts texts in the order of their letters: "10" comes before "9"`,
    es: (a) => `${a.sign} ordena los textos por sus letras: "10" va antes que "9"`,
  }),
  'expression.by_letters_cure': {
    en: () => 'compare numbers without quotes, and texts with == or in',
    es: () => 'compare los números sin comillas, y los textos con == o in',
  },
  'expression.by_zero_cure': {
    en: () => 'divide by something else than 0',
    es: () => 'divida por algo distinto de 0',
  },
  'expression.smart_quotes': message<Written>({
    en: (a) => `${a.written} stands in typographic quotes, which begin no text here`,
    es: (a) => `${a.written} está entre comillas tipográficas, que aquí no inician ningún texto`,
  }),
  'expression.smart_quotes_cure': {
    en: () => 'use straight quotes',
    es: () => 'use comillas rectas',
  },
  'expression.braces': message<Written>({
    en: (a) => `${a.written} is not filled in here: a condition names things without braces or $`,
    es: (a) => `${a.written} no se sustituye aquí: una condición nombra las cosas sin llaves ni $`,
  }),
  'expression.braces_cure': {
    en: () => 'a rule knows probes and thresholds by their names, a resource variables and facts',
    es: () =>
      'una regla conoce las sondas y los umbrales por su nombre; un recurso, las variables y los facts',
  },
  'expression.pipe': {
    en: () => 'a single | means nothing here: there are no filters, and "or" is ||',
    es: () => 'un solo | no significa nada aquí: no hay filtros, y "o" es ||',
  },
  'expression.pipe_cure': {
    en: () => 'write || for "or"; instead of a filter, give the value a default where it is defined',
    es: () => 'escriba || para "o"; en vez de un filtro, dé el valor por defecto donde se define',
  },
  'expression.character': message<Written>({
    en: (a) => `${a.written} means nothing in a condition`,
    es: (a) => `${a.written} no significa nada en una condición`,
  }),
  'expression.odd_blank': {
    en: () => 'a blank that nobody sees stands here (a no-break space, say)',
    es: () => 'aquí hay un espacio invisible (un espacio duro, por ejemplo)',
  },
  'expression.odd_blank_cure': { en: () => 'write a plain blank', es: () => 'escriba un espacio normal' },
  'expression.surplus': message<Written>({
    en: (a) => `${a.written} is one too many here`,
    es: (a) => `aquí sobra ${a.written}`,
  }),
  'expression.surplus_cure': { en: () => 'remove it', es: () => 'quítelo' },
  'expression.no_such_word': message<Written>({
    en: (a) => `conditions have no ${a.written}`,
    es: (a) => `en las condiciones no hay ${a.written}`,
  }),
  'expression.thousands_apart': message<Written>({
    en: (a) => `${a.written} is no number: nothing stands between thousands`,
    es: (a) => `${a.written} no es un número: los miles van sin separador`,
  }),
  'expression.unexpected': message<Written>({
    en: (a) => `${a.written} cannot stand here: an operator or the end is missing before it`,
    es: (a) => `${a.written} no puede estar aquí: falta antes un operador o el final`,
  }),
  'expression.ends': {
    en: () => 'the condition ends where a value is expected',
    es: () => 'la condición termina donde se espera un valor',
  },
  'expression.ends_cure': {
    en: () => 'complete it, for example backend.restarts > 5',
    es: () => 'complétela, por ejemplo backend.restarts > 5',
  },
  'expression.missing': message<{ sign: string }>({
    en: (a) => `a ${a.sign} is missing`,
    es: (a) => `falta un ${a.sign}`,
  }),
  'expression.missing_cure': message<{ sign: string }>({
    en: (a) => `add ${a.sign}`,
    es: (a) => `añada ${a.sign}`,
  }),
  'expression.quote_open': {
    en: () => 'this text has no quote at its end',
    es: () => 'a este texto le falta la comilla final',
  },
  'expression.quote_open_cure': {
    en: () => 'add the closing quote',
    es: () => 'añada la comilla que cierra',
  },
  'expression.escape': message<Written>({
    en: (a) => `${a.written} is no escape that conditions know`,
    es: (a) => `${a.written} no es un escape que conozcan las condiciones`,
  }),
  'expression.escape_cure': {
    en: () => 'double the backslash, or put r before the quotes',
    es: () => 'duplique la barra invertida, o ponga r antes de las comillas',
  },
  'expression.decimal_comma': message<Written>({
    en: (a) => `${a.written} has a comma: decimals are written with a point`,
    es: (a) => `${a.written} lleva coma: los decimales se escriben con punto`,
  }),
  'expression.decimal_comma_cure': { en: () => 'write a point', es: () => 'escriba un punto' },
  'expression.unit': message<Written>({
    en: (a) => `${a.written} is no quantity`,
    es: (a) => `${a.written} no es una cantidad`,
  }),
  'expression.unit_cure': {
    en: () => 'units stand right behind the number: 500ms 30s 5m 2h 1d, 512MB 4GiB, 80%',
    es: () => 'las unidades van pegadas al número: 500ms 30s 5m 2h 1d, 512MB 4GiB, 80%',
  },
  'expression.too_long': message<{ most: number }>({
    en: (a) => `this condition has more than ${a.most} characters`,
    es: (a) => `esta condición tiene más de ${a.most} caracteres`,
  }),
  'expression.too_deep': message<{ most: number }>({
    en: (a) => `more than ${a.most} parts of this condition stand in each other`,
    es: (a) => `más de ${a.most} partes de esta condición están unas dentro de otras`,
  }),
  'expression.too_long_cure': {
    en: () => 'make several rules of it',
    es: () => 'divídala en varias reglas',
  },
  'expression.kind.number': { en: () => 'a number', es: () => 'un número' },
  'expression.kind.text': { en: () => 'a text', es: () => 'un texto' },
  'expression.kind.bool': { en: () => 'true or false', es: () => 'verdadero o falso' },
  'expression.kind.null': { en: () => 'null', es: () => 'null' },
  'expression.kind.time': { en: () => 'a point in time', es: () => 'un instante' },
  'expression.kind.list': { en: () => 'a list', es: () => 'una lista' },
  'expression.kind.map': { en: () => 'a mapping', es: () => 'un mapa' },
  'expression.kind.record': { en: () => 'something with fields', es: () => 'algo con campos' },
  'expression.kind.any': { en: () => 'a value', es: () => 'un valor' },
  'expression.kind.duration': { en: () => 'a duration', es: () => 'una duración' },
  'expression.kind.size': { en: () => 'a size', es: () => 'un tamaño' },
  'expression.kind.share': { en: () => 'a percentage', es: () => 'un porcentaje' },
  'expression.kinds_differ': message<{ left: string; right: string }>({
    en: (a) => `${a.left} is compared with ${a.right}: that is never equal`,
    es: (a) => `se compara ${a.left} con ${a.right}: nunca son iguales`,
  }),
  'expression.other_case': message<{ subject: string; value: string; written: string }>({
    en: (a) => `${a.subject} is ${a.value}, not ${a.written}: capitals count`,
    es: (a) => `${a.subject} es ${a.value}, no ${a.written}: las mayúsculas cuentan`,
  }),
  'expression.null': message<{ written: string }>({
    en: (a) => `${a.written} is never null: what has no value is unknown`,
    es: (a) => `${a.written} nunca es null: lo que no tiene valor es desconocido`,
  }),
  'expression.choices_differ': message<{ first: string; second: string }>({
    en: (a) => `the one choice is ${a.first}, the other ${a.second}`,
    es: (a) => `una opción es ${a.first}, la otra ${a.second}`,
  }),
  'expression.choices_differ_cure': {
    en: () => 'let both sides of the : be of one kind',
    es: () => 'los dos lados de : deben ser de un mismo tipo',
  },
  'expression.number_and_text_cure': {
    en: () => 'compare numbers with numbers, and texts, in quotes, with texts',
    es: () => 'compare números con números, y textos, entre comillas, con textos',
  },
  'expression.bool_cure': {
    en: () => 'what is true or false is a condition by itself',
    es: () => 'lo que es verdadero o falso ya es una condición',
  },
  'expression.wrong_kind': message<{ written: string; got: string; wanted: string }>({
    en: (a) => `${a.written} is ${a.got}, where ${a.wanted} is needed`,
    es: (a) => `${a.written} es ${a.got}, donde hace falta ${a.wanted}`,
  }),
  'expression.wrong_kind_cure': {
    en: () => 'kapa explain conditions shows what goes with what',
    es: () => 'kapa explain conditions muestra qué va con qué',
  },
  'expression.compare_number': message<Written>({
    en: (a) => `compare it, like ${a.written} > 0`,
    es: (a) => `compárelo, como ${a.written} > 0`,
  }),
  'expression.compare_text': message<{ written: string; example: string }>({
    en: (a) => `compare it, like ${a.written} == "${a.example}"`,
    es: (a) => `compárelo, como ${a.written} == "${a.example}"`,
  }),
  'expression.compare_any': { en: () => 'compare it with something', es: () => 'compárelo con algo' },
  'expression.compare': message<Written>({
    en: (a) => `compare it with something, like ${a.written} > 5`,
    es: (a) => `compárela con algo, como ${a.written} > 5`,
  }),
  'expression.no_name': message<{ name: string }>({
    en: (a) => `there is nothing called ${a.name}`,
    es: (a) => `no hay nada llamado ${a.name}`,
  }),
  'expression.no_probe': message<{ name: string }>({
    en: (a) => `there is no probe or threshold ${a.name}`,
    es: (a) => `no existe la sonda ni el umbral ${a.name}`,
  }),
  'expression.no_probe_cure': message<{ name: string }>({
    en: (a) => `declare ${a.name} under probes or thresholds`,
    es: (a) => `declare ${a.name} en probes o en thresholds`,
  }),
  'expression.no_variable_cure': {
    en: () =>
      'a resource knows the variables under vars, and facts: facts.hostname, facts.memory, facts.cpus',
    es: () => 'un recurso conoce las variables de vars y los facts: facts.hostname, facts.memory, facts.cpus',
  },
  'expression.elsewhere': message<{ name: string; what: string }>({
    en: (a) => `${a.name} is ${a.what}, of which this condition cannot speak`,
    es: (a) => `${a.name} es ${a.what}, y esta condición no puede usarlo`,
  }),
  'expression.what.variable': { en: () => 'a variable', es: () => 'una variable' },
  'expression.what.facts': { en: () => 'what is known of the host', es: () => 'lo que se sabe del servidor' },
  'expression.what.probe': { en: () => 'a probe', es: () => 'una sonda' },
  'expression.what.threshold': { en: () => 'a threshold', es: () => 'un umbral' },
  'expression.elsewhere.variable': message<{ name: string }>({
    en: (a) => `declare ${a.name} under thresholds instead of vars: rules know probes and thresholds`,
    es: (a) => `declare ${a.name} en thresholds y no en vars: las reglas conocen sondas y umbrales`,
  }),
  'expression.elsewhere.facts': {
    en: () => 'rules know probes and thresholds; facts are for the when of a resource',
    es: () => 'las reglas conocen sondas y umbrales; los facts son para el when de un recurso',
  },
  'expression.prefix': message<Written>({
    en: (a) => `${a.written} stands before no name here: names stand alone`,
    es: (a) => `${a.written} no va delante de un nombre: los nombres van solos`,
  }),
  'expression.hyphen': message<Written>({
    en: (a) => `${a.written} is read as a subtraction: names have no hyphens`,
    es: (a) => `${a.written} se lee como una resta: los nombres no llevan guiones`,
  }),
  'expression.chained': {
    en: () => 'a comparison has two sides only',
    es: () => 'una comparación tiene solo dos lados',
  },
  'expression.negated_side': message<Written>({
    en: (a) => `the ! is of ${a.written} alone, which is neither true nor false`,
    es: (a) => `el ! es solo de ${a.written}, que no es verdadero ni falso`,
  }),
  'expression.unsaid_subject': message<Written>({
    en: (a) => `${a.written} is compared with nothing`,
    es: (a) => `${a.written} no se compara con nada`,
  }),
  'expression.no_field': message<{ subject: string; name: string }>({
    en: (a) => `${a.subject} has no field ${a.name}`,
    es: (a) => `${a.subject} no tiene el campo ${a.name}`,
  }),
  'expression.no_field_cure': message<{ subject: string; known: string }>({
    en: (a) => `use one of the fields of ${a.subject}: ${a.known}`,
    es: (a) => `use uno de los campos de ${a.subject}: ${a.known}`,
  }),
  'expression.no_fields': message<{ written: string; kind: string; name: string }>({
    en: (a) => `${a.written} is ${a.kind}, which has no field ${a.name}`,
    es: (a) => `${a.written} es ${a.kind}, que no tiene el campo ${a.name}`,
  }),
  'expression.no_fields_cure': {
    en: () => 'fields stand behind the name of a probe: backend.restarts',
    es: () => 'los campos van tras el nombre de una sonda: backend.restarts',
  },
  'expression.no_items': message<{ written: string; kind: string }>({
    en: (a) => `${a.written} is ${a.kind}, which has no items`,
    es: (a) => `${a.written} es ${a.kind}, que no tiene elementos`,
  }),
  'expression.in_text': message<Written>({
    en: (a) => `${a.written} is a text: in looks for an item of a list`,
    es: (a) => `${a.written} es un texto: in busca un elemento de una lista`,
  }),
  'expression.in_one_text_cure': {
    en: () => 'use ==, or write a list',
    es: () => 'use ==, o escriba una lista',
  },
  'expression.in_text_cure': { en: () => 'use contains', es: () => 'use contains' },
  'expression.in_what': message<{ written: string; kind: string }>({
    en: (a) => `in looks into a list, and ${a.written} is ${a.kind}`,
    es: (a) => `in busca en una lista, y ${a.written} es ${a.kind}`,
  }),
  'expression.in_what_cure': message<Written>({
    en: (a) => `write a list: [${a.written}]`,
    es: (a) => `escriba una lista: [${a.written}]`,
  }),
  'expression.unquoted': message<Written>({
    en: (a) => `${a.written} is read as a name: a text stands in quotes`,
    es: (a) => `${a.written} se lee como un nombre: un texto va entre comillas`,
  }),
  'expression.unquoted_cure': message<Written>({
    en: (a) => `write "${a.written}"`,
    es: (a) => `escriba "${a.written}"`,
  }),
  'expression.no_sum': message<{ left: string; right: string; sign: string }>({
    en: (a) => `${a.sign} does not go with ${a.left} and ${a.right}`,
    es: (a) => `${a.sign} no va con ${a.left} y ${a.right}`,
  }),
  'expression.units_added': message<{ left: string; right: string }>({
    en: (a) => `${a.left} and ${a.right} make no sum`,
    es: (a) => `${a.left} y ${a.right} no se pueden sumar`,
  }),
  'expression.units_cure': {
    en: () => 'compare sizes with sizes, durations with durations, percentages with percentages',
    es: () => 'compare tamaños con tamaños, duraciones con duraciones, porcentajes con porcentajes',
  },
  'expression.unit_like': message<{ subject: string; kind: string; example: string }>({
    en: (a) => `${a.subject} is ${a.kind}: compare it with one, like ${a.example}`,
    es: (a) => `${a.subject} es ${a.kind}: compárelo con otro valor así, como ${a.example}`,
  }),
  'expression.unit_of_count': message<{ subject: string; written: string; kind: string }>({
    en: (a) => `${a.subject} is a plain number, and ${a.written} is ${a.kind}`,
    es: (a) => `${a.subject} es un número sin unidad, y ${a.written} es ${a.kind}`,
  }),
  'expression.plain_number': {
    en: () => 'compare it with a number without a unit',
    es: () => 'compárelo con un número sin unidad',
  },
  'expression.never_word': message<{ subject: string; value: string }>({
    en: (a) => `${a.subject} is never "${a.value}"`,
    es: (a) => `${a.subject} nunca es "${a.value}"`,
  }),
  'expression.word_cure': message<{ meant: string; known: string }>({
    en: (a) => `did you mean "${a.meant}"? (${a.known})`,
    es: (a) => `¿quiso decir "${a.meant}"? (${a.known})`,
  }),
  'expression.small_share': message<Written>({
    en: (a) => `${a.written} is less than one in a hundred`,
    es: (a) => `${a.written} es menos de uno entre cien`,
  }),
  'expression.bare': message<{ written: string; value: string; subject: string; means: string }>({
    en: (a) =>
      a.written === a.value
        ? `${a.subject} has a unit and ${a.value} none: ${a.means}`
        : `${a.subject} has a unit and ${a.written}, which is ${a.value}, none: ${a.means}`,
    es: (a) =>
      a.written === a.value
        ? `${a.subject} tiene unidad y ${a.value} no: ${a.means}`
        : `${a.subject} tiene unidad y ${a.written}, que es ${a.value}, no: ${a.means}`,
  }),
  'expression.bare.share': message<{ value: string }>({
    en: (a) => `it means ${a.value} %`,
    es: (a) => `significa ${a.value} %`,
  }),
  'expression.bare.duration': message<{ value: string }>({
    en: (a) => `it means ${a.value} seconds`,
    es: (a) => `significa ${a.value} segundos`,
  }),
  'expression.bare.size': message<{ value: string }>({
    en: (a) => `it means ${a.value} bytes`,
    es: (a) => `significa ${a.value} bytes`,
  }),
  'expression.bare_cure': message<{ meant: string; also: string }>({
    en: (a) => `give it its unit, like ${a.meant}${a.also === '' ? '' : ` or ${a.also}`}`,
    es: (a) => `póngale su unidad, como ${a.meant}${a.also === '' ? '' : ` o ${a.also}`}`,
  }),
  'expression.no_function': message<{ name: string }>({
    en: (a) => `there is no function ${a.name}`,
    es: (a) => `no existe la función ${a.name}`,
  }),
  'expression.no_function_cure': {
    en: () => 'kapa explain conditions lists all functions',
    es: () => 'kapa explain conditions enumera todas las funciones',
  },
  'expression.call': message<{ name: string; usage: string }>({
    en: (a) => `${a.name} is called like ${a.usage}`,
    es: (a) => `${a.name} se llama así: ${a.usage}`,
  }),
  'expression.call_cure': message<Usage>({
    en: (a) => `write it like ${a.usage}`,
    es: (a) => `escríbalo como ${a.usage}`,
  }),
  'expression.argument': message<{ name: string; written: string; got: string }>({
    en: (a) => `${a.name} takes no ${a.written}, which is ${a.got}`,
    es: (a) => `${a.name} no admite ${a.written}, que es ${a.got}`,
  }),
  'expression.count_over_cure': message<{ written: string; span: string }>({
    en: (a) => `count how often it was true: count_over(${a.written}, ${a.span})`,
    es: (a) => `cuente cuántas veces fue verdadero: count_over(${a.written}, ${a.span})`,
  }),
  'expression.changes_cure': message<{ written: string; span: string }>({
    en: (a) => `count how often it changed: changes(${a.written}, ${a.span})`,
    es: (a) => `cuente cuántas veces cambió: changes(${a.written}, ${a.span})`,
  }),
  'expression.field_called': message<{ written: string; subject: string }>({
    en: (a) => `${a.written} is no function, but a field of ${a.subject}`,
    es: (a) => `${a.written} no es una función, sino un campo de ${a.subject}`,
  }),
  'expression.pattern_written': {
    en: () => 'the expression that matches looks for must stand here, in quotes',
    es: () => 'la expresión que busca matches debe estar aquí, entre comillas',
  },
  'expression.window_in_window': {
    en: () => 'a window cannot stand in another',
    es: () => 'una ventana no puede estar dentro de otra',
  },
  'expression.window_in_window_cure': {
    en: () => 'look at the fields of probes in it',
    es: () => 'use en ella los campos de las sondas',
  },
  'expression.window_field': message<{ name: string; written: string }>({
    en: (a) => `${a.name} looks at a field of a probe, and ${a.written} is none`,
    es: (a) => `${a.name} mira un campo de una sonda, y ${a.written} no lo es`,
  }),
  'expression.span': message<Written>({
    en: (a) => `${a.written} is no duration`,
    es: (a) => `${a.written} no es una duración`,
  }),
  'expression.no_window': message<Written>({
    en: (a) => `a window of ${a.written} has no length`,
    es: (a) => `una ventana de ${a.written} no tiene duración`,
  }),
  'expression.quantile': message<Written>({
    en: (a) => `${a.written} is no share from 0% to 100%`,
    es: (a) => `${a.written} no es una fracción de 0% a 100%`,
  }),
  'expression.no_condition': {
    en: () => 'it is neither true nor false',
    es: () => 'no es ni verdadero ni falso',
  },
  'expression.no_value': message<{ kind: string }>({
    en: (a) => `${a.kind} has no value here`,
    es: (a) => `${a.kind} no tiene valor aquí`,
  }),
  'expression.no_result': message<{ name: string }>({
    en: (a) => `${a.name} has no result here`,
    es: (a) => `${a.name} no da resultado aquí`,
  }),
  'expression.by_zero': { en: () => 'it divides by zero', es: () => 'divide entre cero' },
  'expression.field_missing': message<{ name: string }>({
    en: (a) => `${a.name} has no value now`,
    es: (a) => `${a.name} no tiene valor ahora`,
  }),
  'expression.not_recorded': message<{ name: string }>({
    en: (a) => `no ${a.name} is recorded yet`,
    es: (a) => `aún no hay ningún ${a.name} registrado`,
  }),
  'expression.not_covered': message<{ covers: string; window: string }>({
    en: (a) => `records reach back ${a.covers} of ${a.window}`,
    es: (a) => `los registros cubren ${a.covers} de ${a.window}`,
  }),
  'expression.not_here': message<{ name: string }>({
    en: (a) => `${a.name} is not known here`,
    es: (a) => `${a.name} no se conoce aquí`,
  }),
} as const satisfies Catalogue;

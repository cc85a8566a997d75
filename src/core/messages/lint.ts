import { count, type Catalogue, message } from './message.ts';

interface Named {
  readonly name: string;
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'texto',
  integer: 'número entero',
  number: 'número',
  bool: 'sí o no',
  mapping: 'mapa',
  null: 'nada',
  list: 'lista',
  or: 'o',
  of: 'de',
  duration: 'duración',
  size: 'tamaño',
  share: 'proporción',
  count: 'cantidad',
};

/** A type's name in Spanish: `list of string`, `one of a, b`, `number, duration`. */
function typeInSpanish(type: string): string {
  const [before, after] = type.split(/(?<=\bone of) /u);
  if (after !== undefined) return `${(before ?? '').replace('one of', 'uno de')} ${after}`;
  return type.replace('true or false', 'sí o no').replaceAll(/[a-z]+/gu, (one) => typeWords[one] ?? one);
}

export const lint = {
  'lint.error': { en: () => 'error', es: () => 'error' },
  'lint.warning': { en: () => 'warning', es: () => 'advertencia' },
  'lint.clean': message<{ files: number }>({
    en: (a) => `No findings in ${count(a.files, 'file')}.`,
    es: (a) => `Sin hallazgos en ${a.files} ${a.files === 1 ? 'archivo' : 'archivos'}.`,
  }),
  'lint.summary': message<{ errors: number; warnings: number }>({
    en: (a) => `${count(a.errors, 'error')}, ${count(a.warnings, 'warning')}.`,
    es: (a) =>
      `${a.errors} ${a.errors === 1 ? 'error' : 'errores'}, ${a.warnings} ${a.warnings === 1 ? 'advertencia' : 'advertencias'}.`,
  }),
  'lint.two_owners': message<{ what: string; other: string }>({
    en: (a) => `${a.what} is also owned by the resource ${a.other}`,
    es: (a) => `${a.what} también pertenece al recurso ${a.other}`,
  }),
  'lint.whole_and_part': message<{ file: string; other: string }>({
    en: (a) => `this edits a part of ${a.file}, and the resource ${a.other} declares its whole text`,
    es: (a) => `esto edita una parte de ${a.file}, y el recurso ${a.other} declara su texto entero`,
  }),
  'lint.two_owners_cure': message<{ other: string; place: string }>({
    en: (a) => `join it with ${a.other} (${a.place}), or remove one`,
    es: (a) => `júntelo con ${a.other} (${a.place}) o elimine uno`,
  }),
  'lint.unused_variable': message<Named>({
    en: (a) => `nothing uses the variable ${a.name}`,
    es: (a) => `nada usa la variable ${a.name}`,
  }),
  'lint.unused_threshold': message<Named>({
    en: (a) => `no rule uses the threshold ${a.name}`,
    es: (a) => `ninguna regla usa el umbral ${a.name}`,
  }),
  'lint.unused_probe': message<Named>({
    en: (a) => `no rule uses the probe ${a.name}`,
    es: (a) => `ninguna regla usa la sonda ${a.name}`,
  }),
  'lint.unused_template': message<Named>({
    en: (a) => `no resource uses the template ${a.name}`,
    es: (a) => `ningún recurso usa la plantilla ${a.name}`,
  }),
  'lint.unused_cure': {
    en: () => 'remove it, or mend the name where it was meant',
    es: () => 'elimínelo o corrija el nombre donde debía usarse',
  },
  'lint.no_such_channel': message<Named>({
    en: (a) => `there is no notification channel named ${a.name}`,
    es: (a) => `no hay ningún canal de aviso llamado ${a.name}`,
  }),
  'lint.kill_without_limit': message<{ remedy: string }>({
    en: (a) => `${a.remedy} ends processes, and nothing limits how often`,
    es: (a) => `${a.remedy} termina procesos y nada limita cuántas veces`,
  }),
  'lint.kill_without_limit_cure': {
    en: () => 'add limit: { times: 3, within: 1h, then: back_off } to the rule',
    es: () => 'añada limit: { times: 3, within: 1h, then: back_off } a la regla',
  },
  'lint.cumulative': message<{ field: string }>({
    en: (a) => `${a.field} only grows: once over the bound, the remedy repeats for ever`,
    es: (a) => `${a.field} solo crece: pasado el umbral, el remedio se repite sin fin`,
  }),
  'lint.cumulative_cure': message<{ field: string }>({
    en: (a) => `judge its growth: increase(${a.field}, 1h)`,
    es: (a) => `juzgue su aumento: increase(${a.field}, 1h)`,
  }),
  'lint.slow_verify': message<{ within: string; every: string }>({
    en: (a) => `verify waits ${a.within}, but the rule is judged every ${a.every}`,
    es: (a) => `verify espera ${a.within}, pero la regla se juzga cada ${a.every}`,
  }),
  'lint.slow_verify_cure': message<{ every: string }>({
    en: (a) => `wait less than ${a.every}, or judge it less often`,
    es: (a) => `espere menos de ${a.every} o júzguela con menos frecuencia`,
  }),
  'lint.written_secret': message<Named>({
    en: (a) => `a secret is written out here (${a.name})`,
    es: (a) => `aquí hay un secreto escrito (${a.name})`,
  }),
  'lint.readable_secret': message<{ mode: string }>({
    en: (a) => `the file is secret, and with mode ${a.mode} every account can read or write it`,
    es: (a) => `el archivo es secreto, y con el modo ${a.mode} cualquier cuenta puede leerlo o escribirlo`,
  }),
  'lint.readable_secret_cure': {
    en: () => 'leave mode out (0600), or name the group that reads it: group: NAME, mode: "0640"',
    es: () => 'quite mode (0600), o nombre el grupo que lo lee: group: NOMBRE, mode: "0640"',
  },
  'lint.written_secret_cure': {
    en: () => 'keep it in a file that only root reads: --vars FILE, or source: with secret: true',
    es: () => 'guárdelo en un archivo que solo lea root: --vars ARCHIVO, o source: con secret: true',
  },
  'lint.too_many': message<{ n: number }>({
    en: (a) => `${count(a.n, 'more finding')} not shown here; mend the first ones, then look again.`,
    es: (a) =>
      `${a.n} ${a.n === 1 ? 'hallazgo más' : 'hallazgos más'} sin mostrar; corrija los primeros y vuelva a mirar.`,
  }),
  'lint.more': message<{ n: number }>({
    en: (a) => `${count(a.n, 'more finding')} not shown here; kapa lint shows all`,
    es: (a) =>
      `${a.n} ${a.n === 1 ? 'hallazgo más' : 'hallazgos más'} sin mostrar; kapa lint los muestra todos`,
  }),
  'explain.wrong': { en: () => 'Wrong:', es: () => 'Mal:' },
  'explain.right': { en: () => 'Right:', es: () => 'Bien:' },
  'explain.resource': { en: () => 'resource type', es: () => 'tipo de recurso' },
  'explain.probe': { en: () => 'probe', es: () => 'sonda' },
  'explain.remedy': { en: () => 'remedy', es: () => 'remedio' },
  /** Types of keys and fields; what may be given stands in the words of the policy language. */
  'explain.type': message<{ type: string }>({ en: (a) => a.type, es: (a) => typeInSpanish(a.type) }),
  'explain.part': { en: () => 'part of a policy', es: () => 'parte de una política' },
  'explain.example': { en: () => 'Example:', es: () => 'Ejemplo:' },
  'explain.keys': { en: () => 'Keys:', es: () => 'Claves:' },
  'explain.fields': { en: () => 'Fields:', es: () => 'Campos:' },
  'explain.required': { en: () => 'required', es: () => 'obligatoria' },
  'explain.unknown': message<{ topic: string }>({
    en: (a) => `there is no rule, type, probe or remedy ${a.topic}`,
    es: (a) => `no hay ninguna regla, tipo, sonda ni remedio ${a.topic}`,
  }),
  'explain.unknown_cure': message<{ known: string }>({
    en: (a) => `name a rule (KAPA101) or one of: ${a.known}`,
    es: (a) => `nombre una regla (KAPA101) o uno de: ${a.known}`,
  }),
  'lint.requires_itself': message<{ name: string }>({
    en: (a) => `${a.name} requires itself`,
    es: (a) => `${a.name} se requiere a sí mismo`,
  }),
  'lint.requires_circle': message<{ circle: string }>({
    en: (a) => `these resources require each other: ${a.circle}`,
    es: (a) => `estos recursos se requieren unos a otros: ${a.circle}`,
  }),
  'lint.requires_circle_cure': {
    en: () => 'remove the one that need not come first',
    es: () => 'quite el que no tiene que ir antes',
  },
  'lint.requires_left_out': message<{ name: string }>({
    en: (a) => `${a.name} is left out, since its when does not hold: this waits for nothing`,
    es: (a) => `${a.name} queda fuera, porque su when no se cumple: esto no espera a nada`,
  }),
  'lint.requires_left_out_cure': {
    en: () => 'remove it, or give this resource the same when',
    es: () => 'quítelo, o ponga el mismo when a este recurso',
  },
  'lint.below_absent': message<{ folder: string; other: string }>({
    en: (a) => `${a.folder}, which this stands in, is declared absent by ${a.other}`,
    es: (a) => `${a.folder}, donde está esto, se declara ausente en ${a.other}`,
  }),
  'lint.below_absent_cure': {
    en: () => 'remove one of the two: each would undo the other',
    es: () => 'quite uno de los dos: cada uno desharía al otro',
  },
  'lint.below_file': message<{ file: string; other: string }>({
    en: (a) => `${a.file}, below which this stands, is a file by ${a.other}`,
    es: (a) => `${a.file}, debajo de lo cual está esto, es un archivo según ${a.other}`,
  }),
  'lint.below_file_cure': {
    en: () => 'mend one of the two paths: nothing can stand below a file',
    es: () => 'corrija una de las dos rutas: nada puede estar debajo de un archivo',
  },
  'lint.never_holds': {
    en: () => 'this condition never holds: its parts exclude each other',
    es: () => 'esta condición nunca se cumple: sus partes se excluyen',
  },
  'lint.always_holds': {
    en: () => 'this condition always holds: whatever is measured, one of its parts does',
    es: () => 'esta condición se cumple siempre: mida lo que mida, alguna parte se cumple',
  },
  'lint.part_never_holds': message<{ written: string }>({
    en: (a) => `this part never holds: ${a.written}`,
    es: (a) => `esta parte nunca se cumple: ${a.written}`,
  }),
  'lint.part_always_holds': message<{ written: string }>({
    en: (a) => `this part always holds: ${a.written}`,
    es: (a) => `esta parte se cumple siempre: ${a.written}`,
  }),
  'lint.beyond_cure': {
    en: () =>
      'put the bound among the values that there are: shares end at 100%, hours at 23, counts begin at 0',
    es: () =>
      'ponga el límite entre los valores posibles: los porcentajes llegan al 100%, las horas a 23, y se cuenta desde 0',
  },
  'lint.settled_cure': {
    en: () => 'look at the bounds, and at && and ||: with != the parts are most often joined by &&',
    es: () => 'revise los límites, y && y ||: con != las partes suelen unirse con &&',
  },
  'lint.never_clears': {
    en: () => 'clear_when holds only where when still does: this rule never clears',
    es: () => 'clear_when solo se cumple donde when aún se cumple: esta regla nunca se recupera',
  },
  'lint.never_clears_cure': {
    en: () => 'put the bound of clear_when on the other side of that of when',
    es: () => 'ponga el límite de clear_when al otro lado del de when',
  },
  'lint.one_condition_twice': message<{ other: string }>({
    en: (a) => `the rule ${a.other} has the same condition: both act upon it`,
    es: (a) => `la regla ${a.other} tiene la misma condición: las dos actúan`,
  }),
  'lint.one_condition_twice_cure': {
    en: () => 'make one rule of them, with their remedies as rungs of one ladder',
    es: () => 'haga de ellas una sola regla, con sus remedios como peldaños de una escalera',
  },
  'lint.short_cooldown': message<{ cooldown: string; every: string }>({
    en: (a) => `a cooldown of ${a.cooldown} is over before the next check, ${a.every} later`,
    es: (a) => `un cooldown de ${a.cooldown} termina antes del siguiente chequeo, ${a.every} después`,
  }),
  'lint.short_cooldown_cure': message<{ every: string }>({
    en: (a) => `make it longer than ${a.every}, or remove it`,
    es: (a) => `hágalo mayor que ${a.every}, o quítelo`,
  }),
  'lint.idle_limit': message<{ times: number; within: string; most: number; least: string }>({
    en: (a) =>
      `this limit never binds: at one remedy in ${a.least} there are ${a.most} at most within ${a.within}, and ${a.times} may be`,
    es: (a) =>
      `este límite nunca actúa: con un remedio cada ${a.least} hay como máximo ${a.most} en ${a.within}, y se permiten ${a.times}`,
  }),
  'lint.idle_limit_cure': message<{ within: string }>({
    en: (a) => `make within longer, like ${a.within}, or times less`,
    es: (a) => `alargue within, por ejemplo ${a.within}, o reduzca times`,
  }),
  'lint.without_remedy': message<{ key: string }>({
    en: (a) => `${a.key} has nothing to do with: this rule has no remedy`,
    es: (a) => `${a.key} no tiene efecto: esta regla no tiene remedio`,
  }),
  'lint.without_remedy_cure': message<{ key: string }>({
    en: (a) => `add do: with a remedy, or remove ${a.key}`,
    es: (a) => `añada do: con un remedio, o quite ${a.key}`,
  }),
  'lint.short_window': message<{ call: string; window: string; every: string }>({
    en: (a) => `${a.call} over ${a.window} sees fewer than two checks, one every ${a.every}`,
    es: (a) => `${a.call} sobre ${a.window} ve menos de dos chequeos, uno cada ${a.every}`,
  }),
  'lint.short_window_cure': message<{ least: string }>({
    en: (a) => `make the window at least ${a.least} long`,
    es: (a) => `haga la ventana de al menos ${a.least}`,
  }),
  'lint.remedy_of_nothing': message<{ kind: string; name: string }>({
    en: (a) => `no probe or resource speaks of the ${a.kind} ${a.name}`,
    es: (a) => `ninguna sonda ni recurso nombra ${a.kind} ${a.name}`,
  }),
  'lint.remedy_of_nothing_cure': message<{ known: string }>({
    en: (a) => `name one of these, or declare a probe for it: ${a.known}`,
    es: (a) => `nombre uno de estos, o declare una sonda para él: ${a.known}`,
  }),
  'lint.unknown_service': message<{ name: string }>({
    en: (a) => `Debian knows no service ${a.name}`,
    es: (a) => `Debian no conoce el servicio ${a.name}`,
  }),
  'lint.shell_sign': message<{ written: string }>({
    en: (a) => `${a.written} is handed to the program as it is: no shell reads argv`,
    es: (a) => `${a.written} se pasa al programa tal cual: ninguna shell lee argv`,
  }),
  'lint.shell_sign_cure': message<{ command: string }>({
    en: (a) => `write [sh, -c, "${a.command}"], or a script`,
    es: (a) => `escriba [sh, -c, "${a.command}"], o un script`,
  }),
  'lint.no_port': message<{ url: string; port: string }>({
    en: (a) => `${a.url} names a port that there is not: ${a.port}`,
    es: (a) => `${a.url} nombra un puerto que no existe: ${a.port}`,
  }),
  'lint.no_port_cure': {
    en: () => 'write a port from 1 to 65535',
    es: () => 'escriba un puerto de 1 a 65535',
  },
  'lint.network': message<{ value: string }>({
    en: (a) => `${a.value} names a network, not one host`,
    es: (a) => `${a.value} nombra una red, no un solo servidor`,
  }),
  'lint.network_cure': message<{ meant: string }>({
    en: (a) => `name one host, like ${a.meant}, without the length of a network`,
    es: (a) => `nombre un solo servidor, como ${a.meant}, sin el largo de la red`,
  }),
  'lint.no_url': message<{ url: string }>({
    en: (a) => `${a.url} is no address`,
    es: (a) => `${a.url} no es una dirección`,
  }),
  'lint.no_url_cure': {
    en: () => 'write it like http://127.0.0.1:3001/health',
    es: () => 'escríbala como http://127.0.0.1:3001/health',
  },
  'lint.url_for_host': message<{ host: string }>({
    en: (a) => `${a.host} is a whole address where a host belongs`,
    es: (a) => `${a.host} es una dirección completa donde va un servidor`,
  }),
  'lint.port_in_host': message<{ host: string }>({
    en: (a) => `${a.host} has a port in it where a host belongs`,
    es: (a) => `${a.host} lleva un puerto donde va un servidor`,
  }),
  'lint.no_host': message<{ host: string }>({
    en: (a) => `${a.host} is no host`,
    es: (a) => `${a.host} no es un servidor`,
  }),
  'lint.no_host_cure': {
    en: () => 'write a name like shop.example, or an address like 127.0.0.1',
    es: () => 'escriba un nombre como shop.example, o una dirección como 127.0.0.1',
  },
  'lint.invisible_blank': message<{ field: string }>({
    en: (a) => `${a.field} ends with a blank that nobody sees and that belongs to it`,
    es: (a) => `${a.field} termina en un espacio invisible que forma parte del valor`,
  }),
  'lint.thousands': message<{ written: string; value: number }>({
    en: (a) => `${a.written} is ${a.value}: the dot is a decimal point`,
    es: (a) => `${a.written} es ${a.value}: el punto es decimal`,
  }),
  'lint.thousands_cure': message<{ meant: string; value: number }>({
    en: (a) => `write ${a.meant}, or ${a.value}`,
    es: (a) => `escriba ${a.meant}, o ${a.value}`,
  }),
  'lint.foreign_variable': message<{ written: string }>({
    en: (a) => `${a.written} is no variable of kapa's and stays as it is`,
    es: (a) => `${a.written} no es una variable de kapa y queda tal cual`,
  }),
  'lint.literal_sign': message<{ field: string; sign: string }>({
    en: (a) => `${a.sign} is a part of the name here: no shell reads ${a.field}`,
    es: (a) => `${a.sign} es aquí parte del nombre: ninguna shell lee ${a.field}`,
  }),
  'lint.literal_star_cure': {
    en: () => 'name each path, one item for each',
    es: () => 'nombre cada ruta, un elemento para cada una',
  },
  'lint.literal_dollar_cure': {
    en: () => 'write the path out, or define the name under vars and write {{ name }}',
    es: () => 'escriba la ruta completa, o defina el nombre en vars y escriba {{ nombre }}',
  },
  'lint.foreign_template': message<{ written: string }>({
    en: (a) => `${a.written} is of another template language and stays as it is`,
    es: (a) => `${a.written} es de otro lenguaje de plantillas y queda tal cual`,
  }),
  'lint.foreign_block_cure': message<{ name: string }>({
    en: (a) => `write {{#if ${a.name}}}...{{/if}}, or {{#each ${a.name}}}{{this}}{{/each}} over a list`,
    es: (a) => `escriba {{#if ${a.name}}}...{{/if}}, o {{#each ${a.name}}}{{this}}{{/each}} para una lista`,
  }),
  'lint.foreign_variable_cure': message<{ name: string }>({
    en: (a) => `write {{ ${a.name} }}`,
    es: (a) => `escriba {{ ${a.name} }}`,
  }),
} as const satisfies Catalogue;

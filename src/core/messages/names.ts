import { message, type Catalogue } from './message.ts';

interface Named {
  readonly name: string;
}

/** Sentences on names in a policy: given, taken, unknown, or in a circle. */
export const nameMessages = {
  'policy.wrong_name': message<Named>({
    en: (a) => `${a.name} cannot be a name here: conditions and templates know letters, digits and _`,
    es: (a) => `${a.name} no puede ser un nombre aquí: condiciones y plantillas admiten letras, cifras y _`,
  }),
  'policy.wrong_name_cure': message<{ meant: string }>({
    en: (a) => `call it ${a.meant}, here and where it is used`,
    es: (a) => `llámelo ${a.meant}, aquí y donde se usa`,
  }),
  'policy.reserved_name': message<Named>({
    en: (a) => `${a.name} already means something in conditions or templates`,
    es: (a) => `${a.name} ya significa algo en las condiciones o plantillas`,
  }),
  'policy.reserved_name_cure': {
    en: () => 'give it another name',
    es: () => 'póngale otro nombre',
  },
  'policy.a_probe': { en: () => 'a probe', es: () => 'una sonda' },
  'policy.a_threshold': { en: () => 'a threshold', es: () => 'un umbral' },
  'policy.a_variable': { en: () => 'a variable', es: () => 'una variable' },
  'policy.two_meanings': message<{ name: string; what: string; place: string }>({
    en: (a) => `${a.name} is a threshold here and ${a.what} in ${a.place}`,
    es: (a) => `${a.name} es un umbral aquí y ${a.what} en ${a.place}`,
  }),
  'policy.two_meanings_cure': {
    en: () => 'give one of the two another name: conditions and --set could not tell them apart',
    es: () => 'cambie el nombre de uno: ni las condiciones ni --set podrían distinguirlos',
  },
  'policy.twice': message<Named>({
    en: (a) => `${a.name} is defined twice`,
    es: (a) => `${a.name} está definido dos veces`,
  }),
  'policy.twice_cure': {
    en: () => 'names are unique across all policy files: rename or remove one',
    es: () => 'los nombres son únicos en todas las políticas: cambie o elimine uno',
  },
  'policy.values_no_mapping': {
    en: () => 'values are a mapping of names to values',
    es: () => 'los valores son un mapa de nombres y valores',
  },
  'policy.value_twice': message<{ name: string; place: string }>({
    en: (a) => `${a.name} is given a value by two files, first in ${a.place}`,
    es: (a) => `dos archivos dan un valor a ${a.name}, primero en ${a.place}`,
  }),
  'policy.value_twice_cure': {
    en: () => 'let one of the two files give it',
    es: () => 'déjelo en uno solo de los dos archivos',
  },
  'policy.settings_twice': {
    en: () => 'settings stand in one document at most',
    es: () => 'settings solo puede estar en un documento',
  },
  'policy.settings_twice_cure': { en: () => 'join the two', es: () => 'júntelos' },
  'policy.unknown_value': message<Named>({
    en: (a) => `no policy has a variable or threshold named ${a.name}`,
    es: (a) => `ninguna política tiene una variable o un umbral llamado ${a.name}`,
  }),
  'policy.unknown_value_cure': {
    en: () => 'see vars and thresholds in the policies',
    es: () => 'vea vars y thresholds en las políticas',
  },
  'policy.unknown_variable': message<Named>({
    en: (a) => `there is no variable ${a.name}`,
    es: (a) => `no existe la variable ${a.name}`,
  }),
  'policy.unknown_variable_cure': message<Named>({
    en: (a) => `define it under vars, or give --set ${a.name}=...`,
    es: (a) => `defínala en vars o indique --set ${a.name}=...`,
  }),
  'policy.circle': message<{ circle: string }>({
    en: (a) => `these variables are made of each other: ${a.circle}`,
    es: (a) => `estas variables se componen unas de otras: ${a.circle}`,
  }),
  'policy.chain': message<{ most: number }>({
    en: (a) => `more than ${a.most} variables are made of each other, one of the next`,
    es: (a) => `más de ${a.most} variables se componen unas de otras, cada una de la siguiente`,
  }),
  'policy.circle_cure': {
    en: () => 'write one of them out',
    es: () => 'escriba una de ellas por completo',
  },
  'policy.name_of_rules': message<{ name: string; what: string }>({
    en: (a) => `${a.name} is ${a.what}, of which no text can speak`,
    es: (a) => `${a.name} es ${a.what}, de lo que ningún texto puede hablar`,
  }),
  'policy.name_of_rules_cure': {
    en: () => 'put the value under vars as well',
    es: () => 'ponga el valor también en vars',
  },
  'policy.name_of_probe_cure': {
    en: () => 'what is measured is known at each check only: rules speak of it',
    es: () => 'lo que se mide solo se conoce en cada chequeo: de eso hablan las reglas',
  },
  'policy.unknown_fact_cure': message<{ known: string }>({
    en: (a) => `use one of: ${a.known}`,
    es: (a) => `use uno de: ${a.known}`,
  }),
  'policy.unknown_type': message<{ type: string }>({
    en: (a) => `unknown type ${a.type}`,
    es: (a) => `tipo desconocido ${a.type}`,
  }),
  'policy.unknown_type_cure': message<{ known: string }>({
    en: (a) => `use one of: ${a.known}`,
    es: (a) => `use uno de: ${a.known}`,
  }),
  'policy.no_type': { en: () => 'this item names no type', es: () => 'este elemento no nombra ningún tipo' },
  'policy.no_type_cure': {
    en: () => 'add one type key, for example file: {...}',
    es: () => 'añada una clave de tipo, por ejemplo file: {...}',
  },
  'policy.two_types': message<{ first: string; second: string }>({
    en: (a) => `this item names two types, ${a.first} and ${a.second}`,
    es: (a) => `este elemento nombra dos tipos, ${a.first} y ${a.second}`,
  }),
  'policy.two_types_cure': { en: () => 'make two items of it', es: () => 'haga dos elementos' },
  'policy.no_such_resource': message<Named>({
    en: (a) => `there is no resource named ${a.name}`,
    es: (a) => `no hay ningún recurso llamado ${a.name}`,
  }),
  'policy.no_such_resource_cure': { en: () => 'name one that is declared', es: () => 'nombre uno declarado' },
} as const satisfies Catalogue;

import { message, type Catalogue } from './message.ts';

export const modules = {
  'module.none': message<{ name: string }>({
    en: (a) => `there is no module ${a.name}`,
    es: (a) => `no existe el módulo ${a.name}`,
  }),
  'module.none_cure': message<{ name: string }>({
    en: (a) => `write it as modules/${a.name}.yaml in the policy's folder, or name one that is shipped`,
    es: (a) =>
      `escríbalo como modules/${a.name}.yaml en la carpeta de la política, o nombre uno de los incluidos`,
  }),
  'module.circle': message<{ circle: string }>({
    en: (a) => `modules use each other in a circle: ${a.circle}`,
    es: (a) => `los módulos se usan en círculo: ${a.circle}`,
  }),
  'module.circle_cure': {
    en: () => 'remove one of these uses',
    es: () => 'elimine uno de estos usos',
  },
  'module.too_many': message<{ most: number }>({
    en: (a) => `modules are used more than ${a.most} times`,
    es: (a) => `los módulos se usan más de ${a.most} veces`,
  }),
  'module.too_many_items': message<{ most: number }>({
    en: (a) => `modules bring more than ${a.most} items together`,
    es: (a) => `los módulos aportan en conjunto más de ${a.most} elementos`,
  }),
  'module.too_many_cure': {
    en: () => 'a module that uses others multiplies: use fewer, or split the policies',
    es: () => 'un módulo que usa otros los multiplica: use menos, o divida las políticas',
  },
  'module.same_name': message<{ name: string; place: string }>({
    en: (a) => `another module is used as ${a.name} at ${a.place}`,
    es: (a) => `otro módulo se usa como ${a.name} en ${a.place}`,
  }),
  'module.same_module': message<{ module: string; place: string }>({
    en: (a) => `${a.module} is used at ${a.place} already, under the same names`,
    es: (a) => `${a.module} ya se usa en ${a.place}, con los mismos nombres`,
  }),
  'module.same_name_cure': {
    en: () => 'give this use a name of its own: as: NAME',
    es: () => 'dele a este uso un nombre propio: as: NOMBRE',
  },
  'module.unknown_input': message<{ name: string; module: string }>({
    en: (a) => `${a.module} has no input ${a.name}`,
    es: (a) => `${a.module} no tiene la entrada ${a.name}`,
  }),
  'module.unknown_input_cure': message<{ known: string }>({
    en: (a) => (a.known === '' ? 'remove it: the module takes none' : `remove it, or use one of: ${a.known}`),
    es: (a) =>
      a.known === '' ? 'elimínela: el módulo no toma ninguna' : `elimínela, o use una de: ${a.known}`,
  }),
  'module.missing_input': message<{ name: string; module: string }>({
    en: (a) => `${a.module} needs the input ${a.name}`,
    es: (a) => `${a.module} necesita la entrada ${a.name}`,
  }),
  'module.missing_input_cure': message<{ name: string; about: string }>({
    en: (a) => `give it with: { ${a.name}: … }${a.about === '' ? '' : `: ${a.about}`}`,
    es: (a) => `désela con with: { ${a.name}: … }${a.about === '' ? '' : `: ${a.about}`}`,
  }),
  'module.missing_either': message<{ name: string; other: string; module: string }>({
    en: (a) => `${a.module} needs the input ${a.name}, or ${a.other}`,
    es: (a) => `${a.module} necesita la entrada ${a.name}, o ${a.other}`,
  }),
  'module.both_inputs': message<{ name: string; other: string }>({
    en: (a) => `${a.name} and ${a.other} exclude each other`,
    es: (a) => `${a.name} y ${a.other} se excluyen`,
  }),
  'module.both_inputs_cure': message<{ name: string; other: string }>({
    en: (a) => `leave ${a.name} or ${a.other} out`,
    es: (a) => `quite ${a.name} u ${a.other}`,
  }),
  'module.wrong_input_cure': message<{ name: string; expected: string; about: string }>({
    en: (a) => `give ${a.name} a value of the type ${a.expected}${a.about === '' ? '' : `: ${a.about}`}`,
    es: (a) => `dele a ${a.name} un valor del tipo ${a.expected}${a.about === '' ? '' : `: ${a.about}`}`,
  }),
  'module.inputs_outside': {
    en: () => 'only a module has inputs, and this is read as a policy',
    es: () => 'solo un módulo tiene entradas, y esto se lee como política',
  },
  'module.inputs_outside_cure': {
    en: () => "move the file into modules/ of the policy's folder and use it from there, or write vars",
    es: () => 'mueva el archivo a modules/ en la carpeta de la política y úselo desde allí, o escriba vars',
  },
  'module.settings_inside': {
    en: () => 'a module has no settings: they are of the whole host',
    es: () => 'un módulo no tiene settings: son de todo el servidor',
  },
  'module.settings_inside_cure': {
    en: () => 'move them into a policy',
    es: () => 'páselos a una política',
  },
  'module.used_at': message<{ place: string }>({
    en: (a) => `used at ${a.place}`,
    es: (a) => `usado en ${a.place}`,
  }),
} as const satisfies Catalogue;

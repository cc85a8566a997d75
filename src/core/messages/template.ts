import { message, type Catalogue } from './message.ts';

interface Named {
  readonly name: string;
}

interface Because {
  readonly reason: string;
}

/** Sentences on templates, and on texts that policies fill in. */
export const templateMessages = {
  'policy.template_filter': message<{ line: number }>({
    en: (a) => `line ${a.line} has a |: there are no filters`,
    es: (a) => `la línea ${a.line} lleva |: no hay filtros`,
  }),
  'policy.template_filter_cure': {
    en: () => 'give the variable a value under vars instead, or write {{#if name}}...{{else}}...{{/if}}',
    es: () => 'dele un valor a la variable en vars, o escriba {{#if nombre}}...{{else}}...{{/if}}',
  },
  'policy.template': message<Because>({
    en: (a) => `this cannot be rendered: ${a.reason}`,
    es: (a) => `esto no se puede generar: ${a.reason}`,
  }),
  'policy.template_named': message<{ name: string; reason: string }>({
    en: (a) => `the template ${a.name} cannot be rendered: ${a.reason}`,
    es: (a) => `no se puede generar la plantilla ${a.name}: ${a.reason}`,
  }),
  'policy.template_undefined': message<{ name: string; line: number }>({
    en: (a) => `line ${a.line} uses ${a.name}, which nothing defines`,
    es: (a) => `la línea ${a.line} usa ${a.name}, que nada define`,
  }),
  'policy.too_many_passes': message<{ most: number }>({
    en: (a) => `it comes to more than ${a.most} passes through loops`,
    es: (a) => `suma más de ${a.most} vueltas de ciclos`,
  }),
  'policy.renders_too_large': message<{ most: string }>({
    en: (a) => `it comes to more than ${a.most}`,
    es: (a) => `suma más de ${a.most}`,
  }),
  'policy.too_much_cure': {
    en: () => 'put fewer loops into each other, or shorter lists and texts',
    es: () => 'anide menos ciclos, o use listas y textos más cortos',
  },
  'policy.template_foreign': message<{ line: number; written: string }>({
    en: (a) => `${a.written} in line ${a.line} is of another template language`,
    es: (a) => `${a.written} en la línea ${a.line} es de otro lenguaje de plantillas`,
  }),
  'policy.template_partial_cure': {
    en: () => 'no template takes in another: write it out, or give its text as a variable',
    es: () => 'ninguna plantilla incluye a otra: escriba el texto, o délo como variable',
  },
  'policy.template_comparison_cure': {
    en: () => 'templates compare nothing: use a variable that is true or false, or the when of a resource',
    es: () => 'las plantillas no comparan: use una variable true o false, o el when de un recurso',
  },
  'policy.template_function': message<{ line: number; name: string }>({
    en: (a) => `line ${a.line} calls ${a.name}: templates have no functions`,
    es: (a) => `la línea ${a.line} llama a ${a.name}: las plantillas no tienen funciones`,
  }),
  'policy.template_closed_early': message<{ line: number; written: string }>({
    en: (a) => `${a.written} in line ${a.line} closes nothing`,
    es: (a) => `${a.written} en la línea ${a.line} no cierra nada`,
  }),
  'policy.template_closed_otherwise': message<{ line: number; written: string; opened: string }>({
    en: (a) => `${a.written} in line ${a.line} closes ${a.opened}`,
    es: (a) => `${a.written} en la línea ${a.line} cierra ${a.opened}`,
  }),
  'policy.template_open': message<{ line: number; written: string }>({
    en: (a) => `${a.written} in line ${a.line} is not closed`,
    es: (a) => `${a.written} en la línea ${a.line} no se cierra`,
  }),
  'policy.template_open_cure': message<{ closing: string }>({
    en: (a) => `write ${a.closing} where it ends`,
    es: (a) => `escriba ${a.closing} donde termina`,
  }),
  'policy.template_malformed': message<{ line: number }>({
    en: (a) => `a {{ ... }} in line ${a.line} is not closed, or is not Handlebars`,
    es: (a) => `un {{ ... }} de la línea ${a.line} no está cerrado, o no es Handlebars`,
  }),
  'policy.template_malformed_cure': {
    en: () => 'close every {{ with }}, and every {{#if ...}} with {{/if}}',
    es: () => 'cierre cada {{ con }}, y cada {{#if ...}} con {{/if}}',
  },
  'policy.template_cure': {
    en: () => 'every name in a template must be a variable, or stand under with',
    es: () => 'cada nombre de una plantilla debe ser una variable o estar en with',
  },
  'policy.no_template': message<Named>({
    en: (a) => `there is no template ${a.name}`,
    es: (a) => `no existe la plantilla ${a.name}`,
  }),
  'policy.no_template_cure': message<Named>({
    en: (a) => `put it at templates/${a.name} in the policy folder`,
    es: (a) => `póngala en templates/${a.name} en la carpeta de políticas`,
  }),
  'policy.no_source': message<Named>({
    en: (a) => `there is no file ${a.name} beside this policy`,
    es: (a) => `no hay ningún archivo ${a.name} junto a esta política`,
  }),
  'policy.no_source_cure': {
    en: () => 'sources are relative to the policy file',
    es: () => 'las fuentes son relativas al archivo de la política',
  },
} as const satisfies Catalogue;

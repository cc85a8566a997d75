import { count, message, type Catalogue } from './message.ts';

const spanishPlaceholders: Readonly<Record<string, string>> = {
  policies: 'políticas',
  what: 'qué',
  topic: 'tema',
  rule: 'regla',
  FORMAT: 'FORMATO',
  FILE: 'ARCHIVO',
  NAME: 'NOMBRE',
  TIME: 'MOMENTO',
  KIND: 'CLASE',
  PERIODS: 'PERÍODOS',
  DURATION: 'DURACIÓN',
  TEXT: 'TEXTO',
  'name=value': 'nombre=valor',
};

export const cli = {
  'cli.no_working_folder': {
    en: () => 'The folder that kapa was started in is no longer there.',
    es: () => 'La carpeta en la que se inició kapa ya no existe.',
  },
  'cli.no_working_folder_cure': {
    en: () => 'change to a folder that is there, cd / for example, and start again',
    es: () => 'cámbiese a una carpeta que exista, por ejemplo cd /, y vuelva a intentarlo',
  },
  'cli.placeholder': message<{ name: string }>({
    en: (a) => a.name,
    es: (a) => spanishPlaceholders[a.name] ?? a.name,
  }),
  'cli.default': message<{ value: string }>({
    en: (a) => `default: ${a.value}`,
    es: (a) => `por omisión: ${a.value}`,
  }),
  'cli.choices': message<{ choices: string }>({
    en: (a) => `one of ${a.choices}`,
    es: (a) => `uno de ${a.choices}`,
  }),
  'cli.usage_options': { en: () => 'options', es: () => 'opciones' },
  'cli.usage_command': { en: () => 'command', es: () => 'comando' },
  'cli.example': { en: () => 'Example:', es: () => 'Ejemplo:' },
  'cli.usage': { en: () => 'Usage:', es: () => 'Uso:' },
  'cli.options': { en: () => 'Options:', es: () => 'Opciones:' },
  'cli.arguments': { en: () => 'Arguments:', es: () => 'Argumentos:' },
  'cli.commands': { en: () => 'Commands:', es: () => 'Comandos:' },
  'cli.see_help': message<{ command: string }>({
    en: (a) => `see ${a.command} --help`,
    es: (a) => `véase ${a.command} --help`,
  }),
  'cli.unknown_option': message<{ option: string; near: string }>({
    en: (a) => `unknown option ${a.option}${a.near === '' ? '' : `; did you mean ${a.near}?`}`,
    es: (a) => `opción desconocida ${a.option}${a.near === '' ? '' : `; ¿quiso decir ${a.near}?`}`,
  }),
  'cli.unknown_command': message<{ command: string; near: string }>({
    en: (a) => `unknown command ${a.command}${a.near === '' ? '' : `; did you mean ${a.near}?`}`,
    es: (a) => `comando desconocido ${a.command}${a.near === '' ? '' : `; ¿quiso decir ${a.near}?`}`,
  }),
  'cli.missing_argument': message<{ name: string }>({
    en: (a) => `missing: ${a.name}`,
    es: (a) => `falta: ${a.name}`,
  }),
  'cli.option_value_missing': message<{ option: string }>({
    en: (a) => `${a.option} needs a value`,
    es: (a) => `${a.option} necesita un valor`,
  }),
  'cli.option_value_invalid': message<{ option: string; value: string; allowed: string }>({
    en: (a) => `${a.option} cannot be ${a.value}; it is one of ${a.allowed}`,
    es: (a) => `${a.option} no puede ser ${a.value}; es uno de ${a.allowed}`,
  }),
  'cli.too_many_arguments': message<{ argument: string }>({
    en: (a) => `unexpected: ${a.argument}`,
    es: (a) => `sobra: ${a.argument}`,
  }),
  'cli.fault': message<{ fault: string }>({
    en: (a) => `this is a fault in kapa; please report it with the lines below${a.fault}`,
    es: (a) => `esto es un fallo de kapa; por favor, comuníquelo con las líneas siguientes${a.fault}`,
  }),
  'cli.error': { en: () => 'error', es: () => 'error' },
  'cli.cure': { en: () => 'cure', es: () => 'solución' },
  'cli.yes_no': { en: () => '[y/N]', es: () => '[s/N]' },
  'cli.yes_letters': { en: () => 'y yes', es: () => 's si sí y' },
  'cli.policies_read': message<{ paths: string; files: number; values: string; aside: string }>({
    en: (a) =>
      `policies: ${a.paths} (${count(a.files, 'file')}${a.values === '' ? '' : `, with ${a.values}`})${a.aside === '' ? '' : `; left aside: ${a.aside}`}`,
    es: (a) =>
      `políticas: ${a.paths} (${a.files === 1 ? '1 archivo' : `${a.files} archivos`}${a.values === '' ? '' : `, con ${a.values}`})${a.aside === '' ? '' : `; sin leer: ${a.aside}`}`,
  }),
  'cli.policies_differ': message<{ read: string; aside: string }>({
    en: (a) => `${a.read} was read; ${a.aside} holds others, and was left aside: name the one you mean`,
    es: (a) => `se leyó ${a.read}; ${a.aside} contiene otras y no se leyó: nombre la que quiere`,
  }),
  'cli.no_policies': message<{ path: string }>({
    en: (a) => `there is no policy in ${a.path}`,
    es: (a) => `no hay ninguna política en ${a.path}`,
  }),
  'cli.no_policies_cure': {
    en: () => 'name a folder with .yaml files, or write some with kapa init --out /etc/kapa/policies',
    es: () => 'indique una carpeta con archivos .yaml o créelos con kapa init --out /etc/kapa/policies',
  },
  'cli.stray_values': message<{ path: string }>({
    en: (a) => `${a.path} is no policy, and values of this host are not read from there`,
    es: (a) => `${a.path} no es una política, y de allí no se leen valores de este servidor`,
  }),
  'cli.stray_values_cure': message<{ read: string }>({
    en: (a) => `move it to ${a.read}: there it is read`,
    es: (a) => `muévalo a ${a.read}: allí sí se lee`,
  }),
  'cli.no_such_path': message<{ path: string }>({
    en: (a) => `${a.path} does not exist`,
    es: (a) => `${a.path} no existe`,
  }),
  'cli.no_such_path_cure': {
    en: () =>
      'name a policy file or folder; without one, kapa reads policies/ here, else /etc/kapa/policies, and kapa init --out /etc/kapa/policies writes some from what this host has',
    es: () =>
      'indique un archivo o carpeta de políticas; sin él, kapa lee policies/ aquí o, si no, /etc/kapa/policies, y kapa init --out /etc/kapa/policies escribe unas a partir de lo que hay en este servidor',
  },
  'cli.too_large': message<{ path: string }>({
    en: (a) => `${a.path} is larger than 10 MB`,
    es: (a) => `${a.path} pasa de 10 MB`,
  }),
  'cli.too_large_cure': { en: () => 'split it', es: () => 'divídalo' },
  'cli.unreadable': message<{ path: string; code: string }>({
    en: (a) => `${a.path} cannot be read (${a.code})`,
    es: (a) => `no se puede leer ${a.path} (${a.code})`,
  }),
  'cli.no_vars_cure': {
    en: () => 'check the name after --vars',
    es: () => 'revise el nombre tras --vars',
  },
  'cli.link_out': message<{ path: string; folder: string }>({
    en: (a) => `${a.path} is a link that leads out of ${a.folder}`,
    es: (a) => `${a.path} es un enlace que lleva fuera de ${a.folder}`,
  }),
  'cli.link_out_cure': {
    en: () => 'put the file itself there, or name the file that it leads to',
    es: () => 'ponga allí el archivo mismo, o indique el archivo al que lleva',
  },
  'cli.not_regular_cure': {
    en: () => 'save what it holds as a file, and name that file',
    es: () => 'guarde lo que contiene en un archivo e indique ese archivo',
  },
  'cli.unreadable_vars_cure': {
    en: () =>
      'name a regular file of at most 10 MiB that you can read (ls -lL); save what a pipe holds as one',
    es: () =>
      'indique un archivo normal de hasta 10 MiB que usted pueda leer (ls -lL); guarde como archivo lo que trae una tubería',
  },
  'cli.unreadable_cure': {
    en: () => 'see its owner and mode: ls -l',
    es: () => 'mire su dueño y permisos: ls -l',
  },
  'cli.binary': message<{ path: string }>({
    en: (a) => `${a.path} is a binary file, no policy`,
    es: (a) => `${a.path} es un archivo binario, no una política`,
  }),
  'cli.binary_cure': { en: () => 'name YAML files', es: () => 'indique archivos YAML' },
  'cli.not_utf8': message<{ path: string }>({
    en: (a) => `${a.path} is not UTF-8`,
    es: (a) => `${a.path} no está en UTF-8`,
  }),
  'cli.not_utf8_cure': {
    en: () => 'save it as UTF-8 (iconv -f latin1 -t utf-8)',
    es: () => 'guárdelo como UTF-8 (iconv -f latin1 -t utf-8)',
  },
  'cli.set_form': message<{ pair: string }>({
    en: (a) => `--set takes name=value, not ${a.pair}`,
    es: (a) => `--set recibe nombre=valor, no ${a.pair}`,
  }),
  'cli.override_yaml': message<{ what: string; reason: string }>({
    en: (a) => `${a.what} is not valid YAML: ${a.reason}`,
    es: (a) => `${a.what} no es YAML válido: ${a.reason}`,
  }),
  'cli.bad_values': message<{ place: string; reason: string }>({
    en: (a) => `${a.place}: ${a.reason}`,
    es: (a) => `${a.place}: ${a.reason}`,
  }),
  'cli.bad_secret_values': message<{ place: string }>({
    en: (a) => `${a.place}: this is no mapping of names to values in valid YAML`,
    es: (a) => `${a.place}: esto no es un mapa de nombres y valores en YAML válido`,
  }),
  'cli.withheld': message<{ names: string }>({
    en: (a) => `a saved plan keeps no secrets; this one was made with values for: ${a.names}`,
    es: (a) => `un plan guardado no contiene secretos; este se hizo con valores para: ${a.names}`,
  }),
  'cli.withheld_cure': {
    en: () => 'give them again, with --vars FILE, --secret-vars FILE or --set name=value',
    es: () => 'indíquelos de nuevo, con --vars ARCHIVO, --secret-vars ARCHIVO o --set nombre=valor',
  },
  'cli.invalid_policies': message<{ n: number }>({
    en: (a) => `the policies are invalid: ${a.n === 1 ? 'one error' : `${a.n} errors`}`,
    es: (a) => `las políticas no son válidas: ${a.n === 1 ? 'un error' : `${a.n} errores`}`,
  }),
  'cli.invalid_policies_cure': {
    en: () => 'mend what is marked above; kapa lint shows the same',
    es: () => 'corrija lo marcado arriba; kapa lint muestra lo mismo',
  },
  'init.nothing': message<{ root: string }>({
    en: (a) => `nothing was found below ${a.root} that kapa could declare`,
    es: (a) => `no se encontró bajo ${a.root} nada que kapa pueda declarar`,
  }),
  'init.nothing_cure': {
    en: () =>
      'kapa looks for the MPM and the proxied sites of Apache as Debian and Red Hat lay it out, crontabs, logrotate stanzas, systemd units and applications under PM2 behind the sites',
    es: () =>
      'kapa busca el MPM y los sitios con proxy de Apache como lo disponen Debian y Red Hat, los crontabs, los bloques de logrotate, y las unidades de systemd y aplicaciones en PM2 detrás de los sitios',
  },
  'init.unsaid': {
    en: () => 'its policy could not be read back',
    es: () => 'su política no se pudo volver a leer',
  },
  'init.resource': message<{ name: string; reason: string }>({
    en: (a) => `"${a.name}": ${a.reason}`,
    es: (a) => `"${a.name}": ${a.reason}`,
  }),
  'init.member': message<{ name: string; member: string; reason: string }>({
    en: (a) => `${a.member} of "${a.name}": ${a.reason}`,
    es: (a) => `${a.member} de "${a.name}": ${a.reason}`,
  }),
  'init.more': message<{ n: number }>({
    en: (a) => `${a.n} more`,
    es: (a) => `${a.n} más`,
  }),
  'init.unproposed': message<{ n: number }>({
    en: (a) => `no rules are proposed for ${a.n} further ${a.n === 1 ? 'backend' : 'backends'}`,
    es: (a) => `no se proponen reglas para ${a.n === 1 ? 'otro backend' : `otros ${a.n} backends`}`,
  }),
  'init.proposed': message<{ file: string; rules: number }>({
    en: (a) => `${a.file}: ${a.rules} ${a.rules === 1 ? 'rule' : 'rules'} proposed, off until you rename it`,
    es: (a) =>
      `${a.file}: ${a.rules === 1 ? 'se propone una regla, inactiva' : `se proponen ${a.rules} reglas, inactivas`} hasta que lo renombre`,
  }),
  'init.proposal': message<{ name: string }>({
    en: (a) =>
      `Proposed by kapa init. kapa does not read a file of this name: review the rules, then rename it to ${a.name}.`,
    es: (a) =>
      `Propuesto por kapa init. kapa no lee un archivo con este nombre: revise las reglas y renómbrelo a ${a.name}.`,
  }),
  'init.exists': message<{ files: string; n: number }>({
    en: (a) => `${a.files} ${a.n === 1 ? 'is' : 'are'} there already`,
    es: (a) => `${a.files} ya ${a.n === 1 ? 'existe' : 'existen'}`,
  }),
  'init.exists_cure': {
    en: () => 'name another folder with --out, or overwrite with --force',
    es: () => 'indique otra carpeta con --out o sobrescriba con --force',
  },
  'init.wrote': message<{ file: string; resources: number }>({
    en: (a) => `${a.file}: ${a.resources} ${a.resources === 1 ? 'resource' : 'resources'}`,
    es: (a) => `${a.file}: ${a.resources} ${a.resources === 1 ? 'recurso' : 'recursos'}`,
  }),
  'init.drop_in': message<{ name: string }>({
    en: (a) =>
      `${a.name}: in a file of its own, which kapa plan shows as new; the package's file stays as it is`,
    es: (a) =>
      `${a.name}: en un archivo propio, que kapa plan muestra como nuevo; el del paquete queda como está`,
  }),
  'init.own_files': {
    en: () =>
      'settings of your own go into conf-available/NAME.conf (apache_conf), sites into sites-available/NAME.conf (apache_site): dpkg asks about neither',
    es: () =>
      'los ajustes propios van en conf-available/NOMBRE.conf (apache_conf) y los sitios en sites-available/NOMBRE.conf (apache_site): por ninguno pregunta dpkg',
  },
  'init.left_out': message<{ reason: string }>({
    en: (a) => `left out: ${a.reason}`,
    es: (a) => `se omite: ${a.reason}`,
  }),
  'init.next': message<{ folder: string }>({
    en: (a) => `See that nothing would change: kapa plan ${a.folder}`,
    es: (a) => `Compruebe que nada cambiaría: kapa plan ${a.folder}`,
  }),
} as const satisfies Catalogue;

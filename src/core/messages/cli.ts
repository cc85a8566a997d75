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
  'cli.about': {
    en: () => 'Keeps an Apache + Node host in its declared state and heals it.',
    es: () => 'Mantiene un servidor Apache + Node en su estado declarado y lo repara.',
  },
  'cli.command.lint': {
    en: () => 'check policies, without a host',
    es: () => 'revisa las políticas, sin un servidor',
  },
  'cli.command.plan': {
    en: () => 'show what would change',
    es: () => 'muestra qué cambiaría',
  },
  'cli.command.apply': {
    en: () => 'make it so, with backups; undo everything if anything fails',
    es: () => 'lo aplica, con copias de seguridad; deshace todo si algo falla',
  },
  'cli.command.check': {
    en: () => 'measure once, judge, and remedy',
    es: () => 'mide una vez, juzga y remedia',
  },
  'cli.command.watch': {
    en: () => 'check without end, each rule at its own pace',
    es: () => 'vigila sin fin, cada regla a su ritmo',
  },
  'cli.command.status': {
    en: () => 'one screen: values, thresholds, remedies, drift',
    es: () => 'una pantalla: valores, umbrales, remedios, desviaciones',
  },
  'cli.command.replay': {
    en: () => 'what the rules would have done over the recorded samples, with other thresholds beside',
    es: () => 'qué habrían hecho las reglas con las muestras registradas, y con otros umbrales al lado',
  },
  'cli.command.history': {
    en: () => 'samples, alerts, remedies and applies of the past',
    es: () => 'muestras, alertas, remedios y cambios del pasado',
  },
  'cli.command.metrics': {
    en: () => 'what was measured and counted last, as Prometheus reads it',
    es: () => 'lo último medido y contado, como lo lee Prometheus',
  },
  'cli.command.report': {
    en: () => 'a report that can be sent: availability, incidents, charts, in one file',
    es: () => 'un informe que se puede enviar: disponibilidad, incidentes y gráficos en un archivo',
  },
  'cli.command.pause': {
    en: () => 'hold remedies back for a time, for a deploy; alerts go on',
    es: () => 'detiene los remedios por un tiempo, para un despliegue; las alertas siguen',
  },
  'cli.command.resume': {
    en: () => 'end a pause early',
    es: () => 'termina una pausa antes de tiempo',
  },
  'cli.command.doctor': {
    en: () => 'find out why the set-up itself does not work',
    es: () => 'averigua por qué no funciona la propia instalación',
  },
  'cli.command.reset': {
    en: () => 'the total reset of the backend, made safe',
    es: () => 'reinicia por completo el backend, de forma segura',
  },
  'cli.command.backups': {
    en: () => 'list what was saved before changes',
    es: () => 'enumera lo guardado antes de los cambios',
  },
  'cli.command.restore': {
    en: () => 'put a file, or a whole apply, back',
    es: () => 'devuelve un archivo, o un cambio entero, a como estaba',
  },
  'cli.command.recover': {
    en: () => 'finish or undo an apply that a crash left open',
    es: () => 'termina o deshace un cambio que quedó abierto tras una caída',
  },
  'cli.command.init': {
    en: () => 'write a policy from what this host has now',
    es: () => 'escribe una política a partir de lo que hay en este servidor',
  },
  'cli.command.schema': {
    en: () => 'print the JSON Schema of the policy language',
    es: () => 'imprime el JSON Schema del lenguaje de políticas',
  },
  'cli.command.explain': {
    en: () => 'tell what a lint rule, resource type, probe or remedy means',
    es: () => 'explica una regla de lint, un tipo de recurso, una sonda o un remedio',
  },
  'cli.command.silence': {
    en: () => 'tell nobody of one rule for a time; remedies go on',
    es: () => 'no avisa de una regla por un tiempo; los remedios siguen',
  },
  'cli.command.ack': {
    en: () => 'take a fault: it is not told again until it has healed, or a day has passed',
    es: () => 'atiende una falla: no se vuelve a avisar hasta que se recupere o pase un día',
  },
  'cli.command.clear': {
    en: () => "end a rule's back-off and give its budget of remedies back",
    es: () => 'levanta el límite de una regla: sus remedios vuelven a estar disponibles',
  },
  'cli.argument.rule': { en: () => 'name of a rule', es: () => 'nombre de una regla' },
  'cli.option.end': { en: () => 'end it before its time', es: () => 'lo termina antes de tiempo' },
  'cli.command.snapshot': {
    en: () => 'write what a plan looks at to an archive, for kapa plan --root elsewhere',
    es: () => 'escribe en un archivo lo que un plan mira, para kapa plan --root en otra parte',
  },
  'cli.option.snapshot_out': { en: () => 'write to FILE', es: () => 'escribe en ARCHIVO' },
  'cli.command.show': {
    en: () => 'show a saved plan, for people or for a merge request',
    es: () => 'muestra un plan guardado, para leerlo o para un merge request',
  },
  'cli.command.help': {
    en: () => 'this help, or that of a command: kapa help plan',
    es: () => 'esta ayuda, o la de un comando: kapa help plan',
  },
  'cli.command.version': { en: () => 'print the version', es: () => 'imprime la versión' },
  /** Placeholder in flags and usages. */
  'cli.placeholder': message<{ name: string }>({
    en: (a) => a.name,
    es: (a) => spanishPlaceholders[a.name] ?? a.name,
  }),
  'cli.argument.plan': {
    en: () => 'a file that kapa plan --out has written',
    es: () => 'un archivo escrito por kapa plan --out',
  },
  'cli.option.show_format': {
    en: () => 'how to print the plan',
    es: () => 'cómo imprimir el plan',
  },
  'cli.argument.policies': {
    en: () => 'policy files or folders; unless given, policies/ here, else /etc/kapa/policies',
    es: () =>
      'archivos o carpetas de políticas; si no se indican, policies/ aquí o, si no existe, /etc/kapa/policies',
  },
  'cli.argument.policies_or_plan': {
    en: () => 'policy files or folders, or one saved plan',
    es: () => 'archivos o carpetas de políticas, o un plan guardado',
  },
  'cli.argument.explain': {
    en: () => 'KAPA###, the name of a type, rule, channel or conditions',
    es: () => 'KAPA###, el nombre de un tipo, rule, channel o conditions',
  },
  'cli.argument.restore': {
    en: () => 'a path, a backup of it, or a transaction',
    es: () => 'una ruta, una copia suya o una transacción',
  },
  'cli.option.root': {
    en: () => "work on the host's file tree below DIR; services are not touched",
    es: () => 'trabaja sobre el árbol de archivos bajo DIR; no toca servicios',
  },
  'cli.option.state_dir': {
    en: () => 'where kapa keeps its state',
    es: () => 'dónde guarda kapa su estado',
  },
  'cli.option.set': {
    en: () => 'override a variable or threshold',
    es: () => 'sustituye una variable o un umbral',
  },
  'cli.option.vars': {
    en: () => 'a YAML file of variables and thresholds to override',
    es: () => 'un archivo YAML de variables y umbrales que sustituir',
  },
  'cli.option.secret_vars': {
    en: () => 'the same, for values that are shown nowhere and kept in no saved plan',
    es: () => 'lo mismo, para valores que no se muestran ni se guardan en ningún plan',
  },
  'cli.option.target': {
    en: () => 'only what has this name (* for any characters)',
    es: () => 'solo lo que tenga este nombre (* vale por cualquier texto)',
  },
  'cli.option.skip': {
    en: () => 'all but what has this name (* for any characters)',
    es: () => 'todo menos lo que tenga este nombre (* vale por cualquier texto)',
  },
  'cli.option.json': {
    en: () => 'print one JSON document',
    es: () => 'imprime un documento JSON',
  },
  'cli.option.allow_untrusted': {
    en: () => 'accept policies that others than root can change',
    es: () => 'acepta políticas que otros además de root pueden cambiar',
  },
  'cli.option.format': { en: () => 'how to print findings', es: () => 'cómo imprimir los hallazgos' },
  'cli.option.check_format': { en: () => 'how to print the result', es: () => 'cómo imprimir el resultado' },
  'cli.option.strict': {
    en: () => 'count warnings as failures',
    es: () => 'las advertencias cuentan como fallos',
  },
  'cli.option.out': { en: () => 'save the plan to FILE', es: () => 'guarda el plan en ARCHIVO' },
  'cli.option.detailed_exitcode': {
    en: () => 'exit with 2 when there are changes',
    es: () => 'termina con 2 si hay cambios',
  },
  'cli.option.prune': {
    en: () => 'remove what left the policy',
    es: () => 'elimina lo que ya no está en la política',
  },
  'cli.option.yes': { en: () => 'do not ask', es: () => 'no pregunta' },
  'cli.option.with_others': {
    en: () => 'undo what others have changed since as well',
    es: () => 'deshace también lo que otros cambiaron desde entonces',
  },
  'cli.option.group': { en: () => 'only this group', es: () => 'solo este grupo' },
  'cli.option.dry_run': { en: () => 'judge, but do not remedy', es: () => 'juzga, pero no remedia' },
  'cli.option.watch': {
    en: () => 'refresh until interrupted',
    es: () => 'actualiza hasta que se interrumpa',
  },
  'cli.option.since': {
    en: () => 'how far back: 24h, 7d, or a date',
    es: () => 'desde cuándo: 24h, 7d o una fecha',
  },
  'cli.option.until': { en: () => 'up to when', es: () => 'hasta cuándo' },
  'cli.option.rule': { en: () => 'only this rule', es: () => 'solo esta regla' },
  'cli.option.kind': {
    en: () => 'only this kind of record',
    es: () => 'solo este tipo de registro',
  },
  'cli.option.incident': {
    en: () => 'show the evidence of one incident',
    es: () => 'muestra las pruebas de un incidente',
  },
  'cli.option.compare': {
    en: () => 'compare what came before this moment with what came after',
    es: () => 'compara lo anterior a este momento con lo posterior',
  },
  'cli.option.report_out': {
    en: () => 'write the report to FILE',
    es: () => 'escribe el informe en ARCHIVO',
  },
  'cli.option.report_format': {
    en: () => 'how to write it; unless given, as FILE is called, md on a terminal, else html',
    es: () => 'cómo escribirlo; si no se indica, según el nombre de ARCHIVO, md en una terminal y si no html',
  },
  'cli.option.report_incident': {
    en: () => 'report one incident, with its evidence',
    es: () => 'informa de un incidente, con sus pruebas',
  },
  'cli.option.report_compare': {
    en: () => 'two periods side by side, each a month, a day, FROM/TO or a moment: 2026-10..2026-11',
    es: () => 'dos períodos lado a lado, cada uno un mes, un día, DESDE/HASTA o un momento: 2026-10..2026-11',
  },
  'cli.option.merge': {
    en: () => 'one page of the JSON reports of several hosts in DIR',
    es: () => 'una sola página con los informes JSON de varios servidores en DIR',
  },
  'cli.option.for': { en: () => 'how long: 30m', es: () => 'cuánto tiempo: 30m' },
  'cli.option.reason': { en: () => 'why', es: () => 'por qué' },
  'cli.option.notify': {
    en: () => 'send a test alert to every channel',
    es: () => 'envía una alerta de prueba a cada canal',
  },
  'cli.option.init_out': {
    en: () => 'write the policies into DIR',
    es: () => 'escribe las políticas en DIR',
  },
  'cli.option.accept': {
    en: () => 'end the open transaction, and leave what cannot be put back as it is',
    es: () => 'cierra la transacción abierta y deja como está lo que no se puede devolver',
  },
  'cli.option.force': { en: () => 'overwrite what is there', es: () => 'sobrescribe lo que haya' },
  'cli.option.help': { en: () => 'show this help', es: () => 'muestra esta ayuda' },
  'cli.option.version': { en: () => 'print the version', es: () => 'imprime la versión' },
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
  'cli.policies_read': message<{ paths: string; files: number; aside: string }>({
    en: (a) =>
      `policies: ${a.paths} (${count(a.files, 'file')})${a.aside === '' ? '' : `; left aside: ${a.aside}`}`,
    es: (a) =>
      `políticas: ${a.paths} (${a.files === 1 ? '1 archivo' : `${a.files} archivos`})${a.aside === '' ? '' : `; sin leer: ${a.aside}`}`,
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
  'cli.vars_not_mapping': message<{ path: string }>({
    en: (a) => `${a.path} must hold names and values`,
    es: (a) => `${a.path} debe contener nombres y valores`,
  }),
  'cli.set_form': message<{ pair: string }>({
    en: (a) => `--set takes name=value, not ${a.pair}`,
    es: (a) => `--set recibe nombre=valor, no ${a.pair}`,
  }),
  'cli.override_yaml': message<{ what: string; reason: string }>({
    en: (a) => `${a.what} is not valid YAML: ${a.reason}`,
    es: (a) => `${a.what} no es YAML válido: ${a.reason}`,
  }),
  'cli.withheld': message<{ names: string }>({
    en: (a) => `a saved plan keeps no secrets; this one was made with values for: ${a.names}`,
    es: (a) => `un plan guardado no contiene secretos; este se hizo con valores para: ${a.names}`,
  }),
  'cli.withheld_cure': {
    en: () => 'give them again, with --vars FILE, --secret-vars FILE or --set name=value',
    es: () => 'indíquelos de nuevo, con --vars ARCHIVO, --secret-vars ARCHIVO o --set nombre=valor',
  },
  'cli.override_unknown': message<{ name: string }>({
    en: (a) => `no policy has a variable or threshold named ${a.name}`,
    es: (a) => `ninguna política tiene una variable o un umbral llamado ${a.name}`,
  }),
  'cli.override_unknown_cure': {
    en: () => 'see vars and thresholds in the policies',
    es: () => 'vea vars y thresholds en las políticas',
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
  'init.left_out': message<{ reason: string }>({
    en: (a) => `left out: ${a.reason}`,
    es: (a) => `se omite: ${a.reason}`,
  }),
  'init.next': message<{ folder: string }>({
    en: (a) => `See that nothing would change: kapa plan ${a.folder}`,
    es: (a) => `Compruebe que nada cambiaría: kapa plan ${a.folder}`,
  }),
} as const satisfies Catalogue;

import type { Catalogue } from './message.ts';

/** Sentences of the help: kapa itself, and each command, argument and option in a line. */
export const help = {
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
  'cli.argument.status': {
    en: () =>
      'policy files or folders; or a group, the use of a module, a rule or an application, to see more of it',
    es: () =>
      'archivos o carpetas de políticas; o un grupo, el uso de un módulo, una regla o una aplicación, para ver más de ello',
  },
  'cli.option.full': {
    en: () => 'show all of it: nothing folded, and what is alike for each',
    es: () => 'muestra todo: nada plegado, y lo que es igual para cada uno',
  },
  'cli.option.all_fields': {
    en: () => 'show all that probes measure',
    es: () => 'muestra todo lo que miden las sondas',
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
  'cli.option.drop_in': {
    en: () => 'keep to files of your own, and leave those that packages shipped to these',
    es: () => 'usa archivos propios y les deja a los paquetes los que venían con ellos',
  },
  'cli.option.force': { en: () => 'overwrite what is there', es: () => 'sobrescribe lo que haya' },
  'cli.option.help': { en: () => 'show this help', es: () => 'muestra esta ayuda' },
  'cli.option.version': { en: () => 'print the version', es: () => 'imprime la versión' },
} as const satisfies Catalogue;

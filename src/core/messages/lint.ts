import { count, type Catalogue } from './message.ts';

interface Named {
  readonly name: string;
}

export const lint = {
  'lint.error': { en: () => 'error', es: () => 'error' },
  'lint.warning': { en: () => 'warning', es: () => 'advertencia' },
  'lint.clean': {
    en: (a: { files: number }) => `No findings in ${count(a.files, 'file')}.`,
    es: (a: { files: number }) => `Sin hallazgos en ${a.files} ${a.files === 1 ? 'archivo' : 'archivos'}.`,
  },
  'lint.summary': {
    en: (a: { errors: number; warnings: number }) =>
      `${count(a.errors, 'error')}, ${count(a.warnings, 'warning')}.`,
    es: (a: { errors: number; warnings: number }) =>
      `${a.errors} ${a.errors === 1 ? 'error' : 'errores'}, ${a.warnings} ${a.warnings === 1 ? 'advertencia' : 'advertencias'}.`,
  },
  'lint.two_owners': {
    en: (a: { what: string; other: string }) => `${a.what} is also owned by the resource ${a.other}`,
    es: (a: { what: string; other: string }) => `${a.what} también pertenece al recurso ${a.other}`,
  },
  'lint.whole_and_part': {
    en: (a: { file: string; other: string }) =>
      `this edits a part of ${a.file}, and the resource ${a.other} declares its whole text`,
    es: (a: { file: string; other: string }) =>
      `esto edita una parte de ${a.file}, y el recurso ${a.other} declara su texto entero`,
  },
  'lint.two_owners_cure': {
    en: (a: { other: string; place: string }) => `join it with ${a.other} (${a.place}), or remove one`,
    es: (a: { other: string; place: string }) => `júntelo con ${a.other} (${a.place}) o elimine uno`,
  },
  'lint.unused_variable': {
    en: (a: Named) => `nothing uses the variable ${a.name}`,
    es: (a: Named) => `nada usa la variable ${a.name}`,
  },
  'lint.unused_threshold': {
    en: (a: Named) => `no rule uses the threshold ${a.name}`,
    es: (a: Named) => `ninguna regla usa el umbral ${a.name}`,
  },
  'lint.unused_probe': {
    en: (a: Named) => `no rule uses the probe ${a.name}`,
    es: (a: Named) => `ninguna regla usa la sonda ${a.name}`,
  },
  'lint.unused_template': {
    en: (a: Named) => `no resource uses the template ${a.name}`,
    es: (a: Named) => `ningún recurso usa la plantilla ${a.name}`,
  },
  'lint.unused_cure': {
    en: () => 'remove it, or mend the name where it was meant',
    es: () => 'elimínelo o corrija el nombre donde debía usarse',
  },
  'lint.no_such_channel': {
    en: (a: Named) => `there is no notification channel named ${a.name}`,
    es: (a: Named) => `no hay ningún canal de aviso llamado ${a.name}`,
  },
  'lint.no_such_group': {
    en: (a: { group: string }) => `no rule belongs to the group ${a.group}, so this check has nothing to do`,
    es: (a: { group: string }) => `ninguna regla es del grupo ${a.group}: esta comprobación no hace nada`,
  },
  'lint.no_such_group_cure': {
    en: (a: { known: string }) =>
      a.known === '' ? 'load the policy that has the rules' : `use one of: ${a.known}`,
    es: (a: { known: string }) =>
      a.known === '' ? 'cargue la política que tiene las reglas' : `use uno de: ${a.known}`,
  },
  'lint.kill_without_limit': {
    en: (a: { remedy: string }) => `${a.remedy} ends processes, and nothing limits how often`,
    es: (a: { remedy: string }) => `${a.remedy} termina procesos y nada limita cuántas veces`,
  },
  'lint.kill_without_limit_cure': {
    en: () => 'add limit: { times: 3, within: 1h, then: back_off } to the rule',
    es: () => 'añada limit: { times: 3, within: 1h, then: back_off } a la regla',
  },
  'lint.cumulative': {
    en: (a: { field: string }) => `${a.field} only grows: once over the bound, the remedy repeats for ever`,
    es: (a: { field: string }) => `${a.field} solo crece: pasado el umbral, el remedio se repite sin fin`,
  },
  'lint.cumulative_cure': {
    en: (a: { field: string }) => `judge its growth: increase(${a.field}, 1h)`,
    es: (a: { field: string }) => `juzgue su aumento: increase(${a.field}, 1h)`,
  },
  'lint.slow_verify': {
    en: (a: { within: string; every: string }) =>
      `verify waits ${a.within}, but the rule is judged every ${a.every}`,
    es: (a: { within: string; every: string }) =>
      `verify espera ${a.within}, pero la regla se juzga cada ${a.every}`,
  },
  'lint.slow_verify_cure': {
    en: (a: { every: string }) => `wait less than ${a.every}, or judge it less often`,
    es: (a: { every: string }) => `espere menos de ${a.every} o júzguela con menos frecuencia`,
  },
  'lint.unreachable_workers': {
    en: (a: { bound: number; most: number }) =>
      `the declared MPM allows ${a.most} at most, so ${a.bound} is never reached`,
    es: (a: { bound: number; most: number }) =>
      `el MPM declarado permite ${a.most} como máximo: nunca se llega a ${a.bound}`,
  },
  'lint.unreachable_workers_cure': {
    en: (a: { below: number }) => `lower the bound, for example to ${a.below}, or raise MaxRequestWorkers`,
    es: (a: { below: number }) => `baje el umbral, por ejemplo a ${a.below}, o suba MaxRequestWorkers`,
  },
  'lint.low_memory': {
    en: (a: { bound: string; usual: string; workers: number; each: string }) =>
      `${a.bound} is less than what ${a.workers} healthy workers use, some ${a.usual} (assumed: ${a.each} a process, as Debian 12's prefork takes with no interpreter in it)`,
    es: (a: { bound: string; usual: string; workers: number; each: string }) =>
      `${a.bound} es menos de lo que usan ${a.workers} workers sanos, unos ${a.usual} (se suponen ${a.each} por proceso, lo que ocupa el prefork de Debian 12 sin intérprete)`,
  },
  'lint.low_memory_cure': {
    en: (a: { usual: string }) =>
      `raise the bound above ${a.usual}, or above what kapa status shows when all workers are busy, or declare fewer workers`,
    es: (a: { usual: string }) =>
      `suba el umbral por encima de ${a.usual}, o de lo que muestra kapa status con todos los workers ocupados, o declare menos workers`,
  },
  'lint.low_close_wait': {
    en: (a: { bound: number; spare: number }) =>
      `after a burst a healthy Apache holds one such socket for each of its ${a.spare} spare workers; ${a.bound} is no sign of illness`,
    es: (a: { bound: number; spare: number }) =>
      `tras una ráfaga, un Apache sano retiene un socket así por cada uno de sus ${a.spare} workers de reserva; ${a.bound} no indica enfermedad`,
  },
  'lint.low_close_wait_cure': {
    en: (a: { probe: string }) => `use ${a.probe}.server_side, or add only_if: on a probe of the site`,
    es: (a: { probe: string }) => `use ${a.probe}.server_side o añada only_if: sobre una sonda del sitio`,
  },
  'lint.bad_schedule': {
    en: (a: { schedule: string; field: string }) => `cron refuses the schedule ${a.schedule} (${a.field})`,
    es: (a: { schedule: string; field: string }) => `cron rechaza el horario ${a.schedule} (${a.field})`,
  },
  'lint.bad_schedule_cure': {
    en: () => 'write five fields: minute hour day month weekday, as in "*/3 * * * *"',
    es: () => 'escriba cinco campos: minuto hora día mes día-de-semana, como en "*/3 * * * *"',
  },
  'lint.never_fires': {
    en: (a: { schedule: string }) => `the schedule ${a.schedule} never fires: there is no such day`,
    es: (a: { schedule: string }) => `el horario ${a.schedule} no se cumple nunca: no existe ese día`,
  },
  'lint.never_fires_cure': { en: () => 'name a day that exists', es: () => 'indique un día que exista' },
  'lint.odd_schedule': {
    en: (a: { part: string }) => `cron does not read ${a.part} as it looks`,
    es: (a: { part: string }) => `cron no lee ${a.part} como parece`,
  },
  'lint.odd_schedule_cure': {
    en: () => 'use a step that divides the field, and list values with commas',
    es: () => 'use un paso que divida el campo y separe los valores con comas',
  },
  'lint.schedules_apart': {
    en: (a: { gap: string; rule: string; every: string }) =>
      `cron runs this up to ${a.gap} apart, but the rule ${a.rule} is to be judged every ${a.every}`,
    es: (a: { gap: string; rule: string; every: string }) =>
      `cron lo ejecuta con hasta ${a.gap} entre veces, pero la regla ${a.rule} debe juzgarse cada ${a.every}`,
  },
  'lint.schedules_apart_cure': {
    en: (a: { every: string }) => `run it every ${a.every}, or give the rule the same pace`,
    es: (a: { every: string }) => `ejecútelo cada ${a.every} o dé a la regla el mismo ritmo`,
  },
  'lint.program_not_found': {
    en: (a: { program: string; path: string }) => `cron will not find ${a.program} on ${a.path}`,
    es: (a: { program: string; path: string }) => `cron no encontrará ${a.program} en ${a.path}`,
  },
  'lint.program_not_found_cure': {
    en: () => 'give its absolute path, or the folder in path:',
    es: () => 'indique su ruta absoluta, o la carpeta en path:',
  },
  'lint.written_secret': {
    en: (a: Named) => `a secret is written out here (${a.name})`,
    es: (a: Named) => `aquí hay un secreto escrito (${a.name})`,
  },
  'lint.readable_secret': {
    en: (a: { mode: string }) =>
      `the file is secret, and with mode ${a.mode} every account can read or write it`,
    es: (a: { mode: string }) =>
      `el archivo es secreto, y con el modo ${a.mode} cualquier cuenta puede leerlo o escribirlo`,
  },
  'lint.readable_secret_cure': {
    en: () => 'leave mode out (0600), or name the group that reads it: group: NAME, mode: "0640"',
    es: () => 'quite mode (0600), o nombre el grupo que lo lee: group: NOMBRE, mode: "0640"',
  },
  'lint.written_secret_cure': {
    en: () => 'keep it in a file that only root reads: --vars FILE, or source: with secret: true',
    es: () => 'guárdelo en un archivo que solo lea root: --vars ARCHIVO, o source: con secret: true',
  },
  'lint.too_many': {
    en: (a: { n: number }) =>
      `${count(a.n, 'more finding')} not shown here; mend the first ones, then look again.`,
    es: (a: { n: number }) =>
      `${a.n} ${a.n === 1 ? 'hallazgo más' : 'hallazgos más'} sin mostrar; corrija los primeros y vuelva a mirar.`,
  },
  'lint.more': {
    en: (a: { n: number }) => `${count(a.n, 'more finding')} not shown here; kapa lint shows all`,
    es: (a: { n: number }) =>
      `${a.n} ${a.n === 1 ? 'hallazgo más' : 'hallazgos más'} sin mostrar; kapa lint los muestra todos`,
  },
  'explain.wrong': { en: () => 'Wrong:', es: () => 'Mal:' },
  'explain.right': { en: () => 'Right:', es: () => 'Bien:' },
  'explain.resource': { en: () => 'resource type', es: () => 'tipo de recurso' },
  'explain.probe': { en: () => 'probe', es: () => 'sonda' },
  'explain.remedy': { en: () => 'remedy', es: () => 'remedio' },
  'explain.example': { en: () => 'Example:', es: () => 'Ejemplo:' },
  'explain.keys': { en: () => 'Keys:', es: () => 'Claves:' },
  'explain.fields': { en: () => 'Fields:', es: () => 'Campos:' },
  'explain.required': { en: () => 'required', es: () => 'obligatoria' },
  'explain.unknown': {
    en: (a: { topic: string }) => `there is no rule, type, probe or remedy ${a.topic}`,
    es: (a: { topic: string }) => `no hay ninguna regla, tipo, sonda ni remedio ${a.topic}`,
  },
  'explain.unknown_cure': {
    en: (a: { known: string }) => `name a rule (KAPA101) or one of: ${a.known}`,
    es: (a: { known: string }) => `nombre una regla (KAPA101) o uno de: ${a.known}`,
  },
} as const satisfies Catalogue;

import { count, type Catalogue, message } from './message.ts';

interface Named {
  readonly name: string;
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
} as const satisfies Catalogue;

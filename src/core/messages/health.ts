import { decimalComma, count, type Catalogue, message } from './message.ts';

/** Person who ordered something, and the reason, as they are told; empty: nobody is known, or gave a reason. */
interface Ordered {
  readonly by: string;
  readonly reason: string;
}

const byEn = (by: string): string => (by === '' ? '' : ` by ${by}`);
const byEs = (by: string): string => (by === '' ? '' : ` de ${by}`);
const why = (reason: string): string => (reason === '' ? '' : `, ${reason}`);

const outcomesEs: Readonly<Record<string, string>> = {
  converged: 'aplicado',
  rolled_back: 'deshecho',
  rollback_incomplete: 'deshecho a medias',
  open: 'abierto',
};

export const health = {
  'health.not_measured': message<{ probe: string }>({
    en: (a) => `${a.probe} was not measured`,
    es: (a) => `no se midió ${a.probe}`,
  }),
  'health.probe_unknown': message<{ probe: string; reason: string }>({
    en: (a) => `${a.probe} is unknown: ${a.reason}`,
    es: (a) => `no se conoce ${a.probe}: ${a.reason}`,
  }),
  'health.not_a_condition': message<{ value: string }>({
    en: (a) => `the condition gave ${a.value}, not yes or no`,
    es: (a) => `la condición dio ${a.value} en vez de sí o no`,
  }),
  'health.no_value': message<{ reason: string }>({
    en: (a) => `the condition has no value: ${a.reason}`,
    es: (a) => `la condición no tiene valor: ${a.reason}`,
  }),
  'health.no_probe_type': message<{ type: string }>({
    en: (a) => `there is no probe type ${a.type}`,
    es: (a) => `no existe el tipo de sonda ${a.type}`,
  }),
  'health.no_remedy_type': message<{ type: string }>({
    en: (a) => `there is no remedy ${a.type}`,
    es: (a) => `no existe el remedio ${a.type}`,
  }),
  'health.still_hangs': message<{ for: string }>({
    en: (a) => `an earlier measurement has been hanging for ${a.for}`,
    es: (a) => `una medición anterior lleva colgada ${a.for}`,
  }),
  'health.probe_failed': message<{ reason: string }>({
    en: (a) => `failed: ${a.reason}`,
    es: (a) => `falló: ${a.reason}`,
  }),
  'health.timed_out': message<{ after: string }>({
    en: (a) => `no answer within ${a.after}`,
    es: (a) => `sin respuesta en ${a.after}`,
  }),
  'health.state_unreadable': message<{ reason: string }>({
    en: (a) => `what rules remembered cannot be read (${a.reason}); starting afresh`,
    es: (a) => `no se puede leer lo que recordaban las reglas (${a.reason}); se empieza de cero`,
  }),
  'health.state_corrupt': message<{ file: string; aside: string }>({
    en: (a) =>
      `${a.file} made no sense and was set aside as ${a.aside}; rules start afresh, and none fires at this check`,
    es: (a) =>
      `${a.file} estaba dañado y se guardó aparte como ${a.aside}; las reglas empiezan de cero y ninguna se dispara en este chequeo`,
  }),
  'health.state_newer': message<{ version: number }>({
    en: (a) => `the state was written by a newer kapa (version ${a.version})`,
    es: (a) => `el estado lo escribió una versión más nueva de kapa (versión ${a.version})`,
  }),
  'health.state_newer_cure': {
    en: () => 'use that kapa, or another --state-dir',
    es: () => 'use esa versión de kapa u otro --state-dir',
  },
  'health.pause_too_long': message<{ most: string }>({
    en: (a) => `a pause lasts at most ${a.most}`,
    es: (a) => `una pausa puede durar máximo ${a.most}`,
  }),
  'health.cannot_write': message<{ path: string; reason: string }>({
    en: (a) => `cannot write ${a.path}: ${a.reason}`,
    es: (a) => `no se puede escribir ${a.path}: ${a.reason}`,
  }),
  'health.disk_full': { en: () => 'the disk is full', es: () => 'el disco está lleno' },
  'health.not_allowed': { en: () => 'not allowed', es: () => 'sin permiso' },
  'health.read_only': {
    en: () => 'the file system is read-only',
    es: () => 'el sistema de archivos es de solo lectura',
  },
  'health.rule_cure': {
    en: () => 'kapa lint shows the place in it, and what may stand there',
    es: () => 'kapa lint muestra en qué lugar, y qué puede ir allí',
  },
  'health.is_a_folder': { en: () => 'it is a folder', es: () => 'es una carpeta' },
  'health.not_a_folder': {
    en: () => 'a part of its path is no folder',
    es: () => 'una parte de su ruta no es una carpeta',
  },
  'health.is_a_link': { en: () => 'it is a symbolic link', es: () => 'es un enlace simbólico' },
  'health.system_error': message<{ code: string }>({ en: (a) => a.code, es: (a) => a.code }),
  'health.rules_ok': message<{ count: number; uncovered: number }>({
    en: (a) =>
      `${count(a.count, 'rule')} ok${a.uncovered === 0 ? '' : `, ${a.uncovered} without enough records yet`}`,
    es: (a) =>
      `${a.count === 1 ? '1 regla bien' : `${a.count} reglas bien`}${a.uncovered === 0 ? '' : `, ${a.uncovered} aún sin suficientes registros`}`,
  }),
  'health.unknown': { en: () => 'unknown', es: () => 'desconocido' },
  'health.held.paused': { en: () => 'remedies are paused', es: () => 'los remedios están en pausa' },
  'health.held.symptom': {
    en: () => 'no remedy, since its symptom is not there',
    es: () => 'no se aplica remedio: falta el síntoma',
  },
  'health.held.cooldown': { en: () => 'cooling down', es: () => 'no se repite' },
  'health.held.back_off': {
    en: () => 'needs you: no more remedies',
    es: () => 'se le necesita a usted: no hay más remedios',
  },
  'health.held.recovering': { en: () => 'recovering by itself', es: () => 'se recupera por sí solo' },
  'health.held.applying': {
    en: () => 'kapa apply is at work',
    es: () => 'kapa apply está en curso',
  },
  'health.outcome.helped': message<{ seconds: number }>({
    en: (a) => `it helped, after ${a.seconds} s`,
    es: (a) => `ayudó en ${decimalComma(a.seconds)} s`,
  }),
  'health.outcome.told': { en: () => 'told', es: () => 'avisado' },
  'health.outcome.not_helped': message<{ seconds: number }>({
    en: (a) => `it did not help, seen for ${a.seconds} s`,
    es: (a) => `no ayudó en ${decimalComma(a.seconds)} s`,
  }),
  'health.outcome.refused': message<{ seconds: number }>({
    en: (_) => 'refused, nothing was done',
    es: (_) => 'rechazado, no se hizo nada',
  }),
  'health.outcome.not_needed': message<{ seconds: number }>({
    en: (_) => 'not needed, nothing was done',
    es: (_) => 'no hacía falta, no se hizo nada',
  }),
  'health.outcome.failed': message<{ seconds: number }>({
    en: (_) => 'failed',
    es: (_) => 'falló',
  }),
  'health.outcome.acting': message<{ seconds: number }>({
    en: (_) => 'it acts, or kapa was ended while it acted',
    es: (_) => 'está actuando, o kapa fue interrumpido mientras actuaba',
  }),
  'health.incident_number': message<{ incident: string }>({
    en: (a) => `incident ${a.incident}`,
    es: (a) => `incidente ${a.incident}`,
  }),
  'health.act.restarted': message<{ target: string }>({
    en: (a) => `Restarted ${a.target}`,
    es: (a) => `Reiniciado ${a.target}`,
  }),
  'health.act.reset': message<{ target: string }>({
    en: (a) => `Reset of ${a.target}, clean start`,
    es: (a) => `Reset completo de ${a.target}, arranque limpio`,
  }),
  'health.act.reloaded': message<{ target: string }>({
    en: (a) => `Reloaded ${a.target}`,
    es: (a) => `Recargado ${a.target}`,
  }),
  'health.act.killed': message<{ target: string }>({
    en: (a) => `Ended the processes that held ${a.target}`,
    es: (a) => `Terminados los procesos que retenían ${a.target}`,
  }),
  'health.act.other': message<{ remedy: string; target: string }>({
    en: (a) => `Done: ${a.remedy} ${a.target}`,
    es: (a) => `Hecho: ${a.remedy} ${a.target}`,
  }),
  'health.locked': message<{ group: string; pid: number; for: string }>({
    en: (a) => `another check of group ${a.group} is under way: process ${a.pid}, for ${a.for}`,
    es: (a) => `otro chequeo del grupo ${a.group} está en curso: proceso ${a.pid}, desde hace ${a.for}`,
  }),
  'health.no_group': message<{ group: string; groups: string }>({
    en: (a) => `there is no group ${a.group}; the policies have: ${a.groups}`,
    es: (a) => `no hay ningún grupo ${a.group}; las políticas tienen: ${a.groups}`,
  }),
  'health.no_rules': {
    en: () => 'the policies have no rules',
    es: () => 'las políticas no tienen reglas',
  },
  'health.no_rules_cure': {
    en: () => 'add rules to a policy, or name the folder that has them',
    es: () => 'agregue reglas a una política o indique la carpeta que las tiene',
  },
  'health.not_live': {
    en: () => 'unknown: a check measures a running host, and below --root there are only files',
    es: () => 'desconocido: un chequeo mide un servidor en ejecución, y bajo --root solo hay archivos',
  },
  'health.not_live_cure': {
    en: () => 'run it on the host itself; for files, use kapa plan --root',
    es: () => 'ejecútelo en el propio servidor; para los archivos, use kapa plan --root',
  },
  'health.would_do': message<{ remedy: string }>({
    en: (a) => `a real check would do: ${a.remedy}`,
    es: (a) => `un chequeo real haría: ${a.remedy}`,
  }),
  'health.title.remedies': { en: () => 'Last remedies', es: () => 'Últimos remedios' },
  'health.nothing_called': message<{ name: string }>({
    en: (a) => `no group, rule or application is called ${a.name}`,
    es: (a) => `ningún grupo, regla ni aplicación se llama ${a.name}`,
  }),
  'health.more_lines': message<{ lines: number }>({
    en: (a) => `… ${count(a.lines, 'more line')}`,
    es: (a) => (a.lines === 1 ? '… 1 línea más' : `… ${a.lines} líneas más`),
  }),
  'health.story.when': { en: () => 'alert when', es: () => 'alerta cuando' },
  'health.story.only_if': { en: () => 'remedies only if', es: () => 'remedios solo si' },
  'health.story.clear_when': { en: () => 'well when', es: () => 'bien cuando' },
  'health.story.every': { en: () => 'looks every', es: () => 'revisa cada' },
  'health.story.do': { en: () => 'remedies', es: () => 'remedios' },
  'health.ago': message<{ ago: string }>({ en: (a) => `${a.ago} ago`, es: (a) => `hace ${a.ago}` }),
  'health.incident.over': message<{ time: string }>({
    en: (a) => `over after ${a.time}`,
    es: (a) => `resuelta en ${a.time}`,
  }),
  'health.incident.still': message<{ time: string }>({
    en: (a) => `for ${a.time} now`,
    es: (a) => `desde hace ${a.time}`,
  }),
  'health.title.applied': { en: () => 'Last apply', es: () => 'Último apply' },
  'health.title.drift': { en: () => 'Drift', es: () => 'Desviaciones' },
  'health.none_yet': { en: () => 'none', es: () => 'ninguno' },
  'health.site_worse': message<{ probe: string; reason: string }>({
    en: (a) => `the site is worse than before: ${a.probe} (${a.reason})`,
    es: (a) => `el sitio está peor que antes: ${a.probe} (${a.reason})`,
  }),
  'health.pause_incomplete': {
    en: () => 'a pause needs a length and a reason',
    es: () => 'una pausa necesita una duración y un motivo',
  },
  'health.pause_incomplete_cure': {
    en: () => 'kapa pause --for 30m --reason "deploy 4.2"',
    es: () => 'kapa pause --for 30m --reason "despliegue 4.2"',
  },
  'health.not_a_duration': message<{ text: string }>({
    en: (a) => `${a.text} is no length of time`,
    es: (a) => `${a.text} no es una duración`,
  }),
  'health.not_a_duration_cure': {
    en: () => 'write it with a unit: 45s, 30m, 2h, 7d',
    es: () => 'escríbala con su unidad: 45s, 30m, 2h, 7d',
  },
  'health.not_a_time': message<{ text: string }>({
    en: (a) => `${a.text} is no point in time`,
    es: (a) => `${a.text} no es un momento`,
  }),
  'health.not_a_time_cure': {
    en: () => 'write how long ago (24h, 7d) or a date (2025-11-11, 2025-11-11T10:30)',
    es: () => 'escriba hace cuánto (24h, 7d) o una fecha (2025-11-11, 2025-11-11T10:30)',
  },
  'health.resumed': {
    en: () => 'The pause is over: remedies act again.',
    es: () => 'La pausa terminó: los remedios vuelven a actuar.',
  },
  'health.was_not_paused': { en: () => 'There was no pause.', es: () => 'No había ninguna pausa.' },
  'health.title.samples': message<{ count: number }>({
    en: (a) => count(a.count, 'sample'),
    es: (a) => (a.count === 1 ? '1 muestra' : `${a.count} muestras`),
  }),
  'health.title.events': { en: () => 'What happened', es: () => 'Qué ocurrió' },
  'health.event.apply': message<Ordered & { outcome: string; changed: number; transaction: string }>({
    en: (a) =>
      `apply${byEn(a.by)}${why(a.reason)}: ${a.outcome}, ${count(a.changed, 'resource')} changed (transaction ${a.transaction})`,
    es: (a) =>
      `cambio${byEs(a.by)}${why(a.reason)}: ${outcomesEs[a.outcome] ?? a.outcome}, ${a.changed === 1 ? '1 recurso cambiado' : `${a.changed} recursos cambiados`} (transacción ${a.transaction})`,
  }),
  'health.event.reset': message<Ordered & { incident: string }>({
    en: (a) => `total reset${byEn(a.by)}${why(a.reason)} (incident ${a.incident})`,
    es: (a) => `reinicio por completo${byEs(a.by)}${why(a.reason)} (incidente ${a.incident})`,
  }),
  'health.event.order_over': message<{ order: string; by: string }>({
    en: (a) => `${a.order} ended${byEn(a.by)}`,
    es: (a) => `fin: ${a.order}${byEs(a.by)}`,
  }),
  'health.order.silence': { en: () => 'silence', es: () => 'silencio' },
  'health.order.ack': { en: () => 'acknowledgement', es: () => 'atención' },
  'health.order.clear': { en: () => 'clearing', es: () => 'despeje' },
  'health.order_over': message<{ rule: string }>({
    en: (a) => `${a.rule}: the order is over.`,
    es: (a) => `${a.rule}: la orden ya no vale.`,
  }),
  'health.no_order': message<{ rule: string }>({
    en: (a) => `${a.rule}: there was no such order.`,
    es: (a) => `${a.rule}: no había tal orden.`,
  }),
  'health.orders_locked': message<{ pid: number }>({
    en: (a) => `process ${a.pid} is giving an order and does not end; nothing was changed`,
    es: (a) => `el proceso ${a.pid} está dando una orden y no termina; no se cambió nada`,
  }),
  'health.orders_locked_cure': message<{ pid: number }>({
    en: (a) =>
      `give it again; if it stays so, see what holds it up (ps -fp ${a.pid}) and end it (kill ${a.pid})`,
    es: (a) =>
      `délela de nuevo; si sigue igual, mire qué lo detiene (ps -fp ${a.pid}) y termínelo (kill ${a.pid})`,
  }),
  'health.order_too_long': message<{ most: string }>({
    en: (a) => `an order lasts at most ${a.most}`,
    es: (a) => `una orden dura como máximo ${a.most}`,
  }),
  'health.silence_incomplete': {
    en: () => 'a silence needs a length and a reason',
    es: () => 'un silencio necesita una duración y un motivo',
  },
  'health.silence_incomplete_cure': {
    en: () => 'kapa silence "Site answers" --for 2h --reason "provider works"',
    es: () => 'kapa silence "El sitio responde" --for 2h --reason "trabajos del proveedor"',
  },
  'health.nothing_to_ack': message<{ rule: string }>({
    en: (a) => `${a.rule}: there is no alert to take`,
    es: (a) => `${a.rule}: no hay ninguna alerta que atender`,
  }),
  'health.nothing_to_ack_cure': message<{ rule: string }>({
    en: (a) => `kapa status shows the rules; kapa silence "${a.rule}" keeps one quiet beforehand`,
    es: (a) => `kapa status muestra las reglas; kapa silence "${a.rule}" calla una de antemano`,
  }),
  'health.no_rule': message<{ rule: string }>({
    en: (a) => `the policies have no rule ${a.rule}`,
    es: (a) => `las políticas no tienen ninguna regla ${a.rule}`,
  }),
  'health.no_rule_cure': message<{ rules: string }>({
    en: (a) => `they have: ${a.rules}`,
    es: (a) => `tienen: ${a.rules}`,
  }),
  'health.before': { en: () => 'before', es: () => 'antes' },
  'health.after': { en: () => 'after', es: () => 'después' },
  'health.figures': message<{ alerts: number; remedies: number; helped: number }>({
    en: (a) => `${count(a.alerts, 'alert')}, ${count(a.remedies, 'remedy', 'remedies')} (${a.helped} helped)`,
    es: (a) =>
      `${a.alerts === 1 ? '1 alerta' : `${a.alerts} alertas`}, ${a.remedies === 1 ? '1 remedio' : `${a.remedies} remedios`} (${a.helped} con éxito)`,
  }),
  'health.no_incident': message<{ incident: string }>({
    en: (a) => `there is no incident ${a.incident}`,
    es: (a) => `no hay ningún incidente ${a.incident}`,
  }),
  'health.no_incident_cure': {
    en: () => 'kapa history --kind remedy lists them; evidence is kept for 90 days',
    es: () => 'kapa history --kind remedy los enumera; las pruebas se guardan 90 días',
  },
  'health.reread': { en: () => 'policies read again', es: () => 'políticas leídas de nuevo' },
  'health.kept_old': {
    en: () => 'the new policies are invalid; kapa goes on with the old ones',
    es: () => 'las políticas nuevas no son válidas; kapa sigue con las anteriores',
  },
  'health.locked_watch': message<{ group: string; pid: number }>({
    en: (a) => `group ${a.group} is being checked by process ${a.pid}`,
    es: (a) => `el proceso ${a.pid} está chequeando el grupo ${a.group}`,
  }),
  'health.locked_watch_cure': {
    en: () => 'run either kapa watch or the cron jobs, not both',
    es: () => 'use kapa watch o las tareas de cron, no ambos',
  },
  'health.channel_failed': message<{ channel: string; reason: string }>({
    en: (a) => `channel ${a.channel} did not take the message: ${a.reason}`,
    es: (a) => `el canal ${a.channel} no aceptó el mensaje: ${a.reason}`,
  }),
  'health.heartbeat_failed': message<{ reason: string }>({
    en: (a) => `the sign of life was not taken: ${a.reason}`,
    es: (a) => `la señal de vida no fue aceptada: ${a.reason}`,
  }),
  'health.still': { en: () => 'still', es: () => 'sigue' },
  'health.reset.nothing': {
    en: () => 'the policies name no backend to reset',
    es: () => 'las políticas no nombran ningún backend que reiniciar por completo',
  },
  'health.reset.nothing_cure': {
    en: () => 'a rule with pm2_reset: { app, ecosystem } says what a total reset does',
    es: () => 'una regla con pm2_reset: { app, ecosystem } dice qué hace el reinicio completo',
  },
  'health.reset.plan': { en: () => 'A total reset would:', es: () => 'El reinicio completo haría:' },
  'health.reset.evidence': {
    en: () => 'save the evidence as an incident',
    es: () => 'guardar las pruebas como incidente',
  },
  'health.reset.verify': message<{ probes: string }>({
    en: (a) => `measure until all is well: ${a.probes}`,
    es: (a) => `medir hasta que todo esté bien: ${a.probes}`,
  }),
  'health.reset.question': { en: () => 'Reset now?', es: () => '¿Reiniciar todo ahora?' },
  'health.reset.needs_yes': {
    en: () => 'there is no terminal to confirm on, and nothing was done',
    es: () => 'no hay terminal donde confirmar y no se hizo nada',
  },
  'health.reset.needs_yes_cure': {
    en: () => 'kapa reset --yes resets without asking',
    es: () => 'kapa reset --yes reinicia todo sin preguntar',
  },
  'health.reset.declined': { en: () => 'Nothing was done.', es: () => 'No se hizo nada.' },
  'health.reset.step': message<{ remedy: string; outcome: string }>({
    en: (a) => `${a.remedy}: ${a.outcome}`,
    es: (a) => `${a.remedy}: ${a.outcome}`,
  }),
  'health.reset.well': { en: () => 'All is well again.', es: () => 'Todo está bien de nuevo.' },
  'health.reset.ill': message<{ probe: string; reason: string }>({
    en: (a) => `not well after the reset: ${a.probe} (${a.reason})`,
    es: (a) => `tras el reinicio completo no está bien: ${a.probe} (${a.reason})`,
  }),
  'health.reset.waits': message<{ group: string; pid: number }>({
    en: (a) => `waiting until process ${a.pid} stands aside from group ${a.group}`,
    es: (a) => `se espera a que el proceso ${a.pid} ceda el grupo ${a.group}`,
  }),
  'health.reset.locked_cure': {
    en: () => 'it has not stood aside in time: wait for it, or end it with kill',
    es: () => 'no cedió el paso a tiempo: espere a que termine, o deténgalo con kill',
  },
  'health.not_converged': {
    en: () => 'the resources could not be converged',
    es: () => 'no se pudieron aplicar los recursos',
  },
} as const satisfies Catalogue;

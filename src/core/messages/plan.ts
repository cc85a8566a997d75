import { count, type Catalogue, message } from './message.ts';

interface Summary {
  readonly create: number;
  readonly update: number;
  readonly remove: number;
  readonly unchanged: number;
  readonly unknown: number;
}

function spanish(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

const effectsEs: Readonly<Record<string, string>> = {
  reload: 'recargar',
  restart: 'reiniciar',
  start: 'iniciar',
  stop: 'detener',
  enable: 'habilitar',
  disable: 'deshabilitar',
};

export const plan = {
  'plan.no_changes': message<{ unchanged: number }>({
    en: (a) => `No changes: the host is as declared (${count(a.unchanged, 'resource')}).`,
    es: (a) => `Sin cambios: el servidor está como se declaró (${spanish(a.unchanged, 'recurso')}).`,
  }),
  'plan.summary': message<Summary>({
    en: (a) =>
      `Plan: ${a.create} to create, ${a.update} to update, ${a.remove} to remove, ${a.unchanged} unchanged${a.unknown === 0 ? '' : `, ${a.unknown} unknown`}.`,
    es: (a) =>
      `Plan: ${a.create} por crear, ${a.update} por modificar, ${a.remove} por eliminar, ${a.unchanged} sin cambios${a.unknown === 0 ? '' : `, ${spanish(a.unknown, 'desconocido', 'desconocidos')}`}.`,
  }),
  'plan.effect': message<{ effect: string; service: string; because: string }>({
    en: (a) => `${a.effect} ${a.service}, because of ${a.because}`,
    es: (a) => `${effectsEs[a.effect] ?? a.effect} ${a.service}, por ${a.because}`,
  }),
  'plan.effect_alone': message<{ effect: string; service: string }>({
    en: (a) => `${a.effect} ${a.service}`,
    es: (a) => `${effectsEs[a.effect] ?? a.effect} ${a.service}`,
  }),
  'plan.effects': message<{ effects: string }>({
    en: (a) => `Then: ${a.effects}.`,
    es: (a) => `Después: ${a.effects}.`,
  }),
  'plan.proof.proven': { en: () => 'Proven.', es: () => 'Probado.' },
  'plan.proof.failed': { en: () => 'The proof failed.', es: () => 'La prueba falló.' },
  'plan.proof.not_proven': { en: () => 'Not proven.', es: () => 'No probado.' },
  'plan.folded': message<{ lines: number }>({
    en: (a) => `… ${count(a.lines, 'more line')}; --full shows all`,
    es: (a) => `… ${spanish(a.lines, 'línea más', 'líneas más')}; --full muestra todo`,
  }),
  'plan.alike': message<{ files: number; paths: string }>({
    en: (a) => `${count(a.files, 'file')} alike: ${a.paths}`,
    es: (a) => `${spanish(a.files, 'archivo')} por igual: ${a.paths}`,
  }),
  'plan.restart_price': {
    en: () =>
      'a restart, since a reload cannot do this: it cuts the requests under way, and nobody is served for a moment',
    es: () =>
      'un reinicio, porque una recarga no puede hacerlo: corta las peticiones en curso y por un momento no se atiende a nadie',
  },
  'plan.and_more': message<{ n: number }>({ en: (a) => `${a.n} more`, es: (a) => `${a.n} más` }),
  'plan.services_untouched': message<{ root: string }>({
    en: (a) => `Services are not touched: this is the tree below ${a.root}.`,
    es: (a) => `No se tocan servicios: este es el árbol bajo ${a.root}.`,
  }),
  'plan.cut': message<{ diffs: number; names: string; resources: number }>({
    en: (a) =>
      `Cut to fit a comment: ${[
        ...(a.diffs === 0 ? [] : [`the diffs of ${count(a.diffs, 'resource')} (${a.names})`]),
        ...(a.resources === 0 ? [] : [`${count(a.resources, 'resource')} at the end`]),
      ].join(', and ')}. The whole plan: kapa show.`,
    es: (a) =>
      `Recortado para caber en un comentario: ${[
        ...(a.diffs === 0 ? [] : [`los diffs de ${spanish(a.diffs, 'recurso')} (${a.names})`]),
        ...(a.resources === 0 ? [] : [`${spanish(a.resources, 'recurso')} al final`]),
      ].join(', y ')}. El plan completo: kapa show.`,
  }),
  'plan.proven': message<{ checks: number }>({
    en: (a) => `Proven: ${count(a.checks, 'check')} passed over the planned files.`,
    es: (a) =>
      `Probado: ${spanish(a.checks, 'comprobación superada', 'comprobaciones superadas')} sobre los archivos previstos.`,
  }),
  'plan.proof_failed': message<{ reason: string }>({
    en: (a) => `Proof failed: ${a.reason}`,
    es: (a) => `La prueba falló: ${a.reason}`,
  }),
  'plan.proof_failed_cure': {
    en: () => 'nothing was changed; mend what the proof names and plan again',
    es: () => 'no se cambió nada; corrija lo que la prueba señala y planifique de nuevo',
  },
  'restore.proof_failed_cure': {
    en: () =>
      'nothing was changed: the state of then is refused today, as it may have been then; restore single files of it by their paths, or mend what the proof names and restore again',
    es: () =>
      'no se cambió nada: el estado de entonces se rechaza hoy, como quizá ya entonces; restaure algunos archivos por su ruta, o corrija lo que la prueba señala y restaure de nuevo',
  },
  'plan.not_proven': message<{ reason: string }>({
    en: (a) => `Not proven: ${a.reason}`,
    es: (a) => `Sin probar: ${a.reason}`,
  }),
  'plan.drift': {
    en: () => 'changed on the host since the last apply',
    es: () => 'cambiado en el servidor desde la última vez que se aplicó',
  },
  'plan.policy_changed': { en: () => 'the policy changed', es: () => 'cambió la política' },
  'plan.unknown': message<{ reason: string }>({
    en: (a) => `unknown: ${a.reason}`,
    es: (a) => `desconocido: ${a.reason}`,
  }),
  'plan.binary': message<{ from: string; to: string }>({
    en: (a) => `binary content: ${a.from} → ${a.to}`,
    es: (a) => `contenido binario: ${a.from} → ${a.to}`,
  }),
  'plan.nothing_there': { en: () => 'nothing', es: () => 'nada' },
  'plan.secret': {
    en: () => 'secret content, not shown',
    es: () => 'contenido secreto, no se muestra',
  },
  'plan.beyond_mover': message<{ folder: string }>({
    en: (a) => `content not shown: others can move files in ${a.folder}, and need not have read this one`,
    es: (a) =>
      `contenido no mostrado: otros pueden mover archivos en ${a.folder}, y puede que no pudieran leer este`,
  }),
  'plan.orphan': message<{ name: string; type: string }>({
    en: (a) => `${a.name} (${a.type}) left the policy and stays on the host; --prune removes it`,
    es: (a) => `${a.name} (${a.type}) salió de la política y sigue en el servidor; --prune lo elimina`,
  }),
  'plan.orphan_stays': message<{ name: string; type: string }>({
    en: (a) =>
      `${a.name} (${a.type}) left the policy; what it changed stays: kapa did not make it, or it was changed by hand since`,
    es: (a) =>
      `${a.name} (${a.type}) salió de la política; lo que cambió se queda: no lo creó kapa, o se modificó a mano después`,
  }),
  'plan.left_policy': {
    en: () => 'left the policy',
    es: () => 'salió de la política',
  },
  'plan.open_transaction': message<{ id: string }>({
    en: (a) => `Transaction ${a.id} was left open by a crash.`,
    es: (a) => `La transacción ${a.id} quedó abierta tras una caída.`,
  }),
  'plan.open_transaction_cure': {
    en: () => 'kapa recover finishes or undoes it; apply does so first',
    es: () => 'kapa recover la termina o la deshace; apply lo hace primero',
  },
  'plan.saved': message<{ file: string }>({
    en: (a) => `Saved to ${a.file}; run it with: kapa apply ${a.file}`,
    es: (a) => `Guardado en ${a.file}; se ejecuta con: kapa apply ${a.file}`,
  }),
  'plan.withheld': message<{ names: string }>({
    en: (a) => `Not kept in it, since a secret is in them: ${a.names}. Give them again to apply it.`,
    es: (a) =>
      `No se guardan en él, porque contienen un secreto: ${a.names}. Indíquelos de nuevo al aplicarlo.`,
  }),
  'plan.made': message<{ time: string; policies: string; root: string }>({
    en: (a) => `Plan of ${a.time}, from ${a.policies}${a.root === '/' ? '' : `, for ${a.root}`}`,
    es: (a) => `Plan del ${a.time}, a partir de ${a.policies}${a.root === '/' ? '' : `, para ${a.root}`}`,
  }),
  'plan.now': { en: () => 'now', es: () => 'ahora' },
  'plan.then': { en: () => 'then', es: () => 'después' },
  'plan.no_plan': message<{ path: string }>({
    en: (a) => `${a.path} is no saved plan`,
    es: (a) => `${a.path} no es un plan guardado`,
  }),
  'plan.no_plan_cure': {
    en: () => 'kapa plan --out FILE saves one',
    es: () => 'kapa plan --out ARCHIVO guarda uno',
  },
  'plan.unknowns': message<{ n: number }>({
    en: (a) => `${count(a.n, 'resource')} could not be told; see the reasons above`,
    es: (a) => `no se pudo saber el estado de ${spanish(a.n, 'recurso')}; véanse los motivos arriba`,
  }),
  'apply.outcome.converged': { en: () => 'converged', es: () => 'aplicada' },
  'apply.outcome.rolled_back': { en: () => 'rolled_back', es: () => 'deshecha' },
  'apply.outcome.rollback_incomplete': { en: () => 'rollback_incomplete', es: () => 'deshecha a medias' },
  'apply.outcome.open': { en: () => 'open', es: () => 'abierta' },
  'apply.ask': { en: () => 'Apply these changes?', es: () => '¿Aplicar estos cambios?' },
  'apply.declined': { en: () => 'Nothing was changed.', es: () => 'No se cambió nada.' },
  'apply.interrupted': {
    en: () => 'it was interrupted',
    es: () => 'se interrumpió',
  },
  'apply.interrupted_cure': {
    en: () => 'run it again when nothing interrupts it',
    es: () => 'ejecútelo de nuevo cuando nada lo interrumpa',
  },
  'apply.needs_yes': {
    en: () => 'there is no terminal to ask on',
    es: () => 'no hay terminal donde preguntar',
  },
  'apply.needs_yes_cure': {
    en: () => 'review the plan, then run again with --yes',
    es: () => 'revise el plan y ejecute de nuevo con --yes',
  },
  'apply.converged': message<{ n: number }>({
    en: (a) => `Applied: ${count(a.n, 'change')}; the host is as declared.`,
    es: (a) => `Aplicado: ${spanish(a.n, 'cambio')}; el servidor está como se declaró.`,
  }),
  'apply.unchanged': {
    en: () => 'Nothing to do: nothing was changed, nothing was reloaded.',
    es: () => 'Nada que hacer: no se cambió ni se recargó nada.',
  },
  'apply.rolled_back': message<{ reason: string }>({
    en: (a) => `Undone, the host is as it was: ${a.reason}`,
    es: (a) => `Deshecho, el servidor está como estaba: ${a.reason}`,
  }),
  'apply.rollback_incomplete': message<{ reason: string }>({
    en: (a) => `PUTTING BACK IS INCOMPLETE, a person is needed: ${a.reason}`,
    es: (a) => `LA VUELTA ATRÁS QUEDÓ INCOMPLETA, hace falta una persona: ${a.reason}`,
  }),
  'apply.rollback_incomplete_cure': message<{ transaction: string }>({
    en: (a) =>
      `the backups are safe: kapa backups shows them; then kapa recover, transaction ${a.transaction}`,
    es: (a) =>
      `las copias están a salvo: kapa backups las muestra; después kapa recover, transacción ${a.transaction}`,
  }),
  'apply.progress.recovering': message<{ transaction: string }>({
    en: (a) => `recovering transaction ${a.transaction}`,
    es: (a) => `recuperando la transacción ${a.transaction}`,
  }),
  'apply.progress.proving': { en: () => 'proving the plan', es: () => 'probando el plan' },
  'apply.progress.step': message<{ number: number; of: number; resource: string }>({
    en: (a) => `${a.number} of ${a.of}: ${a.resource}`,
    es: (a) => `${a.number} de ${a.of}: ${a.resource}`,
  }),
  'apply.progress.check': message<{ command: string }>({
    en: (a) => `checking: ${a.command}`,
    es: (a) => `comprobando: ${a.command}`,
  }),
  'apply.progress.confirming': {
    en: () => 'comparing the health of the site with before',
    es: () => 'comparando la salud del sitio con la de antes',
  },
  'apply.progress.verifying': {
    en: () => 'looking at every resource once more',
    es: () => 'mirando cada recurso una vez más',
  },
  'apply.progress.undoing': message<{ reason: string }>({
    en: (a) => `undoing: ${a.reason}`,
    es: (a) => `deshaciendo: ${a.reason}`,
  }),
  'apply.backup': message<{ path: string; backup: string }>({
    en: (a) => `${a.path} (backup: ${a.backup})`,
    es: (a) => `${a.path} (copia: ${a.backup})`,
  }),
  'apply.created': message<{ path: string }>({
    en: (a) => `${a.path} (new)`,
    es: (a) => `${a.path} (nuevo)`,
  }),
  'apply.not_saved': message<{ path: string }>({
    en: (a) => `${a.path} (no backup, as declared)`,
    es: (a) => `${a.path} (sin copia, según lo declarado)`,
  }),
  'apply.transaction': message<{ id: string }>({
    en: (a) => `Transaction ${a.id}; undo it with: kapa restore ${a.id}`,
    es: (a) => `Transacción ${a.id}; se deshace con: kapa restore ${a.id}`,
  }),
  'backups.none': {
    en: () => 'Nothing has been saved yet.',
    es: () => 'Aún no se ha guardado nada.',
  },
  'backups.transaction': message<{ id: string; at: string; outcome: string }>({
    en: (a) => `${a.id}  ${a.at}  ${a.outcome}`,
    es: (a) => `${a.id}  ${a.at}  ${a.outcome}`,
  }),
  'recover.nothing': {
    en: () => 'No transaction is open: nothing to recover.',
    es: () => 'No hay ninguna transacción abierta: nada que recuperar.',
  },
  'recover.performed': message<{ service: string; effect: string }>({
    en: (a) => `${a.effect} ${a.service}: still owed, done now.`,
    es: (a) => `${a.effect} ${a.service}: estaba pendiente, hecho ahora.`,
  }),
  'recover.finished': message<{ id: string }>({
    en: (a) => `Transaction ${a.id} was finished: the host is as it was to become.`,
    es: (a) => `La transacción ${a.id} se terminó: el servidor está como debía quedar.`,
  }),
  'recover.accepted': message<{ id: string }>({
    en: (a) => `Transaction ${a.id} is ended; this was left as it is:`,
    es: (a) => `La transacción ${a.id} queda cerrada; esto se dejó como está:`,
  }),
  'recover.rolled_back': message<{ id: string }>({
    en: (a) => `Transaction ${a.id} was undone: the host is as it was before.`,
    es: (a) => `La transacción ${a.id} se deshizo: el servidor está como antes.`,
  }),
} as const satisfies Catalogue;

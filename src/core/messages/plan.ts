import { count, type Catalogue } from './message.ts';

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

export const plan = {
  'plan.no_changes': {
    en: (a: { unchanged: number }) =>
      `No changes: the host is as declared (${count(a.unchanged, 'resource')}).`,
    es: (a: { unchanged: number }) =>
      `Sin cambios: el servidor está como se declaró (${spanish(a.unchanged, 'recurso')}).`,
  },
  'plan.summary': {
    en: (a: Summary) =>
      `Plan: ${a.create} to create, ${a.update} to update, ${a.remove} to remove, ${a.unchanged} unchanged${a.unknown === 0 ? '' : `, ${a.unknown} unknown`}.`,
    es: (a: Summary) =>
      `Plan: ${a.create} por crear, ${a.update} por modificar, ${a.remove} por eliminar, ${a.unchanged} sin cambios${a.unknown === 0 ? '' : `, ${spanish(a.unknown, 'desconocido', 'desconocidos')}`}.`,
  },
  'plan.effect': {
    en: (a: { effect: string; service: string; because: string }) =>
      `${a.effect} ${a.service}, because of ${a.because}`,
    es: (a: { effect: string; service: string; because: string }) =>
      `${a.effect} ${a.service}, por ${a.because}`,
  },
  'plan.and_more': { en: (a: { n: number }) => `${a.n} more`, es: (a: { n: number }) => `${a.n} más` },
  'plan.services_untouched': {
    en: (a: { root: string }) => `Services are not touched: this is the tree below ${a.root}.`,
    es: (a: { root: string }) => `No se tocan servicios: este es el árbol bajo ${a.root}.`,
  },
  'plan.proven': {
    en: (a: { checks: number }) => `Proven: ${count(a.checks, 'check')} passed over the planned files.`,
    es: (a: { checks: number }) =>
      `Probado: ${spanish(a.checks, 'comprobación', 'comprobaciones')} en regla sobre los archivos previstos.`,
  },
  'plan.proof_failed': {
    en: (a: { reason: string }) => `Proof failed: ${a.reason}`,
    es: (a: { reason: string }) => `La prueba falló: ${a.reason}`,
  },
  'plan.proof_failed_cure': {
    en: () => 'nothing was changed; mend what the proof names and plan again',
    es: () => 'no se cambió nada; corrija lo que la prueba señala y planifique de nuevo',
  },
  'plan.not_proven': {
    en: (a: { reason: string }) => `Not proven: ${a.reason}`,
    es: (a: { reason: string }) => `Sin probar: ${a.reason}`,
  },
  'plan.drift': {
    en: () => 'changed on the host since the last apply',
    es: () => 'cambiado en el servidor desde el último apply',
  },
  'plan.policy_changed': { en: () => 'the policy changed', es: () => 'cambió la política' },
  'plan.unknown': {
    en: (a: { reason: string }) => `unknown: ${a.reason}`,
    es: (a: { reason: string }) => `desconocido: ${a.reason}`,
  },
  'plan.binary': {
    en: (a: { from: string; to: string }) => `binary content: ${a.from} → ${a.to}`,
    es: (a: { from: string; to: string }) => `contenido binario: ${a.from} → ${a.to}`,
  },
  'plan.nothing_there': { en: () => 'nothing', es: () => 'nada' },
  'plan.secret': {
    en: () => 'secret content, not shown',
    es: () => 'contenido secreto, no se muestra',
  },
  'plan.skipped': {
    en: (a: { names: string }) => `Not considered: ${a.names}.`,
    es: (a: { names: string }) => `No considerado: ${a.names}.`,
  },
  'plan.orphan': {
    en: (a: { name: string; type: string }) =>
      `${a.name} (${a.type}) left the policy and stays on the host; --prune removes it`,
    es: (a: { name: string; type: string }) =>
      `${a.name} (${a.type}) salió de la política y sigue en el servidor; --prune lo elimina`,
  },
  'plan.orphan_stays': {
    en: (a: { name: string; type: string }) =>
      `${a.name} (${a.type}) left the policy; what it changed stays: kapa did not make it, or it was changed by hand since`,
    es: (a: { name: string; type: string }) =>
      `${a.name} (${a.type}) salió de la política; lo que cambió se queda: no lo creó kapa, o se modificó a mano después`,
  },
  'plan.left_policy': {
    en: () => 'left the policy',
    es: () => 'salió de la política',
  },
  'plan.open_transaction': {
    en: (a: { id: string }) => `Transaction ${a.id} was left open by a crash.`,
    es: (a: { id: string }) => `La transacción ${a.id} quedó abierta tras una caída.`,
  },
  'plan.open_transaction_cure': {
    en: () => 'kapa recover finishes or undoes it; apply does so first',
    es: () => 'kapa recover la termina o la deshace; apply lo hace primero',
  },
  'plan.saved': {
    en: (a: { file: string }) => `Saved to ${a.file}; run it with: kapa apply ${a.file}`,
    es: (a: { file: string }) => `Guardado en ${a.file}; se ejecuta con: kapa apply ${a.file}`,
  },
  'plan.withheld': {
    en: (a: { names: string }) =>
      `Not kept in it, since a secret is in them: ${a.names}. Give them again to apply it.`,
    es: (a: { names: string }) =>
      `No se guardan en él, porque contienen un secreto: ${a.names}. Indíquelos de nuevo al aplicarlo.`,
  },
  'plan.unknowns': {
    en: (a: { n: number }) => `${count(a.n, 'resource')} could not be told; see the reasons above`,
    es: (a: { n: number }) =>
      `no se pudo saber el estado de ${spanish(a.n, 'recurso')}; véanse los motivos arriba`,
  },
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
  'apply.converged': {
    en: (a: { n: number }) => `Applied: ${count(a.n, 'change')}; the host is as declared.`,
    es: (a: { n: number }) => `Aplicado: ${spanish(a.n, 'cambio')}; el servidor está como se declaró.`,
  },
  'apply.unchanged': {
    en: () => 'Nothing to do: nothing was changed, nothing was reloaded.',
    es: () => 'Nada que hacer: no se cambió ni se recargó nada.',
  },
  'apply.rolled_back': {
    en: (a: { reason: string }) => `Undone, the host is as it was: ${a.reason}`,
    es: (a: { reason: string }) => `Deshecho, el servidor está como estaba: ${a.reason}`,
  },
  'apply.rollback_incomplete': {
    en: (a: { reason: string }) => `PUTTING BACK IS INCOMPLETE, a person is needed: ${a.reason}`,
    es: (a: { reason: string }) => `LA VUELTA ATRÁS QUEDÓ INCOMPLETA, hace falta una persona: ${a.reason}`,
  },
  'apply.rollback_incomplete_cure': {
    en: (a: { transaction: string }) =>
      `the backups are safe: kapa backups shows them; then kapa recover, transaction ${a.transaction}`,
    es: (a: { transaction: string }) =>
      `las copias están a salvo: kapa backups las muestra; después kapa recover, transacción ${a.transaction}`,
  },
  'apply.progress.recovering': {
    en: (a: { transaction: string }) => `recovering transaction ${a.transaction}`,
    es: (a: { transaction: string }) => `recuperando la transacción ${a.transaction}`,
  },
  'apply.progress.proving': { en: () => 'proving the plan', es: () => 'probando el plan' },
  'apply.progress.step': {
    en: (a: { number: number; of: number; resource: string }) => `${a.number} of ${a.of}: ${a.resource}`,
    es: (a: { number: number; of: number; resource: string }) => `${a.number} de ${a.of}: ${a.resource}`,
  },
  'apply.progress.check': {
    en: (a: { command: string }) => `checking: ${a.command}`,
    es: (a: { command: string }) => `comprobando: ${a.command}`,
  },
  'apply.progress.effect': {
    en: (a: { effect: string; service: string }) => `${a.effect} ${a.service}`,
    es: (a: { effect: string; service: string }) => `${a.effect} ${a.service}`,
  },
  'apply.progress.confirming': {
    en: () => 'comparing the health of the site with before',
    es: () => 'comparando la salud del sitio con la de antes',
  },
  'apply.progress.verifying': {
    en: () => 'looking at every resource once more',
    es: () => 'mirando cada recurso una vez más',
  },
  'apply.progress.undoing': {
    en: (a: { reason: string }) => `undoing: ${a.reason}`,
    es: (a: { reason: string }) => `deshaciendo: ${a.reason}`,
  },
  'apply.backup': {
    en: (a: { path: string; backup: string }) => `${a.path} (backup: ${a.backup})`,
    es: (a: { path: string; backup: string }) => `${a.path} (copia: ${a.backup})`,
  },
  'apply.created': {
    en: (a: { path: string }) => `${a.path} (new)`,
    es: (a: { path: string }) => `${a.path} (nuevo)`,
  },
  'apply.not_saved': {
    en: (a: { path: string }) => `${a.path} (no backup, as declared)`,
    es: (a: { path: string }) => `${a.path} (sin copia, según lo declarado)`,
  },
  'apply.transaction': {
    en: (a: { id: string }) => `Transaction ${a.id}; undo it with: kapa restore ${a.id}`,
    es: (a: { id: string }) => `Transacción ${a.id}; se deshace con: kapa restore ${a.id}`,
  },
  'backups.none': {
    en: () => 'Nothing has been saved yet.',
    es: () => 'Aún no se ha guardado nada.',
  },
  'backups.transaction': {
    en: (a: { id: string; at: string; outcome: string }) => `${a.id}  ${a.at}  ${a.outcome}`,
    es: (a: { id: string; at: string; outcome: string }) => `${a.id}  ${a.at}  ${a.outcome}`,
  },
  'recover.nothing': {
    en: () => 'No transaction is open: nothing to recover.',
    es: () => 'No hay ninguna transacción abierta: nada que recuperar.',
  },
  'recover.performed': {
    en: (a: { service: string; effect: string }) => `${a.effect} ${a.service}: still owed, done now.`,
    es: (a: { service: string; effect: string }) =>
      `${a.effect} ${a.service}: estaba pendiente, hecho ahora.`,
  },
  'recover.finished': {
    en: (a: { id: string }) => `Transaction ${a.id} was finished: the host is as it was to become.`,
    es: (a: { id: string }) => `La transacción ${a.id} se terminó: el servidor está como debía quedar.`,
  },
  'recover.rolled_back': {
    en: (a: { id: string }) => `Transaction ${a.id} was undone: the host is as it was before.`,
    es: (a: { id: string }) => `La transacción ${a.id} se deshizo: el servidor está como antes.`,
  },
} as const satisfies Catalogue;

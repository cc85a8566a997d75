import { message, type Catalogue } from './message.ts';

export const engine = {
  'engine.no_such_resource': message<{ name: string }>({
    en: (a) => `no resource is named ${a.name}`,
    es: (a) => `ningún recurso se llama ${a.name}`,
  }),
  'engine.no_such_resource_cure': {
    en: () => 'write the name as the policy has it; * stands for any characters',
    es: () => 'escriba el nombre como está en la política; * vale por cualquier texto',
  },
  'engine.cycle': message<{ names: string }>({
    en: (a) => `these resources wait for each other: ${a.names}`,
    es: (a) => `estos recursos se esperan unos a otros: ${a.names}`,
  }),
  'engine.cycle_cure': {
    en: () => 'remove one of their requires',
    es: () => 'quite uno de sus requires',
  },
  'engine.too_many_links': message<{ path: string }>({
    en: (a) => `${a.path} leads through too many symbolic links`,
    es: (a) => `${a.path} pasa por demasiados enlaces simbólicos`,
  }),
  'engine.no_account': message<{ name: string }>({
    en: (a) => `there is no user ${a.name} on this host`,
    es: (a) => `no hay un usuario ${a.name} en este servidor`,
  }),
  'engine.no_group': message<{ name: string }>({
    en: (a) => `there is no group ${a.name} on this host`,
    es: (a) => `no hay un grupo ${a.name} en este servidor`,
  }),
  'engine.no_folder': message<{ folder: string }>({
    en: (a) => `the folder ${a.folder} is not there; declare it as a directory, or make it`,
    es: (a) => `la carpeta ${a.folder} no existe; declárela como directory o créela`,
  }),
  'engine.not_a_file': message<{ path: string }>({
    en: (a) => `${a.path} is not a file`,
    es: (a) => `${a.path} no es un archivo`,
  }),
  'engine.not_a_folder': message<{ path: string }>({
    en: (a) => `${a.path} is there, but is not a folder; move it away, or choose another path`,
    es: (a) => `${a.path} existe, pero no es una carpeta; apártelo o elija otra ruta`,
  }),
  'engine.is_a_folder': message<{ path: string }>({
    en: (a) => `${a.path} is a folder`,
    es: (a) => `${a.path} es una carpeta`,
  }),
  'engine.folder_not_empty': message<{ path: string }>({
    en: (a) => `the folder ${a.path} is not empty`,
    es: (a) => `la carpeta ${a.path} no está vacía`,
  }),
  'engine.nothing_there': message<{ path: string }>({
    en: (a) => `${a.path} is not there`,
    es: (a) => `${a.path} no existe`,
  }),
  'engine.requires_unknown': message<{ name: string }>({
    en: (a) => `it requires ${a.name}, which could not be told`,
    es: (a) => `requiere ${a.name}, cuyo estado no se pudo averiguar`,
  }),
  'engine.nothing_judges': message<{ services: string }>({
    en: (a) => `nothing on this machine can judge the configuration of ${a.services}`,
    es: (a) => `nada en esta máquina puede juzgar la configuración de ${a.services}`,
  }),
  'engine.no_prover': {
    en: () => 'no throw-away copy of the host could be made',
    es: () => 'no se pudo hacer una copia desechable del servidor',
  },
  'engine.would_change': message<{ what: string }>({
    en: (a) => `its plan would change ${a.what}`,
    es: (a) => `su plan cambiaría ${a.what}`,
  }),
  'engine.contradiction': message<{ resource: string; other: string; path: string; field: string }>({
    en: (a) => `"${a.other}" undoes what "${a.resource}" declares for ${a.field} in ${a.path}.`,
    es: (a) => `"${a.other}" deshace lo que "${a.resource}" declara para ${a.field} en ${a.path}.`,
  }),
  'engine.contradiction_cure': {
    en: () => 'Declare it in one of the two.',
    es: () => 'Declárelo en uno de los dos.',
  },
  'engine.check_failed': message<{ command: string; output: string }>({
    en: (a) => `${a.command} refuses the planned configuration: ${a.output}`,
    es: (a) => `${a.command} rechaza la configuración planificada: ${a.output}`,
  }),
  'engine.check_failed_by': message<{ command: string; output: string; resource: string; place: string }>({
    en: (a) => `${a.place}: "${a.resource}" makes ${a.command} refuse the configuration: ${a.output}`,
    es: (a) => `${a.place}: «${a.resource}» hace que ${a.command} rechace la configuración: ${a.output}`,
  }),
  'engine.others_changed': message<{ path: string; from: string; changed: string }>({
    en: (a) =>
      `others have changed ${a.path} since ${a.from}, in the same lines; --with-others undoes their changes as well: ${a.changed}`,
    es: (a) =>
      `otros cambiaron ${a.path} desde ${a.from}, en las mismas líneas; --with-others deshace también sus cambios: ${a.changed}`,
  }),
  'engine.others_gave': message<{ path: string; from: string; changed: string }>({
    en: (a) =>
      `others have changed mode or owner of ${a.path} since ${a.from}, which changed them as well; --with-others undoes their change: ${a.changed}`,
    es: (a) =>
      `otros cambiaron el modo o el dueño de ${a.path} desde ${a.from}, que también los cambió; --with-others deshace su cambio: ${a.changed}`,
  }),
  'engine.others_unknown': message<{ path: string; from: string }>({
    en: (a) =>
      `what others have changed in ${a.path} since ${a.from} is not known: the log of that change is no longer kept; --with-others undoes all that came after it`,
    es: (a) =>
      `no se sabe qué cambiaron otros en ${a.path} desde ${a.from}: el registro de ese cambio ya no se conserva; --with-others deshace todo lo que vino después`,
  }),
  'engine.policy_still': message<{ names: string }>({
    en: (a) => `The policies still declare the other value: ${a.names}. The next apply brings it back.`,
    es: (a) =>
      `Las políticas aún declaran el otro valor: ${a.names}. La próxima aplicación lo traerá de vuelta.`,
  }),
  'engine.check_as_user': message<{ command: string; output: string }>({
    en: (a) =>
      `${a.command} fails with the rights of a plain user, at nothing that this plan writes: ${a.output}`,
    es: (a) =>
      `${a.command} falla con los permisos de un usuario común, en nada que este plan escriba: ${a.output}`,
  }),
  'engine.check_failed_before': message<{ command: string; output: string; place: string }>({
    en: (a) =>
      `${a.place}: ${a.command} refuses this line, which was there before the plan; mend it there: ${a.output}`,
    es: (a) =>
      `${a.place}: ${a.command} rechaza esta línea, que ya estaba antes del plan; corríjala ahí: ${a.output}`,
  }),
  'engine.output_hidden': message<{ path: string }>({
    en: (a) => `(what it said is not shown: ${a.path} is secret)`,
    es: (a) => `(lo que dijo no se muestra: ${a.path} es secreto)`,
  }),
  'engine.state_unreadable': message<{ path: string; reason: string }>({
    en: (a) => `cannot read the state in ${a.path}: ${a.reason}`,
    es: (a) => `no se puede leer el estado en ${a.path}: ${a.reason}`,
  }),
  'engine.state_damaged': message<{ path: string }>({
    en: (a) => `${a.path} is damaged`,
    es: (a) => `${a.path} está dañado`,
  }),
  'engine.manifest_damaged_cure': message<{ path: string }>({
    en: (a) =>
      `move ${a.path} away; kapa then takes what it finds as its own at the next apply, and cannot tell drift until then`,
    es: (a) =>
      `aparte ${a.path}; kapa tomará como suyo lo que encuentre en el próximo apply, y hasta entonces no distinguirá desviaciones`,
  }),
  'engine.state_newer': message<{ path: string }>({
    en: (a) => `the state folder ${a.path} was written by a newer kapa`,
    es: (a) => `la carpeta de estado ${a.path} la escribió un kapa más nuevo`,
  }),
  'engine.state_newer_cure': {
    en: () => 'upgrade kapa on this host, or name another folder with --state-dir',
    es: () => 'actualice kapa en este servidor o indique otra carpeta con --state-dir',
  },
  'engine.with_cure': message<{ text: string; cure: string }>({
    en: (a) => `${a.text}; ${a.cure}`,
    es: (a) => `${a.text}; ${a.cure}`,
  }),
  'engine.state_cure': {
    en: () => 'check the free space and the permissions there, or name another folder with --state-dir',
    es: () => 'revise el espacio libre y los permisos allí, o indique otra carpeta con --state-dir',
  },
  'engine.undo_lost': message<{ transaction: string; path: string }>({
    en: (a) => `what transaction ${a.transaction} saved is no longer complete in ${a.path}`,
    es: (a) => `lo que guardó la transacción ${a.transaction} ya no está completo en ${a.path}`,
  }),
  'engine.undo_lost_cure': {
    en: () => 'kapa backups shows which files were saved one by one, and kapa restore PATH puts one back',
    es: () =>
      'kapa backups muestra qué archivos se guardaron uno por uno, y kapa restore RUTA devuelve uno de ellos',
  },
  'engine.cannot_save': message<{ what: string; reason: string }>({
    en: (a) => `cannot save ${a.what} before changing it: ${a.reason}`,
    es: (a) => `no se puede guardar ${a.what} antes de cambiarlo: ${a.reason}`,
  }),
  'engine.not_put_back': message<{ what: string; reason: string }>({
    en: (a) => `not put back: ${a.what}: ${a.reason}`,
    es: (a) => `no se pudo devolver ${a.what}: ${a.reason}`,
  }),
  'engine.irreversible': message<{ command: string }>({
    en: (a) => `${a.command} was run and cannot be undone`,
    es: (a) => `se ejecutó ${a.command} y no se puede deshacer`,
  }),
  'engine.undo_command_failed': message<{ command: string }>({
    en: (a) => `${a.command} failed`,
    es: (a) => `falló ${a.command}`,
  }),
  'engine.undo_uncertain': message<{ command: string }>({
    en: (a) =>
      `${a.command} was cut off by a crash and failed when it was run again; it had probably been done`,
    es: (a) => `una caída interrumpió ${a.command}, que al repetirse falló; probablemente ya estaba hecho`,
  }),
  'engine.command_failed': message<{ command: string; output: string }>({
    en: (a) => `${a.command} failed: ${a.output}`,
    es: (a) => `falló ${a.command}: ${a.output}`,
  }),
  'engine.folder_kept': message<{ path: string }>({
    en: (a) => `the folder ${a.path} stays, since there is something else in it by now`,
    es: (a) => `la carpeta ${a.path} se queda, porque ya contiene otra cosa`,
  }),
  'engine.set_aside': message<{ what: string; saved: string }>({
    en: (a) => `${a.what} had been changed by someone else in the meantime; their version is in ${a.saved}`,
    es: (a) => `alguien más había cambiado ${a.what} entretanto; su versión está en ${a.saved}`,
  }),
  'engine.service_not_back': message<{ service: string; effect: string; reason: string }>({
    en: (a) => `${a.service} did not take its old configuration up again (${a.effect}): ${a.reason}`,
    es: (a) => `${a.service} no volvió a su configuración anterior (${a.effect}): ${a.reason}`,
  }),
  'engine.still_open': message<{ transaction: string; reason: string }>({
    en: (a) => `transaction ${a.transaction} is still open and could not be undone: ${a.reason}`,
    es: (a) => `la transacción ${a.transaction} sigue abierta y no se pudo deshacer: ${a.reason}`,
  }),
  'engine.still_open_cure': {
    en: () => 'remove the cause, then run kapa recover; kapa recover --accept leaves what is left as it is',
    es: () => 'elimine la causa y ejecute kapa recover; kapa recover --accept deja lo que falta como está',
  },
  'engine.recovered': message<{ transaction: string }>({
    en: (a) => `transaction ${a.transaction}, left open by a crash, was settled first`,
    es: (a) => `primero se resolvió la transacción ${a.transaction}, que una caída dejó abierta`,
  }),
  'engine.moved': {
    en: () => 'the host, or the policy, has moved since this plan was made; nothing was changed',
    es: () => 'el servidor o la política cambiaron desde que se hizo este plan; no se cambió nada',
  },
  'engine.moved_cure': {
    en: () => 'look at a new plan, then apply it',
    es: () => 'mire un plan nuevo y aplíquelo',
  },
  'engine.unknown_resource': message<{ resource: string; reason: string }>({
    en: (a) => `cannot tell how "${a.resource}" stands: ${a.reason}`,
    es: (a) => `no se puede saber cómo está «${a.resource}»: ${a.reason}`,
  }),
  'engine.no_reason': { en: () => 'no reason given', es: () => 'sin motivo indicado' },
  'engine.proof_failed': {
    en: () => 'the planned configuration did not pass its test',
    es: () => 'la configuración planificada no pasó su prueba',
  },
  'engine.site_is_worse': message<{ reason: string }>({
    en: (a) => `the site is worse than before the change: ${a.reason}`,
    es: (a) => `el sitio está peor que antes del cambio: ${a.reason}`,
  }),
  'engine.effect_failed': message<{ service: string; effect: string; reason: string }>({
    en: (a) => `${a.effect} of ${a.service} failed: ${a.reason}`,
    es: (a) => `falló ${a.effect} de ${a.service}: ${a.reason}`,
  }),
  'engine.not_converged': message<{ resource: string; type: string; fields: string }>({
    en: (a) =>
      `"${a.resource}" still differs after the change (${a.fields}): a fault of the type ${a.type}, or something else changes it as well`,
    es: (a) =>
      `«${a.resource}» sigue siendo distinto después del cambio (${a.fields}): es un fallo del tipo ${a.type}, o algo más lo modifica también`,
  }),
  'engine.books_open': message<{ reason: string }>({
    en: (a) =>
      `the change is made and good, but kapa could not finish its own records, and will at its next run: ${a.reason}`,
    es: (a) =>
      `el cambio está hecho y bien, pero kapa no pudo terminar sus propios registros y lo hará la próxima vez: ${a.reason}`,
  }),
  'engine.nothing_saved': message<{ what: string }>({
    en: (a) => `nothing is saved of ${a.what}`,
    es: (a) => `no hay nada guardado de ${a.what}`,
  }),
  'engine.nothing_saved_cure': {
    en: () => 'kapa backups lists what there is',
    es: () => 'kapa backups enumera lo que hay',
  },
  'engine.backup_gone': message<{ backup: string }>({
    en: (a) => `the backup ${a.backup} is no longer there`,
    es: (a) => `la copia ${a.backup} ya no existe`,
  }),
  'engine.backup_changed': message<{ backup: string }>({
    en: (a) => `the backup ${a.backup} was changed after kapa saved it`,
    es: (a) => `la copia ${a.backup} cambió después de que kapa la guardó`,
  }),
  'engine.backup_untrusted': message<{ backup: string }>({
    en: (a) => `the backup ${a.backup} cannot be checked, and others than root could have changed it`,
    es: (a) => `la copia ${a.backup} no se puede comprobar, y alguien distinto de root pudo cambiarla`,
  }),
  'engine.backup_unchecked': message<{ backup: string }>({
    en: (a) => `the backup ${a.backup} cannot be checked, but only root could have changed it`,
    es: (a) => `la copia ${a.backup} no se puede comprobar, pero solo root pudo cambiarla`,
  }),
  'engine.backup_unreadable': message<{ backup: string; reason: string }>({
    en: (a) => `the backup ${a.backup} cannot be read: ${a.reason}`,
    es: (a) => `la copia ${a.backup} no se puede leer: ${a.reason}`,
  }),
  'engine.backup_by_hand': message<{ backup: string; path: string }>({
    en: (a) =>
      `look at it (ls -l, diff); if it is what you want, copy it yourself: cp -a ${a.backup} ${a.path}; kapa backups lists the others`,
    es: (a) =>
      `revísela (ls -l, diff); si es lo que quiere, cópiela usted mismo: cp -a ${a.backup} ${a.path}; kapa backups enumera las demás`,
  }),
  'engine.changed_meanwhile': message<{ path: string }>({
    en: (a) => `${a.path} was changed while kapa was about to change it`,
    es: (a) => `${a.path} cambió justo cuando kapa iba a cambiarlo`,
  }),
  'engine.plan_not_saved': message<{ path: string }>({
    en: (a) => `a plan can only be saved where the state folder ${a.path} can be written`,
    es: (a) => `un plan solo se puede guardar donde se puede escribir en la carpeta de estado ${a.path}`,
  }),
  'engine.plan_damaged': {
    en: () => 'this saved plan is damaged: not all of it is there',
    es: () => 'este plan guardado está dañado: le falta una parte',
  },
  'engine.plan_newer': {
    en: () => 'this plan was saved by another version of kapa',
    es: () => 'este plan lo guardó otra versión de kapa',
  },
  'engine.fault': message<{ message: string }>({
    en: (a) => `a fault in kapa: ${a.message}`,
    es: (a) => `un fallo de kapa: ${a.message}`,
  }),
} as const satisfies Catalogue;

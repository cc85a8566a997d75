import { count, message, type Catalogue } from './message.ts';

/** Words of a running watch, and of those who work beside it. */
export const watchMessages = {
  'watch.begun': message<{ policies: string; files: number; rules: number }>({
    en: (a) => `watching ${count(a.rules, 'rule')}; policies: ${a.policies} (${count(a.files, 'file')})`,
    es: (a) =>
      `vigilando ${a.rules === 1 ? '1 regla' : `${a.rules} reglas`}; políticas: ${a.policies} (${a.files === 1 ? '1 archivo' : `${a.files} archivos`})`,
  }),
  'watch.ended': { en: () => 'watch has ended', es: () => 'la vigilancia terminó' },
  'watch.well': message<{ rules: number }>({
    en: (a) => `all is well, ${count(a.rules, 'rule')}`,
    es: (a) => `todo está bien, ${a.rules === 1 ? '1 regla' : `${a.rules} reglas`}`,
  }),
  'watch.troubled': message<{ troubled: number; rules: number; names: string }>({
    en: (a) => `${a.troubled} of ${count(a.rules, 'rule')} not well: ${a.names}`,
    es: (a) =>
      `${a.troubled} de ${a.rules === 1 ? '1 regla' : `${a.rules} reglas`} no ${a.troubled === 1 ? 'está' : 'están'} bien: ${a.names}`,
  }),
  'watch.looked': message<{ text: string; time: string }>({
    en: (a) => `${a.text} · looked at ${a.time}`,
    es: (a) => `${a.text} · visto a las ${a.time}`,
  }),
  'watch.lasted': message<{ time: string }>({
    en: (a) => `after ${a.time}`,
    es: (a) => `tras ${a.time}`,
  }),
  'watch.reread': message<{ policies: string; files: number }>({
    en: (a) => `policies read again: ${a.policies} (${count(a.files, 'file')})`,
    es: (a) =>
      `políticas leídas de nuevo: ${a.policies} (${a.files === 1 ? '1 archivo' : `${a.files} archivos`})`,
  }),
  'watch.waits': message<{ group: string; pid: number }>({
    en: (a) => `process ${a.pid} is checking group ${a.group}: waiting for it`,
    es: (a) => `el proceso ${a.pid} está chequeando el grupo ${a.group}: se espera a que termine`,
  }),
  'watch.aside': message<{ pid: number }>({
    en: (a) => `standing aside for process ${a.pid}`,
    es: (a) => `se cede el paso al proceso ${a.pid}`,
  }),
  'watch.packages': message<{ packages: string; pid: number }>({
    en: (a) => `standing aside while process ${a.pid} changes packages of the site: ${a.packages}`,
    es: (a) => `se cede el paso mientras el proceso ${a.pid} cambia paquetes del sitio: ${a.packages}`,
  }),
  'watch.left': message<{ group: string }>({
    en: (a) => `the policies have no group ${a.group} any more: it is not checked`,
    es: (a) => `las políticas ya no tienen el grupo ${a.group}: no se chequea`,
  }),
  'watch.back': { en: () => 'watching again', es: () => 'vigilando de nuevo' },
  'watch.measured': message<{ pid: number; ago: string }>({
    en: (a) => `measured by kapa watch (process ${a.pid}) ${a.ago} ago`,
    es: (a) => `medido por kapa watch (proceso ${a.pid}) hace ${a.ago}`,
  }),
  'watch.silent': message<{ group: string; pid: number; ago: string }>({
    en: (a) => `kapa watch (process ${a.pid}) has said nothing of group ${a.group} for ${a.ago}`,
    es: (a) => `kapa watch (proceso ${a.pid}) no ha dicho nada del grupo ${a.group} desde hace ${a.ago}`,
  }),
  'watch.runner.watch': message<{ pid: number; policies: string; read: string }>({
    en: (a) => `kapa watch (process ${a.pid}) works by ${a.policies}, read ${a.read}`,
    es: (a) => `kapa watch (proceso ${a.pid}) trabaja con ${a.policies}, leídas ${a.read}`,
  }),
  'watch.runner.check': message<{ groups: string; policies: string; read: string }>({
    en: (a) => `the last kapa check of ${a.groups} read ${a.policies} ${a.read}`,
    es: (a) => `el último kapa check de ${a.groups} leyó ${a.policies} ${a.read}`,
  }),
  'watch.runner.moved': message<{ runner: string }>({
    en: (a) => `${a.runner}; they have changed since, and are read within seconds`,
    es: (a) => `${a.runner}; han cambiado desde entonces y se leerán en segundos`,
  }),
  'watch.runner.next': message<{ runner: string }>({
    en: (a) => `${a.runner}; they have changed since, and the next check reads them`,
    es: (a) => `${a.runner}; han cambiado desde entonces y el próximo chequeo las leerá`,
  }),
  'watch.runner.refused': message<{ runner: string; at: string; reason: string }>({
    en: (a) => `${a.runner}; those of ${a.at} are not valid (${a.reason}), and it goes on with the old ones`,
    es: (a) => `${a.runner}; las de ${a.at} no son válidas (${a.reason}), y sigue con las anteriores`,
  }),
  'watch.runner.refused_cure': {
    en: () => 'kapa lint shows what is wrong; once it is mended, watch reads the policies by itself',
    es: () => 'kapa lint muestra qué está mal; cuando se corrija, watch leerá las políticas por sí solo',
  },
  'watch.runner.others': message<{ runner: string }>({
    en: (a) => `${a.runner}: not those that this command read`,
    es: (a) => `${a.runner}: no las que leyó este comando`,
  }),
  'watch.title.outages': { en: () => 'Time of alerts', es: () => 'Tiempo en alerta' },
  'watch.outage': message<{ times: number; time: string }>({
    en: (a) => `${count(a.times, 'time')}, ${a.time} in all`,
    es: (a) => `${a.times === 1 ? '1 vez' : `${a.times} veces`}, ${a.time} en total`,
  }),
  'watch.nothing_of': message<{ rule: string }>({
    en: (a) => `nothing is recorded of a rule ${a.rule}; there are no policies to tell whether there is one`,
    es: (a) => `no hay nada registrado de una regla ${a.rule}; no hay políticas que digan si existe`,
  }),
  'watch.own_records': message<{ path: string; roots: string }>({
    en: (a) =>
      `these are the records in ${a.path}; those of root, in ${a.roots}, may not be read: ask as root`,
    es: (a) =>
      `estos son los registros de ${a.path}; los de root, en ${a.roots}, no se pueden leer: pregunte como root`,
  }),
  'watch.not_told': message<{ name: string; reason: string }>({
    en: (a) => `${a.name}: unknown, ${a.reason}`,
    es: (a) => `${a.name}: desconocido, ${a.reason}`,
  }),
  'watch.already_applied': message<{ time: string; transaction: string }>({
    en: (a) =>
      `this plan was applied already, ${a.time} (transaction ${a.transaction}): the host has moved since this plan was made, and nothing was changed`,
    es: (a) =>
      `este plan ya se aplicó, ${a.time} (transacción ${a.transaction}): el servidor ha cambiado desde que se hizo, y no se cambió nada`,
  }),
  'watch.title.runners': { en: () => 'Who checks', es: () => 'Quién chequea' },
} as const satisfies Catalogue;

import { count, decimalComma, message, type Catalogue } from './message.ts';

const cuenta = (n: number, uno: string, varios = `${uno}s`): string => `${n} ${n === 1 ? uno : varios}`;

/** Sentences of `kapa report`. */
export const report = {
  'report.title': message<{ host: string }>({
    en: (a) => `Report on ${a.host}`,
    es: (a) => `Informe de ${a.host}`,
  }),
  'report.title_hosts': message<{ n: number }>({
    en: (a) => `Report on ${count(a.n, 'host')}`,
    es: (a) => `Informe de ${cuenta(a.n, 'servidor', 'servidores')}`,
  }),
  'report.title_incident': message<{ host: string; incident: string }>({
    en: (a) => `Incident ${a.incident} on ${a.host}`,
    es: (a) => `Incidente ${a.incident} en ${a.host}`,
  }),
  'report.period': message<{ from: string; to: string; zone: string }>({
    en: (a) => `${a.from} to ${a.to}, times of ${a.zone}`,
    es: (a) => `${a.from} a ${a.to}, hora de ${a.zone}`,
  }),
  'report.made': message<{ time: string; samples: number }>({
    en: (a) => `made by kapa ${a.time} from ${count(a.samples, 'sample')}`,
    es: (a) => `hecho por kapa el ${a.time} con ${cuenta(a.samples, 'muestra')}`,
  }),

  'report.section.summary': { en: () => 'Summary', es: () => 'Resumen' },
  'report.section.attention': { en: () => 'To look at', es: () => 'Por revisar' },
  'report.section.availability': { en: () => 'Availability', es: () => 'Disponibilidad' },
  'report.section.compared': { en: () => 'Before and after', es: () => 'Antes y después' },
  'report.section.timeline': { en: () => 'What happened', es: () => 'Qué pasó' },
  'report.section.rules': { en: () => 'Rules', es: () => 'Reglas' },
  'report.section.charts': { en: () => 'What was measured', es: () => 'Qué se midió' },
  'report.section.changes': { en: () => 'What was changed', es: () => 'Qué se cambió' },
  'report.section.policies': {
    en: () => 'What was changed in the policies',
    es: () => 'Qué se cambió en las políticas',
  },
  'report.section.hosts': { en: () => 'Hosts', es: () => 'Servidores' },

  'report.available': message<{ share: string; times: number; down: string; longest: string }>({
    en: (a) =>
      `Of the time that was measured, the site was up ${a.share}. ${a.times === 0 ? 'It was never down.' : `It was down ${a.times === 1 ? 'once' : `${a.times} times`}, for ${a.down} in all${a.times === 1 ? '' : `, for ${a.longest} at the longest`}.`}`,
    es: (a) =>
      `Del tiempo medido, el sitio estuvo disponible el ${a.share}. ${a.times === 0 ? 'No se cayó nunca.' : `Se cayó ${a.times === 1 ? '1 vez' : `${a.times} veces`}, ${a.down} en total${a.times === 1 ? '' : `; la más larga, ${a.longest}`}.`}`,
  }),
  'report.not_up': message<{ share: string; paused: string; unknown: string; missing: string }>({
    en: (a) =>
      `Not counted as up: ${a.paused} paused, ${a.unknown} unknown, ${a.missing} not measured. Of the whole period it was seen up ${a.share}.`,
    es: (a) =>
      `No cuenta como disponible: ${a.paused} en pausa, ${a.unknown} sin saberse, ${a.missing} sin medir. De todo el período, se vio disponible el ${a.share}.`,
  }),
  'report.never_measured': {
    en: () => 'Nobody measured the site in this period: nothing is known of its availability.',
    es: () => 'Nadie midió el sitio en este período: no se sabe nada de su disponibilidad.',
  },
  'report.no_speaker': {
    en: () =>
      'No probe of the policies speaks for the site (an http probe does): there is no availability to tell.',
    es: () =>
      'Ninguna sonda de las políticas habla por el sitio (una sonda http sí): no hay disponibilidad que informar.',
  },
  'report.incidents': message<{ n: number; alone: number; mean: string; open: number }>({
    en: (a) =>
      a.n === 0
        ? 'There was no incident.'
        : `${count(a.n, 'incident')}; kapa ended ${a.alone} by itself${a.alone === 0 ? '' : `, each proven after ${a.mean} on average`}.${a.open === 0 ? '' : ` ${a.open === 1 ? '1 goes' : `${a.open} go`} on.`}`,
    es: (a) =>
      a.n === 0
        ? 'No hubo incidentes.'
        : `${cuenta(a.n, 'incidente')}; kapa resolvió ${a.alone} por sí solo${a.alone === 0 ? '' : `, con prueba a los ${a.mean} en promedio`}.${a.open === 0 ? '' : ` ${a.open === 1 ? '1 sigue' : `${a.open} siguen`} sin resolverse.`}`,
  }),
  'report.changed': message<{ applies: number; resources: number }>({
    en: (a) => `${count(a.applies, 'apply', 'applies')} changed ${count(a.resources, 'resource')}.`,
    es: (a) => `${cuenta(a.applies, 'aplicación', 'aplicaciones')} cambió ${cuenta(a.resources, 'recurso')}.`,
  }),

  'report.method': message<{ probes: string }>({
    en: (a) =>
      `Up: each probe that speaks for the site was well (${a.probes}). Down: at least one was not. A measurement counts until the next one of its probe; where none follows within twice its pace, for one pace, and the time after that is not measured.`,
    es: (a) =>
      `Disponible: todas las sondas que hablan por el sitio estaban bien (${a.probes}). Caído: al menos una no lo estaba. Una medición vale hasta la siguiente de su sonda; si no llega en el doble de su ritmo, vale un solo intervalo, y el tiempo que sigue queda sin medir.`,
  }),
  'report.method_probe': message<{ probe: string; pace: string }>({
    en: (a) => `${a.probe}, every ${a.pace}`,
    es: (a) => `${a.probe}, cada ${a.pace}`,
  }),
  'report.method_rules': message<{ rules: string }>({
    en: (a) =>
      `Rules that speak of these probes: ${a.rules}. Their alerts are told beside; they decide no second of this account.`,
    es: (a) =>
      `Reglas que hablan de estas sondas: ${a.rules}. Sus alertas se cuentan aparte; no deciden ni un segundo de esta cuenta.`,
  }),
  'report.method_rest': {
    en: () =>
      'Unknown: a probe was due and could not be read. Paused: an operator held remedies back, whatever was measured meanwhile. The share is up divided by up and down; the share of the period is up divided by all of it.',
    es: () =>
      'Sin saberse: tocaba leer una sonda y no se pudo. En pausa: un operador detuvo los remedios, sea lo que sea que se midió mientras tanto. La proporción es lo disponible entre lo disponible más lo caído; la del período, lo disponible entre todo el período.',
  },

  'report.presence.up': { en: () => 'up', es: () => 'disponible' },
  'report.presence.down': { en: () => 'down', es: () => 'caído' },
  'report.presence.paused': { en: () => 'paused', es: () => 'en pausa' },
  'report.presence.unknown': { en: () => 'unknown', es: () => 'sin saberse' },
  'report.presence.not_measured': { en: () => 'not measured', es: () => 'sin medir' },
  'report.whole_site': { en: () => 'the whole site', es: () => 'todo el sitio' },
  'report.strip': message<{ what: string }>({
    en: (a) => `${a.what}: the worst state of each moment, from the beginning to the end`,
    es: (a) => `${a.what}: el peor estado de cada momento, del comienzo al final`,
  }),

  'report.column.what': { en: () => 'What', es: () => 'Qué' },
  'report.column.share': { en: () => 'Of measured', es: () => 'De lo medido' },
  'report.column.of_period': { en: () => 'Of period', es: () => 'Del período' },
  'report.column.outages': { en: () => 'Outages', es: () => 'Caídas' },
  'report.column.before': { en: () => 'Before', es: () => 'Antes' },
  'report.column.after': { en: () => 'After', es: () => 'Después' },
  'report.column.when': { en: () => 'When', es: () => 'Cuándo' },
  'report.column.from': { en: () => 'From', es: () => 'Desde' },
  'report.column.least': { en: () => 'Least', es: () => 'Mínimo' },
  'report.column.average': { en: () => 'Average', es: () => 'Promedio' },
  'report.column.most': { en: () => 'Most', es: () => 'Máximo' },
  'report.column.rule': { en: () => 'Rule', es: () => 'Regla' },
  'report.column.severity': { en: () => 'Severity', es: () => 'Gravedad' },
  'report.column.alerts': { en: () => 'Alerts', es: () => 'Alertas' },
  'report.column.in_alert': { en: () => 'In alert', es: () => 'En alerta' },
  'report.column.remedies': { en: () => 'Remedies', es: () => 'Remedios' },
  'report.column.helped': { en: () => 'Helped', es: () => 'Ayudaron' },
  'report.column.counts': { en: () => 'Speaks of the site', es: () => 'Habla del sitio' },
  'report.column.host': { en: () => 'Host', es: () => 'Servidor' },
  'report.column.incidents': { en: () => 'Incidents', es: () => 'Incidentes' },

  'report.yes': { en: () => 'yes', es: () => 'sí' },
  'report.no': { en: () => 'no', es: () => 'no' },
  'report.none': { en: () => 'nothing', es: () => 'nada' },
  'report.severity.warning': { en: () => 'warning', es: () => 'aviso' },
  'report.severity.critical': { en: () => 'critical', es: () => 'crítico' },
  'report.evidence': { en: () => 'Evidence', es: () => 'Pruebas' },
  'report.table': message<{ what: string }>({
    en: (a) => `${a.what} as a table`,
    es: (a) => `${a.what} en una tabla`,
  }),
  'report.details': { en: () => 'Details', es: () => 'Detalles' },
  'report.method_title': { en: () => 'How this is counted', es: () => 'Cómo se cuenta' },
  'report.chart': message<{ what: string; least: string; most: string }>({
    en: (a) => `${a.what}, between ${a.least} and ${a.most}`,
    es: (a) => `${a.what}, entre ${a.least} y ${a.most}`,
  }),
  'report.chart_empty': message<{ what: string }>({
    en: (a) => `${a.what}: not measured in this period`,
    es: (a) => `${a.what}: sin medir en este período`,
  }),
  'report.bound': message<{ bound: string; severity: string; inside: boolean }>({
    en: (a) => `${a.bound} (${a.severity}${a.inside ? '' : ', outside this chart'})`,
    es: (a) => `${a.bound} (${a.severity}${a.inside ? '' : ', fuera de este gráfico'})`,
  }),
  'report.change': message<{ outcome: string; by: string; reason: string; resources: string }>({
    en: (a) =>
      `apply${a.by === '' ? '' : ` by ${a.by}`}${a.reason === '' ? '' : `, ${a.reason}`}: ${a.outcome}${a.resources === '' ? '' : ` (${a.resources})`}`,
    es: (a) =>
      `cambio${a.by === '' ? '' : ` de ${a.by}`}${a.reason === '' ? '' : `, ${a.reason}`}: ${a.outcome}${a.resources === '' ? '' : ` (${a.resources})`}`,
  }),
  'report.policies_changed': message<{ files: string }>({
    en: (a) => `new policies: ${a.files}`,
    es: (a) => `políticas nuevas: ${a.files}`,
  }),
  'report.outcome.converged': { en: () => 'done', es: () => 'aplicado' },
  'report.outcome.rolled_back': { en: () => 'undone', es: () => 'deshecho' },
  'report.outcome.rollback_incomplete': { en: () => 'undone in part', es: () => 'deshecho a medias' },
  'report.outcome.open': { en: () => 'left open', es: () => 'quedó abierto' },
  'report.pause': message<{ to: string; reason: string; by: string }>({
    en: (a) => `remedies paused until ${a.to}${a.by === '' ? '' : ` by ${a.by}`}: ${a.reason}`,
    es: (a) => `remedios en pausa hasta ${a.to}${a.by === '' ? '' : ` por ${a.by}`}: ${a.reason}`,
  }),
  'report.incident': message<{ rule: string; value: string; lasted: string; open: boolean }>({
    en: (a) =>
      `${a.rule}${a.value === '' ? '' : ` (${a.value})`}: ${a.open ? `goes on, since ${a.lasted}` : `over after ${a.lasted}`}`,
    es: (a) =>
      `${a.rule}${a.value === '' ? '' : ` (${a.value})`}: ${a.open ? `sigue, desde hace ${a.lasted}` : `terminó a los ${a.lasted}`}`,
  }),
  'report.backed_off': {
    en: () => 'its remedies were used up: a person was called',
    es: () => 'se agotaron sus remedios: se llamó a una persona',
  },
  'report.no_remedy': { en: () => 'nothing was tried', es: () => 'no se intentó nada' },
  'report.more': message<{ n: number }>({
    en: (a) => `and ${a.n} earlier: see kapa history`,
    es: (a) => `y ${a.n} anteriores: vea kapa history`,
  }),
  'report.not_kept': {
    en: () => 'not shown: it is secret, no text, or no longer kept',
    es: () => 'no se muestra: es secreto, no es texto o ya no se guarda',
  },

  'report.figure.up': message<{ what: string }>({
    en: (a) => `${a.what}: up, of measured`,
    es: (a) => `${a.what}: disponible, de lo medido`,
  }),
  'report.figure.outages': { en: () => 'outages of the site', es: () => 'caídas del sitio' },
  'report.figure.average': message<{ what: string }>({
    en: (a) => `${a.what}, average`,
    es: (a) => `${a.what}, promedio`,
  }),
  'report.figure.most': message<{ what: string }>({
    en: (a) => `${a.what}, most`,
    es: (a) => `${a.what}, máximo`,
  }),
  'report.figure.growth': message<{ what: string }>({
    en: (a) => `${a.what}, in all`,
    es: (a) => `${a.what}, en total`,
  }),
  'report.figure.code': message<{ what: string; code: string }>({
    en: (a) => `${a.what} ${a.code}`,
    es: (a) => `${a.what} ${a.code}`,
  }),
  'report.figure.incidents': { en: () => 'incidents', es: () => 'incidentes' },
  'report.figure.remedies': { en: () => 'remedies', es: () => 'remedios' },
  'report.figure.helped': { en: () => 'remedies that helped', es: () => 'remedios que ayudaron' },
  'report.figure.recovery': {
    en: () => 'recovery, average',
    es: () => 'recuperación, promedio',
  },
  'report.figure.recovery_most': {
    en: () => 'recovery, longest',
    es: () => 'recuperación, la más larga',
  },

  'report.look.open': message<{ rule: string; since: string }>({
    en: (a) => `${a.rule}: in alert since ${a.since}`,
    es: (a) => `${a.rule}: en alerta desde ${a.since}`,
  }),
  'report.look.backed_off': message<{ rule: string; times: number }>({
    en: (a) => `${a.rule}: its remedies were used up ${a.times === 1 ? 'once' : `${a.times} times`}`,
    es: (a) => `${a.rule}: sus remedios se agotaron ${cuenta(a.times, 'vez', 'veces')}`,
  }),
  'report.look.not_helped': message<{ rule: string; remedy: string; times: number }>({
    en: (a) => `${a.rule}: ${a.remedy} did not help ${a.times === 1 ? 'once' : `${a.times} times`}`,
    es: (a) => `${a.rule}: ${a.remedy} no ayudó ${cuenta(a.times, 'vez', 'veces')}`,
  }),
  'report.look.often': message<{ rule: string; times: number }>({
    en: (a) => `${a.rule}: ${a.times} alerts; the cause comes back`,
    es: (a) => `${a.rule}: ${a.times} alertas; la causa vuelve`,
  }),
  'report.look.unseen': message<{ n: number; longest: string }>({
    en: (a) =>
      `${count(a.n, 'outage')} of the site ${a.n === 1 ? 'was' : 'were'} told by no rule, the longest of ${a.longest}`,
    es: (a) => `ninguna regla avisó de ${cuenta(a.n, 'caída')} del sitio; la más larga duró ${a.longest}`,
  }),
  'report.look.not_measured': message<{ share: string }>({
    en: (a) => `${a.share} of the period was not measured: see kapa doctor`,
    es: (a) => `el ${a.share} del período quedó sin medir: vea kapa doctor`,
  }),
  'report.look.unknown': message<{ probe: string; time: string }>({
    en: (a) => `${a.probe} could not be read for ${a.time}`,
    es: (a) => `no se pudo leer ${a.probe} durante ${a.time}`,
  }),
  'report.look.undone': message<{ transaction: string; outcome: string }>({
    en: (a) => `the apply ${a.transaction} was ${a.outcome}`,
    es: (a) => `el cambio ${a.transaction} fue ${a.outcome}`,
  }),
  'report.look.close': message<{ what: string; share: string }>({
    en: (a) => `${a.what} came to ${a.share} of the value at which an alert is told`,
    es: (a) => `${a.what} llegó al ${a.share} del valor con el que se alerta`,
  }),

  'report.no_host': message<{ folder: string }>({
    en: (a) => `no JSON file of a report is in ${a.folder}`,
    es: (a) => `no hay ningún archivo JSON de un informe en ${a.folder}`,
  }),
  'report.no_host_cure': {
    en: () =>
      'write some with kapa report --format json -o HOST.json on each host, and gather them in this folder',
    es: () =>
      'escríbalos con kapa report --format json -o SERVIDOR.json en cada servidor y reúnalos en esta carpeta',
  },
  'report.no_report': message<{ path: string; reason: string }>({
    en: (a) => `${a.path} is no report of kapa: ${a.reason}`,
    es: (a) => `${a.path} no es un informe de kapa: ${a.reason}`,
  }),
  'report.no_report_cure': {
    en: () => 'remove it from the folder, or write it anew with kapa report --format json',
    es: () => 'sáquelo de la carpeta o vuelva a escribirlo con kapa report --format json',
  },
  'report.not_json': { en: () => 'it is not JSON', es: () => 'no es JSON' },
  'report.no_such_form': message<{ place: string }>({
    en: (a) => `it has not the form of one at ${a.place}`,
    es: (a) => `no tiene la forma de uno en ${a.place}`,
  }),
  'report.not_periods': message<{ text: string }>({
    en: (a) => `${a.text} is not two periods`,
    es: (a) => `${a.text} no son dos períodos`,
  }),
  'report.not_periods_cure': {
    en: () =>
      'write BEFORE..AFTER, each a month (2026-10), a day, two times with / between, or a moment from which on: 60d..30d',
    es: () =>
      'escriba ANTES..DESPUÉS, cada uno un mes (2026-10), un día, dos momentos con / en medio o un momento desde el cual: 60d..30d',
  },
  'report.written': message<{ file: string }>({
    en: (a) => `report written to ${a.file}`,
    es: (a) => `informe escrito en ${a.file}`,
  }),
  'report.share': message<{ share: string }>({
    en: (a) => `${a.share} %`,
    es: (a) => `${decimalComma(a.share)} %`,
  }),
} as const satisfies Catalogue;

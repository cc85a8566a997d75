import { count, decimalComma, message, type Catalogue } from './message.ts';

/** An operator's order about a rule, as it is told. */
interface Order {
  readonly until: string;
  readonly by: string;
  readonly reason: string;
}

const byEn = (by: string): string => (by === '' ? '' : ` by ${by}`);
const byEs = (by: string): string => (by === '' ? '' : ` por ${by}`);
const why = (reason: string): string => (reason === '' ? '' : `: ${reason}`);

/** Sentences that each check writes: apart, since a check that finds nothing wrong says nothing else. */
export const checkMessages = {
  'check.state.ok': { en: () => 'ok', es: () => 'bien' },
  'check.state.pending': { en: () => 'pending', es: () => 'pendiente' },
  'check.state.firing': { en: () => 'alert', es: () => 'alerta' },
  'check.state.healed': { en: () => 'healed', es: () => 'recuperado' },
  'check.state.backing_off': { en: () => 'backing off', es: () => 'sin más intentos' },
  'check.state.paused': { en: () => 'paused', es: () => 'en pausa' },
  'check.state.unknown': { en: () => 'unknown', es: () => 'desconocido' },
  'check.until': message<{ time: string }>({
    en: (a) => `until ${a.time}`,
    es: (a) => `hasta ${a.time}`,
  }),
  'check.number': message<{ written: string }>({ en: (a) => a.written, es: (a) => decimalComma(a.written) }),
  'check.part': message<{ value: string }>({ en: (a) => a.value, es: (a) => a.value }),
  'check.labelled_part': message<{ label: string; value: string }>({
    en: (a) => `${a.label}: ${a.value}`,
    es: (a) => `${a.label}: ${a.value}`,
  }),
  'check.label.memory': { en: () => 'Memory', es: () => 'Memoria' },
  'check.alert_at': message<{ operator: string; bound: string }>({
    en: (a) => `alert at ${a.operator} ${a.bound}`,
    es: (a) => `alerta con ${a.operator} ${a.bound}`,
  }),
  'check.since': message<{ time: string }>({
    en: (a) => `since ${a.time}`,
    es: (a) => `desde ${a.time}`,
  }),
  'check.paused_until': message<{ time: string; reason: string; by: string }>({
    en: (a) => `Paused until ${a.time}${byEn(a.by)}: ${a.reason}. Alerts go on, remedies do not.`,
    es: (a) => `En pausa hasta ${a.time}${byEs(a.by)}: ${a.reason}. Hay alertas, pero no remedios.`,
  }),
  'check.order.silence': message<Order>({
    en: (a) => `silenced until ${a.until}${byEn(a.by)}${why(a.reason)}`,
    es: (a) => `silenciada hasta ${a.until}${byEs(a.by)}${why(a.reason)}`,
  }),
  'check.order.ack': message<Order>({
    en: (a) => `taken${byEn(a.by)}, not told again until ${a.until}${why(a.reason)}`,
    es: (a) => `la atiende ${a.by}, no se vuelve a avisar hasta ${a.until}${why(a.reason)}`,
  }),
  'check.order.clear': message<Order>({
    en: (a) => `cleared${byEn(a.by)}: its remedies may act again${why(a.reason)}`,
    es: (a) => `despejada${byEs(a.by)}: sus remedios pueden actuar de nuevo${why(a.reason)}`,
  }),
  'check.counted': message<{ rules: number; ill: number }>({
    en: (a) =>
      a.ill === 0 ? `${count(a.rules, 'rule')}, all well` : `${a.ill} of ${count(a.rules, 'rule')}`,
    es: (a) => {
      const rules = a.rules === 1 ? '1 regla' : `${a.rules} reglas`;
      return a.ill === 0 ? `${rules}, todo bien` : `${a.ill} de ${rules}`;
    },
  }),
  'check.next': message<{ in: string }>({
    en: (a) => `next look in ${a.in}`,
    es: (a) => `próximo chequeo en ${a.in}`,
  }),
  'check.status.ok': { en: () => 'OK', es: () => 'BIEN' },
  'check.status.warning': { en: () => 'WARNING', es: () => 'AVISO' },
  'check.status.critical': { en: () => 'CRITICAL', es: () => 'CRÍTICO' },
  'check.status.unknown': { en: () => 'UNKNOWN', es: () => 'DESCONOCIDO' },
} as const satisfies Catalogue;

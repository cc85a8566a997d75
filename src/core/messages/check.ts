import { message, type Catalogue } from './message.ts';

/** Sentences that each check writes: apart, since a check that finds nothing wrong says nothing else. */
export const check = {
  'check.state.ok': { en: () => 'ok', es: () => 'bien' },
  'check.state.pending': { en: () => 'pending', es: () => 'pendiente' },
  'check.state.firing': { en: () => 'alert', es: () => 'alerta' },
  'check.state.healed': { en: () => 'healed', es: () => 'recuperado' },
  'check.state.backing_off': { en: () => 'backing off', es: () => 'en espera' },
  'check.state.paused': { en: () => 'paused', es: () => 'en pausa' },
  'check.state.unknown': { en: () => 'unknown', es: () => 'desconocido' },
  'check.until': message<{ time: string }>({
    en: (a) => `until ${a.time}`,
    es: (a) => `hasta ${a.time}`,
  }),
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
  'check.paused_until': message<{ time: string; reason: string }>({
    en: (a) => `Paused until ${a.time}: ${a.reason}. Alerts go on, remedies do not.`,
    es: (a) => `En pausa hasta ${a.time}: ${a.reason}. Hay alertas, pero no remedios.`,
  }),
  'check.status.ok': { en: () => 'OK', es: () => 'BIEN' },
  'check.status.warning': { en: () => 'WARNING', es: () => 'AVISO' },
  'check.status.critical': { en: () => 'CRITICAL', es: () => 'CRÍTICO' },
  'check.status.unknown': { en: () => 'UNKNOWN', es: () => 'DESCONOCIDO' },
} as const satisfies Catalogue;

import type { Catalogue } from './message.ts';

/** What each check writes: apart, since a check that finds nothing wrong says nothing else. */
export const check = {
  'check.state.ok': { en: () => 'ok', es: () => 'bien' },
  'check.state.pending': { en: () => 'pending', es: () => 'pendiente' },
  'check.state.firing': { en: () => 'alert', es: () => 'alerta' },
  'check.state.healed': { en: () => 'healed', es: () => 'recuperado' },
  'check.state.backing_off': { en: () => 'backing off', es: () => 'en espera' },
  'check.state.paused': { en: () => 'paused', es: () => 'en pausa' },
  'check.state.unknown': { en: () => 'unknown', es: () => 'desconocido' },
  'check.until': {
    en: (a: { time: string }) => `until ${a.time}`,
    es: (a: { time: string }) => `hasta ${a.time}`,
  },
  'check.label.sides': {
    en: (a: { server: string; client: string }) => `backend ${a.server}, clients ${a.client}`,
    es: (a: { server: string; client: string }) => `backend ${a.server}, clientes ${a.client}`,
  },
  'check.label.restarts': { en: () => 'Restarts', es: () => 'Reinicios' },
  'check.label.memory': { en: () => 'Memory', es: () => 'Memoria' },
  'check.label.workers': { en: () => 'Apache workers', es: () => 'Workers Apache' },
  'check.label.apache_memory': { en: () => 'Apache memory', es: () => 'Memoria Apache' },
  'check.label.port': {
    en: (a: { port: string }) => `Port ${a.port}`,
    es: (a: { port: string }) => `Puerto ${a.port}`,
  },
  'check.label.foreign': {
    en: (a: { program: string }) => `held by another program (${a.program})`,
    es: (a: { program: string }) => `ocupado por otro programa (${a.program})`,
  },
  'check.label.owned': { en: () => 'the right program listens', es: () => 'escucha el programa correcto' },
  'check.label.free': { en: () => 'nobody listens', es: () => 'nadie escucha' },
  'check.alert_at': {
    en: (a: { operator: string; bound: string }) => `alert at ${a.operator} ${a.bound}`,
    es: (a: { operator: string; bound: string }) => `alerta con ${a.operator} ${a.bound}`,
  },
  'check.since': {
    en: (a: { time: string }) => `since ${a.time}`,
    es: (a: { time: string }) => `desde ${a.time}`,
  },
  'check.paused_until': {
    en: (a: { time: string; reason: string }) =>
      `Paused until ${a.time}: ${a.reason}. Alerts go on, remedies do not.`,
    es: (a: { time: string; reason: string }) =>
      `En pausa hasta ${a.time}: ${a.reason}. Hay alertas, pero no remedios.`,
  },
  'check.status.ok': { en: () => 'OK', es: () => 'BIEN' },
  'check.status.warning': { en: () => 'WARNING', es: () => 'AVISO' },
  'check.status.critical': { en: () => 'CRITICAL', es: () => 'CRÍTICO' },
  'check.status.unknown': { en: () => 'UNKNOWN', es: () => 'DESCONOCIDO' },
} as const satisfies Catalogue;

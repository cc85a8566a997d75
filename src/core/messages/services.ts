import type { Catalogue } from './message.ts';

export const services = {
  'services.not_running': {
    en: (a: { name: string }) => `${a.name} is not running: it was not reloaded, and not started.`,
    es: (a: { name: string }) => `${a.name} no está en ejecución: no se recargó ni se inició.`,
  },
  'services.cron_notices': {
    en: () => 'cron takes changed files up by itself within a minute.',
    es: () => 'cron toma por sí mismo los archivos cambiados en menos de un minuto.',
  },
  'services.failed': {
    en: (a: { name: string; effect: string; output: string }) =>
      `${a.effect} ${a.name} failed${a.output === '' ? '.' : `: ${a.output}`}`,
    es: (a: { name: string; effect: string; output: string }) =>
      `${a.effect} ${a.name} falló${a.output === '' ? '.' : `: ${a.output}`}`,
  },
  'services.did_not_stay': {
    en: (a: { name: string; state: string; output: string }) =>
      `${a.name} did not stay up (${a.state})${a.output === '' ? '.' : `: ${a.output}`}`,
    es: (a: { name: string; state: string; output: string }) =>
      `${a.name} no se mantuvo en ejecución (${a.state})${a.output === '' ? '.' : `: ${a.output}`}`,
  },
  'services.unmanaged': {
    en: (a: { name: string }) =>
      `${a.name} cannot be controlled here: systemd does not run and there is no /etc/init.d/${a.name}.`,
    es: (a: { name: string }) =>
      `${a.name} no se puede controlar aquí: systemd no está en ejecución y no existe /etc/init.d/${a.name}.`,
  },
  'services.no_systemd': {
    en: (a: { effect: string }) =>
      `systemd does not run here: ${a.effect} is done at the next boot by itself.`,
    es: (a: { effect: string }) =>
      `systemd no está en ejecución aquí: ${a.effect} se hará solo en el próximo arranque.`,
  },
  'services.pm2_failed': {
    en: (a: { user: string; effect: string; output: string }) =>
      `pm2 ${a.effect} as ${a.user} failed${a.output === '' ? '.' : `: ${a.output}`}`,
    es: (a: { user: string; effect: string; output: string }) =>
      `pm2 ${a.effect} como ${a.user} falló${a.output === '' ? '.' : `: ${a.output}`}`,
  },
} as const satisfies Catalogue;

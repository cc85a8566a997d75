import type { Catalogue } from './message.ts';

function because(said: string): string {
  return said === '' ? '' : `: ${said}`;
}

export const apache = {
  'apache.no_service': {
    en: (a: { name: string }) => `kapa knows no service named ${a.name}`,
    es: (a: { name: string }) => `kapa no conoce ningún servicio llamado ${a.name}`,
  },
  'apache.cannot_identify': {
    en: (a: { pid: number }) =>
      `process ${a.pid} may not be looked at, so it is unknown whether it is Apache; run kapa as root`,
    es: (a: { pid: number }) =>
      `no se puede examinar el proceso ${a.pid}, así que no se sabe si es Apache; ejecute kapa como root`,
  },
  'apache.below_root': {
    en: (a: { root: string }) => `not touched: the tree below ${a.root} has no running Apache`,
    es: (a: { root: string }) => `sin tocar: el árbol bajo ${a.root} no tiene un Apache en marcha`,
  },
  'apache.not_running': {
    en: () => 'not running: nothing to reload',
    es: () => 'no está en marcha: no hay nada que recargar',
  },
  'apache.already_running': { en: () => 'already running', es: () => 'ya está en marcha' },
  'apache.already_stopped': { en: () => 'already stopped', es: () => 'ya está detenido' },
  'apache.not_installed': {
    en: () => 'Apache is not installed (apt-get install apache2)',
    es: () => 'Apache no está instalado (apt-get install apache2)',
  },
  'apache.refused': {
    en: (a: { said: string }) => `refused${because(a.said)}`,
    es: (a: { said: string }) => `rechazado${because(a.said)}`,
  },
  'apache.died': {
    en: (a: { said: string }) => `Apache is gone${because(a.said)}`,
    es: (a: { said: string }) => `Apache ha muerto${because(a.said)}`,
  },
  'apache.start_failed': {
    en: (a: { said: string; reason: string }) => `Apache did not start (${a.said}); ${a.reason}`,
    es: (a: { said: string; reason: string }) => `Apache no arrancó (${a.said}); ${a.reason}`,
  },
  'apache.not_started': {
    en: (a: { seconds: number; said: string }) => `Apache was not up after ${a.seconds} s${because(a.said)}`,
    es: (a: { seconds: number; said: string }) =>
      `Apache no estaba en marcha tras ${a.seconds} s${because(a.said)}`,
  },
  'apache.not_reloaded': {
    en: (a: { seconds: number; said: string }) =>
      `Apache serves, but no new generation was seen within ${a.seconds} s${because(a.said)}`,
    es: (a: { seconds: number; said: string }) =>
      `Apache responde, pero no se vio una generación nueva en ${a.seconds} s${because(a.said)}`,
  },
  'apache.silent': {
    en: (a: { port: number; said: string }) =>
      a.port === 0
        ? `Apache runs but listens nowhere${because(a.said)}`
        : `Apache runs but port ${a.port} does not answer${because(a.said)}`,
    es: (a: { port: number; said: string }) =>
      a.port === 0
        ? `Apache está en marcha pero no escucha en ningún puerto${because(a.said)}`
        : `Apache está en marcha pero el puerto ${a.port} no responde${because(a.said)}`,
  },
  'apache.not_stopped': {
    en: (a: { pid: number; seconds: number }) =>
      `Apache (process ${a.pid}) did not end within ${a.seconds} s`,
    es: (a: { pid: number; seconds: number }) => `Apache (proceso ${a.pid}) no terminó en ${a.seconds} s`,
  },
} as const satisfies Catalogue;

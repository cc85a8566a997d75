import { count, message, type Catalogue } from '../../../core/messages/message.ts';

/** Sentences on what becomes of the server: its start, reload and end. */
export const ofService = {
  'doctor.certificates': message<{ count: number }>({
    en: (a) =>
      `${count(a.count, 'site')} over TLS checked: none shows a certificate older than the one on disk`,
    es: (a) =>
      `${a.count === 1 ? '1 sitio revisado' : `${a.count} sitios revisados`} con TLS: ninguno muestra un certificado más viejo que el del disco`,
  }),
  'doctor.certificate_old': message<{ site: string; file: string; of: string; shown: string }>({
    en: (a) => `Apache shows ${a.site} with the certificate of ${a.shown}; ${a.file} has one of ${a.of}`,
    es: (a) => `Apache muestra ${a.site} con el certificado del ${a.shown}; ${a.file} tiene uno del ${a.of}`,
  }),
  'doctor.certificate_old_cure': {
    en: () =>
      'systemctl reload apache2; so that it is not forgotten again: certbot renew --deploy-hook "systemctl reload apache2"',
    es: () =>
      'systemctl reload apache2; para que no se olvide otra vez: certbot renew --deploy-hook "systemctl reload apache2"',
  },
  'doctor.certificate_unknown': message<{ site: string; reason: string }>({
    en: (a) => `it is unknown whether ${a.site} shows the certificate on disk: ${a.reason}`,
    es: (a) => `no se sabe si ${a.site} muestra el certificado del disco: ${a.reason}`,
  }),
  'apache.cannot_identify': message<{ pid: number }>({
    en: (a) =>
      `process ${a.pid} may not be looked at, so it is unknown whether it is Apache; run kapa as root`,
    es: (a) =>
      `no se puede examinar el proceso ${a.pid}, así que no se sabe si es Apache; ejecute kapa como root`,
  }),
  'apache.below_root': message<{ root: string }>({
    en: (a) => `not touched: the tree below ${a.root} has no running Apache`,
    es: (a) => `sin tocar: el árbol bajo ${a.root} no tiene un Apache en ejecución`,
  }),
  'apache.not_running': {
    en: () => 'not running: nothing to reload',
    es: () => 'no está en ejecución: no hay nada que recargar',
  },
  'apache.already_running': { en: () => 'already running', es: () => 'ya está en ejecución' },
  'apache.already_stopped': { en: () => 'already stopped', es: () => 'ya está detenido' },
  'apache.not_installed': {
    en: () => 'Apache is not installed (apt-get install apache2)',
    es: () => 'Apache no está instalado (apt-get install apache2)',
  },
  'apache.refused': message<{ said: string }>({
    en: (a) => `refused${because(a.said)}`,
    es: (a) => `rechazado${because(a.said)}`,
  }),
  'apache.died': message<{ said: string }>({
    en: (a) => `Apache is gone${because(a.said)}`,
    es: (a) => `Apache ha muerto${because(a.said)}`,
  }),
  'apache.start_failed': message<{ said: string }>({
    en: (a) => `Apache did not start: ${a.said}`,
    es: (a) => `Apache no arrancó: ${a.said}`,
  }),
  'apache.not_started': message<{ seconds: number; said: string }>({
    en: (a) => `Apache was not up after ${a.seconds} s${because(a.said)}`,
    es: (a) => `Apache no estaba en ejecución tras ${a.seconds} s${because(a.said)}`,
  }),
  'apache.not_reloaded': message<{ seconds: number; said: string }>({
    en: (a) => `Apache serves, but no new generation was seen within ${a.seconds} s${because(a.said)}`,
    es: (a) => `Apache responde, pero no se vio una generación nueva en ${a.seconds} s${because(a.said)}`,
  }),
  'apache.silent': message<{ port: number; said: string }>({
    en: (a) =>
      a.port === 0
        ? `Apache runs but listens nowhere${because(a.said)}`
        : `Apache runs but port ${a.port} does not answer${because(a.said)}`,
    es: (a) =>
      a.port === 0
        ? `Apache está en ejecución pero no escucha en ningún puerto${because(a.said)}`
        : `Apache está en ejecución pero el puerto ${a.port} no responde${because(a.said)}`,
  }),
  'apache.not_stopped': message<{ pid: number; seconds: number }>({
    en: (a) => `Apache (process ${a.pid}) did not end within ${a.seconds} s`,
    es: (a) => `Apache (proceso ${a.pid}) no terminó en ${a.seconds} s`,
  }),
  'apache.unguarded': message<{ program: string; path: string }>({
    en: (a) => `${a.path} can be changed by others than root: kapa does not run ${a.program}`,
    es: (a) => `otros además de root pueden cambiar ${a.path}: kapa no ejecuta ${a.program}`,
  }),
  'apache.about_to_restart': {
    en: () => 'restart Apache, after its configuration test (running requests are cut)',
    es: () => 'reiniciar Apache, tras probar su configuración (corta las peticiones en curso)',
  },
} as const satisfies Catalogue;

function because(said: string): string {
  return said === '' ? '' : `: ${said}`;
}

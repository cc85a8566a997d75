import { message, type Catalogue } from '../../core/messages/message.ts';
import { ofService } from './messages/service.ts';
import { ofModules } from './messages/modules.ts';
import { ofListenAndMpm } from './messages/listen-and-mpm.ts';
import { ofConfiguration } from './messages/configuration.ts';
import { ofMounts } from './messages/mounts.ts';
import { ofLint } from './messages/lint.ts';
import { ofFound } from './messages/found.ts';

/** Sentences of this pack. */
export const apacheMessages = {
  ...ofService,
  ...ofModules,
  ...ofListenAndMpm,
  ...ofConfiguration,
  ...ofMounts,
  ...ofLint,
  ...ofFound,
  'doctor.apache_down': {
    en: () => 'Apache does not run',
    es: () => 'Apache no está en ejecución',
  },
  'doctor.apache_down_cure': {
    en: () => 'apache2ctl configtest tells why; then systemctl start apache2',
    es: () => 'apache2ctl configtest dice por qué; después, systemctl start apache2',
  },
  'doctor.apache_runs': {
    en: () => 'Apache runs',
    es: () => 'Apache está en ejecución',
  },
  'doctor.modules_unknown': {
    en: () => "Apache's modules cannot be listed",
    es: () => 'no se pueden enumerar los módulos de Apache',
  },
  'doctor.module_missing': message<{ module: string }>({
    en: (a) => `Apache's module ${a.module} is not enabled`,
    es: (a) => `el módulo ${a.module} de Apache no está activado`,
  }),
  'doctor.module_missing_cure': message<{ module: string }>({
    en: (a) =>
      `declare apache_module: { ${a.module}: enabled }, then kapa apply (by hand: a2enmod ${a.module})`,
    es: (a) =>
      `declare apache_module: { ${a.module}: enabled } y ejecute kapa apply (a mano: a2enmod ${a.module})`,
  }),
  'doctor.mpm': message<{ mpm: string }>({
    en: (a) => `Apache uses ${a.mpm}`,
    es: (a) => `Apache usa ${a.mpm}`,
  }),
  'doctor.mpm_wrong': message<{ found: string; declared: string }>({
    en: (a) => `Apache has ${a.found} enabled; the policies declare ${a.declared}`,
    es: (a) => `Apache tiene activado ${a.found}; las políticas declaran ${a.declared}`,
  }),
  'doctor.mpm_wrong_cure': {
    en: () => 'kapa apply enables the declared one and disables the others; it needs a restart',
    es: () => 'kapa apply activa el declarado y desactiva los demás; requiere reiniciar Apache',
  },
  'measure.no_status_page': message<{ url: string; reason: string }>({
    en: (a) => `${a.url} is no status page of Apache (${a.reason}).`,
    es: (a) => `${a.url} no es una página de estado de Apache (${a.reason}).`,
  }),
  'check.label.workers': { en: () => 'Apache workers', es: () => 'Workers Apache' },
  'check.label.apache_memory': { en: () => 'Apache memory', es: () => 'Memoria Apache' },
} as const satisfies Catalogue;

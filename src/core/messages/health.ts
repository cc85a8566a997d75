import type { Catalogue } from './message.ts';

export const health = {
  'health.not_measured': {
    en: (a: { probe: string }) => `${a.probe} was not measured`,
    es: (a: { probe: string }) => `no se midió ${a.probe}`,
  },
  'health.probe_unknown': {
    en: (a: { probe: string; reason: string }) => `${a.probe} is unknown: ${a.reason}`,
    es: (a: { probe: string; reason: string }) => `no se conoce ${a.probe}: ${a.reason}`,
  },
  'health.not_a_condition': {
    en: (a: { value: string }) => `the condition gave ${a.value}, not yes or no`,
    es: (a: { value: string }) => `la condición dio ${a.value}, no sí o no`,
  },
  'health.no_value': {
    en: (a: { reason: string }) => `the condition has no value: ${a.reason}`,
    es: (a: { reason: string }) => `la condición no tiene valor: ${a.reason}`,
  },
  'health.no_probe_type': {
    en: (a: { type: string }) => `there is no probe type ${a.type}`,
    es: (a: { type: string }) => `no existe el tipo de sonda ${a.type}`,
  },
  'health.no_remedy_type': {
    en: (a: { type: string }) => `there is no remedy ${a.type}`,
    es: (a: { type: string }) => `no existe el remedio ${a.type}`,
  },
  'health.still_hangs': {
    en: (a: { for: string }) => `an earlier measurement has been hanging for ${a.for}`,
    es: (a: { for: string }) => `una medición anterior lleva colgada ${a.for}`,
  },
  'health.probe_failed': {
    en: (a: { reason: string }) => `failed: ${a.reason}`,
    es: (a: { reason: string }) => `falló: ${a.reason}`,
  },
  'health.timed_out': {
    en: (a: { after: string }) => `no answer within ${a.after}`,
    es: (a: { after: string }) => `sin respuesta en ${a.after}`,
  },
  'health.state_unreadable': {
    en: (a: { reason: string }) => `what rules remembered cannot be read (${a.reason}); starting afresh`,
    es: (a: { reason: string }) =>
      `no se puede leer lo que recordaban las reglas (${a.reason}); se empieza de nuevo`,
  },
  'health.state_corrupt': {
    en: (a: { file: string; aside: string }) =>
      `${a.file} made no sense and was set aside as ${a.aside}; rules start afresh, and none fires at this check`,
    es: (a: { file: string; aside: string }) =>
      `${a.file} no tenía sentido y se apartó como ${a.aside}; las reglas empiezan de nuevo y ninguna se dispara en este chequeo`,
  },
  'health.state_newer': {
    en: (a: { version: number }) => `the state was written by a newer kapa (version ${a.version})`,
    es: (a: { version: number }) => `el estado lo escribió un kapa más nuevo (versión ${a.version})`,
  },
  'health.state_newer_cure': {
    en: () => 'use that kapa, or another --state-dir',
    es: () => 'use ese kapa u otro --state-dir',
  },
  'health.pause_too_long': {
    en: (a: { most: string }) => `a pause lasts at most ${a.most}`,
    es: (a: { most: string }) => `una pausa dura como mucho ${a.most}`,
  },
  'health.cannot_write': {
    en: (a: { path: string; reason: string }) => `cannot write ${a.path}: ${a.reason}`,
    es: (a: { path: string; reason: string }) => `no se puede escribir ${a.path}: ${a.reason}`,
  },
  'health.disk_full': { en: () => 'the disk is full', es: () => 'el disco está lleno' },
  'health.not_allowed': { en: () => 'not allowed', es: () => 'sin permiso' },
  'health.read_only': {
    en: () => 'the file system is read-only',
    es: () => 'el sistema de archivos es de solo lectura',
  },
  'health.is_a_link': { en: () => 'it is a symbolic link', es: () => 'es un enlace simbólico' },
  'health.system_error': { en: (a: { code: string }) => a.code, es: (a: { code: string }) => a.code },
} as const satisfies Catalogue;

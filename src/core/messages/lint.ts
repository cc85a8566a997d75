import { count, type Catalogue } from './message.ts';

export const lint = {
  'lint.error': { en: () => 'error', es: () => 'error' },
  'lint.warning': { en: () => 'warning', es: () => 'advertencia' },
  'lint.clean': {
    en: (a: { files: number }) => `No findings in ${count(a.files, 'file')}.`,
    es: (a: { files: number }) => `Sin hallazgos en ${a.files} ${a.files === 1 ? 'archivo' : 'archivos'}.`,
  },
  'lint.summary': {
    en: (a: { errors: number; warnings: number }) =>
      `${count(a.errors, 'error')}, ${count(a.warnings, 'warning')}.`,
    es: (a: { errors: number; warnings: number }) =>
      `${a.errors} ${a.errors === 1 ? 'error' : 'errores'}, ${a.warnings} ${a.warnings === 1 ? 'advertencia' : 'advertencias'}.`,
  },
} as const satisfies Catalogue;

import { message, type Catalogue } from './message.ts';

export const manual = {
  'manual.name': { en: () => 'NAME', es: () => 'NOMBRE' },
  'manual.synopsis': { en: () => 'SYNOPSIS', es: () => 'SINOPSIS' },
  'manual.description': { en: () => 'DESCRIPTION', es: () => 'DESCRIPCIÓN' },
  'manual.commands': { en: () => 'COMMANDS', es: () => 'COMANDOS' },
  'manual.arguments': { en: () => 'ARGUMENTS', es: () => 'ARGUMENTOS' },
  'manual.options': { en: () => 'OPTIONS', es: () => 'OPCIONES' },
  'manual.exit_status': { en: () => 'EXIT STATUS', es: () => 'ESTADO DE SALIDA' },
  'manual.example': { en: () => 'EXAMPLE', es: () => 'EJEMPLO' },
  'manual.files': { en: () => 'FILES', es: () => 'ARCHIVOS' },
  'manual.see_also': { en: () => 'SEE ALSO', es: () => 'VÉASE TAMBIÉN' },
  'manual.document': { en: () => 'A DOCUMENT', es: () => 'UN DOCUMENTO' },
  'manual.resources': { en: () => 'RESOURCE TYPES', es: () => 'TIPOS DE RECURSOS' },
  'manual.probes': { en: () => 'PROBES', es: () => 'SONDAS' },
  'manual.remedies': { en: () => 'REMEDIES', es: () => 'REMEDIOS' },
  'manual.policy': {
    en: () => 'the language of kapa’s policies',
    es: () => 'el lenguaje de las políticas de kapa',
  },
  'manual.required': { en: () => 'Required.', es: () => 'Obligatorio.' },
  'manual.default': message<{ value: string }>({
    en: (a) => `Default: ${a.value}.`,
    es: (a) => `Por omisión: ${a.value}.`,
  }),
  'manual.fields': { en: () => 'Fields of its reading:', es: () => 'Campos de su lectura:' },
  'manual.status_done': {
    en: () => 'Done. Of check and status: all is well.',
    es: () => 'Hecho. En check y status: todo está bien.',
  },
  'manual.status_failed': {
    en: () => 'Not done, or findings. Of check and status: a warning, or healed.',
    es: () => 'No se hizo, o hay hallazgos. En check y status: una advertencia, o algo que se reparó.',
  },
  'manual.status_changes': {
    en: () => 'Of check and status: critical. Of plan --detailed-exitcode: there are changes.',
    es: () => 'En check y status: crítico. En plan --detailed-exitcode: hay cambios.',
  },
  'manual.status_incomplete': {
    en: () => 'Of check and status: unknown. Of apply, restore and recover: putting back is incomplete.',
    es: () =>
      'En check y status: desconocido. En apply, restore y recover: no se pudo dejar todo como estaba.',
  },
  'manual.status_usage': {
    en: () => 'A wrong command line.',
    es: () => 'La línea de comandos es incorrecta.',
  },
  'manual.status_invalid': { en: () => 'An invalid policy.', es: () => 'Una política no es válida.' },
  'manual.file_policies': {
    en: () => 'The policies of this host.',
    es: () => 'Las políticas de este servidor.',
  },
  'manual.file_values': {
    en: () => 'Values of this host for their variables and thresholds; any folder of policies may have one.',
    es: () =>
      'Valores de este servidor para sus variables y umbrales; cualquier carpeta de políticas puede tener uno.',
  },
  'manual.file_shipped': {
    en: () => 'The policies that come with kapa, to copy.',
    es: () => 'Las políticas que vienen con kapa, para copiarlas.',
  },
  'manual.file_state': {
    en: () => 'State, records and transactions.',
    es: () => 'Estado, registros y transacciones.',
  },
} as const satisfies Catalogue;

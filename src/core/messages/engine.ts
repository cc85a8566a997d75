import type { Catalogue } from './message.ts';

export const engine = {
  'engine.no_such_resource': {
    en: (a: { name: string }) => `no resource is named ${a.name}`,
    es: (a: { name: string }) => `ningún recurso se llama ${a.name}`,
  },
  'engine.no_such_resource_cure': {
    en: () => 'write the name as the policy has it; * stands for any characters',
    es: () => 'escriba el nombre como está en la política; * vale por cualquier texto',
  },
  'engine.cycle': {
    en: (a: { names: string }) => `these resources wait for each other: ${a.names}`,
    es: (a: { names: string }) => `estos recursos se esperan unos a otros: ${a.names}`,
  },
  'engine.cycle_cure': {
    en: () => 'remove one of their requires',
    es: () => 'quite uno de sus requires',
  },
  'engine.too_many_links': {
    en: (a: { path: string }) => `${a.path} leads through too many symbolic links`,
    es: (a: { path: string }) => `${a.path} pasa por demasiados enlaces simbólicos`,
  },
  'engine.no_account': {
    en: (a: { name: string }) => `there is no user ${a.name} on this host`,
    es: (a: { name: string }) => `no hay un usuario ${a.name} en este servidor`,
  },
  'engine.no_group': {
    en: (a: { name: string }) => `there is no group ${a.name} on this host`,
    es: (a: { name: string }) => `no hay un grupo ${a.name} en este servidor`,
  },
  'engine.no_folder': {
    en: (a: { folder: string }) =>
      `the folder ${a.folder} is not there; declare it as a directory, or make it`,
    es: (a: { folder: string }) => `la carpeta ${a.folder} no existe; declárela como directory o créela`,
  },
  'engine.not_a_file': {
    en: (a: { path: string }) => `${a.path} is not a file`,
    es: (a: { path: string }) => `${a.path} no es un archivo`,
  },
  'engine.not_a_folder': {
    en: (a: { path: string }) => `${a.path} is there, but is not a folder`,
    es: (a: { path: string }) => `${a.path} existe, pero no es una carpeta`,
  },
  'engine.is_a_folder': {
    en: (a: { path: string }) => `${a.path} is a folder`,
    es: (a: { path: string }) => `${a.path} es una carpeta`,
  },
  'engine.folder_not_empty': {
    en: (a: { path: string }) => `the folder ${a.path} is not empty`,
    es: (a: { path: string }) => `la carpeta ${a.path} no está vacía`,
  },
  'engine.nothing_there': {
    en: (a: { path: string }) => `${a.path} is not there`,
    es: (a: { path: string }) => `${a.path} no existe`,
  },
  'engine.requires_unknown': {
    en: (a: { name: string }) => `it requires ${a.name}, which could not be told`,
    es: (a: { name: string }) => `requiere ${a.name}, cuyo estado no se pudo averiguar`,
  },
  'engine.nothing_judges': {
    en: (a: { services: string }) => `nothing on this machine can judge the configuration of ${a.services}`,
    es: (a: { services: string }) => `nada en esta máquina puede juzgar la configuración de ${a.services}`,
  },
  'engine.no_prover': {
    en: () => 'no throw-away copy of the host could be made',
    es: () => 'no se pudo hacer una copia desechable del servidor',
  },
  'engine.check_failed': {
    en: (a: { command: string; output: string }) =>
      `${a.command} refuses the planned configuration: ${a.output}`,
    es: (a: { command: string; output: string }) =>
      `${a.command} rechaza la configuración planificada: ${a.output}`,
  },
  'engine.check_failed_by': {
    en: (a: { command: string; output: string; resource: string; place: string }) =>
      `${a.place}: "${a.resource}" makes ${a.command} refuse the configuration: ${a.output}`,
    es: (a: { command: string; output: string; resource: string; place: string }) =>
      `${a.place}: «${a.resource}» hace que ${a.command} rechace la configuración: ${a.output}`,
  },
  'engine.state_unreadable': {
    en: (a: { path: string; reason: string }) => `cannot read the state in ${a.path}: ${a.reason}`,
    es: (a: { path: string; reason: string }) => `no se puede leer el estado en ${a.path}: ${a.reason}`,
  },
  'engine.state_damaged': {
    en: (a: { path: string }) => `${a.path} is damaged`,
    es: (a: { path: string }) => `${a.path} está dañado`,
  },
  'engine.manifest_damaged_cure': {
    en: (a: { path: string }) =>
      `move ${a.path} away; kapa then takes what it finds as its own at the next apply, and cannot tell drift until then`,
    es: (a: { path: string }) =>
      `aparte ${a.path}; kapa tomará como suyo lo que encuentre en el próximo apply, y hasta entonces no distinguirá desviaciones`,
  },
  'engine.state_newer': {
    en: (a: { path: string }) => `the state folder ${a.path} was written by a newer kapa`,
    es: (a: { path: string }) => `la carpeta de estado ${a.path} la escribió un kapa más nuevo`,
  },
  'engine.state_newer_cure': {
    en: () => 'upgrade kapa on this host, or name another folder with --state-dir',
    es: () => 'actualice kapa en este servidor o indique otra carpeta con --state-dir',
  },
} as const satisfies Catalogue;

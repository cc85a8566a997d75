import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const dpkgMessages = {
  'dpkg.conffile': message<{ path: string; package: string }>({
    en: (a) =>
      `${a.path} is a configuration file of the package ${a.package}: an upgrade that brings another asks which to take, or keeps this one; kapa init --drop-in leaves it alone`,
    es: (a) =>
      `${a.path} es un archivo de configuración del paquete ${a.package}: una actualización que traiga otro pregunta cuál tomar, o deja este; kapa init --drop-in no lo toca`,
  }),
  'dpkg.conffiles': message<{ files: string }>({
    en: (a) =>
      `configuration files of packages that differ from what was shipped: ${a.files}; an upgrade that brings others asks, and unattended-upgrades leaves such a package as it is`,
    es: (a) =>
      `archivos de configuración de paquetes que ya no son como venían: ${a.files}; una actualización que traiga otros pregunta, y unattended-upgrades deja ese paquete sin actualizar`,
  }),
  'dpkg.conffiles_cure': {
    en: () =>
      'have upgrades keep them: \'Dpkg::Options { "--force-confdef"; "--force-confold"; };\' in /etc/apt/apt.conf.d/90keep; or leave them to the package: kapa init --drop-in',
    es: () =>
      'haga que las actualizaciones los dejen: \'Dpkg::Options { "--force-confdef"; "--force-confold"; };\' en /etc/apt/apt.conf.d/90keep; o déjeselos al paquete: kapa init --drop-in',
  },
  'dpkg.conffiles_kept': message<{ files: string }>({
    en: (a) => `upgrades keep the configuration files of packages that differ: ${a.files}`,
    es: (a) =>
      `las actualizaciones dejan los archivos de configuración de paquetes que son distintos: ${a.files}`,
  }),
  'dpkg.conffiles_unknown': message<{ reason: string }>({
    en: (a) => `it is unknown which declared files are configuration files of packages: ${a.reason}`,
    es: (a) => `no se sabe qué archivos declarados son archivos de configuración de paquetes: ${a.reason}`,
  }),
  'dpkg.unit_changed': message<{ path: string }>({
    en: (a) => `${a.path} is no longer what the package shipped: the next upgrade puts it back`,
    es: (a) => `${a.path} ya no es como venía en el paquete: la próxima actualización lo repone`,
  }),
  'dpkg.unit_gone': message<{ path: string }>({
    en: (a) => `${a.path}, which the package shipped, is missing`,
    es: (a) => `falta ${a.path}, que venía en el paquete`,
  }),
  'dpkg.unit_changed_cure': message<{ path: string }>({
    en: () => 'apt-get install --reinstall kapa; what you want otherwise goes into systemctl edit',
    es: () => 'apt-get install --reinstall kapa; lo que quiera distinto va en systemctl edit',
  }),
} as const satisfies Catalogue;

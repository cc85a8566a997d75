import type { Catalogue } from './message.ts';

interface PathOf {
  readonly path: string;
}

export const host = {
  'host.outside_root': {
    en: (a: { path: string; root: string }) => `${a.path}: a link leads out of the root ${a.root}`,
    es: (a: { path: string; root: string }) => `${a.path}: un enlace sale de la raíz ${a.root}`,
  },
  'host.outside_root_cure': {
    en: () => 'point the link at something below the root, or remove it',
    es: () => 'apunte el enlace a algo bajo la raíz, o elimínelo',
  },
  'host.no_root': {
    en: (a: { root: string }) => `the root ${a.root} is not a folder`,
    es: (a: { root: string }) => `la raíz ${a.root} no es una carpeta`,
  },
  'host.no_root_cure': {
    en: () => 'give --root the folder that holds etc/, var/ and so on of the host',
    es: () => 'indique en --root la carpeta que contiene etc/, var/ y demás del servidor',
  },
  'host.link_cure': {
    en: () => 'kapa writes through no link here: put the file itself in its place',
    es: () => 'kapa no escribe aquí a través de enlaces: ponga en su lugar el propio archivo',
  },
  'host.link_loop': {
    en: (a: PathOf) => `${a.path}: too many links, one leads to itself`,
    es: (a: PathOf) => `${a.path}: demasiados enlaces, uno lleva a sí mismo`,
  },
  'host.unreadable': {
    en: (a: { path: string; code: string }) => `${a.path} cannot be read (${a.code})`,
    es: (a: { path: string; code: string }) => `no se puede leer ${a.path} (${a.code})`,
  },
  'host.denied': {
    en: (a: PathOf) => `${a.path}: permission denied`,
    es: (a: PathOf) => `${a.path}: permiso denegado`,
  },
  'host.denied_cure': {
    en: () => 'run kapa as root, or as the owner of the file',
    es: () => 'ejecute kapa como root o como dueño del archivo',
  },
  'host.is_folder': {
    en: (a: PathOf) => `${a.path} is a folder, not a file`,
    es: (a: PathOf) => `${a.path} es una carpeta, no un archivo`,
  },
  'host.is_folder_cure': {
    en: () => 'choose another path, or remove the folder by hand',
    es: () => 'elija otra ruta o elimine la carpeta a mano',
  },
  'host.not_folder': {
    en: (a: PathOf) => `${a.path} is not a folder`,
    es: (a: PathOf) => `${a.path} no es una carpeta`,
  },
  'host.not_folder_cure': {
    en: () => 'move what is there away, or choose another path',
    es: () => 'aparte lo que hay ahí o elija otra ruta',
  },
  'host.no_folder': {
    en: (a: PathOf) => `the folder ${a.path} does not exist`,
    es: (a: PathOf) => `la carpeta ${a.path} no existe`,
  },
  'host.no_folder_cure': {
    en: () => 'declare it as a directory resource, or make it first',
    es: () => 'declárela como recurso directory o créela antes',
  },
  'host.disk_full': {
    en: (a: PathOf) => `no space left on the disk of ${a.path}`,
    es: (a: PathOf) => `no queda espacio en el disco de ${a.path}`,
  },
  'host.disk_full_cure': {
    en: () => 'free some space (df -h shows what is full), then run again',
    es: () => 'libere espacio (df -h muestra qué está lleno) y ejecute de nuevo',
  },
  'host.read_only': {
    en: (a: PathOf) => `${a.path} is on a read-only file system`,
    es: (a: PathOf) => `${a.path} está en un sistema de archivos de solo lectura`,
  },
  'host.read_only_cure': {
    en: () => 'mount it writable; after disk errors check the disk first',
    es: () => 'móntelo con escritura; tras errores de disco, revise antes el disco',
  },
  'host.cannot_write': {
    en: (a: { path: string; code: string }) => `${a.path} cannot be changed (${a.code})`,
    es: (a: { path: string; code: string }) => `no se puede cambiar ${a.path} (${a.code})`,
  },
  'host.cannot_write_cure': {
    en: () => 'see what is there: ls -ld on the file and its folder, lsattr for an immutable file',
    es: () => 'mire qué hay: ls -ld del archivo y su carpeta, lsattr por si es inmutable',
  },
  'host.planted_link': {
    en: (a: { path: string; link: string }) =>
      a.path === a.link
        ? `${a.path} is a link, and whoever made it does not own what it leads to`
        : `${a.path} leads through the link ${a.link}, and whoever made it does not own what it leads to`,
    es: (a: { path: string; link: string }) =>
      a.path === a.link
        ? `${a.path} es un enlace, y quien lo hizo no es dueño de aquello a lo que lleva`
        : `${a.path} pasa por el enlace ${a.link}, y quien lo hizo no es dueño de aquello a lo que lleva`,
  },
  'host.movable_link': {
    en: (a: { path: string; link: string }) =>
      a.path === a.link
        ? `${a.path} is a link that others can move: they choose where it leads`
        : `${a.path} leads through the link ${a.link}, which others can move: they choose where it leads`,
    es: (a: { path: string; link: string }) =>
      a.path === a.link
        ? `${a.path} es un enlace que otros pueden mover: ellos eligen adónde lleva`
        : `${a.path} pasa por el enlace ${a.link}, que otros pueden mover: ellos eligen adónde lleva`,
  },
  'host.planted_link_cure': {
    en: (a: { link: string }) =>
      `nothing was changed; look who made ${a.link} (ls -ld), remove it, or declare the path that it leads to`,
    es: (a: { link: string }) =>
      `no se cambió nada; mire quién hizo ${a.link} (ls -ld), elimínelo o declare la ruta a la que lleva`,
  },
  'host.leads_elsewhere': {
    en: (a: { path: string; place: string }) =>
      `${a.path} no longer leads to ${a.place}, as it did when the plan was made`,
    es: (a: { path: string; place: string }) =>
      `${a.path} ya no lleva a ${a.place}, como cuando se hizo el plan`,
  },
  'host.leads_elsewhere_cure': {
    en: () => 'nothing was changed here; look who changes the links on the way, and plan again',
    es: () => 'aquí no se cambió nada; mire quién cambia los enlaces del camino y planifique otra vez',
  },
  'host.swapped': {
    en: (a: PathOf) =>
      `${a.path} was to be made, and a folder of root that others moved there stands in its place`,
    es: (a: PathOf) =>
      `${a.path} se iba a crear, y en su lugar hay una carpeta de root que otros movieron ahí`,
  },
  'host.swapped_cure': {
    en: () => 'it was left as it is; look who can write in the folder above',
    es: () => 'se dejó como está; mire quién puede escribir en la carpeta de arriba',
  },
  'host.planted_hard_link': {
    en: (a: PathOf) => `${a.path} has a second name elsewhere and stands in a folder that others can write`,
    es: (a: PathOf) => `${a.path} tiene otro nombre en otro lugar y está en una carpeta donde otros escriben`,
  },
  'host.planted_hard_link_cure': {
    en: (a: PathOf) => `nothing was changed; find / -xdev -samefile ${a.path} shows the other name`,
    es: (a: PathOf) => `no se cambió nada; find / -xdev -samefile ${a.path} muestra el otro nombre`,
  },
  'host.moved_there': {
    en: (a: PathOf) =>
      `${a.path} is a file of root's in a folder where others can move files: it may be any file`,
    es: (a: PathOf) =>
      `${a.path} es un archivo de root en una carpeta donde otros mueven archivos: puede ser cualquiera`,
  },
  'host.moved_there_cure': {
    en: (a: PathOf) => `nothing was changed; declare its content, or look at ${a.path} and change it by hand`,
    es: (a: PathOf) => `no se cambió nada; declare su contenido, o mire ${a.path} y cámbielo a mano`,
  },
  'host.another': {
    en: (a: PathOf) => `another thing bears the name ${a.path} by now: it gets no owner or mode back`,
    es: (a: PathOf) => `ya hay otra cosa con el nombre ${a.path}: no se le devuelve dueño ni permisos`,
  },
  'host.another_cure': {
    en: () => 'it was left as it is; look at who put it there',
    es: () => 'se dejó como está; mire quién la puso ahí',
  },
  'host.access_kept': {
    en: (a: { path: string; output: string }) =>
      `the access list that others gave ${a.path} cannot be taken away: ${a.output}`,
    es: (a: { path: string; output: string }) =>
      `no se puede quitar la lista de acceso que otros le dieron a ${a.path}: ${a.output}`,
  },
  'host.access_kept_cure': {
    en: () => 'it was left without new content; install the package acl, or move it away',
    es: () => 'se dejó sin contenido nuevo; instale el paquete acl, o muévalo a otro lugar',
  },
  'host.extended_lost': {
    en: (a: { path: string; output: string }) =>
      `access lists and extended attributes of ${a.path} cannot be kept: ${a.output}`,
    es: (a: { path: string; output: string }) =>
      `no se pueden conservar las listas de acceso y atributos extendidos de ${a.path}: ${a.output}`,
  },
  'host.extended_lost_cure': {
    en: () => 'nothing was written; kapa needs cp of GNU coreutils, and the right to set them',
    es: () => 'no se escribió nada; kapa necesita cp de GNU coreutils y permiso para fijarlos',
  },
  'host.no_answer': {
    en: (a: { program: string }) => `${a.program} did not come to an end`,
    es: (a: { program: string }) => `${a.program} no llegó a terminar`,
  },
  'host.not_regular': {
    en: (a: PathOf) => `${a.path} is not a regular file`,
    es: (a: PathOf) => `${a.path} no es un archivo normal`,
  },
  'host.too_large': {
    en: (a: { path: string; most: string }) => `${a.path} is larger than the ${a.most} that kapa reads`,
    es: (a: { path: string; most: string }) => `${a.path} supera los ${a.most} que kapa lee`,
  },
  'host.too_large_cure': {
    en: (a: PathOf) => `look at ${a.path}; move it away if it does not belong there`,
    es: (a: PathOf) => `revise ${a.path} y muévalo si no corresponde que esté ahí`,
  },
  'host.no_proc': {
    en: () => '/proc is not mounted, and kapa cannot look at files without it',
    es: () => '/proc no está montado y kapa no puede mirar archivos sin él',
  },
  'host.no_proc_cure': {
    en: () => 'mount -t proc proc /proc',
    es: () => 'mount -t proc proc /proc',
  },
  'host.no_account': {
    en: (a: { name: string }) => `there is no user ${a.name} on this host`,
    es: (a: { name: string }) => `no existe el usuario ${a.name} en este servidor`,
  },
  'host.no_group': {
    en: (a: { name: string }) => `there is no group ${a.name} on this host`,
    es: (a: { name: string }) => `no existe el grupo ${a.name} en este servidor`,
  },
  'host.no_account_cure': {
    en: () => 'create it first, or mend the name in the policy',
    es: () => 'créelo antes o corrija el nombre en la política',
  },
  'host.crontab_failed': {
    en: (a: { user: string; output: string }) => `the crontab of ${a.user} cannot be read: ${a.output}`,
    es: (a: { user: string; output: string }) => `no se puede leer el crontab de ${a.user}: ${a.output}`,
  },
  'host.no_crontab_program': {
    en: () => 'crontab(1) is not installed',
    es: () => 'crontab(1) no está instalado',
  },
  'host.locked': {
    en: (a: { pid: number; command: string; since: string }) =>
      `another kapa is at work: process ${a.pid} (${a.command}), since ${a.since}`,
    es: (a: { pid: number; command: string; since: string }) =>
      `otro kapa está trabajando: proceso ${a.pid} (${a.command}), desde ${a.since}`,
  },
  'host.locked_cure': {
    en: () => 'wait for it to end, then run again',
    es: () => 'espere a que termine y ejecute de nuevo',
  },
  'host.cannot_lock': {
    en: (a: { path: string; reason: string }) => `${a.path} cannot be locked: ${a.reason}`,
    es: (a: { path: string; reason: string }) => `no se puede bloquear ${a.path}: ${a.reason}`,
  },
  'host.cannot_lock_cure': {
    en: () => 'kapa locks with /usr/bin/flock (package util-linux), on a file system that knows locks',
    es: () =>
      'kapa bloquea con /usr/bin/flock (paquete util-linux), en un sistema de archivos que admita bloqueos',
  },
  'host.untrusted': {
    en: (a: PathOf) => `${a.path} can be changed by others than root, and kapa runs as root`,
    es: (a: PathOf) => `otros además de root pueden cambiar ${a.path}, y kapa se ejecuta como root`,
  },
  'host.untrusted_cure': {
    en: (a: PathOf) =>
      `chown root ${a.path} && chmod go-w ${a.path}; or take the risk with --allow-untrusted`,
    es: (a: PathOf) =>
      `chown root ${a.path} && chmod go-w ${a.path}; o acepte el riesgo con --allow-untrusted`,
  },
  'host.untrusted_link': {
    en: (a: PathOf) => `${a.path} is a link that others than root can lead elsewhere, and kapa runs as root`,
    es: (a: PathOf) =>
      `${a.path} es un enlace que otros además de root pueden desviar, y kapa se ejecuta como root`,
  },
  'host.untrusted_link_cure': {
    en: () =>
      'name the place that it leads to, or make the link as root in a folder of root’s; or take the risk with --allow-untrusted',
    es: () =>
      'indique el lugar al que lleva o cree el enlace como root en una carpeta de root; o acepte el riesgo con --allow-untrusted',
  },
  'host.foreign': {
    en: (a: PathOf) => `${a.path} is neither yours nor root’s`,
    es: (a: PathOf) => `${a.path} no es suyo ni de root`,
  },
  'host.untrusted_state_cure': {
    en: (a: PathOf) =>
      `look at what is in it, then chown root ${a.path} && chmod go-w ${a.path}; or name another folder with --state-dir`,
    es: (a: PathOf) =>
      `mire qué contiene y luego chown root ${a.path} && chmod go-w ${a.path}; o indique otra carpeta con --state-dir`,
  },
  'host.untrusted_state_link_cure': {
    en: () =>
      'name the folder that it leads to with --state-dir, or make the link as root in a folder of root’s',
    es: () =>
      'indique con --state-dir la carpeta a la que lleva o cree el enlace como root en una carpeta de root',
  },
  'host.foreign_state_file': {
    en: (a: PathOf) =>
      `${a.path} is not kapa’s own: it is no regular file, is someone else’s, or has a second name`,
    es: (a: PathOf) =>
      `${a.path} no es de kapa: no es un archivo normal, es de otro usuario o tiene otro nombre`,
  },
  'host.foreign_state_file_cure': {
    en: () => 'see who put it there (ls -l), and remove it',
    es: () => 'mire quién lo puso ahí (ls -l) y elimínelo',
  },
  'host.planted_file': {
    en: (a: PathOf) => `${a.path} was put by another user into a folder that everybody can write`,
    es: (a: PathOf) => `otro usuario puso ${a.path} en una carpeta donde todos escriben`,
  },
  'host.planted_file_cure': {
    en: () => 'nothing was written; remove it, or choose another path',
    es: () => 'no se escribió nada; elimínelo o elija otra ruta',
  },
  'host.prover_no_mount': {
    en: (a: { output: string }) => `this system does not allow a private overlay: ${a.output}`,
    es: (a: { output: string }) => `este sistema no permite una capa privada: ${a.output}`,
  },
  'host.prover_not_root': {
    en: () => 'a private overlay needs root',
    es: () => 'una capa privada necesita root',
  },
  'host.prover_no_program': {
    en: (a: { program: string }) => `${a.program} is not installed here`,
    es: (a: { program: string }) => `${a.program} no está instalado aquí`,
  },
  'host.prover_not_covered': {
    en: (a: PathOf) => `no overlay can lie over the place of ${a.path}`,
    es: (a: PathOf) => `ninguna capa puede cubrir el lugar de ${a.path}`,
  },
  'host.foreign_link': {
    en: (a: { path: string; link: string; uid: number }) =>
      `${a.path} leads through the link ${a.link} of uid ${a.uid}, to whom what it leads to does not belong: name the place itself, or make the link as root.`,
    es: (a: { path: string; link: string; uid: number }) =>
      `${a.path} pasa por el enlace ${a.link} del uid ${a.uid}, que no es dueño del lugar al que lleva: indique el lugar mismo, o cree el enlace como root.`,
  },
  'host.foreign_folder': {
    en: (a: { path: string; folder: string }) =>
      `Others than the owner of ${a.path} and root can put something else in its place, through ${a.folder}: take that right from them (chown, chmod o-w).`,
    es: (a: { path: string; folder: string }) =>
      `Otros además del dueño de ${a.path} y de root pueden poner otra cosa en su lugar, a través de ${a.folder}: quíteles ese permiso (chown, chmod o-w).`,
  },
  'host.service_unknown': {
    en: (a: { name: string; reason: string }) => `how ${a.name} stands cannot be told: ${a.reason}`,
    es: (a: { name: string; reason: string }) => `no se puede saber cómo está ${a.name}: ${a.reason}`,
  },
} as const satisfies Catalogue;

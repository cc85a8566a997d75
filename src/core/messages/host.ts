import { message, type Catalogue } from './message.ts';

interface PathOf {
  readonly path: string;
}

export const host = {
  'host.not_listening': message<{ listen: string; reason: string }>({
    en: (a) => `metrics cannot be had at ${a.listen}: ${a.reason}`,
    es: (a) => `no se pueden ofrecer las métricas en ${a.listen}: ${a.reason}`,
  }),
  'host.outside_root': message<{ path: string; root: string }>({
    en: (a) => `${a.path}: a link leads out of the root ${a.root}`,
    es: (a) => `${a.path}: un enlace sale de la raíz ${a.root}`,
  }),
  'host.outside_root_cure': {
    en: () => 'point the link at something below the root, or remove it',
    es: () => 'apunte el enlace a algo bajo la raíz, o elimínelo',
  },
  'host.no_root': message<{ root: string }>({
    en: (a) => `the root ${a.root} is not a folder`,
    es: (a) => `la raíz ${a.root} no es una carpeta`,
  }),
  'host.no_root_cure': {
    en: () => 'give --root the folder that holds etc/, var/ and so on of the host',
    es: () => 'indique en --root la carpeta que contiene etc/, var/ y demás del servidor',
  },
  'host.link_cure': {
    en: () => 'kapa writes through no link here: put the file itself in its place',
    es: () => 'kapa no escribe aquí a través de enlaces: ponga en su lugar el propio archivo',
  },
  'host.link_loop': message<PathOf>({
    en: (a) => `${a.path}: too many links, one leads to itself`,
    es: (a) => `${a.path}: demasiados enlaces, uno lleva a sí mismo`,
  }),
  'host.unreadable': message<{ path: string; code: string }>({
    en: (a) => `${a.path} cannot be read (${a.code})`,
    es: (a) => `no se puede leer ${a.path} (${a.code})`,
  }),
  'host.denied': message<PathOf>({
    en: (a) => `${a.path}: permission denied`,
    es: (a) => `${a.path}: permiso denegado`,
  }),
  'host.denied_cure': {
    en: () => 'run kapa as root, or as the owner of the file',
    es: () => 'ejecute kapa como root o como dueño del archivo',
  },
  'host.immutable_cure': {
    en: () =>
      'root is refused as well: the file or its folder is immutable or append-only (lsattr -d shows it, chattr -i or -a takes it away), or root lacks the right in this container',
    es: () =>
      'root también se rechaza: el archivo o su carpeta es inmutable o solo admite añadir (lsattr -d lo muestra, chattr -i o -a lo quita), o root no tiene el permiso en este contenedor',
  },
  'host.not_roots_cure': {
    en: () =>
      'root is refused as well: the file system, which findmnt -T shows, obeys another root (NFS, FUSE): change the file there, or as its owner',
    es: () =>
      'root también se rechaza: el sistema de archivos, que findmnt -T muestra, obedece a otro root (NFS, FUSE): cambie el archivo allí o como su dueño',
  },
  'host.name_too_long': message<PathOf>({
    en: (a) => `${a.path}: the name is too long for the file system`,
    es: (a) => `${a.path}: el nombre es demasiado largo para el sistema de archivos`,
  }),
  'host.name_too_long_cure': {
    en: () => 'use names of 255 bytes at most, and paths of 4095',
    es: () => 'use nombres de 255 bytes como máximo y rutas de 4095',
  },
  'host.is_folder': message<PathOf>({
    en: (a) => `${a.path} is a folder, not a file`,
    es: (a) => `${a.path} es una carpeta, no un archivo`,
  }),
  'host.is_folder_cure': {
    en: () => 'choose another path, or remove the folder by hand',
    es: () => 'elija otra ruta o elimine la carpeta a mano',
  },
  'host.not_folder': message<PathOf>({
    en: (a) => `${a.path} is not a folder`,
    es: (a) => `${a.path} no es una carpeta`,
  }),
  'host.not_folder_cure': {
    en: () => 'move what is there away, or choose another path',
    es: () => 'aparte lo que hay ahí o elija otra ruta',
  },
  'host.no_folder': message<PathOf>({
    en: (a) => `the folder ${a.path} does not exist`,
    es: (a) => `la carpeta ${a.path} no existe`,
  }),
  'host.no_folder_cure': {
    en: () => 'declare it as a directory resource, or make it first',
    es: () => 'declárela como recurso directory o créela antes',
  },
  'host.disk_full': message<PathOf>({
    en: (a) => `no space left on the disk of ${a.path}`,
    es: (a) => `no queda espacio en el disco de ${a.path}`,
  }),
  'host.disk_full_cure': {
    en: () => 'free some space (df -h shows what is full), then run again',
    es: () => 'libere espacio (df -h muestra qué está lleno) y ejecute de nuevo',
  },
  'host.read_only': message<PathOf>({
    en: (a) => `${a.path} is on a read-only file system`,
    es: (a) => `${a.path} está en un sistema de archivos de solo lectura`,
  }),
  'host.read_only_cure': {
    en: () => 'mount it writable; after disk errors check the disk first',
    es: () => 'móntelo con escritura; tras errores de disco, revise antes el disco',
  },
  'host.cannot_write': message<{ path: string; code: string }>({
    en: (a) => `${a.path} cannot be changed (${a.code})`,
    es: (a) => `no se puede cambiar ${a.path} (${a.code})`,
  }),
  'host.cannot_write_cure': {
    en: () => 'see what is there: ls -ld on the file and its folder, lsattr for an immutable file',
    es: () => 'mire qué hay: ls -ld del archivo y su carpeta, lsattr por si es inmutable',
  },
  'host.planted_link': message<{ path: string; link: string }>({
    en: (a) =>
      a.path === a.link
        ? `${a.path} is a link, and whoever made it does not own what it leads to`
        : `${a.path} leads through the link ${a.link}, and whoever made it does not own what it leads to`,
    es: (a) =>
      a.path === a.link
        ? `${a.path} es un enlace, y quien lo hizo no es dueño de aquello a lo que lleva`
        : `${a.path} pasa por el enlace ${a.link}, y quien lo hizo no es dueño de aquello a lo que lleva`,
  }),
  'host.movable_link': message<{ path: string; link: string }>({
    en: (a) =>
      a.path === a.link
        ? `${a.path} is a link that others can move: they choose where it leads`
        : `${a.path} leads through the link ${a.link}, which others can move: they choose where it leads`,
    es: (a) =>
      a.path === a.link
        ? `${a.path} es un enlace que otros pueden mover: ellos eligen adónde lleva`
        : `${a.path} pasa por el enlace ${a.link}, que otros pueden mover: ellos eligen adónde lleva`,
  }),
  'host.planted_link_cure': message<{ link: string }>({
    en: (a) =>
      `nothing was changed; look who made ${a.link} (ls -ld), remove it, or declare the path that it leads to`,
    es: (a) =>
      `no se cambió nada; mire quién hizo ${a.link} (ls -ld), elimínelo o declare la ruta a la que lleva`,
  }),
  'host.leads_elsewhere': message<{ path: string; place: string }>({
    en: (a) => `${a.path} no longer leads to ${a.place}, as it did when the plan was made`,
    es: (a) => `${a.path} ya no lleva a ${a.place}, como cuando se hizo el plan`,
  }),
  'host.leads_elsewhere_cure': {
    en: () => 'nothing was changed here; look who changes the links on the way, and plan again',
    es: () => 'aquí no se cambió nada; mire quién cambia los enlaces del camino y planifique otra vez',
  },
  'host.swapped': message<PathOf>({
    en: (a) => `${a.path} was to be made, and a folder of root that others moved there stands in its place`,
    es: (a) => `${a.path} se iba a crear, y en su lugar hay una carpeta de root que otros movieron ahí`,
  }),
  'host.swapped_cure': {
    en: () => 'it was left as it is; look who can write in the folder above',
    es: () => 'se dejó como está; mire quién puede escribir en la carpeta de arriba',
  },
  'host.planted_hard_link': message<PathOf>({
    en: (a) => `${a.path} has a second name elsewhere and stands in a folder that others can write`,
    es: (a) => `${a.path} tiene otro nombre en otro lugar y está en una carpeta donde otros escriben`,
  }),
  'host.planted_hard_link_cure': message<PathOf>({
    en: (a) => `nothing was changed; find / -xdev -samefile ${a.path} shows the other name`,
    es: (a) => `no se cambió nada; find / -xdev -samefile ${a.path} muestra el otro nombre`,
  }),
  'host.moved_there': message<PathOf>({
    en: (a) => `others can move files in the folder of ${a.path}: it may be any file, of root's or another's`,
    es: (a) =>
      `otros pueden mover archivos en la carpeta de ${a.path}: puede ser cualquiera, de root o de otro`,
  }),
  'host.moved_there_cure': message<PathOf>({
    en: (a) => `nothing was changed; declare its content, or look at ${a.path} and change it by hand`,
    es: (a) => `no se cambió nada; declare su contenido, o mire ${a.path} y cámbielo a mano`,
  }),
  'host.another': message<PathOf>({
    en: (a) => `another thing bears the name ${a.path} by now: it gets no owner or mode back`,
    es: (a) => `ya hay otra cosa con el nombre ${a.path}: no se le devuelve dueño ni permisos`,
  }),
  'host.not_taken': message<PathOf>({
    en: (a) => `${a.path} belongs to another by now, who may hold it open for writing`,
    es: (a) => `${a.path} pertenece ahora a otro, que puede tenerlo abierto para escribir`,
  }),
  'host.not_taken_cure': {
    en: () => 'it was left as it is; plan again, and look at who put it there',
    es: () => 'se dejó como está; planifique de nuevo y mire quién lo puso ahí',
  },
  'host.another_cure': {
    en: () => 'it was left as it is; look at who put it there',
    es: () => 'se dejó como está; mire quién la puso ahí',
  },
  'host.access_kept': message<{ path: string; output: string }>({
    en: (a) => `the access list that others gave ${a.path} cannot be taken away: ${a.output}`,
    es: (a) => `no se puede quitar la lista de acceso que otros le dieron a ${a.path}: ${a.output}`,
  }),
  'host.access_kept_cure': {
    en: () => 'it was left without new content; install the package acl, or move it away',
    es: () => 'se dejó sin contenido nuevo; instale el paquete acl, o muévalo a otro lugar',
  },
  'host.extended_lost': message<{ path: string; output: string }>({
    en: (a) => `access lists and extended attributes of ${a.path} cannot be kept: ${a.output}`,
    es: (a) => `no se pueden conservar las listas de acceso y atributos extendidos de ${a.path}: ${a.output}`,
  }),
  'host.extended_lost_cure': {
    en: () => 'nothing was written; kapa needs cp of GNU coreutils, and the right to set them',
    es: () => 'no se escribió nada; kapa necesita cp de GNU coreutils y permiso para fijarlos',
  },
  'host.no_answer': message<{ program: string }>({
    en: (a) => `${a.program} did not come to an end`,
    es: (a) => `${a.program} no llegó a terminar`,
  }),
  'host.not_regular': message<PathOf>({
    en: (a) => `${a.path} is not a regular file`,
    es: (a) => `${a.path} no es un archivo normal`,
  }),
  'host.too_large': message<{ path: string; most: string }>({
    en: (a) => `${a.path} is larger than the ${a.most} that kapa reads`,
    es: (a) => `${a.path} supera los ${a.most} que kapa lee`,
  }),
  'host.too_many_names': message<{ path: string; most: number }>({
    en: (a) => `${a.path} holds more than the ${a.most} names that kapa reads`,
    es: (a) => `${a.path} contiene más de los ${a.most} nombres que kapa lee`,
  }),
  'host.too_large_cure': message<PathOf>({
    en: (a) => `look at ${a.path}; move it away if it does not belong there`,
    es: (a) => `revise ${a.path} y muévalo si no corresponde que esté ahí`,
  }),
  'host.no_proc': {
    en: () => '/proc is not mounted, and kapa cannot look at files without it',
    es: () => '/proc no está montado y kapa no puede mirar archivos sin él',
  },
  'host.no_proc_cure': {
    en: () => 'mount -t proc proc /proc',
    es: () => 'mount -t proc proc /proc',
  },
  'host.no_account': message<{ name: string }>({
    en: (a) => `there is no user ${a.name} on this host`,
    es: (a) => `no existe el usuario ${a.name} en este servidor`,
  }),
  'host.no_group': message<{ name: string }>({
    en: (a) => `there is no group ${a.name} on this host`,
    es: (a) => `no existe el grupo ${a.name} en este servidor`,
  }),
  'host.no_account_cure': {
    en: () => 'create it first, or mend the name in the policy',
    es: () => 'créelo antes o corrija el nombre en la política',
  },
  'host.crontab_failed': message<{ user: string; output: string }>({
    en: (a) => `the crontab of ${a.user} cannot be read: ${a.output}`,
    es: (a) => `no se puede leer el crontab de ${a.user}: ${a.output}`,
  }),
  'host.no_crontab_program': {
    en: () => 'crontab(1) is not installed',
    es: () => 'crontab(1) no está instalado',
  },
  'host.locked': message<{ pid: number; command: string; since: string }>({
    en: (a) => `another kapa is at work: process ${a.pid} (${a.command}), since ${a.since}`,
    es: (a) => `otro kapa está trabajando: proceso ${a.pid} (${a.command}), desde ${a.since}`,
  }),
  'host.locked_cure': {
    en: () => 'wait for it to end, then run again',
    es: () => 'espere a que termine y ejecute de nuevo',
  },
  'host.cannot_lock': message<{ path: string; reason: string }>({
    en: (a) => `${a.path} cannot be locked: ${a.reason}`,
    es: (a) => `no se puede bloquear ${a.path}: ${a.reason}`,
  }),
  'host.cannot_lock_cure': {
    en: () => 'kapa locks with /usr/bin/flock (package util-linux), on a file system that knows locks',
    es: () =>
      'kapa bloquea con /usr/bin/flock (paquete util-linux), en un sistema de archivos que admita bloqueos',
  },
  'host.untrusted': message<PathOf>({
    en: (a) => `${a.path} can be changed by others than root, and kapa runs as root`,
    es: (a) => `otros además de root pueden cambiar ${a.path}, y kapa se ejecuta como root`,
  }),
  'host.untrusted_cure': message<PathOf>({
    en: (a) => `chown root ${a.path} && chmod go-w ${a.path}; or take the risk with --allow-untrusted`,
    es: (a) => `chown root ${a.path} && chmod go-w ${a.path}; o acepte el riesgo con --allow-untrusted`,
  }),
  'host.untrusted_link': message<PathOf>({
    en: (a) => `${a.path} is a link that others than root can lead elsewhere, and kapa runs as root`,
    es: (a) => `${a.path} es un enlace que otros además de root pueden desviar, y kapa se ejecuta como root`,
  }),
  'host.untrusted_link_cure': {
    en: () =>
      'name the place that it leads to, or make the link as root in a folder of root’s; or take the risk with --allow-untrusted',
    es: () =>
      'indique el lugar al que lleva o cree el enlace como root en una carpeta de root; o acepte el riesgo con --allow-untrusted',
  },
  'host.foreign': message<PathOf>({
    en: (a) => `${a.path} is neither yours nor root’s`,
    es: (a) => `${a.path} no es suyo ni de root`,
  }),
  'host.untrusted_state_cure': message<PathOf>({
    en: (a) =>
      `look at what is in it, then chown root ${a.path} && chmod go-w ${a.path}; or name another folder with --state-dir`,
    es: (a) =>
      `mire qué contiene y luego chown root ${a.path} && chmod go-w ${a.path}; o indique otra carpeta con --state-dir`,
  }),
  'host.untrusted_state_link_cure': {
    en: () =>
      'name the folder that it leads to with --state-dir, or make the link as root in a folder of root’s',
    es: () =>
      'indique con --state-dir la carpeta a la que lleva o cree el enlace como root en una carpeta de root',
  },
  'host.foreign_state_file': message<PathOf>({
    en: (a) => `${a.path} is not kapa’s own: it is no regular file, is someone else’s, or has a second name`,
    es: (a) => `${a.path} no es de kapa: no es un archivo normal, es de otro usuario o tiene otro nombre`,
  }),
  'host.foreign_state_file_cure': {
    en: () => 'see who put it there (ls -l), and remove it',
    es: () => 'mire quién lo puso ahí (ls -l) y elimínelo',
  },
  'host.planted_file': message<PathOf>({
    en: (a) => `${a.path} was put by another user into a folder that everybody can write`,
    es: (a) => `otro usuario puso ${a.path} en una carpeta donde todos escriben`,
  }),
  'host.planted_file_cure': {
    en: () => 'nothing was written; remove it, or choose another path',
    es: () => 'no se escribió nada; elimínelo o elija otra ruta',
  },
  'host.prover_no_mount': message<{ output: string }>({
    en: (a) => `this system does not allow a private overlay: ${a.output}`,
    es: (a) => `este sistema no permite una capa privada: ${a.output}`,
  }),
  'host.prover_not_root': {
    en: () => 'a private overlay needs root',
    es: () => 'una capa privada necesita root',
  },
  'host.no_helper': message<{ program: string }>({
    en: (a) => `${a.program} is not installed here`,
    es: (a) => `${a.program} no está instalado aquí`,
  }),
  'host.helper_not_started': message<{ program: string; code: string }>({
    en: (a) => `${a.program} cannot be started (${a.code})`,
    es: (a) => `no se puede iniciar ${a.program} (${a.code})`,
  }),
  'host.prover_not_covered': message<PathOf>({
    en: (a) => `no overlay can lie over the place of ${a.path}`,
    es: (a) => `ninguna capa puede cubrir el lugar de ${a.path}`,
  }),
  'host.foreign_link': message<{ path: string; link: string; uid: number }>({
    en: (a) =>
      `${a.path} leads through the link ${a.link} of uid ${a.uid}, to whom what it leads to does not belong: name the place itself, or make the link as root.`,
    es: (a) =>
      `${a.path} pasa por el enlace ${a.link} del uid ${a.uid}, que no es dueño del lugar al que lleva: indique el lugar mismo, o cree el enlace como root.`,
  }),
  'host.foreign_folder': message<{ path: string; folder: string }>({
    en: (a) =>
      `Others than the owner of ${a.path} and root can put something else in its place, through ${a.folder}: take that right from them (chown, chmod o-w).`,
    es: (a) =>
      `Otros además del dueño de ${a.path} y de root pueden poner otra cosa en su lugar, a través de ${a.folder}: quíteles ese permiso (chown, chmod o-w).`,
  }),
  'host.service_unknown': message<{ name: string; reason: string }>({
    en: (a) => `how ${a.name} stands cannot be told: ${a.reason}`,
    es: (a) => `no se puede saber cómo está ${a.name}: ${a.reason}`,
  }),
} as const satisfies Catalogue;

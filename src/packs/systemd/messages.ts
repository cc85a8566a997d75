import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const systemdMessages = {
  'measure.reloaded': message<{ name: string }>({
    en: (a) => `Reloaded ${a.name}.`,
    es: (a) => `Recargado ${a.name}.`,
  }),
  'measure.check_failed': message<{ name: string; said: string }>({
    en: (a) => `The check of ${a.name} fails, so it was left alone: ${a.said}`,
    es: (a) => `La comprobación de ${a.name} falla, así que no se tocó: ${a.said}`,
  }),
  'systemd.label': message<{ name: string }>({
    en: (a) => `Service ${a.name}`,
    es: (a) => `Servicio ${a.name}`,
  }),
  'systemd.reset': message<{ name: string }>({
    en: (a) => `Reset ${a.name}: stopped, its failures forgotten, started anew.`,
    es: (a) => `Reset de ${a.name}: detenido, olvidadas sus fallas, iniciado de nuevo.`,
  }),
  'systemd.about_to_reset': message<{ service: string }>({
    en: (a) => `stop ${a.service}, free its port and start it anew`,
    es: (a) => `detener ${a.service}, liberar su puerto e iniciarlo de nuevo`,
  }),
  'systemd.not_loaded': message<{ service: string; state: string }>({
    en: (a) => `${a.service} could not be started again, so it was not stopped: systemd says ${a.state}`,
    es: (a) => `${a.service} no se podría iniciar de nuevo, así que no se detuvo: systemd dice ${a.state}`,
  }),
  'systemd.stands': message<{ name: string; state: string }>({
    en: (a) => `systemd knows ${a.name}: ${a.state}`,
    es: (a) => `systemd conoce ${a.name}: ${a.state}`,
  }),
  'systemd.unknown': message<{ name: string; reason: string }>({
    en: (a) => `it could not be told how ${a.name} stands: ${a.reason}`,
    es: (a) => `no se pudo saber cómo está ${a.name}: ${a.reason}`,
  }),
  'systemd.cannot_run': message<{ name: string; state: string }>({
    en: (a) => `systemd cannot run ${a.name}: ${a.state}`,
    es: (a) => `systemd no puede ejecutar ${a.name}: ${a.state}`,
  }),
  'systemd.cannot_run_cure': {
    en: () => 'correct the name in the probe, or install the unit',
    es: () => 'corrija el nombre en la sonda, o instale la unidad',
  },
  'systemd.failed': message<{ name: string; result: string }>({
    en: (a) => `systemd has given ${a.name} up: ${a.result}`,
    es: (a) => `systemd dejó de intentarlo con ${a.name}: ${a.result}`,
  }),
  'systemd.failed_cure': message<{ name: string }>({
    en: (a) => `look at journalctl -u ${a.name}, then systemctl restart ${a.name}`,
    es: (a) => `revise journalctl -u ${a.name}, y luego systemctl restart ${a.name}`,
  }),
  'doctor.clock_right': {
    en: () => 'the clock is synchronised',
    es: () => 'el reloj está sincronizado',
  },
  'doctor.clock_alone': {
    en: () => 'nothing keeps the clock right: what logs, certificates and kapa say of time may be wrong',
    es: () =>
      'nada mantiene el reloj en hora: lo que digan del tiempo los logs, los certificados y kapa puede ser falso',
  },
  'doctor.clock_alone_cure': {
    en: () => 'apt-get install systemd-timesyncd (or chrony); timedatectl says how it stands',
    es: () => 'apt-get install systemd-timesyncd (o chrony); timedatectl dice cómo está',
  },
  'doctor.clock_unknown': {
    en: () => 'whether the clock is synchronised is unknown: timedatectl does not say',
    es: () => 'no se sabe si el reloj está sincronizado: timedatectl no lo dice',
  },
  'systemd.not_reread': message<{ name: string }>({
    en: (a) => `the unit ${a.name} has changed since systemd read it`,
    es: (a) => `la unidad ${a.name} cambió desde que systemd la leyó`,
  }),
  'systemd.not_reread_cure': message<{ name: string }>({
    en: (a) => `systemctl daemon-reload; systemctl try-restart ${a.name}`,
    es: (a) => `systemctl daemon-reload; systemctl try-restart ${a.name}`,
  }),
  'systemd.hides_shipped': message<{ path: string; shipped: string }>({
    en: (a) => `${a.path} hides the unit of the package, ${a.shipped}, and differs from it`,
    es: (a) => `${a.path} oculta la unidad del paquete, ${a.shipped}, y es distinta`,
  }),
  'systemd.hides_shipped_cure': message<{ path: string; shipped: string }>({
    en: (a) =>
      `remove ${a.path} and say systemctl daemon-reload; what you want otherwise than the package goes into systemctl edit`,
    es: (a) =>
      `borre ${a.path} y ejecute systemctl daemon-reload; lo que quiera distinto del paquete va en systemctl edit`,
  }),
  'systemd.not_at_boot': message<{ name: string }>({
    en: (a) => `${a.name} is not started at boot`,
    es: (a) => `${a.name} no se inicia con el servidor`,
  }),
  'systemd.not_at_boot_cure': message<{ name: string }>({
    en: (a) => `systemctl enable ${a.name}, or a service resource with enabled: true`,
    es: (a) => `systemctl enable ${a.name}, o un recurso service con enabled: true`,
  }),
  'resources.service_unknown': message<{ name: string }>({
    en: (a) => `the service ${a.name} is not known on this host`,
    es: (a) => `el servicio ${a.name} no se conoce en este servidor`,
  }),
  'resources.service_state_unknown': message<{ name: string }>({
    en: (a) => `it could not be told whether ${a.name} is running or enabled`,
    es: (a) => `no se pudo saber si ${a.name} está en ejecución o habilitado`,
  }),
  'resources.unit_control': message<{ key: string }>({
    en: (a) =>
      `${a.key} of a systemd unit holds a control character: systemd would read another setting in it. Take it out.`,
    es: (a) =>
      `${a.key} de una unidad de systemd contiene un carácter de control: systemd leería ahí otra opción. Quítelo.`,
  }),
  'services.failed': message<{ name: string; effect: string; output: string }>({
    en: (a) => `${a.effect} ${a.name} failed${a.output === '' ? '.' : `: ${a.output}`}`,
    es: (a) => `${a.effect} ${a.name} falló${a.output === '' ? '.' : `: ${a.output}`}`,
  }),
  'services.did_not_stay': message<{ name: string; state: string; output: string }>({
    en: (a) => `${a.name} did not stay up (${a.state})${a.output === '' ? '.' : `: ${a.output}`}`,
    es: (a) => `${a.name} no se mantuvo en ejecución (${a.state})${a.output === '' ? '.' : `: ${a.output}`}`,
  }),
  'services.unmanaged': message<{ name: string }>({
    en: (a) =>
      `${a.name} cannot be controlled here: systemd does not run and there is no /etc/init.d/${a.name}.`,
    es: (a) =>
      `${a.name} no se puede controlar aquí: systemd no está en ejecución y no existe /etc/init.d/${a.name}.`,
  }),
  'services.no_systemd': message<{ effect: string }>({
    en: (a) => `systemd does not run here: ${a.effect} is done at the next boot by itself.`,
    es: (a) => `systemd no está en ejecución aquí: ${a.effect} se hará solo en el próximo arranque.`,
  }),
  'services.not_running': message<{ name: string }>({
    en: (a) => `${a.name} is not running: it was not reloaded, and not started.`,
    es: (a) => `${a.name} no está en ejecución: no se recargó ni se inició.`,
  }),
  'systemd.no_section': message<{ line: string }>({
    en: (a) => `${a.line} stands in no section: systemd passes over it`,
    es: (a) => `${a.line} no está en ninguna sección: systemd lo omite`,
  }),
  'systemd.no_section_cure': message<{ section: string }>({
    en: (a) => `write [${a.section}] above it`,
    es: (a) => `escriba [${a.section}] encima`,
  }),
} as const satisfies Catalogue;

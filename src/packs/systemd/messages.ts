import { message, type Catalogue } from '../../core/messages/message.ts';

/** Sentences of this pack. */
export const systemd = {
  'measure.reloaded': message<{ name: string }>({
    en: (a) => `Reloaded ${a.name}.`,
    es: (a) => `Recargado ${a.name}.`,
  }),
  'measure.check_failed': message<{ name: string; said: string }>({
    en: (a) => `The check of ${a.name} fails, so it was left alone: ${a.said}`,
    es: (a) => `La comprobación de ${a.name} falla, así que no se tocó: ${a.said}`,
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
} as const satisfies Catalogue;

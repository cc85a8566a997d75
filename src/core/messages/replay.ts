import { message } from './message.ts';

const times = (n: number): string => (n === 1 ? 'once' : `${n} times`);
const veces = (n: number): string => (n === 1 ? '1 vez' : `${n} veces`);

/** Sentences of `kapa replay`. */
export const replayMessages = {
  'replay.title': message<{ from: string; to: string; samples: number }>({
    en: (a) => `${a.from} – ${a.to}, ${a.samples === 1 ? '1 sample' : `${a.samples} samples`}`,
    es: (a) => `${a.from} – ${a.to}, ${a.samples === 1 ? '1 muestra' : `${a.samples} muestras`}`,
  }),
  'replay.none': {
    en: () => 'nothing was recorded in this period',
    es: () => 'no se registró nada en este período',
  },
  'replay.none_cure': {
    en: () => 'go further back with --since; kapa check and kapa watch record',
    es: () => 'vaya más atrás con --since; kapa check y kapa watch son los que registran',
  },
  'replay.as_declared': { en: () => 'as declared', es: () => 'como está' },
  'replay.fired': message<{ episodes: number; seconds: string }>({
    en: (a) => (a.episodes === 0 ? 'never fires' : `fires ${times(a.episodes)}, for ${a.seconds} in all`),
    es: (a) =>
      a.episodes === 0 ? 'no se dispara' : `se dispara ${veces(a.episodes)}, ${a.seconds} en total`,
  }),
  'replay.site': message<{ wrong: number; right: number; unclear: number }>({
    en: (a) =>
      [
        `${a.right} with the site ill`,
        a.wrong === 1 ? '1 false alarm' : `${a.wrong} false alarms`,
        ...(a.unclear === 0 ? [] : [`${a.unclear} unclear`]),
      ].join(', '),
    es: (a) =>
      [
        `${a.right} con el sitio caído`,
        a.wrong === 1 ? '1 falsa alarma' : `${a.wrong} falsas alarmas`,
        ...(a.unclear === 0 ? [] : [`${a.unclear} sin saberse`]),
      ].join(', '),
  }),
  'replay.judged': message<{ judged: number; unknown: number }>({
    en: (a) => `${a.judged} judged, ${a.unknown} unknown`,
    es: (a) => `${a.judged} evaluadas, ${a.unknown} sin dato`,
  }),
  'replay.acts': message<{ remedy: string; episodes: number }>({
    en: (a) => `${a.remedy}, tried ${times(a.episodes)}`,
    es: (a) => `${a.remedy}, se intenta ${veces(a.episodes)}`,
  }),
  'replay.recorded': message<{ alerts: number }>({
    en: (a) => `recorded then: ${a.alerts === 1 ? '1 alert' : `${a.alerts} alerts`}`,
    es: (a) => `registradas entonces: ${a.alerts === 1 ? '1 alerta' : `${a.alerts} alertas`}`,
  }),
  'replay.site_then': message<{ site: string }>({
    en: (a) =>
      a.site === 'well'
        ? 'the site answered: a false alarm'
        : a.site === 'ill'
          ? 'the site did not answer'
          : 'nobody asked the site then',
    es: (a) =>
      a.site === 'well'
        ? 'el sitio respondía: falsa alarma'
        : a.site === 'ill'
          ? 'el sitio no respondía'
          : 'nadie le preguntó al sitio entonces',
  }),
  'replay.missed': message<{ missed: number; outages: number }>({
    en: (a) => `failures that no rule sees: ${a.missed} of ${a.outages}`,
    es: (a) => `fallas que ninguna regla ve: ${a.missed} de ${a.outages}`,
  }),
  'replay.outage': message<{ probe: string; lasted: string }>({
    en: (a) => `${a.probe} was ill for ${a.lasted}`,
    es: (a) => `${a.probe} estuvo caído ${a.lasted}`,
  }),
  'replay.more': message<{ n: number }>({
    en: (a) => `and ${a.n} more, see --json`,
    es: (a) => `y ${a.n} más, vea --json`,
  }),
};

import type { Catalogue } from '../message.ts';

/** Sentences on what each lint rule about several items together finds, and why that matters. */
export const acrossRuleSentences = {
  'rule.KAPA020': { en: () => 'Two resources own one thing.', es: () => 'Dos recursos poseen lo mismo.' },
  'rule.KAPA020_why': {
    en: () => 'Each would undo what the other did, at every apply.',
    es: () => 'Cada uno desharía lo que hizo el otro, en cada apply.',
  },
  'rule.KAPA030': { en: () => 'A variable that nothing uses.', es: () => 'Una variable que nada usa.' },
  'rule.KAPA030_why': {
    en: () => 'Often its name was misspelt where it was meant.',
    es: () => 'A menudo su nombre se escribió mal donde debía usarse.',
  },
  'rule.KAPA031': {
    en: () => 'A threshold that no rule uses.',
    es: () => 'Un umbral que ninguna regla usa.',
  },
  'rule.KAPA031_why': {
    en: () => 'Changing it would change nothing, which is not what its reader expects.',
    es: () => 'Cambiarlo no cambiaría nada, y no es lo que espera quien lo lee.',
  },
  'rule.KAPA032': { en: () => 'A probe that no rule uses.', es: () => 'Una sonda que ninguna regla usa.' },
  'rule.KAPA032_why': {
    en: () => 'It is measured at every check, and nothing comes of it.',
    es: () => 'Se mide en cada comprobación y no sirve para nada.',
  },
  'rule.KAPA033': {
    en: () => 'A template in the policy folder that no resource uses.',
    es: () => 'Una plantilla de la carpeta de políticas que ningún recurso usa.',
  },
  'rule.KAPA033_why': {
    en: () => 'It is dead, or a resource uses another one than was meant.',
    es: () => 'Sobra, o un recurso usa otra distinta de la prevista.',
  },
  'rule.KAPA040': {
    en: () => 'A rule ends processes, and nothing limits how often.',
    es: () => 'Una regla termina procesos y nada limita cuántas veces.',
  },
  'rule.KAPA040_why': {
    en: () =>
      'When the cause lies elsewhere it would kill at every check, for ever, and make the outage worse.',
    es: () => 'Si la causa está en otro sitio, mataría en cada comprobación, sin fin, y empeoraría la caída.',
  },
  'rule.KAPA041': {
    en: () => 'A remedy hangs on a counter that only grows.',
    es: () => 'Un remedio depende de un contador que solo crece.',
  },
  'rule.KAPA041_why': {
    en: () =>
      "PM2's restart counter includes deploys and the remedy's own restarts: once over the bound it stays there.",
    es: () =>
      'El contador de reinicios de PM2 incluye los despliegues y los reinicios del propio remedio: pasado el umbral, ahí se queda.',
  },
  'rule.KAPA042': { en: () => 'verify is longer than every.', es: () => 'verify es más largo que every.' },
  'rule.KAPA042_why': {
    en: () => 'The rule is judged again before the last remedy has been, so two may overlap.',
    es: () => 'La regla se juzga otra vez antes de juzgar el último remedio, y dos pueden solaparse.',
  },
  'rule.KAPA043': {
    en: () => 'A bound on workers that the declared MPM never reaches.',
    es: () => 'Un umbral de workers al que el MPM declarado nunca llega.',
  },
  'rule.KAPA043_why': {
    en: () =>
      'With MaxRequestWorkers 150 a rule for 200 workers or more can never fire: it looks like a guard and is none.',
    es: () =>
      'Con MaxRequestWorkers 150, una regla para 200 workers o más no se dispara nunca: parece una protección y no lo es.',
  },
  'rule.KAPA044': {
    en: () => 'A bound on memory below what the declared workers use in good health.',
    es: () => 'Un umbral de memoria por debajo de lo que usan los workers declarados estando sanos.',
  },
  'rule.KAPA044_why': {
    en: () => 'The rule would restart Apache whenever the site is busy.',
    es: () => 'La regla reiniciaría Apache siempre que el sitio tuviera tráfico.',
  },
  'rule.KAPA045': {
    en: () => 'A CLOSE_WAIT bound that a healthy Apache passes.',
    es: () => 'Un umbral de CLOSE_WAIT que un Apache sano supera.',
  },
  'rule.KAPA045_why': {
    en: () =>
      'After a burst each idle worker holds one connection that Node has closed. That is no fault, and killing the backend removes none of them.',
    es: () =>
      'Tras una ráfaga, cada worker ocioso retiene una conexión que Node cerró. No es un fallo, y matar el backend no elimina ninguna.',
  },
  'rule.KAPA046': {
    en: () => 'A schedule that never fires, or not as it looks.',
    es: () => 'Un horario que no se cumple nunca, o no como parece.',
  },
  'rule.KAPA046_why': {
    en: () => 'cron accepts 31 February without a word.',
    es: () => 'cron acepta el 31 de febrero sin decir nada.',
  },
  'rule.KAPA047': {
    en: () => "cron runs the check more rarely than a rule's every.",
    es: () => 'cron ejecuta la comprobación con menos frecuencia que el every de una regla.',
  },
  'rule.KAPA047_why': {
    en: () => 'A rule is judged only when a check runs; its own pace is then a wish.',
    es: () => 'Una regla solo se juzga cuando hay comprobación; su ritmo es entonces un deseo.',
  },
  'rule.KAPA048': {
    en: () => "A job whose program is not on cron's PATH.",
    es: () => 'Una tarea cuyo programa no está en el PATH de cron.',
  },
  'rule.KAPA048_why': {
    en: () =>
      'cron gives a job /usr/bin:/bin. A Node of a version manager, and what it installs, is not there, and the job fails unseen.',
    es: () =>
      'cron da a las tareas /usr/bin:/bin. Un Node de un gestor de versiones, y lo que instala, no está ahí, y la tarea falla sin que se vea.',
  },
  'rule.KAPA049': { en: () => 'A schedule that cron refuses.', es: () => 'Un horario que cron rechaza.' },
  'rule.KAPA049_why': {
    en: () => 'For one bad line cron drops the whole crontab, every other job with it.',
    es: () => 'Por una línea mala, cron descarta todo el crontab, con todas las demás tareas.',
  },
  'rule.KAPA050': {
    en: () => 'A secret written out in a policy.',
    es: () => 'Un secreto escrito en una política.',
  },
  'rule.KAPA050_why': {
    en: () =>
      'Policies live in git: what stands there is known to all who ever read the repository, and stays in its history.',
    es: () =>
      'Las políticas viven en git: lo que hay ahí lo conoce quien lea el repositorio alguna vez, y queda en su historia.',
  },
  'rule.KAPA051': {
    en: () => 'A secret in a file that everybody on the host can read or write.',
    es: () => 'Un secreto en un archivo que cualquiera en el servidor puede leer o escribir.',
  },
  'rule.KAPA051_why': {
    en: () => 'kapa shows the content nowhere, and any account reads it in its place.',
    es: () => 'kapa no muestra el contenido en ninguna parte, y cualquier cuenta lo lee en su sitio.',
  },
  'rule.KAPA052': {
    en: () => 'An application of PM2 without the user whose it is.',
    es: () => 'Una aplicación de PM2 sin el usuario de quien es.',
  },
  'rule.KAPA052_why': {
    en: () =>
      'Any user may run an application of the same name: kapa then cannot tell which is meant, or measures the wrong one while the right one is away.',
    es: () =>
      'Cualquier usuario puede ejecutar una aplicación con el mismo nombre: kapa no sabe entonces cuál es, o mide la que no es mientras la otra falta.',
  },
  'rule.KAPA053': {
    en: () => 'A path with signs that only a shell replaces.',
    es: () => 'Una ruta con signos que solo una shell sustituye.',
  },
  'rule.KAPA053_why': {
    en: () => 'A warning: a file may be called so. Most often no file is, and the probe finds none.',
    es: () =>
      'Es un aviso: un archivo puede llamarse así. Casi siempre ninguno se llama así, y la sonda no encuentra nada.',
  },
  'rule.KAPA054': {
    en: () => 'Two texts are compared by < or >.',
    es: () => 'Se comparan dos textos con < o >.',
  },
  'rule.KAPA054_why': {
    en: () =>
      'A warning: of texts the letters decide, and "10" comes before "9". Dates such as "2026-11-30" and days of the week have an order, and are not told.',
    es: () =>
      'Es un aviso: en los textos deciden las letras, y "10" va antes que "9". Las fechas como "2026-11-30" y los días de la semana tienen orden, y no se avisan.',
  },
  'rule.KAPA055': {
    en: () => 'A symbolic link leads to itself.',
    es: () => 'Un enlace simbólico lleva a sí mismo.',
  },
  'rule.KAPA055_why': {
    en: () => 'Whoever follows it comes to no end: the system refuses to open it.',
    es: () => 'Quien lo sigue no llega a ningún fin: el sistema se niega a abrirlo.',
  },
} as const satisfies Catalogue;

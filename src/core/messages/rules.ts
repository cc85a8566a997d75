import type { Catalogue } from './message.ts';

/** Sentences on what each lint rule finds, and why that matters. */
export const rules = {
  'rule.KAPA001': { en: () => 'The file is not valid YAML.', es: () => 'El archivo no es YAML válido.' },
  'rule.KAPA001_why': {
    en: () =>
      'Nothing in the document can be trusted until it can be read. Aliases that multiply what is written are refused as well.',
    es: () =>
      'Nada del documento es fiable hasta que se pueda leer. También se rechazan los alias que multiplican lo escrito.',
  },
  'rule.KAPA003': {
    en: () => 'A key that the policy language does not know.',
    es: () => 'Una clave que el lenguaje de políticas no conoce.',
  },
  'rule.KAPA003_why': {
    en: () => 'A misspelt key would otherwise be ignored, and the host would not be as declared.',
    es: () => 'Si no, una clave mal escrita se ignoraría y el host no quedaría como se declaró.',
  },
  'rule.KAPA004': {
    en: () => 'A value of the wrong type or form, or a missing key.',
    es: () => 'Un valor de tipo o forma incorrectos, o una clave que falta.',
  },
  'rule.KAPA004_why': {
    en: () => 'The schema says what each type takes: see kapa schema and kapa explain TYPE.',
    es: () => 'El esquema dice qué admite cada tipo: véase kapa schema y kapa explain TIPO.',
  },
  'rule.KAPA005': {
    en: () => 'Two things have one name, or a key stands twice.',
    es: () => 'Dos cosas tienen el mismo nombre, o una clave está dos veces.',
  },
  'rule.KAPA005_why': {
    en: () => 'Names are unique across all policy files, since plans, logs and requires speak of them.',
    es: () =>
      'Los nombres son únicos en todas las políticas, pues los planes, los registros y requires los usan.',
  },
  'rule.KAPA006': {
    en: () => 'An item names no type, several, or one that kapa does not have.',
    es: () => 'Un elemento no nombra ningún tipo, varios, o uno que kapa no tiene.',
  },
  'rule.KAPA006_why': {
    en: () => 'Each resource, probe and remedy is of exactly one type.',
    es: () => 'Cada recurso, sonda y remedio es de un solo tipo.',
  },
  'rule.KAPA007': { en: () => 'A variable that nothing defines.', es: () => 'Una variable que nada define.' },
  'rule.KAPA007_why': {
    en: () => 'An empty text in its place would be worse than a failure.',
    es: () => 'Un texto vacío en su lugar sería peor que un fallo.',
  },
  'rule.KAPA008': {
    en: () => 'A template or source file that is not there.',
    es: () => 'Una plantilla o un archivo fuente que no existe.',
  },
  'rule.KAPA008_why': {
    en: () =>
      "Templates are looked for in the policy folder's templates/, then among kapa's own; sources beside the policy.",
    es: () =>
      'Las plantillas se buscan en templates/ de la carpeta de políticas y luego entre las de kapa; las fuentes, junto a la política.',
  },
  'rule.KAPA009': {
    en: () => 'A text that cannot be rendered.',
    es: () => 'Un texto que no se puede generar.',
  },
  'rule.KAPA009_why': {
    en: () => 'Handlebars found a fault, or a name that is neither a variable nor given by with.',
    es: () => 'Handlebars encontró un error, o un nombre que no es variable ni está en with.',
  },
  'rule.KAPA010': {
    en: () => 'A condition that cannot be judged.',
    es: () => 'Una condición que no se puede evaluar.',
  },
  'rule.KAPA010_why': {
    en: () =>
      'Conditions are CEL over declared thresholds and fields of declared probes, and must be true or false.',
    es: () =>
      'Las condiciones son CEL sobre umbrales y campos de sondas declaradas, y deben ser verdaderas o falsas.',
  },
  'rule.KAPA011': {
    en: () => 'An unquoted {{ is a mapping to YAML.',
    es: () => 'Un {{ sin comillas es un mapa para YAML.',
  },
  'rule.KAPA011_why': {
    en: () => 'A value that begins with a brace has to be quoted.',
    es: () => 'Un valor que empieza por llave debe ir entre comillas.',
  },
  'rule.KAPA012': {
    en: () => 'A file mode that is not quoted.',
    es: () => 'Un modo de archivo sin comillas.',
  },
  'rule.KAPA012_why': {
    en: () => 'YAML 1.2 reads 0644 as the decimal number 644, which is the mode 1204.',
    es: () => 'YAML 1.2 lee 0644 como el número decimal 644, que es el modo 1204.',
  },
  'rule.KAPA013': {
    en: () => 'A policy file that cannot be read as text.',
    es: () => 'Un archivo de política que no se puede leer como texto.',
  },
  'rule.KAPA013_why': {
    en: () => 'Policies are UTF-8 text of at most 10 MB.',
    es: () => 'Las políticas son texto UTF-8 de 10 MB como máximo.',
  },
  'rule.KAPA014': {
    en: () => 'A resource, channel or group that is not declared.',
    es: () => 'Un recurso, canal o grupo que no está declarado.',
  },
  'rule.KAPA014_why': {
    en: () => 'requires, apply, notify and --group speak of things by name; a wrong name does nothing.',
    es: () => 'requires, apply, notify y --group nombran cosas; un nombre incorrecto no hace nada.',
  },
  'rule.KAPA015': {
    en: () => 'An expression over text that cannot be matched in linear time.',
    es: () => 'Una expresión sobre texto que no se puede buscar en tiempo lineal.',
  },
  'rule.KAPA015_why': {
    en: () =>
      'Lines of logs come from strangers. With references, look-ahead or look-behind one line can take hours, and all other checks wait.',
    es: () =>
      'Las líneas de los registros vienen de extraños. Con referencias o aserciones hacia delante o atrás, una sola línea puede tardar horas, y los demás chequeos esperan.',
  },
  'rule.KAPA016': {
    en: () => 'A text is compared with one that it can never be.',
    es: () => 'Un texto se compara con uno que nunca puede ser.',
  },
  'rule.KAPA016_why': {
    en: () =>
      'An error, since the condition then always or never holds: != restarts for ever, == sees nothing. The probe says which words it gives.',
    es: () =>
      'Es un error, porque la condición se cumple siempre o nunca: != reinicia sin fin, == no ve nada. La sonda dice qué palabras da.',
  },
  'rule.KAPA017': {
    en: () => 'A number without a unit bounds something that has one.',
    es: () => 'Un número sin unidad limita algo que sí la tiene.',
  },
  'rule.KAPA017_why': {
    en: () =>
      'Percentages are shares of one, durations seconds, sizes bytes: 80 is 8000 %, 14 is 14 seconds. A warning, since the number may be meant so; with its unit it says what it means.',
    es: () =>
      'Los porcentajes son fracciones de uno, las duraciones segundos, los tamaños bytes: 80 es 8000 %, 14 son 14 segundos. Es un aviso, porque puede ser intencional; con su unidad dice lo que significa.',
  },
  'rule.KAPA018': {
    en: () => 'Things that are made of, or come before, each other in a circle.',
    es: () => 'Cosas que se componen unas de otras, o van unas antes que otras, en círculo.',
  },
  'rule.KAPA018_why': {
    en: () => 'An error: a circle of variables has no value, and one of requires no order.',
    es: () => 'Es un error: un círculo de variables no tiene valor, y uno de requires no tiene orden.',
  },
  'rule.KAPA019': {
    en: () => 'A name that conditions or templates cannot use, or cannot tell from another.',
    es: () => 'Un nombre que las condiciones o plantillas no pueden usar, o confunden con otro.',
  },
  'rule.KAPA019_why': {
    en: () =>
      'Probes, thresholds and variables are spoken of by their names. A word of the language, a hyphen, or one name for a probe and a threshold would mean something else. A variable with a word of conditions is a warning where one speaks of it.',
    es: () =>
      'Las sondas, los umbrales y las variables se nombran en condiciones y plantillas. Una palabra del lenguaje, un guion, o un nombre para una sonda y un umbral significarían otra cosa. Una variable con una palabra de las condiciones es un aviso donde una la nombra.',
  },
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
  'rule.KAPA101': {
    en: () => 'MaxConnectionsPerChild is 0 or not set: a worker is never replaced.',
    es: () => 'MaxConnectionsPerChild es 0 o falta: un worker no se renueva nunca.',
  },
  'rule.KAPA101_why': {
    en: () =>
      'What a worker leaks or holds on to stays until Apache is restarted. This was the root of the outage kapa was made for.',
    es: () =>
      'La memoria que un worker no libera, o lo que retiene, queda así hasta reiniciar Apache. Fue la raíz de la caída por la que nació kapa.',
  },
  'rule.KAPA102': {
    en: () => 'The bounds of spare servers or threads contradict each other.',
    es: () => 'Los límites de servidores o hilos de reserva se contradicen.',
  },
  'rule.KAPA102_why': {
    en: () => 'Apache corrects the upper one silently, so what runs is not what is declared.',
    es: () => 'Apache corrige el superior en silencio: lo que corre no es lo declarado.',
  },
  'rule.KAPA103': {
    en: () => 'MaxRequestWorkers is above what ServerLimit allows, or no whole number of processes.',
    es: () => 'MaxRequestWorkers supera lo que permite ServerLimit, o no es un número entero de procesos.',
  },
  'rule.KAPA103_why': {
    en: () =>
      'Apache cuts it with a warning and exit status 0: the host serves fewer requests than declared.',
    es: () =>
      'Apache lo recorta con un aviso y estado 0: el host atiende menos peticiones de las declaradas.',
  },
  'rule.KAPA104': {
    en: () => 'ttl on a proxy mount has no effect under prefork.',
    es: () => 'ttl en un montaje de proxy no tiene efecto con prefork.',
  },
  'rule.KAPA104_why': {
    en: () => 'Each prefork worker has a pool of one connection, which it does not look at while idle.',
    es: () => 'Cada worker prefork tiene una reserva de una conexión, que no mira mientras está ocioso.',
  },
  'rule.KAPA105': {
    en: () => 'The backend is addressed as localhost.',
    es: () => 'El backend se nombra como localhost.',
  },
  'rule.KAPA105_why': {
    en: () =>
      'localhost may be ::1 first, or no name at all, while the backend listens on 127.0.0.1: Apache then answers 503.',
    es: () =>
      'localhost puede ser primero ::1, o no resolverse, mientras el backend escucha en 127.0.0.1: Apache responde entonces 503.',
  },
  'rule.KAPA106': {
    en: () => 'A shorter ProxyPass stands before a longer one.',
    es: () => 'Un ProxyPass más corto está antes que uno más largo.',
  },
  'rule.KAPA106_why': {
    en: () =>
      'The first that matches wins, so the longer one is never used. kapa writes mounts longest first.',
    es: () =>
      'Gana el primero que coincide: el más largo no se usa nunca. kapa escribe primero los montajes más largos.',
  },
  'rule.KAPA107': {
    en: () => 'ProxyTimeout is below the timeout of a mount.',
    es: () => 'ProxyTimeout es menor que el timeout de un montaje.',
  },
  'rule.KAPA107_why': {
    en: () =>
      'Whoever reads the two has to know which of them counts; a request may end sooner than declared.',
    es: () => 'Quien lee los dos debe saber cuál cuenta; una petición puede acabar antes de lo declarado.',
  },
  'rule.KAPA108': {
    en: () => 'The value of a directive has a newline or a comment in it.',
    es: () => 'El valor de una directiva tiene un salto de línea o un comentario.',
  },
  'rule.KAPA108_why': {
    en: () =>
      'A newline would begin another directive. Apache knows no comment after a directive: it takes it for more arguments.',
    es: () =>
      'Un salto de línea empezaría otra directiva. Apache no admite comentarios tras una directiva: los toma por argumentos.',
  },
  'rule.KAPA109': {
    en: () => 'A directive whose name looks misspelt.',
    es: () => 'Una directiva cuyo nombre parece mal escrito.',
  },
  'rule.KAPA109_why': {
    en: () => 'Apache refuses to start on a directive that it does not know.',
    es: () => 'Apache no arranca si encuentra una directiva que no conoce.',
  },
  'rule.KAPA110': {
    en: () => 'A module is disabled that the usual configuration needs.',
    es: () => 'Se desactiva un módulo que la configuración habitual necesita.',
  },
  'rule.KAPA110_why': {
    en: () => "Debian's own files use its directives without asking whether it is there.",
    es: () => 'Los archivos de Debian usan sus directivas sin preguntar si está.',
  },
  'rule.KAPA111': {
    en: () => 'Of the path of a mount and its address only one ends in a slash.',
    es: () => 'De la ruta de un montaje y su dirección, solo una termina en barra.',
  },
  'rule.KAPA111_why': {
    en: () =>
      'Apache puts the rest of the path directly behind the address: /api/users becomes //users, or apiusers.',
    es: () =>
      'Apache pone el resto de la ruta justo tras la dirección: /api/users pasa a ser //users, o apiusers.',
  },
  'rule.KAPA112': {
    en: () => 'One directive or mount is declared twice in one resource.',
    es: () => 'Una directiva o un montaje se declara dos veces en un mismo recurso.',
  },
  'rule.KAPA112_why': {
    en: () => "Apache's names know no capitals: what one declaration asks for, the other undoes.",
    es: () =>
      'Los nombres de Apache no distinguen mayúsculas: lo que una declaración pide, la otra lo deshace.',
  },
  'rule.KAPA113': {
    en: () => 'RewriteCond and RewriteRule are declared without their order.',
    es: () => 'RewriteCond y RewriteRule se declaran sin su orden.',
  },
  'rule.KAPA113_why': {
    en: () =>
      'A condition belongs to the rule behind it; written in another order the rule applies to every request.',
    es: () =>
      'Una condición pertenece a la regla que le sigue; en otro orden, la regla se aplica a todas las peticiones.',
  },
  'rule.KAPA201': {
    en: () => 'A schedule restricts both the day of the month and the day of the week.',
    es: () => 'Un horario restringe el día del mes y el de la semana.',
  },
  'rule.KAPA201_why': {
    en: () => 'cron then runs the job when either matches, which is seldom what was meant.',
    es: () => 'cron ejecuta entonces la tarea cuando coincide cualquiera, y rara vez es lo que se quería.',
  },
  'rule.KAPA202': {
    en: () => 'A percent sign is escaped in a command.',
    es: () => 'Un comando escapa un signo de porcentaje.',
  },
  'rule.KAPA202_why': {
    en: () => 'kapa escapes it for cron; escaped twice, the command gets a backslash.',
    es: () => 'kapa lo escapa para cron; escapado dos veces, el comando recibe una barra.',
  },
  'rule.KAPA203': {
    en: () => 'A command begins with the name of a user.',
    es: () => 'Un comando empieza por el nombre de un usuario.',
  },
  'rule.KAPA203_why': {
    en: () => 'cron would run a program of that name.',
    es: () => 'cron ejecutaría un programa con ese nombre.',
  },
  'rule.KAPA204': {
    en: () => 'A command does not fit into one line of cron.',
    es: () => 'Un comando no cabe en una línea de cron.',
  },
  'rule.KAPA204_why': {
    en: () => 'cron refuses more than 998 bytes and any line break, and drops the whole file with it.',
    es: () => 'cron rechaza más de 998 bytes y todo salto de línea, y con ello descarta el archivo entero.',
  },
  'rule.KAPA205': {
    en: () => 'A file of cron.d has a name that cron ignores.',
    es: () => 'Un archivo de cron.d tiene un nombre que cron ignora.',
  },
  'rule.KAPA205_why': {
    en: () => 'cron skips names with a dot or any other sign, without a word in its log.',
    es: () => 'cron omite nombres con punto u otro signo, sin una palabra en su registro.',
  },
  'rule.KAPA206': { en: () => 'A job sets CRON_TZ.', es: () => 'Una tarea define CRON_TZ.' },
  'rule.KAPA206_why': {
    en: () => "Debian's cron ignores it: the job runs at another hour than it says.",
    es: () => 'El cron de Debian lo ignora: la tarea se ejecuta a otra hora que la indicada.',
  },
  'rule.KAPA231': {
    en: () => 'A log rotates by two periods.',
    es: () => 'Un registro rota con dos periodos.',
  },
  'rule.KAPA231_why': {
    en: () => 'logrotate takes the last one silently.',
    es: () => 'logrotate toma el último en silencio.',
  },
  'rule.KAPA232': {
    en: () => 'A log rotates by no period and no size.',
    es: () => 'Un registro no rota por periodo ni por tamaño.',
  },
  'rule.KAPA232_why': {
    en: () => "What happens then depends on logrotate's own file.",
    es: () => 'Lo que ocurra depende entonces del archivo propio de logrotate.',
  },
  'rule.KAPA233': {
    en: () => 'Nothing says how many old logs are kept.',
    es: () => 'Nada dice cuántos registros antiguos se guardan.',
  },
  'rule.KAPA233_why': {
    en: () => "What is kept then depends on logrotate's own file.",
    es: () => 'Lo que se guarde depende entonces del archivo propio de logrotate.',
  },
  'rule.KAPA234': {
    en: () => 'Two stanzas rotate one log.',
    es: () => 'Dos secciones rotan el mismo registro.',
  },
  'rule.KAPA234_why': {
    en: () => 'logrotate refuses the second, and the rest of its file with it.',
    es: () => 'logrotate rechaza la segunda, y con ella el resto de su archivo.',
  },
  'rule.KAPA235': {
    en: () => 'A script of logrotate that runs once for each of several logs.',
    es: () => 'Un script de logrotate que se ejecuta una vez por cada uno de varios logs.',
  },
  'rule.KAPA235_why': {
    en: () => 'A service is reloaded as often as there are logs, within a second; Apache has crashed of it.',
    es: () =>
      'Un servicio se recarga tantas veces como logs hay, en un segundo; Apache ha llegado a caerse por eso.',
  },
  'rule.KAPA236': {
    en: () => 'A path or a script that logrotate reads otherwise than it looks.',
    es: () => 'Una ruta o un script que logrotate lee de otro modo que como parece.',
  },
  'rule.KAPA236_why': {
    en: () => 'A brace ends the list of paths, and a line with endscript the script, wherever they stand.',
    es: () => 'Una llave termina la lista de rutas, y una línea con endscript el script, estén donde estén.',
  },
  'rule.KAPA039': {
    en: () => 'A module that cannot be used so.',
    es: () => 'Un módulo que no se puede usar así.',
  },
  'rule.KAPA039_why': {
    en: () =>
      'An error: what a module declares stands on its inputs, and a wrong, unknown or missing one means another host than was meant.',
    es: () =>
      'Es un error: lo que un módulo declara se apoya en sus entradas, y una equivocada, desconocida o ausente es otro servidor que el pensado.',
  },
  'rule.KAPA021': {
    en: () => 'Something stands in a folder that is declared absent.',
    es: () => 'Algo está en una carpeta que se declara ausente.',
  },
  'rule.KAPA021_why': {
    en: () => 'An error: at every apply one of the two undoes the other.',
    es: () => 'Es un error: en cada apply uno deshace al otro.',
  },
  'rule.KAPA022': {
    en: () => 'A resource requires one that is left out.',
    es: () => 'Un recurso requiere otro que queda fuera.',
  },
  'rule.KAPA022_why': {
    en: () => 'A warning: nothing breaks, but nothing comes first either, which was meant.',
    es: () => 'Es un aviso: nada falla, pero tampoco va nada antes, que era la intención.',
  },
  'rule.KAPA023': {
    en: () => 'Two rules have one condition.',
    es: () => 'Dos reglas tienen la misma condición.',
  },
  'rule.KAPA023_why': {
    en: () =>
      'A warning: both act at one moment, and their remedies may undo each other. A ladder tries one after the other.',
    es: () =>
      'Es un aviso: las dos actúan a la vez, y sus remedios pueden estorbarse. Una escalera los prueba uno tras otro.',
  },
  'rule.KAPA024': {
    en: () => 'A condition that never or always holds, or a rule that never clears.',
    es: () => 'Una condición que nunca o siempre se cumple, o una regla que nunca se recupera.',
  },
  'rule.KAPA024_why': {
    en: () => 'A warning, since such a rule may be a draft: it sees nothing, or sounds at every check.',
    es: () => 'Es un aviso, porque puede ser un borrador: no ve nada, o suena en cada chequeo.',
  },
  'rule.KAPA025': {
    en: () => 'A cooldown or a limit that holds nothing back.',
    es: () => 'Un cooldown o un límite que no frena nada.',
  },
  'rule.KAPA025_why': {
    en: () => 'A warning: whoever writes it counts on it, and remedies go on for ever.',
    es: () => 'Es un aviso: quien lo escribe cuenta con él, y los remedios siguen sin fin.',
  },
  'rule.KAPA026': {
    en: () => 'A rule without a remedy says how one is to be used.',
    es: () => 'Una regla sin remedio dice cómo usar uno.',
  },
  'rule.KAPA026_why': {
    en: () => 'A warning: the rule alerts all the same, but most often its do was lost.',
    es: () => 'Es un aviso: la regla alerta igual, pero casi siempre se perdió su do.',
  },
  'rule.KAPA027': {
    en: () => 'A remedy for an application or port that nothing else speaks of.',
    es: () => 'Un remedio para una aplicación o puerto que nada más nombra.',
  },
  'rule.KAPA027_why': {
    en: () =>
      'A warning, where other applications or ports are named: most often the name is misspelt, and the remedy fails when it is needed.',
    es: () =>
      'Es un aviso, donde se nombran otras aplicaciones o puertos: casi siempre el nombre está mal escrito, y el remedio falla cuando hace falta.',
  },
  'rule.KAPA028': {
    en: () => 'A window in which two checks do not fit.',
    es: () => 'Una ventana en la que no caben dos chequeos.',
  },
  'rule.KAPA028_why': {
    en: () => 'A warning: an increase over one check is nothing, and a maximum over one is the value itself.',
    es: () =>
      'Es un aviso: un aumento sobre un solo chequeo no es nada, y un máximo sobre uno es el valor mismo.',
  },
  'rule.KAPA029': {
    en: () => 'A command without a shell has signs that only a shell reads.',
    es: () => 'Una orden sin shell tiene signos que solo lee una shell.',
  },
  'rule.KAPA029_why': {
    en: () => 'A warning: the program gets | or > as a word of its own, and most often does nothing.',
    es: () => 'Es un aviso: el programa recibe | o > como una palabra más, y casi siempre no hace nada.',
  },
  'rule.KAPA034': {
    en: () => 'A service effect for a name that Debian does not give a service.',
    es: () => 'Un efecto de servicio para un nombre que Debian no da a ningún servicio.',
  },
  'rule.KAPA034_why': {
    en: () =>
      'A warning: the host may have one of its own of that name. On Debian Apache is apache2 and cron is cron.',
    es: () =>
      'Es un aviso: el servidor puede tener uno propio con ese nombre. En Debian Apache es apache2 y cron es cron.',
  },
  'rule.KAPA036': {
    en: () => 'An address or a host that is none.',
    es: () => 'Una dirección o un servidor que no lo es.',
  },
  'rule.KAPA036_why': {
    en: () => 'An error: nothing could ever be asked there, and the probe would be unknown for ever.',
    es: () => 'Es un error: allí nunca se podría preguntar nada, y la sonda quedaría sin dato para siempre.',
  },
  'rule.KAPA037': {
    en: () => 'A value ends with a blank that nobody sees.',
    es: () => 'Un valor termina en un espacio que nadie ve.',
  },
  'rule.KAPA037_why': {
    en: () =>
      'A warning, since it may be meant: a no-break space copied from a web page is part of the value, and makes another name of it.',
    es: () =>
      'Es un aviso, pues puede ser a propósito: un espacio copiado de una página web es parte del valor y lo vuelve otro nombre.',
  },
  'rule.KAPA038': {
    en: () => 'A threshold with a dot between thousands.',
    es: () => 'Un umbral con punto de miles.',
  },
  'rule.KAPA038_why': {
    en: () => 'A warning, since ten may be meant: YAML reads 10.000 as ten, and a rule fires at once.',
    es: () =>
      'Es un aviso, pues puede querer decir diez: YAML lee 10.000 como diez, y la regla se dispara de una vez.',
  },
  'rule.KAPA035': {
    en: () => 'A variable is written as other tools write theirs.',
    es: () => 'Una variable está escrita como en otras herramientas.',
  },
  'rule.KAPA035_why': {
    en: () =>
      'A warning, where the policies define a variable of that name: shells and Apache have ${...} of their own.',
    es: () =>
      'Es un aviso, donde las políticas definen esa variable: las shells y Apache tienen ${...} propios.',
  },
} as const satisfies Catalogue;

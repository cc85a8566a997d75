/** The page on conditions in Spanish; its examples are those of the English one. */
export const conditionsPageEs = `# Condiciones

\`when\`, \`clear_when\` y \`only_if\` de una regla son condiciones sobre sondas y umbrales; el \`when\` de un recurso lo es sobre
variables y datos del host. Se escriben como en CEL y dicen lo que sigue. Lint las compara con lo declarado: nombres,
campos, unidades y las palabras que puede tener un texto; lo que está mal se dice con la línea corregida.

Los ejemplos hablan de estas:

\`\`\`yaml
thresholds: { crashes: 50, crash_window: 1h }
probes:
  backend: { pm2_app: { name: shop, user: shop } }
  site: { http: { url: "https://127.0.0.1/", host: shop.example } }
  disk: { disk: { path: / } }
  backup: { file_age: { path: /var/backups/shop.sql.gz } }
  machine: { load: {} }
\`\`\`

## Campos

Una sonda tiene campos, y \`kapa explain pm2_app\` los muestra. Los números se comparan, los textos van entre comillas y lo que
es verdadero o falso es una condición por sí solo.

\`\`\`cel
backend.restarts > 5
backend.status != "online"
backend.status in ["errored", "stopped"]
site.failing
!backup.exists
\`\`\`

## Y, o, no, elegir

\`\`\`cel
site.failing && backend.status == "online"
backend.memory > 2GiB || backend.cpu > 90%
!(machine.one > 8 && machine.five > 8)
backend.uptime < 5m ? backend.memory > 2GiB : backend.memory > 1GiB
\`\`\`

## Números y unidades

Hay una sola clase de número: 3 y 3.0 son iguales, 3 / 2 es 1.5, y \`%\` entre dos operandos es el resto. La unidad va pegada
al número: \`500ms\` \`30s\` \`5m\` \`2h\` \`1d\` \`1h30m\`, \`512MB\` \`4GiB\`, \`80%\`. Una duración se compara con una duración y un
tamaño con un tamaño; un número sin unidad junto a un campo que la tiene es una advertencia: \`disk.used > 80\` es 8000 %.

\`\`\`cel
disk.used > 80%
site.latency > 500ms
backup.age > 1d
(machine.one + machine.five) / 2 > 8
backend.memory / 1GiB > 1.5
backend.restarts >= crashes
\`\`\`

## Lo desconocido

Una sonda que no se puede leer es desconocida, y también un campo sin valor: la edad de un archivo que ya no está.
\`true || unknown\` es verdadero y \`false && unknown\` es falso, en cualquier orden; todo lo demás que contenga algo desconocido
es desconocido. Una regla cuya condición es desconocida ni se activa ni se despeja. \`known(x)\` y \`absent(x)\` preguntan por
ello, y \`has(x)\` si una sonda legible tiene un campo.

\`\`\`cel
backup.age > 1d || !backup.exists
absent(backup.age)
known(site) && site.failing
has(backup.age) && backup.age > 1d
\`\`\`

## Ventanas sobre lo registrado

Cada una mira un campo durante un lapso que termina ahora. Mientras los registros no cubran la ventana es desconocida, y
\`status\` lo dice, a menos que baste lo que se sabe: diez reinicios en un minuto ya son más de cinco en una hora. Después de
un remedio, las ventanas empiezan en él.

| función | |
| --- | --- |
| \`increase(x, 1h)\` | cuánto creció un contador; donde bajó, empezó de nuevo |
| \`rate(x, 1h)\` | lo mismo por segundo |
| \`delta(x, 1h)\` | el último valor menos el primero |
| \`changes(x, 1h)\` | cuántas veces cambió el valor, también el de un texto |
| \`min_over\` \`max_over\` \`avg_over\` \`sum_over\` | de todos los valores |
| \`quantile_over(x, 95%, 1h)\` | el valor que el 95 % no supera |
| \`count_over(condition, 1h)\` | en cuántas revisiones se cumplió una condición |
| \`last(x, 1h)\` | el valor de hace una hora |

\`\`\`cel
increase(backend.restarts, crash_window) >= crashes
max_over(backend.memory, 30m) < 512MB
quantile_over(site.latency, 95%, 1h) > 2s
count_over(site.failing, 1h) > 10
backend.memory - last(backend.memory, 1h) > 500MB
changes(backend.status, 1h) > 6
\`\`\`

## Tiempo

\`now()\` tiene \`hour\` \`minute\` \`weekday\` (\`"mon"\` a \`"sun"\`) \`day\` \`month\` \`year\` en la zona horaria del host.

\`\`\`cel
disk.used > 70% && (now().hour >= 22 || now().hour < 6)
site.failing && !(now().weekday in ["sat", "sun"])
\`\`\`

## Textos, listas y mapas

\`startsWith\` \`endsWith\` \`contains\` \`matches\` \`size\` \`indexOf\` \`substring\` \`split\` \`replace\` \`trim\` \`lowerAscii\` \`upperAscii\` \`join\`;
\`min\` \`max\` \`abs\` \`round\`; \`int\` \`double\` \`string\` \`bool\` \`duration\` \`timestamp\`; \`exists\` \`all\` \`exists_one\` \`filter\` \`map\` sobre
listas y sobre las claves de los mapas. \`matches\` toma una expresión como RE2.

\`\`\`cel
site.error.contains("ECONNREFUSED")
matches(site.error, "^E[A-Z]+$")
size(site.error) > 0
max(machine.one, machine.five) > 8
["timeout", "body"].exists(word, site.error == word)
\`\`\`

## El when de un recurso

Habla de variables y de \`facts.hostname\`, \`facts.memory\`, \`facts.cpus\`, \`facts.path\`.

\`\`\`yaml
vars: { roles: [web, db], port: 3001 }
resources:
  - name: Large host
    when: facts.memory > 2GiB && "web" in roles
    file: { path: /etc/motd, content: "large\\n" }
\`\`\`

## Lo que se dejó fuera de CEL

Bytes, números sin signo, tipos como valores y mensajes; claves de mapas que no son textos, y null junto a un valor: para
eso está \`absent(x)\`. Los números enteros son exactos hasta 2^53.
`;

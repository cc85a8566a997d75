import { examples } from './conditions-examples.ts';

/** The page on conditions in Spanish. */
export const conditionsPageEs = `# Condiciones

\`when\`, \`clear_when\` y \`only_if\` de una regla son condiciones sobre sondas y umbrales; el \`when\` de un recurso lo es sobre
variables y datos del host. Se escriben como en CEL y dicen lo que sigue. Lint las compara con lo declarado: nombres,
campos, unidades y las palabras que puede tener un texto; lo que está mal se dice con la línea corregida.

Los ejemplos hablan de estas:

${examples.declared}

## Campos

Una sonda tiene campos, y \`kapa explain pm2_app\` los muestra. Los números se comparan, los textos van entre comillas y lo que
es verdadero o falso es una condición por sí solo.

${examples.fields}

## Y, o, no, elegir

${examples.choices}

## Números y unidades

Hay una sola clase de número: 3 y 3.0 son iguales, 3 / 2 es 1.5, y \`%\` entre dos operandos es el resto. La unidad va pegada
al número: \`500ms\` \`30s\` \`5m\` \`2h\` \`1d\` \`1h30m\`, \`512MB\` \`4GiB\`, \`80%\`. Una duración se compara con una duración y un
tamaño con un tamaño; un número sin unidad junto a un campo que la tiene es una advertencia: \`disk.used > 80\` es 8000 %.

${examples.numbers}

## Lo desconocido

Una sonda que no se puede leer es desconocida, y también un campo sin valor: la edad de un archivo que ya no está.
\`true || unknown\` es verdadero y \`false && unknown\` es falso, en cualquier orden; todo lo demás que contenga algo desconocido
es desconocido. Una regla cuya condición es desconocida ni se activa ni se despeja. \`known(x)\` y \`absent(x)\` preguntan por
ello, y \`has(x)\` si una sonda legible tiene un campo.

${examples.unknown}

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

${examples.windows}

## Tiempo

\`now()\` tiene \`hour\` \`minute\` \`weekday\` (\`"mon"\` a \`"sun"\`) \`day\` \`month\` \`year\` en la zona horaria del host.

${examples.time}

## Textos, listas y mapas

\`startsWith\` \`endsWith\` \`contains\` \`matches\` \`size\` \`indexOf\` \`substring\` \`split\` \`replace\` \`trim\` \`lowerAscii\` \`upperAscii\` \`join\`;
\`min\` \`max\` \`abs\` \`round\`; \`int\` \`double\` \`string\` \`bool\` \`duration\` \`timestamp\`; \`exists\` \`all\` \`exists_one\` \`filter\` \`map\` sobre
listas y sobre las claves de los mapas. \`matches\` toma una expresión como RE2.

${examples.texts}

## El when de un recurso

Habla de variables y de \`facts.hostname\`, \`facts.memory\`, \`facts.cpus\`, \`facts.path\`.

${examples.resource}

## Lo que se dejó fuera de CEL

Bytes, números sin signo, tipos como valores y mensajes; claves de mapas que no son textos, y null junto a un valor: para
eso está \`absent(x)\`. Los números enteros son exactos hasta 2^53.
`;

import { examples } from './conditions-examples.ts';

/** The page on conditions: `docs/conditions.md`, and what `kapa explain conditions` prints. */
export const conditionsPage = `# Conditions

A rule's \`when\`, \`clear_when\` and \`only_if\` are conditions over probes and thresholds; a resource's \`when\` is one over
variables and facts. They are written as in CEL, and say what follows. Lint checks them against what is declared: names,
fields, units and the words that a text can be; what is wrong is told with the line put right.

The examples speak of these:

${examples.declared}

## Fields

A probe has fields, \`kapa explain pm2_app\` lists them. Numbers are compared, texts stand in quotes, what is true or false
is a condition by itself.

${examples.fields}

## And, or, not, choices

${examples.choices}

## Numbers and units

There is one kind of number: 3 and 3.0 are equal, 3 / 2 is 1.5, and \`%\` between two operands is the remainder. Units stand
right behind a number: \`500ms\` \`30s\` \`5m\` \`2h\` \`1d\` \`1h30m\`, \`512MB\` \`4GiB\`, \`80%\`. A duration is compared with a duration, a
size with a size; a bare number beside a field with a unit is a warning, since \`disk.used > 80\` means 8000 %.

${examples.numbers}

## The unknown

A probe that cannot be read is unknown, and so is a field that has no value: the age of a file that is gone. \`true || unknown\`
is true and \`false && unknown\` is false, in any order; everything else with an unknown in it is unknown. A rule whose condition
is unknown neither fires nor clears. \`known(x)\` and \`absent(x)\` ask for it, \`has(x)\` whether a readable probe has a field.

${examples.unknown}

## Windows over what was recorded

Each looks at a field over a stretch of time up to now. Until records cover a window it is unknown and \`status\` says so, unless
what is known decides: ten restarts within a minute are more than five within an hour. After a remedy, windows begin with it.

| function | |
| --- | --- |
| \`increase(x, 1h)\` | how much a counter grew; where it fell it began anew |
| \`rate(x, 1h)\` | the same for each second |
| \`delta(x, 1h)\` | the last value less the first |
| \`changes(x, 1h)\` | how often the value changed, of texts too |
| \`min_over\` \`max_over\` \`avg_over\` \`sum_over\` | of all values |
| \`quantile_over(x, 95%, 1h)\` | the value that 95 % are not above |
| \`count_over(condition, 1h)\` | at how many checks a condition held |
| \`last(x, 1h)\` | the value an hour ago |

${examples.windows}

## Time

\`now()\` has \`hour\` \`minute\` \`weekday\` (\`"mon"\` to \`"sun"\`) \`day\` \`month\` \`year\` in the host's zone.

${examples.time}

## Texts, lists and mappings

\`startsWith\` \`endsWith\` \`contains\` \`matches\` \`size\` \`indexOf\` \`substring\` \`split\` \`replace\` \`trim\` \`lowerAscii\` \`upperAscii\` \`join\`;
\`min\` \`max\` \`abs\` \`round\`; \`int\` \`double\` \`string\` \`bool\` \`duration\` \`timestamp\`; \`exists\` \`all\` \`exists_one\` \`filter\` \`map\` over lists
and the keys of mappings. \`matches\` takes an expression as RE2 does.

${examples.texts}

## A resource's when

It speaks of variables and of \`facts.hostname\`, \`facts.memory\`, \`facts.cpus\`, \`facts.path\`.

${examples.resource}

## Left out of CEL

Bytes, unsigned numbers, types as values and messages; keys of mappings that are no texts, and null beside a value: \`absent(x)\`
asks for that. Whole numbers are exact up to 2^53.
`;

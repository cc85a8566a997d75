// How many megabytes a second the parser of Apache's files reads: node bench/apache-parser.mjs [ROUNDS]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const bundle = await rolldown({ input: new URL('../src/formats/apache-tree.ts', import.meta.url).pathname });
const { output } = await bundle.generate({ format: 'esm' });
const { readTree } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);

const rounds = Number(process.argv[2] ?? 9);
const folder = new URL('../demo/host/etc/apache2', import.meta.url).pathname;
const one = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(?:conf|load)$/u.test(entry.name))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
const bytes = Buffer.concat(Array.from({ length: 60 }, () => one).flat());
const speeds = [];
for (let round = 0; round < rounds; round += 1) {
  const start = performance.now();
  readTree(bytes, 'bench');
  speeds.push(bytes.length / 1000 / (performance.now() - start));
}
speeds.sort((a, b) => a - b);
console.log(
  `${(bytes.length / 1e6).toFixed(1)} MB, ${rounds} rounds: median ${speeds[rounds >> 1].toFixed(0)} MB/s, slowest ${speeds[0].toFixed(0)}`,
);

// How many megabytes a second the parser of Apache's files reads: node bench/apache-parser.mjs [ROUNDS] [--write]
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { writePart } from './results.mjs';

const bundle = await rolldown({
  input: new URL('../src/packs/apache/config/tree.ts', import.meta.url).pathname,
});
const { output } = await bundle.generate({ format: 'esm' });
const { readTree } = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);

const { values: options, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const rounds = Number(positionals[0] ?? 9);
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
const megabytes = (bytes.length / 1e6).toFixed(1);
const [slowest, median, fastest] = [speeds[0], speeds[rounds >> 1], speeds[rounds - 1]].map((speed) =>
  speed.toFixed(0),
);
console.log(
  `${megabytes} MB, ${rounds} rounds: median ${median} MB/s, slowest ${slowest}, fastest ${fastest}`,
);
if (options.write)
  writePart(
    'parser',
    rounds,
    `The parser of Apache's files over ${megabytes} MB of Debian's configuration: ${median} MB/s (slowest round ${slowest}, fastest ${fastest}).\n`,
  );

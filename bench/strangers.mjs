// Measures what strangers can make a check cost: a log that grows by 10,000 lines a second and one of long lines, an answer
// without end, and the taking of a lock.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const project = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'kapa-bench-'));
const entry = join(folder, 'entry.ts');
writeFileSync(
  entry,
  ['host/instruments.ts', 'host/records.ts', 'probes/log.ts']
    .map((file) => `export * from '${project}/src/${file}';\n`)
    .join(''),
);
const bundle = await rolldown({ input: entry, platform: 'node', external: [/^node:/u] });
await bundle.write({ dir: folder, entryFileNames: 'bundle.mjs', format: 'esm' });
await bundle.close();
const { beginPass, log, openRecords } = await import(join(folder, 'bundle.mjs'));
const pass = () =>
  beginPass({ root: '/', live: true, list: async () => ({ state: 'absent' }), query: async () => ({}) });

const line = (n) =>
  `203.0.113.7 - - [29/Nov/2026:14:46:10 +0000] "GET /api/orders?id=${n} HTTP/1.1" ${n % 10 === 0 ? 503 : 200} 5123 "https://shop.example.com/cart" "Mozilla/5.0"\n`;
const file = join(folder, 'app.log');
await measureLog('10 s of 10,000 lines a second', 'HTTP/1\\.[01]" (?:500|502|503|504) ', () =>
  Array.from({ length: 100_000 }, (_, n) => line(n)).join(''),
);
await measureLog('180 s of 10,000 lines a second', '" 503 ', () =>
  Array.from({ length: 1_800_000 }, (_, n) => line(n)).join(''),
);
await measureLog('100 lines of 200 kB', '(\\w+\\s?)*$', () => `${'ERROR'.repeat(40_000)}!\n`.repeat(100));

const server = spawn(
  process.execPath,
  [
    '-e',
    `const more = Buffer.alloc(65536, 'x');
    require('net').createServer((s) => s.on('error', () => {}).once('data', () => {
      s.write('HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n1;');
      const on = () => { while (!s.destroyed && s.write(more)); };
      s.on('drain', on); on();
    })).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`,
  ],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const port = await new Promise((next) => {
  server.stdout.once('data', next);
});
const url = `http://127.0.0.1:${Number(port)}/`;
await told('the line of a chunk without end', () =>
  pass().request({ url, timeout: 5, verify: false, most: 65_536 }),
);
server.kill('SIGKILL');

const records = openRecords(join(folder, 'state'));
const times = [];
for (let round = 0; round < 50; round += 1) {
  const began = performance.now();
  const lock = records.lock('lock');
  times.push(performance.now() - began);
  lock.release();
}
const [least = 0, median = 0] = [0, 25].map((at) => times.toSorted((a, b) => a - b)[at]);
console.log(`a lock is taken: ${median.toFixed(1)} ms, at best ${least.toFixed(1)} ms`);
rmSync(folder, { recursive: true });

async function measureLog(name, match, content) {
  writeFileSync(file, 'begin\n');
  const spec = { file, match };
  const { memory } = await log.measure(spec, { instruments: pass(), now: 0, memory: undefined });
  appendFileSync(file, content());
  await told(name, () => log.measure(spec, { instruments: pass(), now: 1, memory }));
}

/** Says what work took: its time, the longest turn of the loop, and how much memory came on top. */
async function told(name, work) {
  const before = process.memoryUsage().rss;
  let [latest, last, most] = [0, performance.now(), before];
  const look = setInterval(() => {
    latest = Math.max(latest, performance.now() - last - 5);
    last = performance.now();
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  const began = performance.now();
  const { fields, error } = await work();
  const took = performance.now() - began;
  clearInterval(look);
  console.log(
    `${name}: ${took.toFixed(0)} ms, a turn of the loop ${latest.toFixed(0)} ms at most, ${((most - before) / 1e6).toFixed(0)} MB more; ${error ?? `${fields.count} lines`}`,
  );
}

// Measures a pass over the socket tables with 10, 1,000 and 20,000 sockets, beside lsof, in a network namespace of its own.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const project = resolve(import.meta.dirname, '..');
const port = 3001;
const runs = 5;

if (process.argv[2] === 'inside') await inside(process.argv[3]);
else await outside();

async function outside() {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-bench-'));
  const entry = join(folder, 'entry.ts');
  writeFileSync(entry, `export { beginPass } from '${project}/src/host/instruments.ts';\n`);
  const bundle = await rolldown({ input: entry, platform: 'node', external: [/^node:/u] });
  await bundle.write({ file: join(folder, 'pass.mjs'), format: 'esm' });
  const words = ['-n', process.execPath, import.meta.filename, 'inside', join(folder, 'pass.mjs')];
  const done = spawnSync('unshare', words, { stdio: 'inherit', cwd: project });
  rmSync(folder, { recursive: true });
  process.exitCode = done.status ?? 1;
}

async function inside(pass) {
  const { beginPass } = await import(pass);
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  for (const sockets of [10, 1000, 20_000]) {
    const server = start(
      `require('net').createServer({ allowHalfOpen: true }, (s) => s.on('error', () => {}).resume()).listen(${port}, '127.0.0.1', 4096, () => console.log('up'))`,
    );
    await said(server);
    const client = start(
      `const net = require('net'); let left = ${sockets / 2}; const all = [];
       (function next() { if (left-- === 0) return console.log('up');
         const s = net.connect({ port: ${port}, host: '127.0.0.1', allowHalfOpen: true }, () => { if (left % 2) s.end(); next(); }); all.push(s); })()`,
    );
    await said(client);
    const kapa = await median(async () => {
      const found = await beginPass({ root: '/', live: true }).tcp({ port, state: 'close-wait' });
      if (found.value.length < sockets / 4 - 1) throw new Error(`only ${found.value.length} found`);
    });
    const owners = await median(async () => {
      await beginPass({ root: '/', live: true }).socketHolders();
    });
    const lsof = await median(async () => {
      spawnSync('lsof', ['-i', `:${port}`]);
    });
    process.stdout.write(
      `${sockets} sockets: kapa ${kapa} ms, with owners ${kapa + owners} ms, lsof ${lsof} ms\n`,
    );
    client.kill('SIGKILL');
    server.kill('SIGKILL');
    await new Promise((next) => {
      setTimeout(next, 500);
    });
  }
}

function start(source) {
  return spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function said(child) {
  return new Promise((next) => {
    child.stdout.once('data', next);
  });
}

async function median(work) {
  const times = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return Math.round(times.toSorted((a, b) => a - b)[Math.floor(runs / 2)]);
}

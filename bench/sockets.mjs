// Measures a pass over the socket tables with 10, 1,000, 20,000 and 100,000 sockets, beside lsof, and a check with one
// rung and its evidence, in a network namespace of its own.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  execFileSync('sysctl', ['-q', 'net.core.somaxconn=4096']);
  for (const sockets of [10, 1000, 20_000, 100_000]) {
    const server = start('serve', sockets);
    await said(server);
    const client = start('call', sockets);
    await said(client);
    const kapa = await median(async () => {
      const found = await beginPass({ root: '/', live: true }).tcp({ port, state: 'close-wait' });
      const least = Math.min(sockets / 4 - 1, 10_000);
      if (found.value.length < least) throw new Error(`only ${found.value.length} found`);
    });
    const owners = await median(async () => {
      await beginPass({ root: '/', live: true }).socketHolders();
    });
    const lsof = await median(async () => {
      spawnSync('lsof', ['-i', `:${port}`]);
    });
    const rung = check();
    process.stdout.write(
      `${sockets} sockets: kapa ${kapa} ms, with owners ${kapa + owners} ms, lsof ${lsof} ms; a check with a rung ${rung}\n`,
    );
    for (const child of [client, server]) process.kill(-child.pid, 'SIGKILL');
    await new Promise((next) => {
      setTimeout(next, 500);
    });
  }
}

function start(what, sockets) {
  const words = [join(project, 'test/fixtures/many_sockets.pl'), what, String(port), String(sockets / 2)];
  return spawn('perl', words, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
}

/** A check that finds a stranger on the port, keeps evidence and is refused: its time and memory. */
function check() {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-bench-check-'));
  const policy = join(folder, 'policy.yaml');
  writeFileSync(
    policy,
    `policy: bench
probes:
  port: { port_owner: { port: ${port}, expected: { program: apache2 } } }
  dead: { tcp_sockets: { port: ${port}, state: close-wait } }
rules:
  - name: Foreign
    when: port.foreign
    do: [{ kill_port_holder: { port: ${port} } }]
    limit: { times: 3, within: 1h }
`,
  );
  const used = join(folder, 'used.json');
  const began = performance.now();
  spawnSync(
    process.execPath,
    [
      ...['--require', join(project, 'test/security/usage.cjs'), join(project, 'dist/kapa.cjs')],
      ...['check', '--state-dir', join(folder, 'state'), policy],
    ],
    { env: { ...process.env, USAGE_FILE: used } },
  );
  const milliseconds = Math.round(performance.now() - began);
  const { memory } = JSON.parse(readFileSync(used, 'utf8'));
  rmSync(folder, { recursive: true });
  return `${milliseconds} ms, ${Math.round(memory / 2 ** 20)} MiB`;
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

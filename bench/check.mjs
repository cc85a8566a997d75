// Measures `kapa check` of the shipped health group beside the operator's script, and `kapa watch` beside Monit, on a
// real PM2 and real sockets, in a network namespace of its own. `--write` writes bench/RESULTS.md's table.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, medians } from './measure.mjs';
import { writePart } from './results.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '30' },
    write: { type: 'boolean', default: false },
    inside: { type: 'boolean', default: false },
  },
});
const project = resolve(import.meta.dirname, '..');
const kapa = join(project, 'dist/kapa.cjs');
const pm2 = join(project, 'node_modules/.bin/pm2');
const rounds = Number(options.rounds);
const watched = Number(options.seconds);

if (options.inside) await inside();
else {
  const words = ['--net', process.execPath, ...process.argv.slice(1), '--inside'];
  process.exitCode = spawnSync('unshare', words, { stdio: 'inherit' }).status ?? 1;
}

async function inside() {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  // PM2's sockets have a path of at most 107 characters.
  const scratch = mkdtempSync(join(tmpdir(), 'kb-'));
  const env = { ...process.env, PM2_HOME: join(scratch, 'pm2') };
  delete env['NODE_EXTRA_CA_CERTS'];
  const children = [];
  try {
    startBackend(scratch, env);
    children.push(await startWeb(scratch));
    const policies = copyPolicies(scratch);
    const lines = [
      '| case | program | wall, s | of the script | CPU, s | peak, MB |',
      '|---|---|---:|---:|---:|---:|',
    ];
    lines.push(...compare('few sockets', scratch, env, policies));
    children.push(...(await openSockets(20_000)));
    lines.push(...compare('20,000 sockets', scratch, env, policies));
    for (const child of children.splice(1)) child.kill('SIGKILL');
    lines.push('', '| resident, one check a second | CPU a check, ms | memory, MB |', '|---|---:|---:|');
    lines.push(await watch('kapa watch', scratch, env, watchCommand(scratch, policies)));
    if (spawnSync('which', ['monit']).status === 0)
      lines.push(await watch('Monit', scratch, env, monitCommand(scratch)));
    const table = `${lines.join('\n')}\n`;
    console.log(table);
    if (options.write) writePart('check', rounds, table);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    spawnSync(pm2, ['kill'], { env });
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The backend, run by a PM2 of its own. */
function startBackend(scratch, env) {
  const file = join(scratch, 'server.js');
  writeFileSync(file, `require('http').createServer((q, a) => a.end('ok')).listen(3001, '127.0.0.1');\n`);
  execFileSync(pm2, ['start', file, '--name', 'kapa-backend'], { env, stdio: 'ignore' });
}

/** What stands for Apache: it answers on 443. */
async function startWeb(scratch) {
  const [key, certificate] = [join(scratch, 'key.pem'), join(scratch, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' });
  const read = (file) => `require('fs').readFileSync('${file}')`;
  return started(
    `require('https').createServer({ key: ${read(key)}, cert: ${read(certificate)} }, (q, a) => a.end('ok')).listen(443, '127.0.0.1', () => console.log('up'))`,
  );
}

/** The shipped policies, for this host: another log, and node where Apache is expected. */
function copyPolicies(scratch) {
  const folder = join(scratch, 'policies');
  cpSync(join(project, 'policies'), folder, { recursive: true });
  const file = join(folder, 'health.yaml');
  const text = readFileSync(file, 'utf8')
    .replace('/var/log/kapa_health.log', join(scratch, 'kapa.log'))
    .replace('program: apache2', 'program: node');
  writeFileSync(file, text);
  return folder;
}

function compare(title, scratch, env, policies) {
  const common = ['--state-dir', join(scratch, 'state'), '--set', 'backend_user=root'];
  // Were a rule to fire here, its remedy would meet the host that measures.
  execFileSync(process.execPath, [kapa, 'pause', '--for', '2h', '--reason', 'bench', ...common.slice(0, 2)], {
    env,
  });
  const programs = {
    'check_health.sh': ['bash', join(import.meta.dirname, 'scripts/check_health.sh')],
    'kapa check': ['node', kapa, 'check', policies, '--group', 'health', ...common],
  };
  const given = {
    PM2_HOME: env.PM2_HOME,
    PATH: `${join(project, 'node_modules/.bin')}:${process.env['PATH']}`,
    LOG: join(scratch, 'script.log'),
    BACKEND: scratch,
  };
  const taken = { 'check_health.sh': [], 'kapa check': [] };
  for (let round = -1; round < rounds; round += 1)
    for (const [name, argv] of Object.entries(programs)) {
      const one = measure(argv, [0], given);
      if (round >= 0) taken[name].push(one);
    }
  if (!readFileSync(given.LOG, 'utf8').includes('Backend: online'))
    throw new Error('the script saw no backend');
  const base = medians(taken['check_health.sh']);
  return Object.entries(taken).map(([name, all]) => {
    const { wall, cpu, memory } = medians(all);
    return `| ${title} | ${name} | ${wall.toFixed(3)} | ${(wall / base.wall).toFixed(2)} | ${cpu.toFixed(3)} | ${memory.toFixed(0)} |`;
  });
}

/** So many sockets, half of them held by each of two processes. */
async function openSockets(count) {
  const server = await started(
    `require('net').createServer((s) => s.on('error', () => {}).resume()).listen(4001, '127.0.0.1', 4096, () => console.log('up'))`,
  );
  const client = await started(
    `const net = require('net'); const all = []; let left = ${count / 2};
     (function next() { if (left-- === 0) return console.log('up');
       all.push(net.connect({ port: 4001, host: '127.0.0.1' }, next)); })()`,
  );
  return [server, client];
}

function watchCommand(scratch, policies) {
  const folder = join(scratch, 'watched');
  mkdirSync(folder);
  for (const name of ['health.yaml', 'host.yaml']) {
    const text = readFileSync(join(policies, name), 'utf8').replaceAll('every: 3m', 'every: 1s');
    writeFileSync(join(folder, name), text);
  }
  const state = ['--state-dir', join(scratch, 'state')];
  return ['node', kapa, 'watch', folder, '--group', 'health', '--set', 'backend_user=root', ...state];
}

/** The same measurements as Monit makes them; the states of sockets are asked of ss, for it knows none. */
function monitCommand(scratch) {
  const file = join(scratch, 'monitrc');
  const count = join(scratch, 'close-wait');
  writeFileSync(count, `#!/bin/sh\nexit $(ss -Htn state close-wait sport = :3001 | wc -l)\n`, {
    mode: 0o755,
  });
  writeFileSync(
    file,
    `set daemon 1
set logfile ${scratch}/monit.log
set pidfile ${scratch}/monit.pid
set statefile ${scratch}/monit.state
set idfile ${scratch}/monit.id
check process backend matching "${scratch}/server.js"
  if failed port 3001 protocol http with timeout 5 seconds then alert
check process web matching "https"
check host site with address 127.0.0.1
  if failed port 443 protocol https with timeout 5 seconds with ssl options { verify: disable } then alert
check program dead with path "${count}"
  if status > 10 then alert
`,
    { mode: 0o600 },
  );
  return ['monit', '-I', '-c', file];
}

/** Processor time of a resident program and of the programs it has started and seen end, a second, and its memory. */
async function watch(name, scratch, env, [program, ...words]) {
  const child = spawn(program, words, { env, stdio: 'ignore', cwd: scratch });
  await pause(5);
  const before = processorTime(child.pid);
  await pause(watched);
  const spent = processorTime(child.pid) - before;
  const memory =
    Number(/^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;
  child.kill('SIGTERM');
  await new Promise((ended) => {
    child.once('exit', ended);
  });
  return `| ${name} | ${((spent * 1000) / watched).toFixed(1)} | ${memory.toFixed(0)} |`;
}

/** Seconds: utime, stime, cutime and cstime, which the kernel counts in hundredths. */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

function pause(seconds) {
  return new Promise((next) => {
    setTimeout(next, seconds * 1000);
  });
}

/** A Node process that says when it is ready. */
async function started(source) {
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ready) => {
    child.stdout.once('data', ready);
  });
  return child;
}

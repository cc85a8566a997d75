// Measures `kapa check` of the shipped health group beside the operator's script, and `kapa watch` beside Monit, on a
// real PM2, Apache and sockets, in namespaces of its own. `--write` writes bench/RESULTS.md's table; `--soak
// 10000` instead lets `kapa watch` make so many checks at full pace, and shows its memory on the way.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { answered, copyPolicies, openHealthHost } from './health-host.mjs';
import { clock, measure, median } from './measure.mjs';
import { writePart } from './results.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '30' },
    soak: { type: 'string' },
    write: { type: 'boolean', default: false },
    inside: { type: 'boolean', default: false },
  },
});
const project = resolve(import.meta.dirname, '..');
const kapa = join(project, 'dist/kapa.cjs');
const rounds = Number(options.rounds);
const watched = Number(options.seconds);

if (options.inside) await inside();
else {
  const words = ['--net', '--mount', process.execPath, ...process.argv.slice(1), '--inside'];
  process.exitCode = spawnSync('unshare', words, { stdio: 'inherit' }).status ?? 1;
}

async function inside() {
  const host = await openHealthHost();
  const children = [];
  try {
    if (options.soak !== undefined) {
      await soak(host, Number(options.soak));
      return;
    }
    const policies = copyPolicies(host);
    const resident = ['| resident, one check a second | CPU a check, ms | memory, MB |', '|---|---:|---:|'];
    resident.push(await watch('kapa watch', host, watchCommand(host, '1s')));
    if (spawnSync('which', ['monit']).status === 0)
      resident.push(await watch('Monit', host, monitCommand(host)));
    const lines = [
      '| case | program | wall, s | of the script | CPU, s | peak, MB |',
      '|---|---|---:|---:|---:|---:|',
    ];
    lines.push(...compare('few sockets', host, policies));
    children.push(...(await openSockets(20_000)));
    lines.push(...compare('20,000 sockets', host, policies));
    const table = `${[...lines, '', ...resident].join('\n')}\n`;
    console.log(table);
    if (options.write) writePart('check', rounds, table);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    host.close();
  }
}

function compare(title, { scratch, env }, policies) {
  const common = ['--state-dir', join(scratch, 'state')];
  // Were a rule to fire here, its remedy would meet the host that measures.
  execFileSync(process.execPath, [kapa, 'pause', '--for', '2h', '--reason', 'bench', ...common], {
    env,
  });
  const programs = {
    'check_health.sh': ['bash', join(import.meta.dirname, 'scripts/check_health.sh')],
    'kapa check': ['node', kapa, 'check', policies, '--group', 'health', ...common],
    'node -e 0': ['node', '-e', '0'],
    'node, with its net and tls': ['node', '-e', 'require("net"); require("tls")'],
  };
  const given = {
    PM2_HOME: env.PM2_HOME,
    PATH: `${join(project, 'node_modules/.bin')}:${process.env['PATH']}`,
    LOG: join(scratch, 'script.log'),
    BACKEND: scratch,
  };
  const peak = Object.fromEntries(
    Object.entries(programs).map(([name, argv]) => {
      // The first run reads and remembers what later ones need not.
      measure(argv, [0], given);
      return [name, measure(argv, [0], given).memory];
    }),
  );
  const taken = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const name of shuffled(Object.keys(programs))) taken[name].push(clock(programs[name], [0], given));
  if (!readFileSync(given.LOG, 'utf8').includes('Backend: online'))
    throw new Error('the script saw no backend');
  const middle = (name, figure) => median(taken[name].map((one) => one[figure]));
  const base = middle('check_health.sh', 'wall');
  return Object.keys(programs).map((name) => {
    const wall = middle(name, 'wall');
    return `| ${title} | ${name} | ${wall.toFixed(3)} | ${(wall / base).toFixed(2)} | ${middle(name, 'cpu').toFixed(3)} | ${peak[name].toFixed(0)} |`;
  });
}

/** So that none always comes after the same, and bears what that leaves behind. */
function shuffled(names) {
  return names
    .map((name) => ({ name, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
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

function watchCommand(host, every) {
  const folder = copyPolicies(host, { every, names: ['health.yaml', 'host.yaml'] });
  return ['node', kapa, 'watch', folder, '--group', 'health', '--state-dir', join(host.scratch, 'watched')];
}

/** The same measurements as Monit makes them; the states of sockets are asked of ss, for it knows none. */
function monitCommand({ scratch }) {
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
check process web matching "apache2"
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
async function watch(name, { scratch, env }, [program, ...words]) {
  const child = spawn(program, words, { env, stdio: 'ignore', cwd: scratch });
  await pause(5);
  const before = processorTime(child.pid);
  await pause(watched);
  const spent = processorTime(child.pid) - before;
  const memory = residentMemory(child.pid);
  child.kill('SIGTERM');
  await new Promise((ended) => {
    child.once('exit', ended);
  });
  return `| ${name} | ${((spent * 1000) / watched).toFixed(1)} | ${memory.toFixed(0)} |`;
}

/** Lets `kapa watch` check without a pause in between, and shows what it holds after a tenth, a half and all. */
async function soak(host, count) {
  const [program, ...words] = watchCommand(host, '1ms');
  const child = spawn(program, words, { env: host.env, stdio: 'ignore', cwd: host.scratch });
  const before = answered(host);
  try {
    console.log('| checks | memory, MB | CPU a check so far, ms |\n|---:|---:|---:|');
    for (const mark of [count / 10, count / 2, count]) {
      while (answered(host) - before < mark) {
        if (child.exitCode !== null) throw new Error(`kapa watch ended with ${child.exitCode}`);
        await pause(0.1);
      }
      const spent = (processorTime(child.pid) * 1000) / mark;
      console.log(`| ${mark} | ${residentMemory(child.pid).toFixed(1)} | ${spent.toFixed(1)} |`);
    }
  } finally {
    child.kill('SIGTERM');
  }
}

/** MB. */
function residentMemory(pid) {
  return Number(/^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
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

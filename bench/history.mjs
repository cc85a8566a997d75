// kapa history over a year of three-minute samples of the shipped groups, as a whole process.
// `--write` writes bench/RESULTS.md's table.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, medians } from './measure.mjs';
import { writePart } from './results.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    days: { type: 'string', default: '365' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const days = Number(options.days);
const project = resolve(import.meta.dirname, '..');
const kapa = join(project, 'dist/kapa.cjs');
const day = 86_400;

execFileSync('node', ['scripts/build.mjs'], { cwd: project, stdio: 'inherit' });
const state = mkdtempSync(join(tmpdir(), 'kapa-bench-'));
try {
  const { samples, events, bytes } = fill(Math.floor(Date.now() / 1000 / day) * day);
  const history = [process.execPath, kapa, 'history', '--state-dir', state];
  const cases = [
    ['bare Node', [process.execPath, '-e', '0']],
    ['the last day', history],
    [`${days} days`, [...history, '--since', `${days}d`]],
    [`${days} days, as JSON`, [...history, '--since', `${days}d`, '--json']],
    [
      `${days} days, one rule's events`,
      [...history, '--since', `${days}d`, '--rule', 'Backend is not online'],
    ],
    [
      `the last ${Math.floor(days / 2)} days against those before`,
      [...history, '--since', `${days}d`, '--compare', `${Math.floor(days / 2)}d`],
    ],
  ];
  const runs = cases.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, [, argv]] of cases.entries()) runs[index].push(measure(argv));
  const rows = cases.map(([name], index) => {
    const { wall, cpu, memory } = medians(runs[index]);
    const least = Math.min(...runs[index].map((run) => run.wall));
    return `| ${name} | ${seconds(wall)} | ${seconds(least)} | ${seconds(cpu)} | ${Math.round(memory)} MB |`;
  });
  const table = [
    `\`kapa history\` over ${samples.toLocaleString('en')} samples (${(bytes / 1e6).toFixed(1)} MB) and ${events.toLocaleString('en')} events:`,
    '',
    '| period | wall, median | least | CPU | memory |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
  console.log(table);
  if (options.write) writePart('history', rounds, table);
} finally {
  rmSync(state, { recursive: true, force: true });
}

/** Writes what the two shipped groups keep until a moment (seconds since 1970), and an outage now and then. */
function fill(until) {
  mkdirSync(join(state, 'samples'), { recursive: true });
  mkdirSync(join(state, 'events'), { recursive: true });
  let samples = 0;
  let events = 0;
  for (let begin = until - days * day; begin < until; begin += day) {
    const name = `${new Date(begin * 1000).toISOString().slice(0, 10)}.jsonl`;
    const lines = [heading('h', 'health', health(0)), heading('a', 'apache-workers', workers(0))];
    for (let at = begin; at < begin + day; at += 180) {
      lines.push(JSON.stringify([at, 'h', ...Object.values(health(at))]));
      samples += 1;
      if (at % 600 !== 0) continue;
      lines.push(JSON.stringify([at, 'a', ...Object.values(workers(at))]));
      samples += 1;
    }
    writeFileSync(join(state, 'samples', name), `${lines.join('\n')}\n`);
    const told = [outage(begin + 3600), outage(begin + 50_000)].flat();
    const month = join(state, 'events', `${name.slice(0, 7)}.jsonl`);
    appendFileSync(month, told.map((event) => `${JSON.stringify({ v: 1, ...event })}\n`).join(''));
    events += told.length;
  }
  const folder = join(state, 'samples');
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  return { samples, events, bytes };
}

function heading(key, group, columns) {
  return JSON.stringify({ v: 1, k: key, g: group, c: Object.keys(columns) });
}

/** The fields of policies/health.yaml's probes. */
function health(at) {
  const n = Math.floor(at / 180);
  return {
    'close_wait.count': n % 37,
    'close_wait.server_side': n % 3,
    'close_wait.client_side': n % 34,
    'close_wait.oldest': (n % 400) / 10,
    'backend.status': n % 9000 === 0 ? 'errored' : 'online',
    'backend.restarts': Math.floor(n / 900) % 60,
    'backend.uptime': (n % 900) * 180,
    'backend.memory': 120_000_000 + (n % 1000) * 4096,
    'backend.cpu': (n % 50) / 1000,
    'backend.instances': 1,
    'backend.pids': '12345',
    'port.owned': true,
    'port.foreign': false,
    'port.pid': 12_345,
    'port.program': 'node',
    'answer.ok': true,
    'answer.failing': false,
    'answer.status': 200,
    'answer.latency': 0.002 + (n % 17) / 10_000,
    'answer.error': '',
    'web.owned': true,
    'web.foreign': false,
    'web.pid': 990,
    'web.program': 'apache2',
    'site.ok': true,
    'site.failing': false,
    'site.status': 200,
    'site.latency': 0.01 + (n % 31) / 1000,
    'site.error': '',
  };
}

/** The fields of policies/apache-workers.yaml's probe. */
function workers(at) {
  const n = Math.floor(at / 600);
  return {
    'apache.running': true,
    'apache.workers': 5 + (n % 30),
    'apache.generation_age': (n % 144) * 600,
    'apache.memory': 300_000_000 + (n % 500) * 65_536,
    'apache.max_workers': 150,
  };
}

/** What is recorded of a rule that fires and is healed. */
function outage(at) {
  const rule = { rule: 'Backend is not online', group: 'health' };
  const told = { kind: 'alert', ...rule, severity: 'critical' };
  return [
    { at: at * 1000, ...told, from: 'ok', to: 'firing', value: 'errored' },
    {
      kind: 'remedy',
      at: at * 1000 + 500,
      ...rule,
      remedy: 'pm2_restart',
      target: 'pm2:kapa-backend',
      rung: 0,
      outcome: 'helped',
      seconds: 3.1,
      incident: '7',
    },
    { at: at * 1000 + 4000, ...told, from: 'firing', to: 'healed' },
  ];
}

function seconds(value) {
  return `${value.toFixed(2)} s`;
}

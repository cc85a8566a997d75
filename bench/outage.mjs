// npm run bench:outage, as root: every scenario of test/hosts/scenarios.ts under kapa, the operator's scripts and
// Monit, each on a booted Debian of its own; writes the table of bench/RESULTS.md. `--from FILE` only writes the
// table, from figures that a run has left.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { from: { type: 'string' } } });
const project = resolve(import.meta.dirname, '..');
const monitors = ['kapa watch', 'kapa by cron', 'scripts', 'Monit'];

const file = options.from ?? join(mkdtempSync(join(tmpdir(), 'kapa-outage-')), 'figures.jsonl');
if (options.from === undefined) {
  console.log(`figures: ${file}`);
  const run = spawnSync(
    'npx',
    ['vitest', 'run', '--config', 'vitest.hosts.config.ts', 'test/hosts/scenarios.test.ts'],
    { cwd: project, stdio: 'inherit', env: { ...process.env, OUTAGE_FIGURES: file } },
  );
  if (run.status !== 0) console.error('A scenario failed under kapa: the table shows it.');
}
const figures = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const text = render();
console.log(text);
write(text);

function render() {
  const names = [...new Set(figures.map(({ scenario }) => scenario))].filter((name) => name !== 'healthy');
  const lines = [
    `| scenario | ${monitors.map((name) => `${name}: recovered (detected), failed requests`).join(' | ')} |`,
    `| --- | ${monitors.map(() => '---').join(' | ')} |`,
  ];
  for (const name of names)
    lines.push(`| ${name} | ${monitors.map((monitor) => cell(name, monitor)).join(' | ')} |`);
  lines.push(
    `| healthy host: CPU of the monitor | ${monitors.map((monitor) => `${share(of('healthy', monitor)?.cpu)}`).join(' | ')} |`,
  );
  const lost = names.filter((name) => {
    const scripts = of(name, 'scripts');
    return scripts !== undefined && !isQuiet(name) && scripts.recovered === undefined;
  });
  const wrongs = monitors.map((monitor) => {
    const some = figures.filter((one) => one.monitor === monitor && one.wrong.length > 0);
    if (!figures.some((one) => one.monitor === monitor)) return `- ${monitor}: not run`;
    return `- ${monitor}: ${some.length === 0 ? 'none' : some.map(({ scenario, wrong }) => `${scenario}: ${wrong.join(', ')}`).join('; ')}`;
  });
  return [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}. One run; Debian 12 booted by systemd-nspawn, a machine for each cell, 10 visitors a second through Apache with TLS.`,
    '',
    'Every monitor looks every 2 s, in place of 3 and 10 minutes; kapa’s cooldowns and ages are compressed likewise, and all share the limits: 10 CLOSE_WAIT, 8 restarts, 60 workers, 1000 MB. Seconds from the fault to the end of the last failed request (where visitors see nothing: until the fault is gone). “–”: not within the time that every monitor got (20 to 30 s).',
    '',
    ...lines,
    '',
    `Not recovered by the scripts: ${lost.length === 0 ? 'none' : lost.join('; ')}.`,
    '',
    'Wrong actions (kills and restarts of what was not the cause, or had already been healed):',
    '',
    ...wrongs,
  ].join('\n');
}

function share(cpu) {
  return cpu === undefined ? 'not run' : `${(cpu * 100).toFixed(1)} %`;
}

function of(scenario, monitor) {
  return figures.findLast((one) => one.scenario === scenario && one.monitor === monitor);
}

function isQuiet(name) {
  return /burst|deploys/u.test(name);
}

function cell(name, monitor) {
  const one = of(name, monitor);
  if (one === undefined) return 'not run';
  const wrong = one.wrong.length > 0 ? `, **${one.wrong.length} wrong**` : '';
  const seconds = (value) => (value === undefined ? '–' : `${Math.max(value, 0).toFixed(1)} s`);
  if (isQuiet(name)) return wrong === '' ? 'nothing done' : wrong.slice(2);
  return `${seconds(one.recovered)} (${seconds(one.detected)}), ${one.failed}${wrong}`;
}

function write(table) {
  const results = join(import.meta.dirname, 'RESULTS.md');
  const [begin, end] = ['<!-- outage: begin -->', '<!-- outage: end -->'];
  const old = existsSync(results) ? readFileSync(results, 'utf8') : '# Measured\n';
  const text = old.includes(begin) ? old : `${old.trimEnd()}\n\n${begin}\n${end}\n`;
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  writeFileSync(results, `${before}\n\n${table}\n\n${text.slice(text.indexOf(end))}`);
}

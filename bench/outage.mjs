// npm run bench:outage, as root: every scenario of test/hosts/scenarios.ts under kapa, the operator's scripts and
// Monit, each on a booted Debian of its own; writes the table of bench/RESULTS.md.
//   --only PART,PART        scenarios whose names contain one of these
//   --monitors NAME,NAME    of: kapa watch, kapa by cron, scripts, Monit
//   --table                 only writes the table, from the figures that are there
// Each figure is kept as it comes, in .cache/outage.jsonl, and the table follows: a run that is ended keeps what it
// has. With --only or --monitors the other figures stay as they were.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, monitors: { type: 'string' }, table: { type: 'boolean' } },
});
const project = resolve(import.meta.dirname, '..');
const file = join(project, '.cache/outage.jsonl');
const all = ['kapa watch', 'kapa by cron', 'scripts', 'Monit'];
const chosen = options.monitors?.split(',') ?? all;

/** Seconds between looks, in place of 3 and 10 minutes. */
const interval = 60;

if (options.table !== true) await measure();
write(render());
console.log(render());

/** The monitors side by side, a machine each: mostly they wait for the next look, and the whole ends within 45 minutes. */
async function measure() {
  mkdirSync(join(project, '.cache'), { recursive: true });
  if (options.only === undefined && options.monitors === undefined) rmSync(file, { force: true });
  const { status } = spawnSync('node', ['scripts/build.mjs'], { cwd: project, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
  const timer = setInterval(() => write(render()), 30_000);
  await Promise.all(
    chosen.map(async (monitor) => {
      await lane(monitor);
      if (monitor === 'kapa watch' && options.only === undefined)
        await lane('kapa apply', 'test/hosts/setup.test.ts');
    }),
  );
  clearInterval(timer);
}

function lane(monitor, test = 'test/hosts/scenarios.test.ts') {
  const env = {
    ...process.env,
    OUTAGE_FIGURES: file,
    OUTAGE_MONITORS: monitor,
    OUTAGE_INTERVAL: String(interval),
    ...(options.only === undefined ? {} : { OUTAGE_ONLY: options.only }),
  };
  const words = ['run', '--config', 'vitest.hosts.config.ts', test];
  return new Promise((done) => {
    spawn(join(project, 'node_modules/.bin/vitest'), words, { cwd: project, stdio: 'inherit', env }).once(
      'exit',
      (code) => {
        if (code !== 0) console.error(`${monitor}: a scenario failed; the table shows it.`);
        done();
      },
    );
  });
}

function figures() {
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
    : [];
}

function render() {
  const found = figures();
  const of = (scenario, monitor) =>
    found.findLast((one) => one.scenario === scenario && one.monitor === monitor);
  const applied = found.filter(({ monitor }) => monitor === 'kapa apply').map(({ scenario }) => scenario);
  const names = [...new Set(found.map(({ scenario }) => scenario))].filter(
    (name) => name !== 'healthy' && !applied.includes(name),
  );
  const lines = [
    `| scenario | ${all.map((name) => `${name}: recovered (detected), failed requests`).join(' | ')} | scripts ÷ kapa watch |`,
    `| --- | ${all.map(() => '---').join(' | ')} | ---: |`,
    ...names.map(
      (name) =>
        `| ${name} | ${all.map((monitor) => cell(name, of(name, monitor))).join(' | ')} | ${ratio(of(name, 'scripts'), of(name, 'kapa watch'))} |`,
    ),
    `| healthy host: CPU of the monitor | ${all.map((monitor) => share(of('healthy', monitor)?.cpu)).join(' | ')} | |`,
  ];
  const again = names.flatMap((name) =>
    all
      .filter((monitor) => found.filter((one) => one.scenario === name && one.monitor === monitor).length > 1)
      .map((monitor) => `${name} (${monitor})`),
  );
  const lost = names.filter((name) => {
    const scripts = of(name, 'scripts');
    return (
      scripts !== undefined &&
      scripts.notRun === undefined &&
      !isQuiet(name) &&
      scripts.recovered === undefined
    );
  });
  const latest = names.flatMap((name) => all.map((monitor) => of(name, monitor)));
  const ran = latest.filter((one) => one !== undefined && one.notRun === undefined);
  const wrongs = all.map((monitor) => {
    const mine = ran.filter((one) => one.monitor === monitor);
    const some = mine.filter(({ wrong }) => wrong.length > 0);
    const what = some.map(({ scenario, wrong }) => `${scenario}: ${wrong.join(', ')}`).join('; ');
    return `- ${monitor}: ${mine.length === 0 ? 'not run' : what || 'none'}`;
  });
  const failed = latest.filter((one) => one?.notRun !== undefined);
  const loads = ran.map(({ load }) => load).sort((a, b) => a - b);
  return [
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}. One run${again.length === 0 ? '' : `, and measured again after a change: ${again.join(', ')}`}; Debian 12 booted by systemd-nspawn, a machine for each cell, 10 visitors a second through Apache with TLS. The monitors ran side by side, each on its machine; load of the whole: median ${loads[Math.floor(loads.length / 2)]?.toFixed(1) ?? '?'}, at most ${loads.at(-1)?.toFixed(1) ?? '?'}.`,
    '',
    `**How it is compared.** Every monitor looks every ${interval} s, in place of 3 and 10 minutes: the scripts, Monit, kapa by cron, and the \`every:\` of the rules under kapa watch. The fault comes ${interval / 2} s after a look, half an interval, as it does on average (the burst that makes workers stay begins before); where a fault must be made before the monitor starts, that one looks for the first time ${interval / 2} s later. kapa’s ages (\`older_than\`) and cooldowns are shortened by the same factor as its intervals; where its \`for:\` says seconds, they and all time-outs are as shipped. All share the limits: 10 CLOSE_WAIT, 8 restarts, 60 workers, 1000 MB. Seconds from the fault (where visitors notice it: from the first who is not answered) to the end of the last failed request, or, where they notice nothing, until the fault is gone. “–”: not within one and a half intervals. kapa by cron looks as often as the scripts and cannot be faster than they are; it asks for two looks where they ask for one. What kapa watch is faster by is that it glances twice a second between its looks, at ports, processes, and the number, memory and visitors of Apache’s workers. A burst of visitors over the limit of workers is no fault while it lasts, nor while Apache ends the workers that it leaves behind: the fault is that they stay.`,
    '',
    ...lines,
    '',
    `Not recovered by the scripts: ${lost.length === 0 ? 'none' : lost.join('; ')}.`,
    '',
    ...[...new Set(applied)].flatMap((name) => [
      `${name}: ${of(name, 'kapa apply').recovered.toFixed(1)} s, ${of(name, 'kapa apply').failed} failed requests.`,
      '',
    ]),
    'Wrong actions (kills and restarts of what was not the cause, or had already been healed):',
    '',
    ...wrongs,
    ...(failed.length === 0 ? [] : ['', 'Not run, after two tries:', '']),
    ...failed.map(({ scenario, monitor, notRun }) => `- ${scenario}, ${monitor}: ${notRun.split('\n')[0]}`),
  ].join('\n');
}

function share(cpu) {
  return cpu === undefined ? 'not run' : `${(cpu * 100).toFixed(1)} %`;
}

function ratio(scripts, watch) {
  if (scripts?.recovered === undefined || watch?.recovered === undefined) return '';
  return `${(scripts.recovered / Math.max(watch.recovered, 0.1)).toFixed(1)}`;
}

function isQuiet(name) {
  return /burst|deploys/u.test(name);
}

function cell(name, one) {
  if (one === undefined || one.notRun !== undefined) return 'not run';
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

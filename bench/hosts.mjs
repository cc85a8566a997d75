// node bench/hosts.mjs, as root: every scenario of the outage under kapa watch, and the tour of the README, on each host of
// test/hosts/site.ts, each scenario on a machine of its own; writes the table of bench/RESULTS.md.
//   --table   only writes the table, from the figures that are there
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writePart } from './results.mjs';

const project = resolve(import.meta.dirname, '..');
const file = join(project, '.cache/outage-hosts.jsonl');

if (!process.argv.includes('--table')) {
  rmSync(file, { force: true });
  const words = ['run', '--config', 'vitest.hosts.config.ts', 'test/hosts/tour.test.ts'];
  spawnSync(join(project, 'node_modules/.bin/vitest'), [...words, 'test/hosts/scenarios.test.ts'], {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, OUTAGE_FIGURES: file },
  });
}

const figures = existsSync(file)
  ? readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  : [];
const of = (list, key) => [...new Set(list.map((one) => one[key]))];
const hosts = of(figures, 'host').toSorted((a, b) => (a < b ? -1 : 1));
const loads = figures.flatMap(({ load }) => load ?? []).toSorted((a, b) => a - b);
const wrong = figures.filter((one) => one.wrong.length > 0);

writePart(
  'hosts',
  1,
  [
    `Debian 12 and 13 booted by systemd-nspawn, each machine in a control group of its own; kapa watch with the shipped rules, whose rounds are a minute apart; 10 visitors a second through Apache with TLS. Seconds to the end of the last failed request, or, where visitors notice nothing, until the fault is gone; in brackets until it was noticed, then requests without an answer. Other tests ran on the machine: load in the median ${loads[Math.floor(loads.length / 2)]?.toFixed(1)}, at most ${loads.at(-1)?.toFixed(1)}.`,
    '',
    `| scenario | ${hosts.join(' | ')} |`,
    `| --- | ${hosts.map(() => '---').join(' | ')} |`,
    ...of(figures, 'scenario')
      .filter((name) => name !== 'healthy')
      .map((name) => `| ${name} | ${hosts.map((host) => cell(name, host)).join(' | ')} |`),
    '',
    `Wrong actions: ${wrong.map(({ host, scenario, wrong: what }) => `${host}, ${scenario}: ${what.join(', ')}`).join('; ') || 'none'}.`,
    '',
  ].join('\n'),
);

function cell(name, host) {
  const one = figures.findLast(({ scenario, host: of }) => scenario === name && of === host);
  if (one === undefined) return '';
  if (one.recovered === undefined)
    return one.detected === undefined ? 'nothing done, no alert' : `– (${one.detected.toFixed(1)} s)`;
  const noticed =
    one.detected === undefined ? '' : ` (${Math.max(one.detected, 0).toFixed(1)} s), ${one.failed}`;
  return `${Math.max(one.recovered, 0).toFixed(1)} s${noticed}`;
}

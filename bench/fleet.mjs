// node bench/fleet.mjs, as root: a fleet of hosts that are as declared, network namespaces and booted Debians of one image, and
// how long a plan and a rollout of no change take beside `ansible -m ping` and beside builtin modules for the same
// policies. Writes the table of bench/RESULTS.md.
//   --hosts 30  --rounds 3  --release bookworm|trixie: the control node's Debian
//   --table     only writes the table, from the figures that are there
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './measure.mjs';
import { writePart } from './results.mjs';

const { values: options } = parseArgs({
  options: {
    hosts: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
    release: { type: 'string', default: 'bookworm' },
    table: { type: 'boolean', default: false },
  },
});
const project = resolve(import.meta.dirname, '..');
const file = join(project, '.cache/fleet.jsonl');

/** Each booted Debian watches some six places; 128 a user is what Linux allows by itself. */
const limit = '/proc/sys/fs/inotify/max_user_instances';

if (!options.table) {
  const before = readFileSync(limit, 'utf8');
  writeFileSync(limit, String(Math.max(Number(before), 20 * Number(options.hosts))));
  try {
    measure();
  } finally {
    writeFileSync(limit, before);
  }
}
write();

function measure() {
  mkdirSync(join(project, '.cache'), { recursive: true });
  rmSync(file, { force: true });
  const env = {
    ...process.env,
    KAPA_BUILT: '1',
    FLEET_FIGURES: file,
    FLEET_HOSTS: options.hosts,
    FLEET_ROUNDS: options.rounds,
    FLEET_RELEASE: options.release,
  };
  const run = { cwd: project, stdio: 'inherit', env };
  for (const argv of [
    [process.execPath, 'scripts/build.mjs'],
    ['node_modules/.bin/vitest', 'run', '--config', 'vitest.hosts.config.ts', 'test/fleet/many.test.ts'],
  ]) {
    const { status } = spawnSync(argv[0], argv.slice(1), run);
    if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}`);
  }
}

function write() {
  const figures = readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse);
  const names = [...new Set(figures.map(({ name }) => name))];
  const walls = (name) => figures.filter((one) => one.name === name).map(({ wall }) => wall);
  const ping = walls('ansible -m ping');
  const builtin = walls('builtin modules');
  // Of the same round: the load of the machine changes from one to the next.
  const ratio = (name, others) => median(walls(name).map((wall, round) => wall / others[round]));
  const rows = names.map((name) => {
    const taken = walls(name);
    const range = `${Math.min(...taken).toFixed(1)} to ${Math.max(...taken).toFixed(1)}`;
    const [ofPing, ofBuiltin] = [ratio(name, ping), ratio(name, builtin)].map((one) => one.toFixed(2));
    return `| ${name} | ${median(taken).toFixed(1)} | ${range} | ${ofPing} | ${ofBuiltin} |`;
  });
  const [{ release, count }] = figures;
  const loads = figures.map(({ load }) => load);
  const table = [
    `${count} booted Debian 12 with Apache, PM2 and sshd, and the control node with the Ansible of ${release}, 10 forks: all of it on this machine. Load, hosts and control node included: ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}.`,
    '',
    `| ${count} hosts, nothing to change | wall, s | rounds | of ping | of builtin modules |`,
    '|---|---:|---:|---:|---:|',
    ...rows,
    '',
  ].join('\n');
  console.log(table);
  writePart('fleet', ping.length, table);
}

// npm run bench: whole-process medians of interleaved rounds, against bare Node and the configuration managers
// that are installed. `--install` installs them from Debian first, `--write` writes bench/RESULTS.md's table.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from '../scripts/packages.mjs';
import { measure, medians } from './measure.mjs';
import { declare, shippedInCfengine } from './peers.mjs';
import { writePart } from './results.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    sizes: { type: 'string', default: '10,100,1000,10000' },
    install: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const kapa = resolve(import.meta.dirname, '../dist/kapa.cjs');
const project = resolve(import.meta.dirname, '..');

/** Seconds that the rounds of one program in one case may take: slow ones get fewer, which the table says. */
const patience = 10;

/** The largest size at which a peer ends in reasonable time: Ansible takes seconds for ten files. */
const largest = { kapa: 10_000, cfengine: 10_000, puppet: 1000, ansible: 100 };
const apache = '/usr/sbin/apache2';
const programs = { cfengine: 'cf-agent', puppet: 'puppet', ansible: 'ansible-playbook' };

installPackages(options.install ? ['time', 'cfengine3', 'puppet-agent', 'ansible'] : ['time']);
execFileSync('node', ['scripts/build.mjs'], { cwd: project, stdio: 'inherit' });
const peers = [
  'kapa',
  ...Object.keys(programs).filter((name) => spawnSync('which', [programs[name]]).status === 0),
];
for (const name of Object.keys(programs))
  if (!peers.includes(name)) console.log(`not installed, not measured: ${name}`);
if (peers.includes('cfengine')) spawnSync('cf-key');

const scratch = mkdtempSync(join(tmpdir(), 'kapa-bench-'));
const rows = [];
try {
  benchCommands();
  for (const size of options.sizes.split(',').map(Number)) benchFiles(size);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const table = render();
console.log(table);
if (options.write) writePart('files', `up to ${rounds}`, table);

/** Start-up, lint and plan of the shipped policies. */
function benchCommands() {
  const host = join(scratch, 'host');
  execFileSync('cp', ['-a', join(project, 'demo/host'), host]);
  const certificates = join(host, 'etc/letsencrypt/live/kapa.healtheworld.com.co');
  mkdirSync(certificates, { recursive: true });
  const keys = ['-keyout', join(certificates, 'privkey.pem'), '-out', join(certificates, 'fullchain.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=kapa', ...keys], {
    stdio: 'ignore',
  });
  const policies = join(project, 'policies');
  const onHost = (command, root, ...more) => [
    ...['node', kapa, command, policies, '--root', root, '--state-dir', `${root}-state`],
    ...more,
  ];
  const declared = join(scratch, 'declared');
  execFileSync('cp', ['-a', host, declared]);
  const [node, ...apply] = onHost('apply', declared, '--yes');
  execFileSync(node, apply, { stdio: 'ignore' });
  const equivalent = (root) => shippedInCfengine(`${root}-cf`, root);
  const asDeclared = join(scratch, 'declared-for-cfengine');
  execFileSync('cp', ['-a', host, asDeclared]);
  if (peers.includes('cfengine')) measure(['cf-agent', '-K', '-f', equivalent(asDeclared)]);
  interleave('shipped policies', {
    'node -e 0': ['node', '-e', '0'],
    'kapa --help': ['node', kapa, '--help'],
    'kapa lint': ['node', kapa, 'lint', policies],
    'kapa plan, as declared': onHost('plan', declared),
    'kapa plan, four changes, proven by Apache’s and logrotate’s own tests': onHost('plan', host),
    'kapa plan, two changes, without the Apache resources': onHost(
      'plan',
      host,
      ...['--skip', 'Recycle*', '--skip', 'Proxy*'],
    ),
    ...(process.geteuid() === 0 &&
      existsSync(apache) && { 'apache2 -t of the unchanged host, nothing else': apacheTest(host) }),
    ...(peers.includes('cfengine') && {
      'cf-agent -n, the equivalent, as declared': ['cf-agent', '-K', '-n', '-f', equivalent(asDeclared)],
      'cf-agent -n, the equivalent, four changes, without any test': [
        ...['cf-agent', '-K', '-n', '-f', equivalent(host)],
      ],
    }),
  });
}

/** What a proof of the planned files cannot take less than; the host's files name others by absolute paths. */
function apacheTest(host) {
  const settings = { RUN_USER: 'www-data', RUN_GROUP: 'www-data', PID_FILE: join(scratch, 'apache2.pid') };
  for (const name of ['RUN_DIR', 'LOCK_DIR', 'LOG_DIR']) settings[name] = scratch;
  const words = Object.entries(settings).map(([name, value]) => `APACHE_${name}=${value}`);
  const inside = 'mount -t overlay none -o "lowerdir=$1:/etc" /etc && shift && exec "$@"';
  return [
    ...['unshare', '--mount', 'sh', '-c', inside, 'sh', join(host, 'etc')],
    ...['env', ...words, apache, '-d', join(host, 'etc/apache2'), '-t'],
  ];
}

function benchFiles(size) {
  const able = peers.filter((peer) => size <= largest[peer]);
  const { files, declared } = declare(join(scratch, String(size)), size, able);
  const each = (pick, { title, run }) =>
    interleave(
      `${size} files, ${title}`,
      Object.fromEntries(able.map((peer) => [peer, declared[peer][pick]])),
      run,
    );
  const fresh = (peer) => {
    rmSync(files, { recursive: true, force: true });
    mkdirSync(files, { recursive: true });
    for (const folder of declared[peer].reset) rmSync(folder, { recursive: true, force: true });
  };
  // The peers agree on the files, and neither this dry run nor the second apply changes any: what one has made, all find
  // as declared.
  const converged = (peer, round) => {
    if (round === 0) measure(declared[peer].apply);
  };
  const stale = (peer, round) => {
    if (round > 0 || peer !== able[0]) return;
    for (let i = 0; i < size; i += 1) {
      const file = join(files, `${i}.conf`);
      writeFileSync(file, readFileSync(file, 'utf8').replace('listen', 'listened'));
    }
  };
  each('apply', { title: 'first apply', run: fresh });
  for (const [pick, title] of [
    ['dry', 'dry run, clean'],
    ['apply', 'second apply'],
  ])
    each(pick, { title, run: converged });
  each('diff', { title: 'dry run, all differ, diffs shown', run: stale });
}

function interleave(title, commands, prepare = () => undefined) {
  const measured = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  const wanted = {};
  // The first round only warms, and shows who is slow: that is then the only one.
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, argv] of Object.entries(commands)) {
      if (round > (wanted[name] ?? rounds)) continue;
      prepare(name, round);
      const taken = measure(argv);
      if (round === 0) wanted[name] = Math.min(rounds, Math.floor(patience / taken.wall));
      if (round > 0 || wanted[name] === 0) measured[name].push(taken);
    }
  for (const [name, taken] of Object.entries(measured))
    rows.push({ title, name, rounds: taken.length, ...medians(taken) });
  console.log(`measured: ${title}`);
}

function render() {
  const lines = [
    '| case | program | rounds | wall, s | of kapa | CPU, s | peak, MB |',
    '|---|---|---:|---:|---:|---:|---:|',
  ];
  for (const row of rows) {
    const base = rows.find(({ title, name }) => title === row.title && /^(?:kapa|node -e 0)$/u.test(name));
    const ratio = base === undefined ? '' : (row.wall / base.wall).toFixed(2);
    lines.push(
      `| ${row.title} | ${row.name} | ${row.rounds} | ${row.wall.toFixed(3)} | ${ratio} | ${row.cpu.toFixed(3)} | ${row.memory.toFixed(0)} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

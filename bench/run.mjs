// npm run bench: whole-process medians of interleaved rounds, against bare Node and the configuration managers
// that are installed. `--install` installs them from Debian first, `--write` writes bench/RESULTS.md's table.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** The largest size at which a peer ends in reasonable time: Ansible takes seconds for ten files. */
const largest = { kapa: 10_000, cfengine: 10_000, puppet: 1000, ansible: 100 };
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
if (options.write) writePart('files', rounds, table);

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
  const state = ['--state-dir', join(scratch, 'host-state')];
  const plan = ['plan', policies, '--root', host, ...state];
  // Keeps what the policies come to, as any apply or check does.
  spawnSync('node', [kapa, 'apply', policies, '--root', host, ...state], { input: '' });
  interleave('shipped policies', {
    'node -e 0': ['node', '-e', '0'],
    'kapa --help': ['node', kapa, '--help'],
    'kapa lint': ['node', kapa, 'lint', policies, '--state-dir', join(scratch, 'none')],
    'kapa lint, policies read before': ['node', kapa, 'lint', policies, ...state],
    'kapa plan --root, Apache’s own test': ['node', kapa, ...plan],
    'kapa plan --root, without the Apache resources': [
      'node',
      kapa,
      ...plan,
      '--skip',
      'Recycle*',
      '--skip',
      'Proxy*',
    ],
    ...(peers.includes('cfengine') && {
      'cf-agent -n, the equivalent': [
        'cf-agent',
        '-K',
        '-n',
        '-f',
        shippedInCfengine(join(scratch, 'cf'), host),
      ],
    }),
  });
}

function benchFiles(size) {
  const able = peers.filter((peer) => size <= largest[peer]);
  const { files, declared } = declare(join(scratch, String(size)), size, able);
  const each = (pick, prepare) =>
    interleave(
      `${size} files, ${prepare.title}`,
      Object.fromEntries(able.map((peer) => [peer, declared[peer][pick]])),
      prepare.run,
    );
  const fresh = (peer) => {
    rmSync(files, { recursive: true, force: true });
    mkdirSync(files, { recursive: true });
    for (const folder of declared[peer].reset) rmSync(folder, { recursive: true, force: true });
  };
  // The peers agree on the files, and neither run that follows changes any: what one has made, all find as declared.
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
  each('dry', { title: 'dry run, clean', run: converged });
  each('apply', { title: 'second apply', run: converged });
  each('diff', { title: 'dry run, all differ, diffs shown', run: stale });
}

function interleave(title, commands, prepare = () => undefined) {
  const measured = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  // The first round only warms.
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, argv] of Object.entries(commands)) {
      prepare(name, round);
      const taken = measure(argv);
      if (round > 0) measured[name].push(taken);
    }
  for (const [name, taken] of Object.entries(measured)) rows.push({ title, name, ...medians(taken) });
  console.log(`measured: ${title}`);
}

function render() {
  const lines = [
    '| case | program | wall, s | of kapa | CPU, s | peak, MB |',
    '|---|---|---:|---:|---:|---:|',
  ];
  for (const row of rows) {
    const base = rows.find(({ title, name }) => title === row.title && /^(?:kapa|node -e 0)$/u.test(name));
    const ratio = base === undefined ? '' : (row.wall / base.wall).toFixed(2);
    lines.push(
      `| ${row.title} | ${row.name} | ${row.wall.toFixed(3)} | ${ratio} | ${row.cpu.toFixed(3)} | ${row.memory.toFixed(0)} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

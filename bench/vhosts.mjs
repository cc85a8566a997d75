// node bench/vhosts.mjs: a tree of 2,000 virtual hosts, planned by kapa, read by certbot, and 50 of its files edited by
// Ansible. `--install` installs both peers from Debian first, `--write` writes bench/RESULTS.md's table. Needs root.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from '../scripts/packages.mjs';
import { measure, medians } from './measure.mjs';
import { writePart } from './results.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    hosts: { type: 'string', default: '2000' },
    install: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const count = Number(options.hosts);
const project = resolve(import.meta.dirname, '..');
const kapa = join(project, 'dist/kapa.cjs');

installPackages(options.install ? ['time', 'python3-certbot-apache', 'ansible'] : ['time']);
const scratch = mkdtempSync(join(tmpdir(), 'kapa-vhosts-'));
try {
  makeTree();
  const table = render(Object.entries(commands()).map(([name, argv]) => ({ name, ...rounds(argv) })));
  console.log(table);
  if (options.write) writePart('vhosts', options.rounds, table);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function commands() {
  const on = (command, ...more) => ['node', kapa, command, ...more, '--root', join(scratch, 'host')];
  const state = ['--state-dir', join(scratch, 'state')];
  const all = {
    'node -e 0': ['node', '-e', '0'],
    [`kapa plan, ${count} of ${count} hosts change`]: on('plan', join(scratch, 'all'), ...state),
    [`kapa plan, one of ${count} hosts changes`]: on('plan', join(scratch, 'one'), ...state),
    'kapa init': on('init', '--force', '--out', join(scratch, 'found')),
  };
  if (has('certbot')) all['certbot plugins --prepare, which reads the tree'] = certbot();
  else console.log('not installed, not measured: certbot');
  if (has('ansible-playbook')) all['ansible-playbook --check, lineinfile over 50 hosts'] = ansible();
  else console.log('not installed, not measured: ansible');
  return all;
}

function has(program) {
  return spawnSync('which', [program]).status === 0;
}

function makeTree() {
  execFileSync('cp', ['-a', join(project, 'demo/host'), join(scratch, 'host')]);
  const apache = join(scratch, 'host/etc/apache2');
  rmSync(join(apache, 'sites-enabled'), { recursive: true });
  for (const folder of [join(apache, 'sites-enabled'), join(scratch, 'all'), join(scratch, 'one')])
    mkdirSync(folder);
  const resources = Array.from({ length: count }, (_, number) => {
    const name = `s${String(number).padStart(4, '0')}`;
    const port = 4000 + number;
    writeFileSync(join(apache, `sites-available/${name}.conf`), siteText(name, port));
    symlinkSync(`../sites-available/${name}.conf`, join(apache, `sites-enabled/${name}.conf`));
    return resourceText(name, port);
  });
  const head = 'policy: hosts\nresources:\n';
  writeFileSync(join(scratch, 'all/hosts.yaml'), head + resources.join(''));
  writeFileSync(join(scratch, 'one/hosts.yaml'), head + resources[count >> 1]);
}

function siteText(name, port) {
  return `<VirtualHost *:80>
    ServerName ${name}.example.org
    ServerAlias www.${name}.example.org
    DocumentRoot /var/www/${name}
    ErrorLog \${APACHE_LOG_DIR}/${name}-error.log
    CustomLog \${APACHE_LOG_DIR}/${name}-access.log combined
    ProxyPreserveHost On
    ProxyTimeout 60
    ProxyPass /api/ http://127.0.0.1:${port}/
    ProxyPassReverse /api/ http://127.0.0.1:${port}/
    <Directory /var/www/${name}>
        Options FollowSymLinks
        AllowOverride None
        Require all granted
    </Directory>
</VirtualHost>
`;
}

function resourceText(name, port) {
  return `  - name: Proxy of ${name}
    apache_proxy:
      site: ${name}
      virtual_host: { server_name: ${name}.example.org }
      directives: { ProxyTimeout: 600 }
      mounts: [{ path: /api/, url: "http://127.0.0.1:${port}/", retry: 0, reverse: true }]
`;
}

/** certbot reads the Apache of the machine: the tree lies over it, for this process alone. */
function certbot() {
  const folders = ['config', 'work', 'logs'].flatMap((name) => [`--${name}-dir`, join(scratch, name)]);
  return [
    ...['unshare', '--mount', 'sh', '-c', 'mount --bind "$1" /etc/apache2 && shift && exec "$@"', 'sh'],
    ...[join(scratch, 'host/etc/apache2'), 'certbot', 'plugins', '--prepare', '--installers', ...folders],
  ];
}

function ansible() {
  const sites = Array.from({ length: 50 }, (_, number) => `s${String(number).padStart(4, '0')}`);
  const playbook = join(scratch, 'playbook.yaml');
  writeFileSync(
    playbook,
    `- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - lineinfile: { path: "${join(scratch, 'host/etc/apache2/sites-available')}/{{ item }}.conf", regexp: '^ *ProxyTimeout ', line: '    ProxyTimeout 600' }
      loop: ${JSON.stringify(sites)}
`,
  );
  return ['ansible-playbook', '-i', 'localhost,', '--check', '--diff', playbook];
}

/** The first round only warms, and shows who is slow: that is then the only one. */
function rounds(argv) {
  const first = measure(argv);
  const most = first.wall > 20 ? 0 : Number(options.rounds);
  return medians(most === 0 ? [first] : Array.from({ length: most }, () => measure(argv)));
}

function render(rows) {
  return `| ${count} virtual hosts | wall, s | CPU, s | peak, MB |
|---|---:|---:|---:|
${rows
  .map(
    ({ name, wall, cpu, memory }) =>
      `| ${name} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${memory.toFixed(0)} |`,
  )
  .join('\n')}
`;
}

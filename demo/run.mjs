// npm run demo: kapa's main job on a copy of demo/host, a Debian 12 host with the operator's vhosts and bad defaults.
// Needs neither root nor Apache, and leaves nothing behind.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '..');
const kapa = join(project, 'dist/kapa.cjs');
const scratch = mkdtempSync(join(tmpdir(), 'kapa-demo-'));
const root = join(scratch, 'host');
const mpm = '/etc/apache2/mods-available/mpm_prefork.conf';
const options = ['--root', root, '--state-dir', join(scratch, 'state')];

process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));

cpSync(join(project, 'demo/host'), root, { recursive: true, verbatimSymlinks: true });
addCertificate();

say('The policies are checked, without a host.');
run('lint', '--strict', 'policies');
say('What would change on this host? Nothing is touched by a plan.');
run('plan', 'policies', ...options);
say('Make it so. Every file is backed up first.');
run('apply', 'policies', '--yes', ...options);
say('Twice is the same as once.');
run('plan', 'policies', ...options);
say(`Somebody edits ${mpm} by hand...`);
const file = join(root, mpm);
writeFileSync(file, readFileSync(file, 'utf8').replace(/(MaxConnectionsPerChild\s+)\d+/u, '$10'));
say('... kapa tells that it drifted, and repairs it.');
run('apply', 'policies', '--yes', ...options);
say('What was saved before each change:');
run('backups', ...options);
say('Put one file back as it was before the last apply.');
run('restore', mpm, '--yes', ...options);
console.log('\nThat was kapa. The copy of the host is gone again; your checkout is as it was.');

function run(command, ...args) {
  const shown = args.map((arg) => (arg.startsWith(scratch) ? `$DEMO/${relative(scratch, arg)}` : arg));
  console.log(`\n$ kapa ${[command, ...shown].join(' ')}`);
  const { status } = spawnSync(process.execPath, [kapa, command, ...args], {
    cwd: project,
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error(`\nThe demo stopped: kapa ${command} ended with ${status}.`);
  process.exit(1);
}

function say(text) {
  console.log(`\n\u2500\u2500 ${text}`);
}

/** The vhost names a certificate: where openssl is installed, a throw-away one lets Apache judge the tree. */
function addCertificate() {
  const folder = join(root, 'etc/letsencrypt/live/kapa.healtheworld.com.co');
  if (!existsSync('/usr/bin/openssl')) return;
  spawnSync('mkdir', ['-p', folder]);
  spawnSync('/usr/bin/openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=kapa.healtheworld.com.co',
    ],
    ...['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')],
  ]);
}

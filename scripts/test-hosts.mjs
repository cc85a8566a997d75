// npm run test:hosts: everything that needs a booted Debian. Fails loudly where none can be booted.
import { spawnSync } from 'node:child_process';
import { installPackages } from './packages.mjs';
import { endWith, runTests } from './run-tests.mjs';

installPackages([
  'debootstrap',
  'systemd-container',
  'util-linux',
  'iproute2',
  'apt-utils',
  'gpg',
  'gpg-agent',
  'ansible-core',
  'ansible-lint',
  'python3-voluptuous',
  'git',
  'openssh-client',
]);

const build = spawnSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);
if (process.getuid?.() !== 0) {
  console.error('\n!! Booting a test host needs root: NOTHING was tested here.\n\n0 passed, 1 failed');
  process.exit(1);
}
endWith([runTests(['--config', 'vitest.hosts.config.ts', ...process.argv.slice(2)])]);

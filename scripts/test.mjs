// npm test: builds, installs the system packages that the tests need (root on Debian), runs everything.
import { spawnSync } from 'node:child_process';
import { installPackages } from './packages.mjs';
import { runTests } from './run-tests.mjs';

installPackages([
  'apache2',
  'apache2-dev',
  'gcc',
  'libc6-dev',
  'cron',
  'logrotate',
  'iproute2',
  'lsof',
  'procps',
  'openssl',
  'acl',
  'attr',
  'wrk',
  'util-linux',
  'mount',
  'e2fsprogs',
  'perl-base',
  'systemd',
]);

const build = spawnSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

runTests(process.argv.slice(2));

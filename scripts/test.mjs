// npm test: builds, installs the system packages that the tests need (root on Debian), runs everything.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackages } from './packages.mjs';

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
]);

const build = spawnSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

const folder = mkdtempSync(join(tmpdir(), 'kapa-report-'));
const report = join(folder, 'report.json');
const filters = process.argv.slice(2);
const run = spawnSync(
  'node',
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ],
  { stdio: 'inherit', env: { ...process.env, KAPA_BUILT: '1' } },
);
const {
  numPassedTests = 0,
  numFailedTests = 1,
  numPendingTests = 0,
} = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
rmSync(folder, { recursive: true });
if (numPendingTests > 0) console.log(`\n${numPendingTests} tests were skipped: that counts as failed here.`);
console.log(`\n${numPassedTests} passed, ${numFailedTests + numPendingTests} failed`);
process.exit(run.status === 0 && numPendingTests === 0 ? 0 : 1);

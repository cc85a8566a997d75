// npm run test:hosts: everything that needs another host than this one. Debians are booted, and what is fast of the suite is
// run on each Node that kapa supports, and PM2's part of it with each PM2. Fails loudly where no Debian can be booted.
// --chaos 60: instead of all that random faults for 60 minutes, in an order of their own; --seed N repeats that of a run.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { installPackages } from './packages.mjs';
import { endWith, runTests } from './run-tests.mjs';
import { testPackages } from './test-packages.mjs';
import { inNewestEditor, onEachNode, onEachPm2 } from './test-versions.mjs';

installPackages([
  ...testPackages,
  'debootstrap',
  'systemd-container',
  'util-linux',
  'iproute2',
  'apt-utils',
  'gpg',
  'gpg-agent',
  'git',
  'openssh-client',
  'chromium',
  'time',
  'faketime',
  'qemu-user-static',
  'libc6-arm64-cross',
  'libstdc++6-arm64-cross',
]);

const build = spawnSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);
if (process.getuid?.() !== 0) {
  console.error('\n!! Booting a test host needs root: NOTHING was tested here.\n\n0 passed, 1 failed');
  process.exit(1);
}
const { values, positionals } = parseArgs({
  options: { chaos: { type: 'string' }, seed: { type: 'string' } },
  allowPositionals: true,
  strict: false,
});
if (values.chaos !== undefined) {
  process.env['KAPA_CHAOS_MINUTES'] = values.chaos;
  process.env['KAPA_CHAOS_SEED'] = values.seed ?? String(randomInt(1_000_000));
  positionals.push('test/hosts/chaos.test.ts');
}
const booted = runTests(['--config', 'vitest.hosts.config.ts', ...positionals]);
endWith([booted, ...(positionals.length > 0 ? [] : [...onEachNode(), ...inNewestEditor(), ...onEachPm2()])]);

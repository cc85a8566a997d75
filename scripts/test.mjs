// npm test: builds, installs the system packages that the tests need (root on Debian), runs everything, and what is fast
// of it on each Node that kapa supports, and of PM2's part with each PM2. With KAPA_TEST_LONG=1 also what takes long:
// Debian's own Apache configurations, fetched once, an httpd of Red Hat's layout, built once, a fault at every deed, and
// all of PM2's part with each PM2.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { supportedNodes } from './nodes.mjs';
import { installPackages } from './packages.mjs';
import { otherPm2s } from './pm2-versions.mjs';
import { endWith, runTests } from './run-tests.mjs';

/** Tests of what an older or newer Node could do otherwise, except for those that only take time. */
const fast = [
  'test/core',
  'test/policy/expressions/expression.test.ts',
  'test/policy/load/load.test.ts',
  'test/policy/yaml/plain-yaml.test.ts',
  'test/cli/command-line.test.ts',
  'test/cli/demo.test.ts',
  'test/cli/every-node.test.ts',
];

/** Tests with a real PM2, and those of them that a run has time for with each. */
const ofPm2 = ['test/packs/pm2', 'test/host/pm2'];
const fastOfPm2 = ['test/packs/pm2/remedies/cluster.test.ts', 'test/host/pm2'];

installPackages([
  'apache2',
  'apache2-dev',
  'gcc',
  'make',
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
  'apt-utils',
  'gpg',
  'gpg-agent',
  'lintian',
  'podman',
  'crun',
  'uidmap',
  'slirp4netns',
  'busybox-static',
  'prometheus',
  'prometheus-node-exporter',
  'php-fpm',
  'mandoc',
  'zsh',
  'fish',
  'expect',
]);

const build = spawnSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

if (process.env['KAPA_TEST_LONG'] === undefined)
  console.log(
    'Left to a long run, KAPA_TEST_LONG=1 npm test: a corpus of Apache configurations, an httpd laid out as by Red Hat, faults at every deed instead of some, and all tests of PM2 with PM2 5 and 6.',
  );
else {
  makeOnce('.cache/apache-corpus', 'test/oracle/apache-corpus.sh');
  makeOnce('.cache/httpd', 'test/oracle/httpd-redhat.sh');
}

const asked = process.argv.slice(2);
endWith([runTests(asked), ...(asked.length > 0 ? [] : [...onEachNode(), ...onEachPm2()])]);

/** The fast part of the suite on each supported Node; one that cannot be had counts as failed. */
function onEachNode() {
  return supportedNodes().map(({ release, node }) => {
    console.log(`\nNode ${release}`);
    return node === undefined
      ? { passed: 0, failed: 1, failures: [`failed: Node ${release} cannot be had`] }
      : runTests(fast, node);
  });
}

/** Tests of PM2, with those of its versions that the project has not installed itself. */
function onEachPm2() {
  const files = process.env['KAPA_TEST_LONG'] === undefined ? fastOfPm2 : ofPm2;
  return otherPm2s().map(({ release, folder }) => {
    console.log(`\nPM2 ${release}`);
    if (folder === undefined)
      return { passed: 0, failed: 1, failures: [`failed: PM2 ${release} cannot be had`] };
    process.env['KAPA_PM2'] = folder;
    return runTests(files);
  });
}

/** Fills a folder out of Debian's packages by a script: several hundred MB to fetch, or minutes to build. */
function makeOnce(folder, script) {
  if (existsSync(folder)) return;
  const made = `${folder}.new`;
  rmSync(made, { recursive: true, force: true });
  for (const argv of [
    ['apt-get', 'update', '-qq'],
    ['bash', script, made],
  ]) {
    const { status } = spawnSync(argv[0], argv.slice(1), { stdio: 'inherit' });
    if (status !== 0) {
      console.error(`${folder} could not be made: ${argv.join(' ')} ended with ${status}.`);
      process.exit(1);
    }
  }
  renameSync(made, folder);
}

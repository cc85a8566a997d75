// npm test: builds, installs the system packages that the tests need (root on Debian), and runs everything but what needs
// another Node, another PM2 or a booted machine. With KAPA_TEST_LONG=1 also what takes long: Debian's own Apache
// configurations, fetched once, an httpd of Red Hat's layout, built once, and a fault at every deed.
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { installPackages } from './packages.mjs';
import { endWith, runTests } from './run-tests.mjs';
import { testPackages } from './test-packages.mjs';

installPackages(testPackages);

const build = spawnSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

if (process.env['KAPA_TEST_LONG'] === undefined)
  console.log(
    'Left to a long run, KAPA_TEST_LONG=1 npm test: a corpus of Apache configurations, an httpd laid out as by Red Hat, and faults at every deed instead of some. Left to npm run test:hosts: other Nodes, other PM2s, and booted machines.',
  );
else {
  makeOnce('.cache/apache-corpus', 'test/oracle/apache-corpus.sh');
  makeOnce('.cache/certbot-trees', 'test/oracle/certbot-trees.sh');
  makeOnce('.cache/httpd', 'test/oracle/httpd-redhat.sh');
}

endWith([runTests(process.argv.slice(2))]);

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

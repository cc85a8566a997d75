import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs vitest, prints one line `N passed, N failed`, and ends the process. A skipped test counts as failed. */
export function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-report-'));
  const report = join(folder, 'report.json');
  const run = spawnSync(
    'node',
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    { stdio: 'inherit', env: { ...process.env, KAPA_BUILT: '1' } },
  );
  const {
    numPassedTests = 0,
    numFailedTests = 1,
    numPendingTests = 0,
    testResults = [],
  } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  rmSync(folder, { recursive: true });
  // A file that fails before its tests has none that failed.
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  if (numPendingTests > 0)
    console.log(`\n${numPendingTests} tests were skipped: that counts as failed here.`);
  console.log(`\n${numPassedTests} passed, ${numFailedTests + numPendingTests + brokenFiles} failed`);
  process.exit(run.status === 0 && numPendingTests === 0 ? 0 : 1);
}

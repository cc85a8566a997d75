import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Numbers of tests that passed and failed under a Node, and a line for each that failed. A skipped test counts as failed, and so does a broken file. */
export function runTests(args, node = process.execPath) {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-report-'));
  const report = join(folder, 'report.json');
  const run = spawnSync(
    node,
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
  const failed = numFailedTests + numPendingTests + brokenFiles;
  return {
    passed: numPassedTests,
    failed: run.status === 0 ? failed : Math.max(1, failed),
    failures: testResults.flatMap(failuresOf),
  };
}

/** A line for each test of a file that failed, with how its message begins; one for the file that is broken. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative('.', name);
  const line = (title, text) =>
    `failed: ${file}: ${title.replaceAll(/\s+/g, ' ')}: ${(text ?? '').split('\n')[0]}`;
  const tests = assertionResults
    .filter((test) => test.status !== 'passed')
    .map((test) => line(test.fullName, test.failureMessages[0] ?? test.status));
  return tests.length > 0 || status === 'passed' ? tests : [line('the whole file', message)];
}

/** Prints each failure and one line `N passed, N failed` of all runs, and ends the process. */
export function endWith(runs) {
  console.log(['', ...runs.flatMap(({ failures }) => failures)].join('\n'));
  const sum = (figure) => runs.reduce((total, run) => total + run[figure], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exit(sum('failed') === 0 ? 0 : 1);
}

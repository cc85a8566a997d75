import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The same short environment for every peer: NODE_EXTRA_CA_CERTS alone adds some 40 ms to a Node start. */
const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8' };

/**
 * Runs a command as a whole process and returns seconds of wall time, seconds of CPU and peak memory in MB.
 * `more` is added to the environment. The accounting is GNU time's, which asks the kernel (wait4).
 */
export function measure(argv, allowed = [0, 2], more = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-bench-'));
  const report = join(folder, 'time');
  const began = performance.now();
  const run = spawnSync('/usr/bin/time', ['-o', report, '-f', '%U %S %M', '--', ...argv], {
    env: { ...env, ...more },
    maxBuffer: 2 ** 28,
  });
  const wall = (performance.now() - began) / 1000;
  if (!allowed.includes(run.status))
    throw new Error(`${argv.join(' ')} ended with ${run.status}\n${run.stdout}\n${run.stderr}`);
  const [user = 0, system = 0, kilobytes = 0] = readFileSync(report, 'utf8')
    .trim()
    .split('\n')
    .at(-1)
    .split(' ')
    .map(Number);
  rmSync(folder, { recursive: true });
  return { wall, cpu: user + system, memory: kilobytes / 1024 };
}

/**
 * Seconds of wall time and of CPU of a whole process, by bash's own clock: GNU time and the program that starts it add
 * some 3 ms, a tenth of a Node start. `more` is added to the environment.
 */
export function clock(argv, allowed = [0, 2], more = {}) {
  const timed = `TIMEFORMAT='%R %U %S'; time "$@" >/dev/null 2>&1`;
  const run = spawnSync('bash', ['-c', timed, 'bash', ...argv], {
    env: { ...env, ...more },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (!allowed.includes(run.status))
    throw new Error(`${argv.join(' ')} ended with ${run.status}\n${run.stderr}`);
  const [wall = 0, user = 0, system = 0] = run.stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

/** The median. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Medians of several measurements, figure by figure. */
export function medians(measurements) {
  return Object.fromEntries(
    ['wall', 'cpu', 'memory'].map((key) => [key, median(measurements.map((m) => m[key]))]),
  );
}

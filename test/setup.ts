import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Builds dist/ once, since many tests run the program as its users do; and gives all tests one folder for what they
 * write, like /tmp in whom it lets in, and takes it away afterwards. It lies in memory where that can be mounted: kapa waits
 * for the disk at each record of a transaction, which is half of the time of its tests.
 */
export default async function setup(): Promise<() => void> {
  if (process.env['KAPA_BUILT'] === undefined)
    execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
  await buildServed();
  const folder = mkdtempSync(join(tmpdir(), 'kt-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'mode=1777', 'kapa-tests', folder]).status === 0;
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    if (mounted) spawnSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

/** The program of cli/served.ts in one file, put in place whole: another run may use what is there. */
async function buildServed(): Promise<void> {
  const build = await rolldown({
    input: 'test/cli/served.ts',
    platform: 'node',
    logLevel: 'warn',
    resolve: { alias: { 'source-map': resolve('scripts/none.cjs') } },
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  await build.close();
  mkdirSync('build/served', { recursive: true });
  const written = `build/served/${process.pid}.mjs`;
  writeFileSync(written, output[0].code);
  renameSync(written, 'build/served/served.mjs');
}

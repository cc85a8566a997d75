import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds dist/ once, since many tests run the program as its users do; and gives all tests one folder for what they
 * write, like /tmp in whom it lets in, and takes it away afterwards. It lies in memory where that can be mounted: kapa waits
 * for the disk at each record of a transaction, which is half of the time of its tests.
 */
export default function setup(): () => void {
  if (process.env['KAPA_BUILT'] === undefined)
    execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'kt-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'mode=1777', 'kapa-tests', folder]).status === 0;
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    if (mounted) spawnSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds dist/ once, since many tests run the program as its users do; and gives all tests one folder for what they
 * write, like /tmp in whom it lets in, and takes it away afterwards.
 */
export default function setup(): () => void {
  if (process.env['KAPA_BUILT'] === undefined)
    execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'kt-'));
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

import { execFileSync } from 'node:child_process';

/** Builds dist/ once, since many tests run the program as its users do. */
export default function setup(): void {
  if (process.env['KAPA_BUILT'] === undefined)
    execFileSync('node', ['scripts/build.mjs'], { stdio: 'inherit' });
}

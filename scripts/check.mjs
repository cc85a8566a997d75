// npm run check: types, lint, format, dead code, generated documents. Runs all of them, then counts.
import { spawnSync } from 'node:child_process';

/** @type {[name: string, args: string[]][]} */
const checks = [
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['lint', ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings']],
  ['format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  ['dead code', ['node_modules/knip/bin/knip.js']],
  ['documents', ['scripts/docs.mjs', '--check']],
];

let failed = 0;
for (const [name, args] of checks) {
  const { status } = spawnSync('node', args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (status !== 0) failed += 1;
}
console.log(`\n${checks.length - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

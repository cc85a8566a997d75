// Writes docs/policy-reference.md and docs/lint-rules.md from the types and rules; with --check says whether they are
// current.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rolldown } from 'rolldown';

const check = process.argv.includes('--check');
mkdirSync('build', { recursive: true });
const build = await rolldown({ input: 'src/cli/build-docs.ts', platform: 'node', logLevel: 'warn' });
await build.write({ file: 'build/build-docs.mjs', format: 'esm', codeSplitting: false });
await build.close();
const { buildDocs } = await import(pathToFileURL(resolve('build/build-docs.mjs')).href);

const stale = [];
for (const [name, text] of Object.entries(buildDocs())) {
  const file = `docs/${name}`;
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  let there = '';
  try {
    there = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (there === formatted) continue;
  stale.push(file);
  if (!check) writeFileSync(file, formatted);
}
if (check && stale.length > 0) console.error(`not current: ${stale.join(', ')}; run node scripts/docs.mjs`);
process.exitCode = check && stale.length > 0 ? 1 : 0;

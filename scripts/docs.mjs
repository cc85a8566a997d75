// Writes what comes from the types, the lint checks and src/rooms.json: docs/policy-reference.md, docs/lint-rules.md, the table
// in docs/architecture.md and the linter's rules; with --check says whether they are current.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { rolldown } from 'rolldown';
import { architecturePage, lintConfiguration } from './rooms.mjs';

const check = process.argv.includes('--check');
mkdirSync('build', { recursive: true });
const build = await rolldown({ input: 'src/cli/generate/build-docs.ts', platform: 'node', logLevel: 'warn' });
await build.write({ file: 'build/build-docs.mjs', format: 'esm', codeSplitting: false });
await build.close();
const { buildDocs } = await import(pathToFileURL(resolve('build/build-docs.mjs')).href);

const made = Object.fromEntries(Object.entries(buildDocs()).map(([name, text]) => [`docs/${name}`, text]));
made['docs/architecture.md'] = architecturePage(readFileSync('docs/architecture.md', 'utf8'));
made['.oxlintrc.json'] = lintConfiguration(readFileSync('.oxlintrc.json', 'utf8'));

const stale = [];
for (const [file, text] of Object.entries(made)) {
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

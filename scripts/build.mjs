// Builds dist/kapa.mjs: the schema and its validators first (they come from the types themselves), then the bundle.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { rolldown } from 'rolldown';

async function bundle(input, file, options = {}) {
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn', ...options });
  await build.write({ file, format: 'esm', codeSplitting: false, ...(options.output ?? {}) });
  await build.close();
}

mkdirSync('build', { recursive: true });
await bundle('src/cli/build-schema.ts', 'build/build-schema.mjs', {});
const { buildSchema } = await import(pathToFileURL(resolve('build/build-schema.mjs')).href);
const { schema, validators } = buildSchema();
mkdirSync('schema', { recursive: true });
writeFileSync('schema/policy.schema.json', schema);
writeFileSync('build/validators.mjs', validators);

await bundle('src/main.ts', 'dist/kapa.mjs', { output: { banner: '#!/usr/bin/env node' } });
chmodSync('dist/kapa.mjs', 0o755);

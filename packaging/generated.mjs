import { mkdtempSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/** Exports of src/cli/generate/build-package.ts: pages and scripts that come from the commands' own declarations. */
export async function generator() {
  const folder = mkdtempSync('build/generator-');
  const file = resolve(folder, 'build-package.mjs');
  try {
    const build = await rolldown({
      input: 'src/cli/generate/build-package.ts',
      platform: 'node',
      logLevel: 'warn',
    });
    await build.write({ file, format: 'esm', codeSplitting: false });
    await build.close();
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

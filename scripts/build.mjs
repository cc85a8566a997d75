// Builds dist/: the schema and its validators first (they come from the types themselves), then the program in chunks,
// with source maps and V8's code cache, and its launcher.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import Handlebars from 'handlebars';
import { rolldown } from 'rolldown';

// Made aside and put in place whole: another may be running what is there.
const out = `build/dist-${process.pid}`;
mkdirSync('build', { recursive: true });
writeFileSync('build/templates.mjs', precompiledTemplates());
writeFileSync('build/page.mjs', precompiledPage());
await writeText('exchange-program', 'src/host/network/exchange-program.ts');
await writeText('pm2-errand', 'src/host/pm2/errand-program.ts');
await writeText('pm2-ecosystem', 'src/host/pm2/ecosystem-program.ts');
await buildSchema();
rmSync(out, { recursive: true, force: true });
mkdirSync(`${out}/chunks`, { recursive: true });
const chunks = await bundle('src/main.ts', {
  dir: `${out}/chunks`,
  format: 'cjs',
  entryFileNames: '[name]-[hash].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  dynamicImportInCjs: false,
  // V8 holds one byte for each character of ASCII, and reads it without decoding.
  minify: {
    compress: false,
    mangle: { keepNames: { function: true, class: true } },
    codegen: { asciiOnly: true },
  },
  sourcemap: 'hidden',
  sourcemapExcludeSources: true,
  sourcemapPathTransform: (source, map) => relative('.', resolve(dirname(map), source)),
});
writeProgram(chunks);
writeCodeCache();
writeFileSync(`${out}/THIRD-PARTY-LICENSES`, licences(chunks.flatMap(({ moduleIds }) => moduleIds)));
rmSync(`${out}-old`, { recursive: true, force: true });
if (existsSync('dist')) renameSync('dist', `${out}-old`);
renameSync(out, 'dist');
rmSync(`${out}-old`, { recursive: true, force: true });

/** Chunks of a program and all that it imports, with their source maps. */
async function bundle(input, output) {
  const build = await rolldown({
    input,
    platform: 'node',
    logLevel: 'warn',
    // Handlebars wants it only for source maps of precompiled templates.
    resolve: { alias: { 'source-map': resolve('scripts/none.cjs') } },
  });
  const written = await build.generate(output);
  await build.close();
  return written.output.filter(({ type }) => type === 'chunk');
}

/** A program that runs with a user's rights, as text: Node is given it, whatever that user may read. */
async function writeText(name, entry) {
  const [{ code }] = await bundle(entry, { format: 'cjs', codeSplitting: false, minify: true });
  writeFileSync(`build/${name}.mjs`, `export const program = ${JSON.stringify(code)};\n`);
}

async function buildSchema() {
  const [{ code }] = await bundle('src/cli/generate/build-schema.ts', {
    format: 'esm',
    codeSplitting: false,
  });
  writeFileSync('build/build-schema.mjs', code);
  const { buildSchema: build } = await import(pathToFileURL(resolve('build/build-schema.mjs')).href);
  const { schemas, validators } = build();
  mkdirSync('schema', { recursive: true });
  for (const [name, schema] of Object.entries(schemas)) writeFileSync(`schema/${name}.schema.json`, schema);
  writeFileSync('build/validators-by-ajv.mjs', validators);
  // ajv requires its helpers, also in an ES module.
  const [bundled] = await bundle('build/validators-by-ajv.mjs', { format: 'esm', codeSplitting: false });
  writeFileSync('build/validators.mjs', bundled.code);
}

/**
 * Each chunk as the text of a function, the build's id last: chunks of two builds, and what was written in part, are told by
 * it. V8 knows a cache's text by its length alone: a cache bears the name of its chunk, and that has the hash of the text.
 */
function writeProgram(chunks) {
  const build = createHash('sha256')
    .update(chunks.map(({ code }) => code).join(''))
    .digest('hex')
    .slice(0, 16);
  for (const { fileName, code, map } of chunks) {
    const text = `(function (exports, require, module, __filename) {\n${code}\n}) // ${build}`;
    writeFileSync(`${out}/chunks/${fileName}`, text);
    if (map !== null) {
      // The function's head is a line of its own.
      const mapped = JSON.stringify({ ...map, mappings: `;${map.mappings}` });
      writeFileSync(`${out}/chunks/${fileName}.map`, mapped);
    }
  }
  const launcher = readFileSync('scripts/launcher.cjs', 'utf8')
    .replace('ENTRY', chunks.find(({ isEntry }) => isEntry).fileName)
    .replace('BUILD', build);
  writeFileSync(`${out}/kapa.cjs`, launcher, { mode: 0o755 });
  copyFileSync('scripts/cache-folder.cjs', `${out}/cache-folder.cjs`);
}

/** The cache of the Node that runs here: it is of use where kapa runs on the same. */
function writeCodeCache() {
  const { status } = spawnSync(
    process.execPath,
    ['scripts/make-code-cache.cjs', out, 'policies', 'demo/host'],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}

/** The shipped templates, by their text, as what Handlebars compiles them to. */
function precompiledTemplates() {
  const entries = readdirSync('templates').map((name) => {
    const text = readFileSync(`templates/${name}`, 'utf8');
    const options = { strict: true, noEscape: true, preventIndent: true };
    return `[${JSON.stringify(text)}, ${Handlebars.precompile(text, options)}]`;
  });
  return `export const precompiled = new Map([${entries.join(',\n')}]);\n`;
}

/** The page of a report as Handlebars compiles it, with its style and the style's hash. */
function precompiledPage() {
  const [page, style] = ['hbs', 'css'].map((kind) =>
    readFileSync(`src/report/host-report/page.${kind}`, 'utf8'),
  );
  const hash = `sha256-${createHash('sha256').update(style).digest('base64')}`;
  return [
    `export const specification = ${Handlebars.precompile(page, { preventIndent: true })};`,
    `export const style = ${JSON.stringify(style)};`,
    `export const styleHash = ${JSON.stringify(hash)};`,
  ].join('\n');
}

/** The licences of all packages that modules came from, each as its package has it. */
function licences(modules) {
  const folders = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  return [...new Set(folders)]
    .filter((folder) => folder !== undefined)
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}`.trim();
    })
    .toSorted()
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}

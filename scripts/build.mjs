// Builds dist/: the schema and its validators first (they come from the types themselves), then the bundle, its
// launcher and the code cache.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import Handlebars from 'handlebars';
import { rolldown } from 'rolldown';
import { link } from './link.mjs';

/** Folders of the packages whose code went into a bundle. */
const bundledPackages = new Set();

/** A program and all that it imports, as one file. */
async function bundle(input, file, options) {
  const [{ code, moduleIds }] = await chunksOf(input, { codeSplitting: false, ...options });
  if (file.startsWith('build/dist-')) noteLicences(moduleIds);
  writeFileSync(file, code);
}

async function chunksOf(input, { alias, ...output }) {
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn', resolve: { alias } });
  const { output: chunks } = await build.generate({ format: 'esm', ...output });
  await build.close();
  return chunks;
}

function noteLicences(modules) {
  for (const id of modules) {
    const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
    if (folder !== undefined) bundledPackages.add(folder);
  }
}

mkdirSync('build', { recursive: true });
writeFileSync('build/templates.mjs', precompiledTemplates());
await bundle('src/cli/build-schema.ts', 'build/build-schema.mjs', {});
const { buildSchema } = await import(pathToFileURL(resolve('build/build-schema.mjs')).href);
const { schema, validators, validity } = buildSchema();
mkdirSync('schema', { recursive: true });
writeFileSync('schema/policy.schema.json', schema);
writeFileSync('build/validators.mjs', validators);
writeFileSync('build/validity-long.mjs', validity);
await bundle('build/validity-long.mjs', 'build/validity.mjs', { minify: true });

// Each large package stands in a file of its own with its own code cache, read by the launcher at its first use.
const packages = [
  'yaml',
  'handlebars',
  'handlebars/runtime.js',
  '@marcbachmann/cel-js',
  'execa',
  'nodemailer',
  'diff',
  '#validators',
];
const alias = {};
// Made aside and put in place whole: another may be running what is there.
const out = `build/dist-${process.pid}`;
rmSync(out, { recursive: true, force: true });
mkdirSync(out);
mkdirSync('build/packages', { recursive: true });
for (const name of packages) {
  const part = name
    .replace(/^@.*\/|^#/, '')
    .replace(/\.js$/, '')
    .replace('/', '-');
  const file = `${out}/${part}.cjs`;
  await bundle(name, file, {
    // Handlebars wants it only for source maps of precompiled templates.
    alias: { 'source-map': resolve('scripts/none.cjs') },
    format: 'cjs',
    exports: 'named',
    minify: true,
  });
  let code = readFileSync(file, 'utf8');
  if (name === 'execa') code = lazyStandardStreams(code);
  writeFileSync(file, asFunction(code));
  alias[name] = resolve(`build/packages/${part}.cjs`);
  writeFileSync(alias[name], `module.exports = loadPart('${part}');\n`);
}
const chunks = await chunksOf('src/main.ts', {
  alias,
  format: 'cjs',
  preserveModules: true,
  comments: false,
});
noteLicences(chunks.flatMap(({ moduleIds }) => moduleIds));
copyFileSync('scripts/launcher.cjs', `${out}/kapa.cjs`);
chmodSync(`${out}/kapa.cjs`, 0o755);
writeFileSync(`${out}/THIRD-PARTY-LICENSES`, licences());
// Checks are started most often, by cron: what one starts is a text of its own, which is a fifth of the whole.
writeProgram(link(chunks));
warm('check');
const started = JSON.parse(readFileSync(`${out}/cache/started.json`, 'utf8')).map(
  (id) => chunks[id].fileName,
);
writeProgram(link(chunks, new Set([...started, ...chunks[0].imports])));
rmSync(`${out}/cache`, { recursive: true });
for (const command of ['help', 'lint', 'plan', 'apply', 'check']) warm(command);
rmSync(`${out}/cache/started.json`);
if (existsSync('dist')) renameSync('dist', `${out}-old`);
renameSync(out, 'dist');
rmSync(`${out}-old`, { recursive: true, force: true });

function writeProgram({ program, rest }) {
  writeFileSync(`${out}/kapa.bundle.cjs`, asFunction(program));
  writeFileSync(`${out}/kapa.rest.cjs`, asFunction(rest));
}

function warm(command) {
  execFileSync('node', ['scripts/warm.cjs', command, out], { stdio: 'inherit' });
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

/** The licences of all packages in the bundles, each as its package has it. */
function licences() {
  return [...bundledPackages]
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

/** The module as one function's text, in ASCII: V8 then holds one byte a character, and reads it without decoding. */
function asFunction(code) {
  const ascii = code.replaceAll(
    /[^\x00-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `(function (exports, require, module, __filename, __dirname, loadPart) {${ascii}\n})`;
}

/** Execa looks at the process's standard streams as it loads, and Node makes a stream when it is looked at. */
function lazyStandardStreams(code) {
  const eager = /\b(\w+)=\[(\w+\.default)\.stdin,\2\.stdout,\2\.stderr\]/;
  const [, list, process] = eager.exec(code) ?? [];
  if (list === undefined) throw new Error('execa lists the standard streams in another way');
  const made = `{
    0: { get: () => ${process}.stdin },
    1: { get: () => ${process}.stdout },
    2: { get: () => ${process}.stderr },
  }`;
  const found = `['stdin', 'stdout', 'stderr'].findIndex((name, fd) => stream?.fd === fd && stream === ${process}[name])`;
  return code.replace(
    eager,
    `${list}=Object.defineProperties({
      indexOf: (stream) => ${found},
      includes: (stream) => ${found} !== -1,
    }, ${made})`,
  );
}

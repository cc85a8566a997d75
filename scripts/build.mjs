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

/** Folders of the packages whose code went into a bundle. */
const bundledPackages = new Set();

async function bundle(input, file, options = {}) {
  const build = await rolldown({ input, platform: 'node', logLevel: 'warn', ...options });
  const { output } = await build.write({ file, format: 'esm', codeSplitting: false, ...options.output });
  if (file.startsWith('build/dist-'))
    for (const id of output.flatMap(({ moduleIds = [] }) => moduleIds)) {
      const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
      if (folder !== undefined) bundledPackages.add(folder);
    }
  await build.close();
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
await bundle('build/validity-long.mjs', 'build/validity.mjs', { output: { minify: true } });

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
    resolve: { alias: { 'source-map': resolve('scripts/none.cjs') } },
    output: { format: 'cjs', exports: 'named', minify: true },
  });
  let code = readFileSync(file, 'utf8');
  if (name === 'execa') code = lazyStandardStreams(code);
  writeFileSync(file, asFunction(code));
  alias[name] = resolve(`build/packages/${part}.cjs`);
  writeFileSync(alias[name], `module.exports = loadPart('${part}');\n`);
}
await bundle('src/main.ts', `${out}/kapa.bundle.cjs`, {
  resolve: { alias },
  output: { format: 'cjs', minify: { mangle: false, compress: false, codegen: { removeWhitespace: false } } },
});
const bundled = readFileSync(`${out}/kapa.bundle.cjs`, 'utf8');
writeFileSync(`${out}/kapa.bundle.cjs`, asFunction(lazyMessages(lazyBuiltins(bundled))));
copyFileSync('scripts/launcher.cjs', `${out}/kapa.cjs`);
chmodSync(`${out}/kapa.cjs`, 0o755);
writeFileSync(`${out}/THIRD-PARTY-LICENSES`, licences());
for (const command of ['help', 'lint', 'plan', 'apply', 'check'])
  execFileSync('node', ['scripts/warm.cjs', command, out], { stdio: 'inherit' });
if (existsSync('dist')) renameSync('dist', `${out}-old`);
renameSync(out, 'dist');
rmSync(`${out}-old`, { recursive: true, force: true });

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

/** A start needs few of the sentences: an area of the catalogue is evaluated when one of its sentences is wanted. */
function lazyMessages(code) {
  const region = (file) => `//#region src/core/messages/${file}\\.ts\\n(?:(?!//#endregion)[^])*?`;
  const areas = code.matchAll(
    new RegExp(`${region('\\w+')}var ([\\w$]+);\\nvar (init_[\\w$]+) = __esmMin\\(`, 'g'),
  );
  const evaluations = new Map([...areas].map(([, area, evaluate]) => [area, evaluate]));
  return code.replace(new RegExp(`${region('index')}//#endregion`), (index) => {
    let lazy = index;
    for (const [, evaluate] of evaluations) lazy = lazy.replace(`\t${evaluate}();\n`, '');
    return lazy.replaceAll(/: \(\) => ([\w$]+)(?=,?\n)/g, (_, area) => {
      if (!evaluations.has(area)) throw new Error(`${area} is no area of the catalogue`);
      return `: () => (${evaluations.get(area)}(), ${area})`;
    });
  });
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

/**
 * The bundler loads every part of Node that any module imports at once. The larger parts cost milliseconds each, and
 * most commands need none of them: they are loaded at their first use.
 */
function lazyBuiltins(code) {
  const large =
    'child_process crypto dns fs/promises http https net os stream stream/promises string_decoder timers/promises tls tty v8 zlib'.split(
      ' ',
    );
  let lazy = code.replace(
    'const childProcess = require("node:child_process");',
    'const childProcess = { spawn: (...call) => require("node:child_process").spawn(...call) };',
  );
  // A script run from the code cache has no importer of its own.
  lazy = lazy.replaceAll(/\bimport\("(node:[\w/]+)"\)/g, 'Promise.resolve().then(() => require("$1"))');
  for (const name of large) {
    const variable = `node_${name.replace('/', '_')}`;
    const import_ = new RegExp(
      `^let ${variable} = require\\("node:${name}"\\);\\n(?:${variable} = __toESM\\(.*\\n)?`,
      'm',
    );
    if (!import_.test(lazy)) continue;
    lazy = lazy.replace(import_, '');
    if (new RegExp(`\\b(?:let|const|var) ${variable}\\b`).test(lazy))
      throw new Error(`${variable} has a namesake`);
    lazy = lazy.replaceAll(new RegExp(`\\b${variable}\\b`, 'g'), `${variable}()`);
    lazy = `var ${variable} = () => { var part = require("node:${name}"), loaded = Object.create(part, { default: { value: part } }); ${variable} = () => loaded; return loaded; };\n${lazy}`;
  }
  // V8 compiles a function in parentheses at once, guessing that it is called there. These are called when needed.
  return lazy.replaceAll(/\b(__esmMin|__commonJSMin)\(\((?=(?:async )?\()/g, '$1((0, ');
}

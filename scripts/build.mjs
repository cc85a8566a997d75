// Builds dist/: the schema and its validators first (they come from the types themselves), then the bundle, its
// launcher and the code cache.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

// Each large package becomes one closure, which V8 passes over until it is needed.
const packages = ['yaml', 'handlebars', '@marcbachmann/cel-js', 'execa', 'nodemailer', 'diff'];
const alias = {};
for (const name of packages) {
  const file = `build/packages/${name.replace('/', '-')}.cjs`;
  await bundle(name, file, {
    // Handlebars wants it only for source maps of precompiled templates.
    resolve: { alias: { 'source-map': resolve('scripts/none.cjs') } },
    output: { format: 'cjs', exports: 'named', minify: true },
  });
  // The same names stand for Node's own modules in the bundle around it.
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/\bnode_(?=[a-z])/g, 'inner_'));
  alias[name] = resolve(file);
}
await bundle('src/main.ts', 'dist/kapa.bundle.cjs', {
  resolve: { alias },
  output: { format: 'cjs', minify: { mangle: false, compress: false, codegen: { removeWhitespace: false } } },
});
const bundled = readFileSync('dist/kapa.bundle.cjs', 'utf8');
writeFileSync('dist/kapa.bundle.cjs', asFunction(lazyBuiltins(bundled)));
copyFileSync('scripts/launcher.cjs', 'dist/kapa.cjs');
chmodSync('dist/kapa.cjs', 0o755);
rmSync('dist/cache', { recursive: true, force: true });
mkdirSync('dist/cache');
for (const command of ['help', 'lint', 'plan', 'apply', 'check'])
  execFileSync('node', ['scripts/warm.cjs', command], { stdio: 'inherit' });

/** The module as one function's text, in ASCII: V8 then holds one byte a character, and reads it without decoding. */
function asFunction(code) {
  const ascii = code.replaceAll(
    /[^\x00-\x7f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `(function (exports, require, module, __filename, __dirname) {${ascii}\n})`;
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

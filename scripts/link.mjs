// Puts the program's modules into one script, each as a function that is called when another module first uses it:
// V8 compiles, and keeps in the code cache, what the modules in use hold, and nothing of the others.
import { dirname, join } from 'node:path';
import { minifySync } from 'rolldown/utils';

/** Parts of Node that cost a start up to milliseconds, and that most commands never use. */
const large = [
  'child_process',
  'crypto',
  'dns',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'stream',
  'stream/promises',
  'string_decoder',
  'timers/promises',
  'tls',
  'tty',
  'v8',
  'zlib',
];

/**
 * The scripts' texts, from what rolldown makes of the modules: a CommonJS file of each. The first is the program. Those
 * that `first` names are in `program`, which is read at every start; the others in `rest`, read when one of them is wanted.
 */
export function link(chunks, first = new Set(chunks.map(({ fileName }) => fileName))) {
  const ids = new Map(chunks.map(({ fileName }, id) => [fileName, id]));
  const used = new Set();
  const modules = chunks.map(({ fileName, code }) => {
    const linked = lazyBuiltins(code, used).replaceAll(/\brequire\("(\.[^"]+)"\)/g, (_, path) => {
      const id = ids.get(join(dirname(fileName), path));
      if (id === undefined) throw new Error(`${fileName}: there is no module ${path}`);
      return `__load(${id})`;
    });
    return `/* ${fileName} */ ${minified(fileName, lazyModules(linked))}`;
  });
  const builtins = [...used]
    .map(
      (name) =>
        `var ${variableOf(name)} = () => { const part = require("node:${name}"), loaded = Object.create(part, { default: { value: part } }); ${variableOf(name)} = () => loaded; return loaded; };\n`,
    )
    .join('');
  const listed = (isWanted) =>
    `{\n${modules.flatMap((text, id) => (isWanted(chunks[id]) ? [`${id}: ${text},\n`] : [])).join('')}}`;
  const program = `${builtins}const __modules = ${listed(({ fileName }) => first.has(fileName))};
const __loaded = [];
const __load = (id) => __loaded[id] ?? __start(id);
const __start = (id) => {
  const module = { exports: (__loaded[id] = {}) };
  try {
    (__modules[id] ?? __others()[id])(module.exports, module);
  } catch (error) {
    delete __loaded[id];
    throw error;
  }
  return (__loaded[id] = module.exports);
};
let __rest;
const __others = () => (__rest ??= loadPart('kapa.rest')(__load));
exports.started = () => Object.keys(__loaded);
exports.program = __load(0);`;
  const rest = `${builtins}module.exports = (__load) => (${listed(({ fileName }) => !first.has(fileName))});`;
  return { program, rest };
}

/** One line a module, with the names of functions and classes as they were written: a stack is read by them. */
function minified(fileName, code) {
  const keepNames = { function: true, class: true };
  const { code: text, errors } = minifySync(
    fileName,
    `module.exports = function (exports, module) {${code}}`,
    {
      mangle: { keepNames },
      compress: false,
      codegen: { removeWhitespace: true },
    },
  );
  if (errors.length > 0) throw new Error(`${fileName}: ${errors[0].message}`);
  return text
    .trim()
    .replace(/^module\.exports=/, '')
    .replace(/;$/, '');
}

/** A module is started when something of it is first used: of what a module imports, a start uses little. */
function lazyModules(code) {
  const loads = new Map();
  const lazy = code.replaceAll(/^const (require_[\w$]+) = (__load\(\d+\));$/gm, (_, name, load) => {
    loads.set(name, load);
    return `let ${name};`;
  });
  return lazy.replaceAll(/(?<!let )\brequire_[\w$]+/g, (name) =>
    loads.has(name) ? `(${name} ??= ${loads.get(name)})` : name,
  );
}

/** The larger parts of Node are loaded at their first use. */
function lazyBuiltins(code, used) {
  let lazy = code
    .replace(
      'const childProcess = require("node:child_process");',
      'const childProcess = { spawn: (...call) => require("node:child_process").spawn(...call) };',
    )
    // A script run from the code cache has no importer of its own.
    .replaceAll(/\bimport\("(node:[\w/]+)"\)/g, 'Promise.resolve().then(() => require("$1"))');
  for (const name of large) {
    const variable = variableOf(name);
    const eager = new RegExp(
      `^let ${variable} = require\\("node:${name}"\\);\\n(?:${variable} = .*__toESM\\(.*\\n)?`,
      'm',
    );
    if (!eager.test(lazy)) continue;
    used.add(name);
    lazy = lazy.replace(eager, '');
    if (new RegExp(`\\b(?:let|const|var) ${variable}\\b`).test(lazy))
      throw new Error(`${variable} has a namesake`);
    lazy = lazy.replaceAll(new RegExp(`\\b${variable}\\b`, 'g'), `${variable}()`);
  }
  return lazy;
}

function variableOf(builtin) {
  return `node_${builtin.replace('/', '_')}`;
}

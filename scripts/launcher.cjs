#!/usr/bin/env node
'use strict';
// Starts the bundle from V8's code cache, which `npm run build` makes: compiling it anew would cost more than a plan.
// A cache of another Node is refused by V8, and the bundle is compiled as usual.
const { readFileSync } = require('node:fs');
const { Script, constants } = require('node:vm');

const file = `${__dirname}/kapa.bundle.cjs`;
// A cache for each of the commands that are used most, holding what that command needs and no more.
const command = /^(?:lint|plan|apply|check)$/.exec(process.argv[2] ?? '')?.[0] ?? 'help';
let cachedData;
try {
  cachedData = readFileSync(`${__dirname}/cache/${command}`);
} catch {
  // Without a cache it only starts more slowly.
}
const script = new Script(readFileSync(file, 'latin1'), {
  filename: file,
  cachedData,
  importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, require, bundle, file, __dirname);

if (require.main === module) bundle.exports.main();
else module.exports = { script, run: bundle.exports.run };

#!/usr/bin/env node
'use strict';
// Starts the bundle from V8's code cache, which `npm run build` makes: compiling it anew would cost more than a plan.
// A cache of another Node is refused by V8, and the code is compiled as usual. This file alone is read by a Node that is
// too old, so that it can say so: it keeps to what Node 10 understands.
refuseOldNode();
const { readFileSync } = require('node:fs');
const { Script, constants } = require('node:vm');

// A cache for each of the commands that are used most, holding what that command needs and no more.
const asked = process.argv[2] || '';
const command = /^(?:lint|plan|apply|check)$/.test(asked) ? asked : 'help';
const scripts = new Map();

/** Runs a file of dist/ and returns its exports: the bundle, or a large package at its first use. */
function load(name) {
  const file = `${__dirname}/${name}.cjs`;
  let cachedData;
  try {
    cachedData = readFileSync(`${__dirname}/cache/${command}/${name}`);
  } catch {
    // Without a cache it only starts more slowly.
  }
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    cachedData,
    importModuleDynamically: constants && constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  scripts.set(name, script);
  const part = { exports: {} };
  script.runInThisContext()(part.exports, require, part, file, __dirname, load);
  return part.exports;
}

// Optimised code takes longer to compile than most commands run: only what runs for seconds is worth it. And a heap
// may not grow fourfold before it is tidied: with many thousand files that is a third of the memory. Said before any
// cache is read, for V8 refuses one that was made under other flags.
if (/^(?:plan|apply)$/.test(command) && /^v2[0-4]\./.test(process.version))
  require('node:v8').setFlagsFromString('--interrupt-budget=2000000 --heap-growing-percent=20');
const { program, started } = load('kapa.bundle');
if (require.main === module) {
  const ended = program.main();
  // These leave nothing under way that anybody waits for: to take the heap apart and look for more work would cost a
  // twentieth of the start.
  if (command !== 'help') ended.then(() => process.exit());
} else module.exports = { load, scripts, started, run: program.run };

/** Debian 12 has Node 18 as /usr/bin/node, which cron finds first. No catalogue of sentences can be loaded there. */
function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  const { env, execPath, versions } = process;
  const found = `${versions.node} (${execPath})`;
  const spanish = (env.LC_ALL || env.LC_MESSAGES || env.LANG || '').startsWith('es');
  console.error(
    spanish
      ? `error: kapa necesita Node 20.19 o posterior, y este es ${found}\n  solución: instale un Node más nuevo, o póngalo primero en el PATH de lo que llama a kapa`
      : `error: kapa needs Node 20.19 or newer, and this is ${found}\n  cure: install a newer Node, or put it first on the PATH of what calls kapa`,
  );
  // Whoever monitors takes 1 for a warning; 3 is unknown.
  process.exit(/^(?:check|status)$/.test(process.argv[2] || '') ? 3 : 1);
}

'use strict';
const { existsSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

/**
 * Folder of the code cache that this Node made, or would make, for the program in a folder. V8 refuses caches of another V8
 * version and flags, and Node 20 crashes over those of another build of the same V8. Each Node has a folder of its own:
 * a kapa that still runs on the Node before must not find the caches of the one after.
 */
exports.cacheFolder = function cacheFolder(program) {
  const files = [ownProgram(), ...sharedLibrary()].map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${size}-${Math.floor(mtimeMs)}`;
  });
  return join(program, 'cache', [process.version, process.arch, ...files].join('-'));
};

/** Node's own file. The path to it may lead through a folder that is closed to whoever runs it; the kernel's link does not. */
function ownProgram() {
  return existsSync('/proc/self/exe') ? '/proc/self/exe' : process.execPath;
}

/** Debian's node is a small program; V8 is in a library beside it. */
function sharedLibrary() {
  if (String(process.config.variables.node_shared) !== 'true') return [];
  const [file] = /\/\S*\/libnode\.so\S*/.exec(readFileSync('/proc/self/maps', 'utf8')) || [];
  return file === undefined ? [] : [file];
}

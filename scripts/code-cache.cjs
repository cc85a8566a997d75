'use strict';
// Preloaded by make-code-cache.cjs: a run of the program leaves beside its chunks what V8 has compiled of them.
const { renameSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const vm = require('node:vm');
const { cacheFolder } = require('./cache-folder.cjs');

const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    scripts.set(options.filename, this);
  }
};
process.on('exit', () => {
  const folder = cacheFolder(dirname(process.argv[1]));
  for (const [name, script] of scripts) {
    // Put in place whole: another kapa may start meanwhile, and V8 does not check all of what it is given.
    const file = join(folder, `${name}.cache`);
    writeFileSync(`${file}.new`, script.createCachedData());
    renameSync(`${file}.new`, file);
  }
});

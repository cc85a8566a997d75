'use strict';
// Preloaded by scripts/build.mjs: a run of the program leaves beside its chunks what V8 has compiled of them.
const { writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const vm = require('node:vm');

const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    scripts.set(options.filename, this);
  }
};
process.on('exit', () => {
  const chunks = join(dirname(process.argv[1]), 'chunks');
  for (const [name, script] of scripts)
    writeFileSync(join(chunks, `${name}.cache`), script.createCachedData());
});

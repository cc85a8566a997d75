'use strict';
// make-code-cache.cjs PROGRAM POLICIES [ROOT]: makes V8's code cache of this Node for the program in a folder (dist/), and
// removes those of other Nodes. Run by scripts/build.mjs, and on a host whenever kapa or its Node was replaced.
const { spawnSync } = require('node:child_process');
const {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, dirname, join, resolve } = require('node:path');
const { Script } = require('node:vm');
const { cacheFolder } = require('./cache-folder.cjs');

const program = resolve(process.argv[2]);
const policies = process.argv[3];
const folder = cacheFolder(program);
const aside = `${folder}.new`;
const scratch = mkdtempSync(join(tmpdir(), 'kapa-code-cache-'));
try {
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  for (const name of chunks()) {
    const script = new Script(readFileSync(join(program, 'chunks', name), 'latin1'), { filename: name });
    writeFileSync(join(aside, `${name}.cache`), script.createCachedData());
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(aside, folder);
  addWhatRuns();
  for (const other of readdirSync(dirname(folder)))
    if (other !== basename(folder)) rmSync(join(dirname(folder), other), { recursive: true, force: true });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function chunks() {
  return readdirSync(join(program, 'chunks')).filter((name) => name.endsWith('.cjs'));
}

/** Adds the functions that the commonest commands use, each from where the one before it left off. */
function addWhatRuns() {
  const root = process.argv[4] || join(scratch, 'root');
  if (!existsSync(root)) mkdirSync(root);
  const host = ['--root', root, '--state-dir', join(scratch, 'state')];
  for (const argv of [
    ['--help'],
    ['lint', policies, '--allow-untrusted'],
    ['plan', policies, '--allow-untrusted', ...host],
  ])
    spawnSync(
      process.execPath,
      ['--require', join(__dirname, 'code-cache.cjs'), join(program, 'kapa.cjs'), ...argv],
      {
        stdio: 'ignore',
      },
    );
}

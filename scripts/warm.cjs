'use strict';
// Run by scripts/build.mjs: uses the bundle as its users do, so that the code cache holds the functions they need.
const { execFile } = require('node:child_process');
const { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { promisify } = require('node:util');
const { healthyHost } = require('./healthy-host.cjs');
const [, , command, out] = process.argv;
const { load, scripts, started, run } = require(resolve(out, 'kapa.cjs'));

const quiet = { write: () => true, isTTY: false, columns: 80 };
const surroundings = {
  env: { PATH: process.env.PATH },
  stdout: quiet,
  stderr: quiet,
  stdin: () => process.stdin,
  cwd: () => process.cwd(),
};

async function warm() {
  const scratch = mkdtempSync(join(tmpdir(), 'kapa-warm-'));
  try {
    const root = join(scratch, 'host');
    cpSync('demo/host', root, { recursive: true, verbatimSymlinks: true });
    const state = ['--state-dir', join(scratch, 'state'), '--allow-untrusted'];
    const host = ['--root', root, ...state];
    const uses = {
      help: [['--help'], ['plan', '--help']],
      lint: [['lint', 'policies', '--allow-untrusted']],
      plan: [['plan', 'policies', ...host]],
      apply: [
        ['apply', 'policies', '--yes', ...host],
        ['apply', 'policies', '--yes', ...host],
      ],
      check: [],
    };
    for (const argv of uses[command]) await run(argv, surroundings);
    if (command === 'check') {
      await check(scratch, state);
      // The rest is wanted when a rule fires: its functions are to be known then, if not compiled.
      load('kapa.rest')(() => undefined);
    }
    const cache = join(out, 'cache', command);
    mkdirSync(cache, { recursive: true });
    for (const [name, script] of scripts) writeFileSync(join(cache, name), script.createCachedData());
    writeFileSync(join(out, 'cache/started.json'), JSON.stringify(started()));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Checks that measure, remember and write, of a host that needs no remedy. The first, which reads the policies, is made by
 * another process: a check that cron starts seldom does.
 */
async function check(scratch, state) {
  const { policy, close } = await healthyHost(scratch);
  const asked = ['check', policy, ...state];
  try {
    // What has changed a moment ago is not remembered.
    await pause(200);
    await promisify(execFile)(process.execPath, [join(out, 'kapa.cjs'), ...asked]);
    for (let round = 0; round < 2; round += 1) {
      const status = await run(asked, surroundings);
      if (status !== 0) console.warn(`warm.cjs: a check of a healthy host ended with ${status}`);
    }
  } finally {
    close();
  }
}

void warm();

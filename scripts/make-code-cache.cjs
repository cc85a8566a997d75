'use strict';
// make-code-cache.cjs PROGRAM POLICIES [ROOT]: makes V8's code cache of this Node for the program in a folder (dist/), and
// removes those of other Nodes. Run by scripts/build.mjs, by npm at an installation, and by dpkg whenever kapa or its Node
// was replaced.
const { spawn } = require('node:child_process');
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
const { createServer } = require('node:http');
const { userInfo } = require('node:os');
const { basename, dirname, join, resolve } = require('node:path');
const { Script } = require('node:vm');
const { cacheFolder } = require('./cache-folder.cjs');

const program = resolve(process.argv[2]);
const policies = process.argv[3];
const folder = cacheFolder(program);
const aside = `${folder}.new`;
let scratch;
void make();

async function make() {
  try {
    rmSync(aside, { recursive: true, force: true });
    mkdirSync(aside, { recursive: true });
    for (const name of chunks()) {
      const script = new Script(readFileSync(join(program, 'chunks', name), 'latin1'), { filename: name });
      writeFileSync(join(aside, `${name}.cache`), script.createCachedData());
    }
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
    // Beside the caches, where only whoever owns the program can put anything: TMPDIR may be another user's.
    scratch = mkdtempSync(join(dirname(folder), 'scratch-'));
    await addWhatRuns();
    for (const other of readdirSync(dirname(folder)))
      if (other !== basename(folder)) rmSync(join(dirname(folder), other), { recursive: true, force: true });
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

function chunks() {
  return readdirSync(join(program, 'chunks')).filter((name) => name.endsWith('.cjs'));
}

/** Adds the functions that the commonest commands use, each from where the one before it left off. */
async function addWhatRuns() {
  const root = process.argv[4] || join(scratch, 'root');
  if (!existsSync(root)) mkdirSync(root);
  const state = ['--state-dir', join(scratch, 'state')];
  await run(['--help']);
  await run(['lint', policies, '--allow-untrusted']);
  await run(['plan', policies, '--allow-untrusted', '--root', root, ...state]);
  const server = createServer((_, response) => response.end('ok'));
  await new Promise((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const checked = join(scratch, 'check.yaml');
  writeFileSync(checked, policyOfCheck(server.address().port), { mode: 0o600 });
  // The second finds what the first has recorded.
  await run(['check', checked, ...state]);
  await run(['check', checked, ...state]);
  server.close();
}

/** Ends when the program has ended, whatever it said: a function that did not run is only compiled later. */
function run(argv) {
  const words = ['--require', join(__dirname, 'code-cache.cjs'), join(program, 'kapa.cjs'), ...argv];
  return new Promise((ended) => {
    spawn(process.execPath, words, { stdio: 'ignore' }).once('close', ended).once('error', ended);
  });
}

/** Policy of rules without remedies, over a server of this process: the check of a host, which looks and does nothing. */
function policyOfCheck(port) {
  const probes = {
    answer: { http: { url: `http://127.0.0.1:${port}/` } },
    tls: { http: { url: `https://127.0.0.1:${port}/` } },
    holder: { port_owner: { port, expected: { program: 'node' } } },
    sockets: { tcp_sockets: { port, state: 'close-wait', older_than: '10s' } },
    apache: { apache: {} },
    pm2: { pm2_daemon: { user: userInfo().username } },
  };
  const conditions = [
    '!answer.ok',
    '!tls.ok && answer.ok',
    'holder.foreign',
    'sockets.count > 10',
    'apache.idle == 0',
  ];
  const rules = [...conditions, 'pm2.status == "hung"'].map((when) => ({
    name: when,
    when,
    for: '2 checks',
  }));
  const log = { file: join(scratch, 'check.log') };
  // JSON is YAML.
  return JSON.stringify({ policy: 'code-cache', group: 'code-cache', log, probes, rules });
}

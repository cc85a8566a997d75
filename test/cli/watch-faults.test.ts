import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEvents } from '../../src/health/index.ts';
import { openRecords } from '../../src/host/index.ts';
import { openNamespace, type Namespace } from './namespace.ts';
import { sleep, waitUntil } from './wait.ts';
import type { HealthEvent } from '../../src/core/health-event.ts';

const project = resolve(import.meta.dirname, '../..');
const node = process.execPath;
let there: Namespace;
let folder: string;
let watch: ChildProcess;
let said = '';

/** The rules of the shipped policy, at its pace: once in three minutes. */
const policy = (home: string): string => `
policy: health
group: health
log: { file: ${home}/health.log, locale: es }
probes:
  backend: { pm2_app: { name: api, home: ${home}/pm2 } }
  port: { port_owner: { port: 3001, expected: { pm2_app: api, home: ${home}/pm2 } } }
  answer: { http: { url: 'http://127.0.0.1:3001/', timeout: 1s } }
rules:
  - name: Foreign
    every: 3m
    when: port.foreign
    do:
      - kill_port_holder: { port: 3001, grace: 5s }
      - pm2_restart: { app: api, home: ${home}/pm2 }
    verify: { within: 30s }
    cooldown: 1s
    limit: { times: 9, within: 1h, then: back_off }
  - name: Offline
    every: 3m
    when: backend.status != "online"
    do: [{ pm2_restart: { app: api, home: ${home}/pm2 } }]
    verify: { within: 30s }
    cooldown: 1s
    limit: { times: 9, within: 1h, then: back_off }
  - name: Hangs
    every: 3m
    when: answer.error == "timeout" && backend.status == "online"
    do: [{ pm2_restart: { app: api, home: ${home}/pm2 } }]
    verify: { within: 30s }
    cooldown: 1s
    limit: { times: 9, within: 1h, then: back_off }
`;

/** It can block, and it can leave a child behind that takes its port the moment it is free. */
const server = `const server = require('node:http').createServer((request, response) => {
  if (request.url === '/block') for (;;);
  if (request.url === '/orphan') {
    require('node:child_process').spawn(process.execPath, [__filename, 'orphan'], { detached: true, stdio: 'ignore' });
    setTimeout(() => process.exit(1), 300);
  }
  response.end('ok');
});
const listen = () => server.listen(3001, '127.0.0.1');
if (process.argv[2] === 'orphan') server.on('error', () => setTimeout(listen, 1));
listen();
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-faults-'));
  there = await openNamespace();
  writeFileSync(join(folder, 'policy.yaml'), policy(folder));
  writeFileSync(join(folder, 'server.js'), server);
  // Where npm puts PM2 for all users.
  await there.sh(
    `mkdir bin; cp -a /usr/local/bin/. bin; ln -sf ${node} bin/node
     ln -sf ${project}/node_modules/pm2/bin/pm2 bin/pm2; mount --bind bin /usr/local/bin`,
    { cwd: folder },
  );
  await pm2('start', join(folder, 'server.js'), '--name', 'api');
  await pm2('save');
  watch = there.start([
    node,
    join(project, 'dist/kapa.cjs'),
    'watch',
    '--state-dir',
    `${folder}/state`,
    folder,
  ]);
  watch.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until('the first round', () => samples() > 0);
  await sleep(3);
});

afterAll(async () => {
  watch.kill('SIGTERM');
  await pm2('kill');
  there.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a healthy backend under a burst of requests is left alone', async () => {
  await there.sh('for i in $(seq 200); do curl -s -o /dev/null http://127.0.0.1:3001/ & done; wait');
  await sleep(3);
  expect(remedies()).toEqual([]);
});

test('a stopped backend is recovered, and the recovery verified, long before its rule looks again', async () => {
  await pm2('stop', 'api');
  await helped('Offline');
});

test('a killed backend, which PM2 itself starts again, needs no remedy', async () => {
  const before = remedies().length;
  await there.sh('kill -KILL $(cat pm2/pids/api-0.pid)', { cwd: folder });
  await sleep(3);
  expect(await there.sh('curl -s http://127.0.0.1:3001/')).toBe('ok');
  expect(remedies().length).toBe(before);
});

test('a blocked event loop is recovered long before its rule looks again', async () => {
  there.start(['curl', '-s', '-m', '60', 'http://127.0.0.1:3001/block']);
  await helped('Hangs');
});

test('an orphan on the port, with PM2 in an EADDRINUSE loop, is ended long before its rule looks again', async () => {
  await there.sh('curl -s http://127.0.0.1:3001/orphan');
  await helped('Foreign');
  await until('PM2 runs the backend again', async () => (await owner()) === 'api');
});

test('a PM2 that was killed, and its applications with it, is brought back', async () => {
  await there.sh('kill -KILL $(cat pm2/pm2.pid)', { cwd: folder });
  await helped('Offline');
  expect(await there.sh('curl -s http://127.0.0.1:3001/')).toBe('ok');
});

async function owner(): Promise<string> {
  const { stdout } = await there.run(
    [
      node,
      join(project, 'dist/kapa.cjs'),
      'check',
      '--dry-run',
      '--json',
      '--state-dir',
      `${folder}/look`,
      folder,
    ],
    {},
  );
  const { probes } = JSON.parse(stdout) as { probes: { port: { owned?: boolean } } };
  return probes.port.owned === true ? 'api' : stdout;
}

/** Waits until a rule's remedy has been seen to help, a third of the time to its next look at most. */
async function helped(rule: string): Promise<void> {
  const begun = Date.now();
  await until(`${rule} helped`, () =>
    remedies().some((event) => event.at > begun - 1500 && event.rule === rule && event.outcome === 'helped'),
  );
}

function remedies(): Extract<HealthEvent, { kind: 'remedy' }>[] {
  const records = openRecords(join(folder, 'state'));
  return [...readEvents(records, { since: 0, until: Date.now() + 1000 })].filter(
    (event) => event.kind === 'remedy',
  );
}

function samples(): number {
  return openRecords(join(folder, 'state')).list('samples').length;
}

async function pm2(...words: string[]): Promise<void> {
  await there.run([join(project, 'node_modules/.bin/pm2'), '-s', ...words], {
    cwd: folder,
    env: { PATH: nodePath(), PM2_HOME: `${folder}/pm2` },
  });
}

function nodePath(): string {
  return `${join(node, '..')}:/usr/bin:/bin`;
}

function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  return waitUntil(what, holds, () => `${said}\n${JSON.stringify(remedies())}`);
}

import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEvents } from '../../src/health/index.ts';
import { openRecords } from '../../src/host/index.ts';
import { apacheHead } from './apache-head.ts';
import { openNamespace, type Namespace } from './namespace.ts';
import { sleep, waitUntil } from './wait.ts';
import type { HealthEvent } from '../../src/core/health-event.ts';

const project = resolve(import.meta.dirname, '../..');
const node = process.execPath;
let there: Namespace;
let folder: string;
let watch: ChildProcess;
let said = '';

/** Enough to be no small process group, and fewer than the visitors of a burst. */
const limit = 45;

const modules = ['mpm_prefork', 'authz_core', 'lua', 'proxy', 'proxy_http'] as const;

const apache = (
  at: string,
  { start, mostSpare }: { start: number; mostSpare: number },
): string => `${apacheHead(at, modules)}StartServers ${start}
MinSpareServers 5
MaxSpareServers ${mostSpare}
MaxRequestWorkers 60
Listen 127.0.0.1:80
LuaMapHandler /hoard ${at}/hoard.lua handle
LuaScope thread
ProxyPass /slow http://127.0.0.1:3001/
`;

/** Takes memory that the worker keeps for as long as it lives. */
const hoard = `kept = kept or {}
function handle(r)
  for _ = 1, 30 do kept[#kept + 1] = string.rep('x', 10 * 1024 * 1024) end
  return apache2.OK
end
`;

/** Fifty-five visitors at a time, each of whom waits a second for his answer, until this process is ended. */
const visitors = `
const http = require('node:http');
http.createServer((request, response) => setTimeout(() => response.end('ok'), 1000)).listen(3001, '127.0.0.1');
const visit = () => http
  .get({ host: '127.0.0.1', path: '/slow', agent: false }, (answer) => answer.resume().on('end', visit))
  .on('error', () => setTimeout(visit, 100));
for (let n = 0; n < ${limit + 10}; n += 1) visit();
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-workers-'));
  there = await openNamespace();
  for (const part of ['apache2', 'log', 'policies', 'modules']) mkdirSync(join(folder, part));
  writeFileSync(join(folder, 'visitors.js'), visitors);
  writeFileSync(join(folder, 'hoard.lua'), hoard);
  writeFileSync(join(folder, 'apache2/envvars'), `export APACHE_PID_FILE=${folder}/apache2.pid\n`);
  configure({ start: 5, mostSpare: 10 });
  // The shipped policy at its own pace, with limits that a test can reach.
  const shipped = (part: string): string => readFileSync(join(project, part, 'apache-workers.yaml'), 'utf8');
  writeFileSync(
    join(folder, 'modules/apache-workers.yaml'),
    shipped('modules').replaceAll('cooldown: 20m', 'cooldown: 1s'),
  );
  writeFileSync(
    join(folder, 'policies/apache-workers.yaml'),
    shipped('policies')
      .replace('{{ backend }}', 'http://127.0.0.1:3001/')
      .replace('workers_max: 140', `workers_max: ${limit}`)
      .replace('unused_max: 70', `unused_max: ${Math.floor(limit / 2)}`)
      .replace('memory_max: 4GiB', 'memory_max: 250MiB'),
  );
  await there.sh(
    `chmod -R a+rX .
     mount --bind log /var/log; mount --bind apache2 /etc/apache2
     apache2 -f /etc/apache2/apache2.conf`,
    { cwd: folder },
  );
  await until('Apache runs', async () => (await workers()) > 0);
  watch = there.start([
    ...[node, join(project, 'dist/kapa.cjs'), 'watch', '--allow-untrusted'],
    ...['--state-dir', join(folder, 'state'), join(folder, 'policies')],
  ]);
  watch.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until('the first round', () => openRecords(join(folder, 'state')).list('samples').length > 0);
  await sleep(3);
});

afterAll(() => {
  watch.kill('SIGTERM');
  there.close();
  rmSync(folder, { recursive: true, force: true });
});

test('workers that nobody needs and Apache keeps are replaced long before the rule looks again', async () => {
  configure({ start: limit + 5, mostSpare: 60 });
  await there.sh('apache2ctl restart');
  await until('the workers are over the limit', async () => (await workers()) > limit);
  const parent = readFileSync(join(folder, 'apache2.pid'), 'utf8');
  configure({ start: 5, mostSpare: 10 });
  await until('it is healed', () => remedies().some(({ outcome }) => outcome === 'helped'));
  expect(remedies()).toMatchObject([
    { rule: 'Apache lets idle workers go', remedy: 'apache_reload', outcome: 'helped' },
  ]);
  expect(await workers()).toBeLessThan(limit);
  expect(readFileSync(join(folder, 'apache2.pid'), 'utf8')).toBe(parent);
});

test('a burst that holds Apache over the limit of workers for seconds, and its ebb, are left alone', async () => {
  const before = remedies().length;
  there.start([node, join(folder, 'visitors.js')]);
  await until('the workers are over the limit', async () => (await workers()) > limit);
  for (let seconds = 0; seconds < 6; seconds += 1) {
    await sleep(1);
    expect(await workers()).toBeGreaterThan(limit);
  }
  await there.run(['pkill', '-KILL', '-f', 'visitors.js']);
  await until('Apache has ended its spare workers', async () => (await workers()) < limit);
  expect(remedies().slice(before)).toEqual([]);
});

test('memory over its limit is given back long before the rule looks again', async () => {
  const before = remedies().length;
  await there.sh('curl -s http://127.0.0.1/hoard');
  await until('it is healed', () => remedies().length > before);
  expect(remedies().slice(before)).toMatchObject([
    { rule: "Apache's memory is within bounds", remedy: 'apache_reload', outcome: 'helped' },
  ]);
});

function configure(how: Parameters<typeof apache>[1]): void {
  writeFileSync(join(folder, 'apache2/apache2.conf'), apache(folder, how));
}

async function workers(): Promise<number> {
  const { stdout } = await there.run(['pgrep', '-c', '-x', 'apache2']);
  return Number(stdout) - 1;
}

function remedies(): Extract<HealthEvent, { kind: 'remedy' }>[] {
  const records = openRecords(join(folder, 'state'));
  return [...readEvents(records, { since: 0, until: Date.now() + 1000 })].filter(
    (event) => event.kind === 'remedy',
  );
}

function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  return waitUntil(what, holds, () => `${said}\n${JSON.stringify(remedies())}`);
}

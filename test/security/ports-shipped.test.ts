import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closer, openPortsArena, perlServer, server, type Checked, type PortsArena } from './ports-arena.ts';

const project = join(import.meta.dirname, '../..');
const backend = '/var/www/kapa.healtheworld.com.co/backend';
let arena: PortsArena;
let shared: string;
const programs: number[] = [];

/** Checks the shipped health policies, with a state folder of its own for each test. */
async function check(state: string): Promise<Checked> {
  const policies = ['host', 'health'].map((name) => `/etc/kapa/policies/${name}.yaml`);
  // No Apache runs here.
  const ended = await arena.kapa([
    'check',
    ...['--skip', 'Apache does not run'],
    '--json',
    '--group',
    'health',
    '--state-dir',
    `/root/${state}`,
    ...policies,
  ]);
  if (ended.stdout === '') throw new Error(ended.stderr);
  return JSON.parse(ended.stdout) as Checked;
}

function ruleOf({ rules }: Checked, name: string): Checked['rules'][number] | undefined {
  return rules.find((rule) => rule.name === name);
}

async function backendPid(): Promise<string> {
  const { stdout } = await arena.run(['ss', '-ltnpH', 'src', '127.0.0.1', 'sport', '=', ':3001']);
  return /pid=(\d+)/u.exec(stdout)?.[1] ?? '';
}

async function run(account: 'eve' | 'kapa', argv: readonly string[]): Promise<number> {
  const pid = await arena.program(account, argv);
  programs.push(pid);
  return pid;
}

beforeAll(async () => {
  arena = await openPortsArena();
  shared = mkdtempSync(join(tmpdir(), 'kapa-shipped-'));
  cpSync(join(project, 'policies'), join(shared, 'policies'), { recursive: true });
  await arena.sh(
    `mkdir -p /etc/kapa ${backend}; cp -r ${shared}/policies /etc/kapa/; chown -R root:root /etc/kapa`,
  );
  await arena.write(
    `${backend}/server.js`,
    `require('http').createServer((q, a) => a.end('ok')).listen(3001, '127.0.0.1')`,
  );
  await arena.write(
    `${backend}/ecosystem.config.js`,
    // However long a check takes, PM2 has not given up in between.
    `module.exports = { apps: [{ name: 'kapa-backend', script: 'server.js', cwd: '${backend}',
      restart_delay: 1000, max_restarts: 1000 }] };`,
  );
  await arena.as(
    'kapa',
    `${project}/node_modules/.bin/pm2 start ${backend}/ecosystem.config.js && ${project}/node_modules/.bin/pm2 save`,
  );
  await arena.sh('for i in $(seq 100); do ss -ltnH sport = :3001 | grep -q . && break; sleep 0.2; done');
});
afterEach(async () => {
  for (const pid of programs.splice(0)) await arena.run(['kill', '-9', String(pid)]);
});
afterAll(() => {
  arena.close();
  rmSync(shared, { recursive: true, force: true });
});

test('a stranger who listens at 127.0.0.77:3001 has nothing restarted', async () => {
  const before = await backendPid();
  await run('eve', perlServer('127.0.0.77', 3001));
  await run('eve', perlServer('::1', 3001));
  const checked = await check('listens');
  expect(checked.probes['port']).toMatchObject({ owned: true, foreign: false, pid: Number(before) });
  expect(ruleOf(checked, 'Only the backend holds its port')).toMatchObject({
    state: 'ok',
    remedies: [],
  });
  expect(await backendPid()).toBe(before);
});

test('dead connections of a stranger at another address, and of one who calls, have nothing restarted', async () => {
  const before = await backendPid();
  await run('eve', server('127.0.0.77', 3001));
  await run('eve', closer('127.0.0.77', 3001, 12));
  await check('dead');
  await arena.sh('sleep 10.5');
  const checked = await check('dead');
  expect(checked.probes['close_wait']).toMatchObject({ count: 0 });
  expect(ruleOf(checked, 'Backend closes dead connections')).toMatchObject({ state: 'ok', remedies: [] });
  expect(await backendPid()).toBe(before);
});

test('an orphan of the backend’s own user on the port is still ended, and the backend has it again', async () => {
  const first = await backendPid();
  await arena.as('kapa', `${project}/node_modules/.bin/pm2 stop kapa-backend`);
  await expect.poll(backendPid).toBe('');
  const orphan = await run('kapa', server('127.0.0.1', 3001));
  await arena.as('kapa', `${project}/node_modules/.bin/pm2 start kapa-backend`);
  const checked = await check('orphan');
  expect(ruleOf(checked, 'Only the backend holds its port')?.remedies[0]).toMatchObject({
    remedy: 'kill_port_holder',
    outcome: 'helped',
  });
  expect(await arena.lives(orphan)).toBe(false);
  await expect.poll(backendPid).not.toBe('');
  expect(await backendPid()).not.toBe(first);
});

test('a stranger on the backend’s own address is told, and nothing that counts on his end is done', async () => {
  await arena.as('kapa', `${project}/node_modules/.bin/pm2 stop kapa-backend`);
  await expect.poll(backendPid).toBe('');
  const stranger = await run('eve', perlServer('127.0.0.1', 3001));
  const checked = await check('stranger');
  expect(ruleOf(checked, 'Only the backend holds its port')).toMatchObject({
    state: 'firing',
    remedies: [{ remedy: 'kill_port_holder', outcome: 'refused' }],
  });
  expect(await arena.lives(stranger)).toBe(true);
});

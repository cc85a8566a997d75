import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPortsArena, rule, server, type PortsArena } from './ports-arena.ts';

let arena: PortsArena;
const programs: number[] = [];

beforeAll(async () => {
  arena = await openPortsArena();
  // A kapa as npm installs it: a link in the PATH to the program.
  await arena.sh(
    `mkdir -p /opt/bin; ln -sf ${process.execPath} /opt/bin/node; ln -sf ${process.cwd()}/dist/kapa.cjs /opt/bin/kapa`,
  );
});
afterEach(async () => {
  for (const pid of programs.splice(0)) await arena.run(['kill', '-9', String(pid)]);
});
afterAll(() => {
  arena.close();
});

async function run(account: 'kapa' | 'eve' | 'root', argv: readonly string[]): Promise<number> {
  const pid = await arena.program(account, argv);
  programs.push(pid);
  return pid;
}

/** A resident kapa that asks a server which takes the call and says nothing, and its number. */
async function watch(more: readonly string[]): Promise<number> {
  await arena.write(
    '/etc/kapa/watch.yaml',
    `policy: watch
probes: { answer: { http: { url: 'http://127.0.0.1:3001/', timeout: 60s } } }
rules: [{ name: Silent, every: 2m, when: answer.failing }]
`,
  );
  const words = [
    '/bin/sh',
    '-c',
    'echo "pid $$"; exec "$@"',
    'sh',
    '/opt/bin/node',
    '/opt/bin/kapa',
    'watch',
  ];
  const child = arena.start([...words, ...more, '/etc/kapa/watch.yaml'], {
    env: { PATH: '/opt/bin:/usr/bin:/bin' },
  });
  const pid = await new Promise<number>((done) => {
    child.stdout?.once('data', (chunk: Buffer) => done(Number(/pid (\d+)/u.exec(chunk.toString())?.[1])));
  });
  programs.push(pid);
  await expect
    .poll(async () => (await arena.run(['ss', '-tnpH', 'dport', '=', ':3001'])).stdout)
    .toContain(`pid=${pid},`);
  return pid;
}

const clients = `probes:
  held: { tcp_sockets: { port: 3001, state: established, holders_from: 1 } }
${rule('held.client_side >= 1', ['kill_socket_holders: { port: 3001, state: established, side: client, grace: 1s }'])}`;

test.each([
  ['of the same state folder', ['--state-dir', '/root/state-shared']],
  ['of another state folder', ['--state-dir', '/root/state-apart']],
])('a resident kapa %s is not ended for the connection of its probe', async (_, more) => {
  await run('kapa', server('127.0.0.1', 3001));
  const resident = await watch(more);
  const client = await run('eve', [
    process.execPath,
    '-e',
    `require('net').connect(3001, '127.0.0.1', () => console.log('up')); setInterval(() => {}, 1000)`,
  ]);
  const { rules } = await arena.check(clients, 'shared');
  expect(rules[0]?.remedies[0]).toMatchObject({ remedy: 'kill_socket_holders', outcome: 'not_helped' });
  expect(await arena.lives(resident)).toBe(true);
  expect(await arena.lives(client)).toBe(false);
});

test('who holds a lock of kapa’s is not ended, whatever its program is', async () => {
  await run('kapa', server('127.0.0.1', 3001));
  const holder = await run('root', [
    process.execPath,
    '-e',
    `const start = require('fs').readFileSync('/proc/self/stat', 'utf8').split(' ')[21];
     require('fs').mkdirSync('/root/state-locked', { recursive: true });
     require('fs').writeFileSync('/root/state-locked/check-else.lock', JSON.stringify({ pid: process.pid, start, since: Date.now() }));
     require('net').connect(3001, '127.0.0.1', () => console.log('up')); setInterval(() => {}, 1000)`,
  ]);
  await arena.check(clients, 'locked');
  expect(await arena.lives(holder)).toBe(true);
});

test('who only calls himself kapa is no kapa', async () => {
  await run('kapa', server('127.0.0.1', 3001));
  const script = `process.title = 'kapa'; require('net').connect(3001, '127.0.0.1', () => console.log('up')); setInterval(() => {}, 1000)`;
  const poser = await run('eve', [
    'bash',
    '-c',
    `cd /opt/bin && exec -a /opt/bin/kapa ${process.execPath} -e "$0" /opt/bin/kapa watch`,
    script,
  ]);
  await arena.check(clients, 'poser');
  expect(await arena.lives(poser)).toBe(false);
});

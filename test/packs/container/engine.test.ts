import { createServer as createHttp, type RequestListener } from 'node:http';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Instruments, Process } from '../../../src/core/instruments.ts';
import { absent, present } from '../../../src/core/reading.ts';
import { holdersForContainer } from '../../../src/packs/container/holders.ts';
import { containerProbe } from '../../../src/packs/container/probes/container.ts';
import { fakeInstruments } from '../fake-instruments.ts';
import { measure } from '../instruments.ts';
import { patient } from '../../patient.ts';

const id = 'c0'.repeat(32);
const encoder = new TextEncoder();

/** What Docker 27 says of a container, as far as it matters, its environment included. */
function said(state: object, more: object = {}): object {
  return {
    Id: id,
    Name: '/api',
    RestartCount: 3,
    State: {
      Status: 'running',
      Pid: 4321,
      ExitCode: 0,
      OOMKilled: false,
      StartedAt: '2026-11-30T06:00:00.5Z',
      ...state,
    },
    Config: { Env: ['SECRET=hunter2'] },
    HostConfig: { Memory: 268_435_456 },
    NetworkSettings: {
      Ports: { '80/tcp': [{ HostIp: '0.0.0.0', HostPort: '3001' }], '53/udp': [{ HostPort: '3002' }] },
    },
    ...more,
  };
}

let folder: string;
let socket: string;
const open: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-engine-'));
  chmodSync(folder, 0o755);
  socket = join(folder, 'engine.sock');
});

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    for (const one of sockets) one.destroy();
  }
  rmSync(folder, { recursive: true });
});

async function listen(server: Server, path = socket): Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (one: Socket) => sockets.add(one.on('error', () => {})));
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(path, resolve));
}

async function answering(listener: RequestListener): Promise<void> {
  await listen(createHttp(listener));
}

async function told(document: object, status = 200): Promise<void> {
  await answering((_, answer) => {
    answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
  });
}

const now = Date.parse('2026-11-30T06:10:00.5Z');

function look(more: object = {}): ReturnType<typeof measure> {
  return measure(containerProbe, { name: 'api', socket, ...more }, undefined, now);
}

test('what Docker says of a container, without its environment', async () => {
  await told(said({ Health: { Status: 'unhealthy', Log: [{ Output: 'x' }] } }));
  const measured = await look();
  expect(measured).toEqual({
    fields: {
      status: 'running',
      health: 'unhealthy',
      restarts: 3,
      exit_code: 0,
      oom_killed: false,
      pid: 4321,
      uptime: 600,
      memory_limit: 268_435_456,
    },
  });
  expect(containerProbe.isWell?.('fields' in measured ? measured.fields : {})).toBe(false);
});

test('what was killed for want of memory, and a word of Podman', async () => {
  await told(
    said({ Status: 'stopped', Pid: 0, ExitCode: 137, OOMKilled: true }, { HostConfig: { Memory: 0 } }),
  );
  const measured = await look();
  expect(measured).toMatchObject({
    fields: { status: 'exited', exit_code: 137, oom_killed: true, uptime: 0 },
  });
  expect(measured).not.toHaveProperty('fields.memory_limit');
});

test('a container that the engine does not know is missing', async () => {
  await told({ message: 'No such container: api' }, 404);
  expect(await look()).toMatchObject({ fields: { status: 'missing' } });
});

test('another container that the engine takes the name for is not it', async () => {
  await told(said({}, { Name: '/api2' }));
  expect(await look()).toMatchObject({ fields: { status: 'missing' } });
});

test.each([
  [
    'an engine that fails',
    'container.engine_failed',
    () => told({ message: 'daemon is shutting down' }, 500),
  ],
  ['no JSON', 'container.garbage', () => answering((_, answer) => void answer.end('<html>'))],
  ['a list', 'container.garbage', () => answering((_, answer) => void answer.end('[]'))],
  ['an unknown state', 'container.garbage', () => told(said({ Status: 'dancing' }))],
  ['a number that is none', 'container.garbage', () => told(said({}, { Id: '../../x' }))],
  [
    'an answer cut off',
    'container.garbage',
    () => rawly('HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\n{"Name"'),
  ],
  ['no HTTP', 'container.garbage', () => rawly('220 mail ESMTP\r\n')],
  ['a silent hang-up', 'measure.socket_hung_up', () => rawly('')],
  ['an answer without end', 'measure.socket_too_much', () => rawly('x'.repeat(600_000))],
])('%s is unknown', async (_, reason, start) => {
  await start();
  expect(await look()).toMatchObject({ unknown: { id: reason } });
});

async function rawly(text: string): Promise<void> {
  await listen(createServer((one) => void one.end(text)));
}

test('an engine that does not answer is unknown within its time', async () => {
  await listen(createServer(() => {}));
  const began = Date.now();
  expect(await look()).toMatchObject({ unknown: { id: 'measure.socket_hangs' } });
  expect(Date.now() - began).toBeLessThan(patient(20_000));
});

test('no engine, no socket, and nobody behind one are unknown', async () => {
  expect(await look()).toMatchObject({ unknown: { id: 'container.no_engine' } });
  writeFileSync(socket, '');
  expect(await look()).toMatchObject({ unknown: { id: 'measure.no_socket' } });
  expect(await look({ user: 'no-such-user' })).toMatchObject({ unknown: { id: 'measure.no_account' } });
});

test("a socket's path that others can bend, and one of no user's, are not asked", async () => {
  await told(said({}));
  const bent = join(folder, 'bent.sock');
  symlinkSync(socket, bent);
  expect(await look({ socket: bent })).toMatchObject({ fields: { status: 'running' } });
  chmodSync(folder, 0o777);
  expect(await look()).toMatchObject({ unknown: { id: 'host.foreign_folder' } });
  chmodSync(folder, 0o755);
  chownSync(socket, 59_999, 59_999);
  expect(await look()).toMatchObject({ unknown: { id: 'measure.socket_nobodys' } });
});

test("a user's socket is asked with that user's rights, which reach no socket of root's", async () => {
  await told(said({}));
  chmodSync(socket, 0o600);
  const way = join(folder, 'own');
  // The user's own link would have root ask root's engine for him; his rights do not get there.
  mkdirSync(way);
  symlinkSync(socket, join(way, 's'));
  lchownSync(join(way, 's'), 33, 33);
  chownSync(way, 33, 33);
  expect(await look({ socket: join(way, 's') })).toMatchObject({ unknown: { id: 'host.foreign_link' } });
  chownSync(socket, 33, 33);
  expect(await look({ socket, user: 'www-data' })).toMatchObject({ fields: { status: 'running' } });
});

function process(pid: number, parent: number, command: string): Process {
  return {
    pid,
    parent,
    command,
    started: 1,
    group: pid,
    state: 'S',
    ended: false,
    rss: 0,
    cpu: 0,
    age: 1,
    threads: 1,
  };
}

const processes = new Map(
  [
    process(4321, 900, 'node'),
    process(4322, 4321, 'node'),
    process(500, 1, 'docker-proxy'),
    process(77, 1, 'node'),
  ].map((one) => [one.pid, one]),
);

function engineOf(uid: number, files: Readonly<Record<string, string>>): Instruments {
  const document = JSON.stringify(said({}));
  const owner = { name: 'shop', uid, gid: uid, home: '/home/shop' };
  return fakeInstruments({
    exchange: async () => present({ bytes: encoder.encode(`HTTP/1.0 200 OK\r\n\r\n${document}`), owner }),
    processes: async () => present(processes),
    read: async (path) => (path in files ? present(encoder.encode(files[path])) : absent),
    stat: async (path) =>
      path in files
        ? present({ kind: 'file', mode: 0, uid: 0, gid: 0, size: 0, mtime: 0, links: 1 })
        : absent,
    list: async () => present([]),
  });
}

async function judge(instruments: Instruments, port: number, pid: number, program: string, uid: number) {
  const held = await holdersForContainer({ name: 'api', socket: '/run/x' }, port, instruments);
  if (held.state !== 'present') throw new Error('no judge');
  const one = processes.get(pid) ?? expect.unreachable();
  return held.value.isRightful({ process: one, program, uid });
}

test("root's engine: its proxy holds what it publishes, and nobody else's does", async () => {
  const engine = engineOf(0, {});
  expect(await judge(engine, 3001, 500, 'docker-proxy', 0)).toBe(true);
  expect(await judge(engine, 3001, 500, 'docker-proxy', 33)).toBe(false);
  expect(await judge(engine, 3002, 500, 'docker-proxy', 0)).toBe(false);
  expect(await judge(engine, 3001, 77, 'node', 0)).toBe(false);
  expect(await judge(engine, 8080, 4322, 'node', 1000)).toBe(true);
});

test('its control group tells the processes of a container', async () => {
  const group = `/system.slice/docker-${id}.scope`;
  const engine = engineOf(0, {
    '/proc/4321/cgroup': `0::${group}/init\n`,
    [`/sys/fs/cgroup${group}/cgroup.procs`]: '4321\n77\n',
  });
  expect(await judge(engine, 8080, 77, 'node', 1000)).toBe(true);
  expect(await judge(engine, 8080, 4322, 'node', 1000)).toBe(false);
});

test("a user's engine is not believed of what is not that user's", async () => {
  const engine = engineOf(1001, { '/etc/subuid': 'eve:200000:65536\nshop:100000:65536\n' });
  expect(await judge(engine, 8080, 4322, 'node', 1001)).toBe(true);
  expect(await judge(engine, 8080, 4322, 'node', 100_033)).toBe(true);
  expect(await judge(engine, 8080, 4322, 'apache2', 0)).toBe(false);
  expect(await judge(engine, 8080, 4322, 'node', 200_033)).toBe(false);
  expect(await judge(engine, 3001, 500, 'docker-proxy', 0)).toBe(false);
});

import { spawn, type ChildProcess } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { PolledGroup } from '../../../src/core/poll.ts';
import { poll } from '../../../src/host/index.ts';
import { freePort } from '../../apache/server.ts';

let child: ChildProcess;
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  child.kill('SIGKILL');
});

test.each(['127.0.0.1', '::1'])(
  'a listener at %s, what it has not accepted, and its end',
  async (address) => {
    const port = await freePort();
    const program = `require('net').createServer().listen(${port}, '${address}', () => console.log('up'))`;
    child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const pid = child.pid ?? 0;
    const watched = { ports: [port], pids: [pid] };

    const first = poll(watched);
    expect(first.ports.get(port)).toMatchObject({
      listeners: expect.stringMatching(/^\d+$/u) as string,
      waiting: 0,
    });
    expect(first.processes.get(pid)).toMatchObject({ parent: process.pid });

    process.kill(pid, 'SIGSTOP');
    // It stops a moment after it is told to, and may take a call until then.
    await expect.poll(() => poll(watched).processes.get(pid)?.state).toBe('T');
    for (let n = 0; n < 3; n += 1) {
      const socket = connect(port, address).on('error', () => undefined);
      sockets.push(socket);
      await new Promise((resolve) => socket.once('connect', resolve));
    }
    expect(poll(watched).ports.get(port)?.waiting).toBe(3);

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(poll(watched).processes.has(pid)).toBe(false);
    expect(poll(watched).ports.get(port)).toEqual({ listeners: '', waiting: 0, dead: 0 });
  },
);

test('connections that the other side has closed and this one has not', async () => {
  const port = await freePort();
  const program = `require('net').createServer({ allowHalfOpen: true }, (socket) => socket.resume()).listen(${port}, '127.0.0.1', () => console.log('up'))`;
  child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  for (let n = 0; n < 3; n += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.end();
  }
  await expect.poll(() => poll({ ports: [port], pids: [] }).ports.get(port)?.dead).toBe(3);
});

test.each([
  ['small', 3, 1, 0],
  ['large', 32, 1, 1],
  ['threaded', 2, 25, 1],
])(
  'a process and the %s crew that it keeps: its number, its memory, and the connections at its port',
  async (_size, members, each, connections) => {
    const port = await freePort();
    const program = `const { spawn } = require('child_process');
      for (let n = 0; n < ${members}; n += 1) spawn('cat');
      global.kept = Buffer.alloc(64 * 1024 * 1024, 1);
      require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'));`;
    child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const parent = child.pid ?? 0;
    const look = (): PolledGroup | undefined =>
      poll({ ports: [], pids: [], processGroups: [{ parent, ports: [port], each }] }).processGroups.get(
        parent,
      );
    // Whoever is killed resets its connections.
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    await new Promise((resolve) => socket.once('connect', resolve));
    expect(look()).toMatchObject({ workers: members * each, connections });
    expect(look()?.memory).toBeGreaterThan(64 * 1024 * 1024);

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(look()).toBeUndefined();
  },
);

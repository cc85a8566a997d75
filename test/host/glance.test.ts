import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { GlancedCrew } from '../../src/core/glance.ts';
import { glance } from '../../src/host/index.ts';
import { freePort } from '../apache/server.ts';

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

    const first = glance(watched);
    expect(first.ports.get(port)).toMatchObject({
      listeners: expect.stringMatching(/^\d+$/u) as string,
      waiting: 0,
    });
    expect(first.processes.get(pid)).toMatchObject({ parent: process.pid });

    process.kill(pid, 'SIGSTOP');
    for (let n = 0; n < 3; n += 1) {
      const socket = connect(port, address).on('error', () => undefined);
      sockets.push(socket);
      await new Promise((resolve) => socket.once('connect', resolve));
    }
    expect(glance(watched).ports.get(port)?.waiting).toBe(3);
    expect(glance(watched).processes.get(pid)?.state).toBe('T');

    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(glance(watched).processes.has(pid)).toBe(false);
    expect(glance(watched).ports.get(port)).toEqual({ listeners: '', waiting: 0, dead: 0 });
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
  await expect.poll(() => glance({ ports: [port], pids: [] }).ports.get(port)?.dead).toBe(3);
});

test('a process and those that it keeps: their number, their memory, and the connections at its port', async () => {
  const port = await freePort();
  const program = `const { fork } = require('child_process');
    if (process.argv[2] === undefined) for (let n = 0; n < 3; n += 1) fork(__filename, ['member']);
    else setInterval(() => {}, 1000, (global.kept = Buffer.alloc(64 * 1024 * 1024, 1)));
    if (process.argv[2] === undefined)
      require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'));`;
  const file = join(mkdtempSync(join(tmpdir(), 'kapa-crew-')), 'parent.js');
  writeFileSync(file, program);
  child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const parent = child.pid ?? 0;
  const look = (): GlancedCrew | undefined =>
    glance({ ports: [], pids: [], crews: [{ parent, ports: [port] }] }).crews.get(parent);
  sockets.push(connect(port, '127.0.0.1'));
  await expect.poll(look, { timeout: 20_000 }).toMatchObject({ members: 3, connections: 1 });
  await expect.poll(() => look()?.memory, { timeout: 20_000 }).toBeGreaterThan(3 * 64 * 1024 * 1024);

  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  expect(look()).toBeUndefined();
});

import { spawn, type ChildProcess } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { portOwner } from '../../../../src/packs/network/probes/port-owner.ts';
import { beginPass } from '../../../../src/host/index.ts';
import { present } from '../../../../src/core/reading.ts';
import type { Instruments } from '../../../../src/core/instruments.ts';
import type { Measurement } from '../../../../src/core/probe.ts';
import { freePort } from '../../../apache/server.ts';
import { host, measure } from '../../instruments.ts';

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function server(source: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', source], { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  await new Promise((done) => child.stdout?.once('data', done));
  return child;
}

const listens = (port: number): string =>
  `const s = require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`;

/** Measures with a count of the walks over the files of all processes. */
async function walks(spec: unknown, memory?: unknown): Promise<readonly [Measurement, number]> {
  let count = 0;
  const counted = (instruments: Instruments): Instruments => ({
    ...instruments,
    afresh: () => counted(instruments.afresh()),
    socketHolders() {
      count += 1;
      return instruments.socketHolders();
    },
  });
  const context = { instruments: counted(beginPass(host)), now: Date.now(), memory };
  return [await portOwner.measure(spec as never, context), count];
}

test('who should hold a port is found without a walk over the files of all; a foreign one by the walk', async () => {
  const port = await freePort();
  const { pid } = await server(listens(port));
  const rightful = { fields: { owned: true, foreign: false, pid, program: 'node' }, memory: pid };
  const spec = { port, expected: { program: 'node' } };
  expect(await walks(spec)).toEqual([rightful, 0]);
  expect(await walks(spec, pid)).toEqual([rightful, 0]);
  expect(await walks(spec, 1)).toEqual([rightful, 0]);
  const [foreign, count] = await walks({ port, expected: { program: 'apache2' } }, pid);
  expect(foreign).toEqual({ fields: { owned: false, foreign: true, pid, program: 'node' } });
  expect(count).toBeGreaterThan(0);
});

test('a program is known by its file, whatever name it gave itself', async () => {
  const port = await freePort();
  const { pid } = await server(`process.title = 'renamed'; ${listens(port)}`);
  const spec = { port, expected: { program: 'node' } };
  expect(await measure(portOwner, spec)).toMatchObject({ fields: { owned: true, pid, program: 'node' } });
  expect(await measure(portOwner, { port, expected: { program: 'renamed' } })).toMatchObject({
    fields: { owned: false, foreign: true, pid },
  });
});

test('a socket that who should hold it has handed on is still its own; what is left of it is foreign', async () => {
  const port = await freePort();
  const parent = await server(
    `const s = require('net').createServer().listen(${port}, '127.0.0.1', () => {
       const c = require('child_process').spawn('sleep', ['60'], { stdio: ['ignore', 'ignore', 'inherit', s._handle] });
       console.log(c.pid);
     })`,
  );
  const spec = { port, expected: { program: 'node' } };
  const owned = await measure(portOwner, spec);
  expect(owned).toMatchObject({ fields: { owned: true, foreign: false, pid: parent.pid } });
  const child = await heir(port, parent);
  expect(await measure(portOwner, spec, parent.pid)).toMatchObject({
    fields: { owned: false, foreign: true, pid: child, program: 'sleep' },
  });
  process.kill(child, 'SIGKILL');
});

/** Ends a process, and names the one that then holds its port. */
async function heir(port: number, parent: ChildProcess): Promise<number> {
  const ended = new Promise((done) => parent.once('exit', done));
  parent.kill('SIGKILL');
  await ended;
  const instruments = beginPass(host);
  const listeners = await instruments.tcp({ port, state: 'listening' });
  if (listeners.state !== 'present') throw new Error('no table of sockets');
  const holders = await instruments.socketHolders();
  if (holders.state !== 'present') throw new Error('no holders');
  const [pid] = listeners.value.flatMap(({ inode }) => holders.value.byInode.get(inode) ?? []);
  if (pid === undefined) throw new Error('nobody has inherited the port');
  return pid;
}

test('a port at which nobody listens is nobody’s, and nothing else is asked', async () => {
  const instruments = { ...beginPass(host), tcp: () => Promise.resolve(present([])) };
  const context = { instruments, now: Date.now(), memory: undefined };
  expect(await portOwner.measure({ port: 1, expected: { pm2_app: 'none' } }, context)).toEqual({
    fields: { owned: false, foreign: false, pid: 0, program: '' },
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { portOwner } from '../../../../src/packs/network/probes/port-owner.ts';
import { tcpSockets } from '../../../../src/packs/network/probes/tcp-sockets.ts';
import { killPortHolder } from '../../../../src/packs/network/remedies/kill-port-holder.ts';
import type { RemedyContext } from '../../../../src/core/remedy.ts';
import { beginPass } from '../../../../src/host/index.ts';
import { freePort } from '../../../apache/server.ts';
import { host, measure } from '../../instruments.ts';

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A Node server that listens on all addresses of both IP versions and then blocks its event loop. */
async function hungServer(port: number): Promise<ChildProcess> {
  const source = `require('net').createServer().listen(${port}, '::', () => { console.log('up'); setTimeout(() => { for (;;); }, 50); });`;
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  await new Promise((done) => child.stdout?.once('data', done));
  await new Promise((done) => {
    setTimeout(done, 200);
  });
  return child;
}

function leave(port: number, address: string): Promise<void> {
  return new Promise((done, fail) => {
    const socket = connect({ port, host: address, allowHalfOpen: true }, () => {
      socket.destroy();
      done();
    });
    socket.on('error', fail);
  });
}

test('sockets that a hung server never accepted are its own; ending it frees the port', async () => {
  const port = await freePort();
  const server = await hungServer(port);
  for (const address of ['127.0.0.1', '127.0.0.1', '::1']) await leave(port, address);
  await new Promise((done) => {
    setTimeout(done, 100);
  });
  const spec = { port, state: 'close-wait', holders_from: 1 };
  const first = await measure(tcpSockets, spec);
  expect(first).toMatchObject({
    fields: { count: 3, server_side: 3, client_side: 0, oldest: 0, holders: { node: 3 } },
  });
  await new Promise((done) => {
    setTimeout(done, 300);
  });
  const memory = 'memory' in first ? JSON.parse(JSON.stringify(first.memory)) : undefined;
  expect(await measure(tcpSockets, { ...spec, older_than: '200ms' }, memory)).toMatchObject({
    fields: { count: 3 },
  });
  expect(await measure(tcpSockets, { ...spec, older_than: '200ms' })).toMatchObject({ fields: { count: 0 } });

  const owner = { port, expected: { program: 'apache2' } };
  expect(await measure(portOwner, owner)).toMatchObject({
    fields: { owned: false, foreign: true, pid: server.pid, program: 'node' },
  });

  const context = { host, instruments: () => beginPass(host) } as RemedyContext;
  expect(await killPortHolder.act({ port, programs: ['ruby'] }, context)).toMatchObject({
    outcome: 'refused',
  });
  expect(server.exitCode ?? server.signalCode).toBeNull();
  const ended = await killPortHolder.act({ port, grace: '1s' }, context);
  expect(ended).toMatchObject({ outcome: 'done' });
  expect(await measure(portOwner, owner)).toMatchObject({ fields: { owned: false, foreign: false, pid: 0 } });
});

test('kapa never ends itself', async () => {
  const port = await freePort();
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((done) => {
    server.listen(port, done);
  });
  const context = { host, instruments: () => beginPass(host) } as RemedyContext;
  expect(await killPortHolder.act({ port }, context)).toMatchObject({
    outcome: 'refused',
    reason: { id: 'measure.protected' },
  });
  server.close();
});

import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { RemedyContext } from '../../../../src/core/remedy.ts';
import { beginPass } from '../../../../src/host/index.ts';
import { tcpSockets } from '../../../../src/packs/network/probes/tcp-sockets.ts';
import { killSocketHolders } from '../../../../src/packs/network/remedies/kill-socket-holders.ts';
import { freePort } from '../../../apache/server.ts';
import { host, measure } from '../../instruments.ts';

test('ends a server whose sockets a forked child shares, and not the client that talks to it', async () => {
  const port = await freePort();
  // The child inherits the accepted connection, as fork shares it.
  const source = `require('net').createServer({ allowHalfOpen: true }, (s) => {
    require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)'], { stdio: ['ignore', 'ignore', 'ignore', s._handle.fd] });
    s.on('error', () => {}).resume();
  }).listen(${port}, '127.0.0.1', () => console.log('up'));`;
  const server = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((done) => server.stdout.once('data', done));
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.destroy());
  socket.on('error', () => {});
  await host.sleep(0.5);
  const spec = { port, state: 'close-wait', holders_from: 1 };
  expect(await measure(tcpSockets, spec)).toMatchObject({
    fields: { count: 1, server_side: 1, holders: { node: 1 } },
  });
  const context = { host, instruments: () => beginPass(host) } as RemedyContext;
  expect(await killSocketHolders.act({ port, grace: '1s' }, context)).toMatchObject({ outcome: 'done' });
  expect(await measure(tcpSockets, spec)).toMatchObject({ fields: { server_side: 0 } });
});

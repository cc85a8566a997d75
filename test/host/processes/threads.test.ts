import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, open, openSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beginPass } from '../../../src/host/index.ts';
import { host } from '../../packs/instruments.ts';

test('the table of sockets is read while every thread of the pool hangs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-threads-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const server = createServer();
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  // To open a pipe that nobody writes to never ends.
  const hanging = Array.from({ length: 8 }, () => opened(pipe));
  try {
    for (let round = 0; round < 2; round += 1)
      expect(await beginPass(host).tcp({ port, state: 'listening' })).toMatchObject({
        state: 'present',
        value: [{ local: { port } }],
      });
  } finally {
    const writer = openSync(pipe, 'r+');
    for (const fd of await Promise.all(hanging)) closeSync(fd);
    closeSync(writer);
    server.close();
    rmSync(folder, { recursive: true });
  }
  expect(await beginPass(host).tcp({ port: 1, state: 'listening' })).toEqual({ state: 'present', value: [] });
});

function opened(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, 'r', (error, fd) => {
      if (error === null) resolve(fd);
      else reject(error);
    });
  });
}

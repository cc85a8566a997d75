import { spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, linkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { present } from '../../../../src/core/reading.ts';
import type { RemedyContext } from '../../../../src/core/remedy.ts';
import { beginPass } from '../../../../src/host/index.ts';
import { killPortHolder } from '../../../../src/packs/network/remedies/kill-port-holder.ts';
import { freePort } from '../../../apache/server.ts';
import { host } from '../../instruments.ts';

let folder: string;
let child: ChildProcess | undefined;

// Other tests have PM2s of their own, that they stop: these processes are none of theirs.
const context = {
  host,
  instruments: () => ({ ...beginPass(host), pm2Homes: () => Promise.resolve(present([])) }),
} as unknown as RemedyContext;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-protected-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Node under another name, listening: what a program is called is all that tells it. */
async function listen(program: string): Promise<number> {
  const path = join(folder, program);
  try {
    linkSync(process.execPath, path);
  } catch {
    copyFileSync(process.execPath, path);
  }
  const port = await freePort();
  const listener = spawn(
    path,
    ['-e', `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  child = listener;
  await new Promise((resolve) => listener.stdout.once('data', resolve));
  return port;
}

test.each(['sshd', 'apache2', 'httpd'])('%s lives on, even where the policy allows it', async (program) => {
  const port = await listen(program);
  const outcome = await killPortHolder.act({ port, programs: [program] }, context);
  expect(outcome).toMatchObject({ outcome: 'refused', reason: { id: 'measure.protected' } });
  expect(child?.exitCode).toBeNull();
  expect(child?.signalCode).toBeNull();
});

test('a program that is not on the list lives on; one that is ends', async () => {
  const port = await listen('postgres');
  expect(await killPortHolder.act({ port }, context)).toMatchObject({
    outcome: 'refused',
    reason: { id: 'measure.not_allowed' },
  });
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  expect(await killPortHolder.act({ port, programs: ['postgres'] }, context)).toMatchObject({
    outcome: 'done',
  });
  await ended;
});

test('kapa itself, and whoever started it, are not ended', async () => {
  const { createServer } = await import('node:net');
  const server = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  expect(await killPortHolder.act({ port, programs: ['node'] }, context)).toMatchObject({
    outcome: 'refused',
    reason: { id: 'measure.protected' },
  });
  server.close();
});

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RemedyContext } from '../../../../src/core/remedy.ts';
import { beginPass } from '../../../../src/host/index.ts';
import { killPortHolder } from '../../../../src/packs/network/remedies/kill-port-holder.ts';
import { freePort } from '../../../apache/server.ts';
import { host } from '../../instruments.ts';

test('a process whose first thread has ended still runs: it is waited for and killed, and its port is free', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-thread-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'first_thread');
  execFileSync('gcc', ['-pthread', '-o', program, join(import.meta.dirname, 'first_thread.c')]);
  const port = await freePort();
  const listener = spawn(program, [String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void listener.kill('SIGKILL'));
  await new Promise((done) => listener.stdout.once('data', done));
  const context = { host, instruments: () => beginPass(host) } as RemedyContext;
  const spec = { port, programs: ['first_thread'], grace: '1s' };
  expect(await killPortHolder.act(spec, context)).toMatchObject({ outcome: 'done' });
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((done, fail) => server.once('listening', done).once('error', fail));
});

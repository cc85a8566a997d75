import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockWork, openRecords } from '../../../src/host/index.ts';
import { bundledHost, failureOf, scratch } from '../support.ts';

test('who is at work is named; a lock whose holder was killed is free', async () => {
  const state = scratch();
  const built = await bundledHost();
  const script = join(built, 'holder.mjs');
  writeFileSync(
    script,
    `
    import { lockWork, openRecords } from './host.mjs';
    await lockWork(openRecords(process.argv[2]))(() => new Promise(() => {
      console.log('held');
      setInterval(() => undefined, 1000);
    }));
    `,
  );
  const holder = spawn('node', [script, state], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  const withLock = lockWork(openRecords(state));
  const failure = await failureOf(withLock(async () => 'never'));
  expect(failure.text).toMatchObject({
    id: 'host.locked',
    args: { pid: holder.pid, command: `node holder.mjs ${state}` },
  });
  holder.kill('SIGKILL');
  await once(holder, 'close');
  expect(await withLock(async () => 'mine')).toBe('mine');
  expect(await withLock(async () => 'again')).toBe('again');
});

test('work that fails gives the lock back', async () => {
  const withLock = lockWork(openRecords(scratch()));
  await expect(withLock(async () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await withLock(async () => 1)).toBe(1);
});

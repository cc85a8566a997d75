import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { absent } from '../../../src/core/reading.ts';
import { hostAt, scratch } from '../support.ts';

test('attributes and bytes of a file; of anything else what it is, without opening it', async () => {
  const folder = scratch();
  const { host } = hostAt();
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('file'), 'content', { mode: 0o640 });
  writeFileSync(at('empty'), '');
  symlinkSync('file', at('link'));
  execFileSync('mkfifo', [at('pipe')]);
  const kinds = async (name: string): Promise<unknown> => {
    const found = await host.examine(at(name));
    return found.state === 'present'
      ? [found.value.stat.kind, found.value.content && Buffer.from(found.value.content).toString()]
      : found.state;
  };
  expect(await kinds('file')).toEqual(['file', 'content']);
  expect(await kinds('empty')).toEqual(['file', '']);
  expect(await kinds('link')).toEqual(['link', undefined]);
  expect(await kinds('pipe')).toEqual(['other', undefined]);
  expect(await kinds('.')).toEqual(['directory', undefined]);
  expect(await host.examine(at('none'))).toEqual(absent);
  expect(await host.examine(at('file/below'))).toEqual(absent);
  const status = await host.examine('/proc/self/status');
  expect(status.state === 'present' && status.value.content?.length).toBeGreaterThan(100);
});

test('a file that is larger than asked for is not read', async () => {
  const file = join(scratch(), 'file');
  writeFileSync(file, '12345');
  const { host } = hostAt();
  expect((await host.examine(file, 5)).state).toBe('present');
  const refused = await host.examine(file, 4);
  expect(refused.state === 'unreadable' && refused.reason.id).toBe('host.too_large');
  truncateSync(file, 3 * 1024 ** 3);
  expect((await host.examine(file)).state).toBe('unreadable');
  expect((await host.examine('/proc/self/status', 10)).state).toBe('unreadable');
});

test('bytes and mode are of one file while somebody swaps the names', async () => {
  const folder = scratch();
  const file = join(folder, 'a');
  writeFileSync(file, 'open');
  writeFileSync(join(folder, 'b'), 'closed');
  chmodSync(file, 0o666);
  chmodSync(join(folder, 'b'), 0o600);
  const swapping = spawn(process.execPath, [
    '-e',
    `const { renameSync: mv } = require('node:fs');
     process.chdir('${folder}');
     for (;;) { mv('a', 'c'); mv('b', 'a'); mv('c', 'b'); }`,
  ]);
  onTestFinished(() => void swapping.kill('SIGKILL'));
  const { host } = hostAt();
  const seen = new Set<string>();
  for (const end = Date.now() + 3000; Date.now() < end;) {
    const found = await host.examine(file);
    if (found.state !== 'present') continue;
    seen.add(`${Buffer.from(found.value.content ?? []).toString()} ${found.value.stat.mode.toString(8)}`);
  }
  expect([...seen].sort()).toEqual(['closed 600', 'open 666']);
});

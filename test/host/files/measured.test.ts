import { chownSync, lchownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measured } from '../../../src/host/files/measured.ts';
import { scratch } from '../support.ts';

test('below a root as well, no link of others to what is not theirs is followed, and none leads out', async () => {
  const root = scratch();
  mkdirSync(join(root, 'etc'));
  mkdirSync(join(root, 'srv'));
  chownSync(join(root, 'srv'), 4242, 4242);
  writeFileSync(join(root, 'etc/secret'), 'secret');
  writeFileSync(join(root, 'srv/log'), 'log');
  chownSync(join(root, 'srv/log'), 4242, 4242);
  for (const [name, to] of [
    ['planted', '/etc/secret'],
    ['own', '/srv/log'],
    ['out', '../../../../etc/passwd'],
  ] as const) {
    symlinkSync(to, join(root, 'srv', name));
    lchownSync(join(root, 'srv', name), 4242, 4242);
  }
  const read = (path: string): Promise<string> =>
    measured(root, path, ({ held }) => readFileSync(held, 'utf8'));
  expect(await read('/srv/own')).toBe('log');
  expect(await read('/etc/secret')).toBe('secret');
  await expect(read('/srv/planted')).rejects.toMatchObject({ text: { id: 'host.foreign_link' } });
  await expect(read('/srv/out')).rejects.toMatchObject({ text: { id: 'host.outside_root' } });
  await expect(read('/srv/none')).rejects.toMatchObject({ code: 'ENOENT' });
});

import {
  chownSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measured } from '../../../src/host/files/measured.ts';
import { thingsIn } from '../../../src/host/files/read.ts';
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

test('a folder that its owner swaps for a link, between the judgement and the look at what is in it, leads nowhere else', async () => {
  const root = scratch();
  for (const name of ['hers', 'hers/pm2', 'closed']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'hers/pm2/out.log'), 'log');
  writeFileSync(join(root, 'closed/secret'), 'a secret of root’s');
  const names = await measured(root, '/hers/pm2', ({ held }) => {
    renameSync(join(root, 'hers/pm2'), join(root, 'hers/aside'));
    symlinkSync(join(root, 'closed'), join(root, 'hers/pm2'));
    return [...thingsIn('/hers/pm2', held, 10).keys()];
  });
  expect(names).toEqual(['out.log']);
});

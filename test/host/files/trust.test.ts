import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  linkSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { listTrusted, readTrusted } from '../../../src/host/index.ts';
import { scratch } from '../support.ts';

const ours = { trust: 'ours', most: 100 } as const;

test.for<[string, (folder: string, file: string) => void, boolean]>([
  ['root alone can write', () => undefined, true],
  ['everybody can write the file', (_, file) => chmodSync(file, 0o666), false],
  ['a group can write the folder', (folder) => chmodSync(folder, 0o775), false],
  ['a user owns the file', (_, file) => chownSync(file, 65_534, 0), false],
  ['a user owns the folder', (folder) => chownSync(folder, 65_534, 0), false],
  ['the sticky bit protects what root owns', (folder) => chmodSync(folder, 0o1777), true],
  [
    'the sticky bit protects no second name',
    (folder, file) => {
      chmodSync(folder, 0o1777);
      linkSync(file, `${folder}.link`);
    },
    false,
  ],
])('policies: %s', ([, change, trusted]) => {
  const folder = join(scratch(), 'policies');
  mkdirSync(folder);
  const file = join(folder, 'web.yaml');
  writeFileSync(file, 'text', { mode: 0o644 });
  const link = join(scratch(), 'web.yaml');
  symlinkSync(file, link);
  change(folder, file);
  for (const path of [file, link]) {
    const check = (): unknown => readTrusted(path, ours);
    if (trusted) expect(check()).toEqual({ state: 'present', value: Buffer.from('text') });
    else expect(check).toThrow(Failure);
    expect(readTrusted(path, { ...ours, trust: 'anyone' }).state).toBe('present');
  }
});

test('links of root’s are followed: absolute, relative, upwards, one after another, and not for ever', () => {
  const top = scratch();
  mkdirSync(join(top, 'a/b'), { recursive: true });
  writeFileSync(join(top, 'a/file'), 'text');
  symlinkSync('../file', join(top, 'a/b/up'));
  symlinkSync(`${top}/a/./b/`, join(top, 'absolute'));
  symlinkSync('absolute/../b/up', join(top, 'both'));
  symlinkSync('loop', join(top, 'loop'));
  symlinkSync('nowhere', join(top, 'dangling'));
  for (const path of ['a/b/up', 'absolute/up', 'both'])
    expect(readTrusted(join(top, path), ours), path).toEqual({
      state: 'present',
      value: Buffer.from('text'),
    });
  expect(() => readTrusted(join(top, 'loop'), ours)).toThrow('host.link_loop');
  for (const path of ['dangling', 'none', 'none/below', 'a/file/below'])
    expect(readTrusted(join(top, path), ours).state, path).toBe('absent');
  expect(readTrusted(join(top, 'a'), ours)).toMatchObject({ reason: { id: 'host.is_folder' } });
  expect(listTrusted(join(top, 'absolute'), 'ours').map(({ name }) => name)).toEqual(['up']);
});

test('a link of another user is not followed, wherever on the path it is', () => {
  const top = scratch();
  mkdirSync(join(top, 'good'));
  writeFileSync(join(top, 'good/file'), 'text');
  symlinkSync('good', join(top, 'theirs'));
  lchownSync(join(top, 'theirs'), 65_534, 65_534);
  symlinkSync('theirs/file', join(top, 'mine'));
  for (const path of ['theirs/file', 'mine'])
    expect(() => readTrusted(join(top, path), ours)).toThrow('host.untrusted_link');
  expect(() => listTrusted(join(top, 'theirs'), 'ours')).toThrow('host.untrusted_link');
});

test('of three thousand readings none takes what another user swaps in', () => {
  const top = scratch();
  mkdirSync(join(top, 'eve'));
  for (const name of ['good', 'eve/bad']) {
    mkdirSync(join(top, name));
    writeFileSync(join(top, name, 'file'), name);
  }
  symlinkSync(join(top, 'eve/l/file'), join(top, 'link'));
  const flip = `while (1) { for my $to ("${top}/good", "${top}/eve/bad") { symlink $to, "${top}/eve/t"; rename "${top}/eve/t", "${top}/eve/l"; } }`;
  chownSync(join(top, 'eve'), 65_534, 65_534);
  const eve = spawn('perl', ['-e', flip], { uid: 65_534, gid: 65_534, stdio: 'ignore' });
  onTestFinished(() => void eve.kill('SIGKILL'));
  for (let tries = 0; tries < 3000; tries += 1)
    expect(() => readTrusted(join(top, 'link'), ours)).toThrow('host.untrusted');
});

test('a file larger than wanted is not read, nor one without an end', () => {
  const file = join(scratch(), 'file');
  writeFileSync(file, '');
  truncateSync(file, 4 * 2 ** 30);
  for (const trust of ['ours', 'anyone'] as const)
    for (const path of [file, '/proc/self/environ', '/proc/kallsyms'])
      expect(readTrusted(path, { trust, most: 10 })).toMatchObject({
        state: 'unreadable',
        reason: { id: 'host.too_large' },
      });
  renameSync(file, `${file}.old`);
  expect(readTrusted('/dev/zero', ours)).toMatchObject({ reason: { id: 'host.not_regular' } });
});

import { lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { directory } from '../../../src/packs/files/directory.ts';
import { temporary, type Temporary } from '../temporary.ts';

let host: Temporary;
beforeEach(() => {
  host = temporary();
});
afterEach(() => host.remove());

test('a folder is made with those above it, and only it gets the mode', async () => {
  await host.apply(directory, { path: '/srv/www/shop', mode: '0700', owner: '65534' });
  expect(lstatSync(join(host.root, 'srv/www/shop'))).toMatchObject({ mode: 0o40700, uid: 65534 });
  expect(lstatSync(join(host.root, 'srv/www'))).toMatchObject({ mode: 0o40755, uid: 0 });
});

test('mode and owner of one that is there are put right', async () => {
  mkdirSync(join(host.root, 'srv'), { mode: 0o777 });
  expect(await host.apply(directory, { path: '/srv', mode: '0750' })).toMatchObject({
    action: 'update',
    fields: [{ field: 'mode', to: '0750' }],
  });
});

test('a link to a folder counts as the folder', async () => {
  mkdirSync(join(host.root, 'real'));
  symlinkSync('real', join(host.root, 'link'));
  expect(await host.plan(directory, { path: '/link' })).toMatchObject({ action: 'none' });
});

test('a file in its place is refused with a cure', async () => {
  host.put('/srv', '');
  await expect(host.plan(directory, { path: '/srv' })).rejects.toMatchObject({
    text: { id: 'resources.not_a_folder' },
    detail: { cure: { id: 'resources.not_a_folder_cure' } },
  });
});

test('an empty folder is removed, one with something in it never', async () => {
  host.put('/srv/x', '');
  await expect(host.plan(directory, { path: '/srv', state: 'absent' })).rejects.toMatchObject({
    text: { id: 'resources.folder_not_empty', args: { inside: 1 } },
  });
  mkdirSync(join(host.root, 'empty'));
  expect(await host.apply(directory, { path: '/empty', state: 'absent' })).toMatchObject({
    action: 'remove',
  });
});

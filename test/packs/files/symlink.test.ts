import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { symlink } from '../../../src/packs/files/symlink.ts';
import { temporary, type Temporary } from '../temporary.ts';

let host: Temporary;
beforeEach(() => {
  host = temporary();
});
afterEach(() => host.remove());

test('a link is made, and led elsewhere', async () => {
  expect(await host.apply(symlink, { path: '/current', to: 'releases/1' })).toMatchObject({
    action: 'create',
  });
  expect(await host.apply(symlink, { path: '/current', to: 'releases/2' })).toMatchObject({
    action: 'update',
    fields: [{ field: 'to', from: 'releases/1', to: 'releases/2' }],
  });
  expect(readlinkSync(join(host.root, 'current'))).toBe('releases/2');
});

test('absent removes it', async () => {
  await host.apply(symlink, { path: '/current', to: 'x' });
  expect(await host.apply(symlink, { path: '/current', state: 'absent' })).toMatchObject({
    action: 'remove',
  });
});

test('a file in its place is refused with a cure, also when it is to go', async () => {
  host.put('/current', 'precious');
  for (const spec of [{ to: 'x' }, { state: 'absent' }])
    await expect(host.plan(symlink, { path: '/current', ...spec })).rejects.toMatchObject({
      text: { id: 'resources.not_a_link' },
      detail: { cure: { id: 'resources.not_a_link_cure' } },
    });
});

test('a link to nothing is told', async () => {
  await host.apply(symlink, { path: '/current', to: 'gone' });
  expect(await host.review(symlink, { path: '/current', to: 'gone' })).toEqual([
    '/current leads to something that is not there.',
  ]);
});

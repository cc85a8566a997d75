import { chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unreadable } from '../../../src/core/reading.ts';
import { converged } from '../../../src/core/resource.ts';
import { Secret } from '../../../src/core/secret.ts';
import { t } from '../../../src/core/text.ts';
import { file } from '../../../src/packs/files/file.ts';
import { temporary, type Temporary } from '../temporary.ts';

let host: Temporary;
beforeEach(() => {
  host = temporary();
  mkdirSync(join(host.root, 'etc'));
});
afterEach(() => host.remove());

test('a missing file is made with its content, mode and owner', async () => {
  const spec = { path: '/etc/motd', content: 'Grüße\n', mode: '0640', owner: '65534' };
  expect(await host.apply(file, spec)).toMatchObject({ action: 'create' });
  expect(host.text('/etc/motd')).toBe('Grüße\n');
  expect(lstatSync(join(host.root, 'etc/motd'))).toMatchObject({ uid: 65534, mode: 0o100640 });
});

test('other content of the same length is seen', async () => {
  host.put('/etc/motd', 'abc\n');
  expect(await host.apply(file, { path: '/etc/motd', content: 'abd\n' })).toMatchObject({ action: 'update' });
});

test('only mode and owner differ: the content is left alone', async () => {
  host.put('/etc/motd', 'by hand\n');
  expect(await host.apply(file, { path: '/etc/motd', mode: '0600' })).toEqual({
    action: 'update',
    fields: [{ field: 'mode', from: '0644', to: '0600' }],
    steps: [{ do: 'attributes', path: '/etc/motd', mode: 0o600 }],
  });
});

test('the sticky and set-id bits count', async () => {
  host.put('/etc/tool', '');
  chmodSync(join(host.root, 'etc/tool'), 0o4755);
  expect(await host.plan(file, { path: '/etc/tool', mode: '4755' })).toEqual(converged);
  expect(await host.plan(file, { path: '/etc/tool', mode: '0755' })).toMatchObject({ action: 'update' });
});

test('bytes are compared as bytes', async () => {
  const content = new Uint8Array([0, 255, 10, 128]);
  await host.apply(file, { path: '/etc/logo', content });
  expect([...readFileSync(join(host.root, 'etc/logo'))]).toEqual([...content]);
});

test('a link is followed and stays a link', async () => {
  host.put('/etc/real', 'old\n');
  symlinkSync('real', join(host.root, 'etc/link'));
  await host.apply(file, { path: '/etc/link', content: 'new\n' });
  expect(lstatSync(join(host.root, 'etc/link')).isSymbolicLink()).toBe(true);
  expect(host.text('/etc/real')).toBe('new\n');
});

test('absent removes it, once', async () => {
  host.put('/etc/motd', 'x');
  expect(await host.apply(file, { path: '/etc/motd', state: 'absent' })).toMatchObject({ action: 'remove' });
});

test('a folder in its place, and a link to nothing, are refused with a cure', async () => {
  await expect(host.plan(file, { path: '/etc', content: '' })).rejects.toMatchObject({
    text: { id: 'resources.is_folder' },
    detail: { cure: { id: 'resources.is_folder_cure' } },
  });
  symlinkSync('gone', join(host.root, 'etc/link'));
  await expect(host.plan(file, { path: '/etc/link', content: '' })).rejects.toMatchObject({
    text: { id: 'resources.dangling' },
    detail: { cure: { id: 'resources.dangling_cure' } },
  });
});

test('an owner that the host does not have is refused with a cure', async () => {
  const other = temporary({ account: async () => ({ state: 'absent' }) });
  try {
    await expect(other.plan(file, { path: '/x', content: '', owner: 'kapa' })).rejects.toMatchObject({
      text: { id: 'resources.no_account' },
      detail: { cure: { id: 'resources.no_account_cure' } },
    });
  } finally {
    other.remove();
  }
});

test('what cannot be read is unknown, not unchanged', async () => {
  const other = temporary({
    stat: async () => unreadable(t('engine.no_reason')),
    examine: async () => unreadable(t('engine.no_reason')),
  });
  try {
    expect(await other.plan(file, { path: '/x', content: '' })).toMatchObject({ action: 'unknown' });
  } finally {
    other.remove();
  }
});

test('a file whose content nobody declares and that is not there is unknown', async () => {
  expect(await host.plan(file, { path: '/etc/motd', mode: '0600' })).toMatchObject({ action: 'unknown' });
});

test('a secret shows in no field and no step', async () => {
  host.put('/etc/key', 'former');
  const change = await host.plan(file, { path: '/etc/key', content: 'canary', secret: true });
  expect(change.steps[0]).toMatchObject({ do: 'write', content: expect.any(Secret) });
  expect(JSON.stringify(change)).not.toContain('canary');
  expect(JSON.stringify(change)).not.toContain('former');
  const given = await host.plan(file, {
    path: '/etc/key',
    content: new Secret(new TextEncoder().encode('canary')),
  });
  expect(JSON.stringify(given)).not.toContain('canary');
});

test('its command judges the new content only when there is some', async () => {
  const spec = { path: '/etc/sudoers', content: 'x\n', validate: ['visudo', '-cf', '{}'] };
  expect((await host.plan(file, spec)).validate).toEqual([{ path: '/etc/sudoers', argv: spec.validate }]);
  await host.apply(file, spec);
  expect((await host.plan(file, spec)).validate).toBeUndefined();
});

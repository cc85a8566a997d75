import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mount } from '../../../../src/packs/apache/facts/mount.ts';
import { apacheProxy } from '../../../../src/packs/apache/resources/proxy.ts';
import { tree, type Tree } from '../../../apache/tree.ts';

const file = 'etc/apache2/sites-enabled/order.conf';

let host: Tree;
beforeEach(() => {
  host = tree();
});
afterEach(() => host.remove());

/** Paths of the mounts of a host in their order, once a policy is applied; then there is nothing to do. */
async function orderOf(lines: readonly string[], mounts: readonly Mount[]): Promise<readonly string[]> {
  const text = ['<VirtualHost *:80>', 'ServerName order.test', ...lines, '</VirtualHost>', ''].join('\n');
  writeFileSync(join(host.root, file), text);
  const spec = { file: `/${file}`, virtual_host: { server_name: 'order.test' }, mounts };
  await host.apply(apacheProxy, spec);
  expect((await host.plan(apacheProxy, spec)).action).toBe('none');
  return [...host.text(file).matchAll(/^\s*(?:ProxyPass(?:Match)?|Include|SetEnv) (\S+)/gmu)].map(
    ([, path = '']) => path,
  );
}

const to = (path: string): Mount => ({ path, url: `http://127.0.0.1:3001${path}` });

test('of new mounts beside an include, the longer stands first', async () => {
  mkdirSync(join(host.root, 'etc/apache2/more'));
  writeFileSync(join(host.root, 'etc/apache2/more/ws.conf'), 'ProxyPass /ws !\n');
  const order = await orderOf(['Include /etc/apache2/more/ws.conf', 'SetEnv a b'], [to('/'), to('/api')]);
  expect(order).toEqual(['/etc/apache2/more/ws.conf', '/api', '/', 'a']);
});

test('a mount that would be hidden by one that is put in before it moves with it', async () => {
  const there = [
    'ProxyPassMatch ^/(.*)$ http://127.0.0.1:3002/$1',
    'ProxyPass /api http://127.0.0.1:3001/api',
  ];
  const order = await orderOf(there, [to('/api'), to('/')]);
  expect(order).toEqual(['/api', '/', '^/(.*)$']);
});

test('what an include says as declared stays there, whatever stands behind it', async () => {
  mkdirSync(join(host.root, 'etc/apache2/more'));
  writeFileSync(join(host.root, 'etc/apache2/more/api.conf'), 'ProxyPass /api http://127.0.0.1:3001/api\n');
  const there = ['Include /etc/apache2/more/api.conf', 'ProxyPass /api http://127.0.0.1:3009/'];
  expect(await orderOf(there, [to('/api')])).toEqual(['/etc/apache2/more/api.conf', '/api']);
});

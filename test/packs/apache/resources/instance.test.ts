import { cpSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apacheConf } from '../../../../src/packs/apache/resources/conf.ts';
import { apacheListen } from '../../../../src/packs/apache/resources/listen.ts';
import { apacheModule } from '../../../../src/packs/apache/resources/module.ts';
import { apacheProxy } from '../../../../src/packs/apache/resources/proxy.ts';
import { apacheSite } from '../../../../src/packs/apache/resources/site.ts';
import type { Change } from '../../../../src/core/resource.ts';
import { tree, type Tree } from '../../../apache/tree.ts';

// Debian's setup-instance copies /etc/apache2 to /etc/apache2-NAME.
let host: Tree;
beforeAll(() => {
  host = tree();
  const etc = join(host.root, 'etc');
  cpSync(join(etc, 'apache2'), join(etc, 'apache2-blue'), { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(etc, 'apache2-blue/sites-available/blue.conf'), '<VirtualHost *:80>\n</VirtualHost>\n');
  mkdirSync(join(etc, 'apache2-blue/conf-available'), { recursive: true });
});
afterAll(() => host.remove());

/** Paths that a change writes or links, and the services that it asks for. */
function places({ steps }: Change): readonly string[] {
  return steps.map((step) => ('path' in step ? step.path : 'service' in step ? step.service : step.do));
}

test('a site, a piece of configuration and a module of a further instance are made, linked and loaded there', async () => {
  const site = { name: 'blue', instance: 'blue' };
  expect(places(await host.apply(apacheSite, site))).toEqual([
    '/etc/apache2-blue/sites-enabled/blue.conf',
    'apache2-blue',
  ]);
  const link = readlinkSync(join(host.root, 'etc/apache2-blue/sites-enabled/blue.conf'));
  expect(link).toBe('../sites-available/blue.conf');
  const conf = { name: 'extra', content: 'ServerTokens Prod\n', instance: 'blue' };
  expect(places(await host.apply(apacheConf, conf))).toEqual([
    '/etc/apache2-blue/conf-available/extra.conf',
    '/etc/apache2-blue/conf-enabled/extra.conf',
    'apache2-blue',
  ]);
  const modules = { instance: 'blue', cgid: 'enabled' };
  expect(places(await host.apply(apacheModule, modules))).toEqual(
    expect.arrayContaining(['/etc/apache2-blue/mods-enabled/cgid.load', 'apache2-blue']),
  );
  for (const [type, spec] of [
    [apacheSite, site],
    [apacheConf, conf],
    [apacheModule, modules],
  ] as const)
    expect((await host.plan(type, spec)).action).toBe('none');
  expect((await host.plan(apacheModule, { cgid: 'enabled' })).action).toBe('update');
});

test('an instance listens where its own files say so', async () => {
  const change = await host.apply(apacheListen, { instance: 'blue', 8081: 'present' });
  expect(places(change)).toEqual(['/etc/apache2-blue/ports.conf', 'apache2-blue']);
  expect(host.text('etc/apache2-blue/ports.conf')).toContain('Listen 8081');
  expect(host.text('etc/apache2/ports.conf')).not.toContain('8081');
});

test('what two instances have of one name has two owners', () => {
  expect(apacheModule.owns({ instance: 'blue', ssl: 'enabled' })).toEqual(['apache2-blue:module:ssl']);
  expect(apacheModule.owns({ ssl: 'enabled' })).toEqual(['apache:module:ssl']);
  expect(apacheListen.owns({ instance: 'blue', 8081: 'present' })).toEqual(['apache2-blue:listen:*:8081']);
  const mount = { path: '/', url: 'http://127.0.0.1:3001/' };
  const file = '/etc/apache2-blue/sites-available/blue.conf';
  expect(apacheProxy.after?.({ file, mounts: [mount] })).toContain('apache2-blue:module:proxy_http');
});

test('an instance that is not there is said to be missing', async () => {
  await expect(host.plan(apacheSite, { name: 'blue', instance: 'green' })).rejects.toMatchObject({
    detail: { cure: expect.objectContaining({ id: 'apache.no_folder_cure' }) },
  });
});

test('the port of TLS is judged behind the module whose condition holds it', () => {
  expect(apacheListen.after?.({ 443: 'present' })).toContain('apache:module:ssl');
});

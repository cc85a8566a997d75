import { existsSync, lstatSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { converged } from '../../../../src/core/resource.ts';
import { apacheModule } from '../../../../src/packs/apache/resources/module.ts';
import { apacheSite } from '../../../../src/packs/apache/resources/site.ts';
import type { EnabledFileSpec } from '../../../../src/packs/apache/resources/enabled-file.ts';
import { debian } from '../../../../src/packs/apache/facts/layout.ts';
import { apacheService } from '../../../../src/packs/apache/service/service.ts';
import { tree, type Tree } from '../../../apache/tree.ts';

const shop: EnabledFileSpec = {
  name: 'shop',
  template: 'reverse_proxy_site.conf.hbs',
  with: {
    server_name: 'shop.example.org',
    server_alias: ['www.shop.example.org'],
    document_root: '/var/www',
    fallback: '/index.html',
    mounts: [
      { path: '/api/v2/', url: 'http://127.0.0.1:3002/' },
      { path: '/api/', url: 'http://127.0.0.1:3001/' },
    ],
  },
};
const plain = {
  name: 'plain',
  content: '<VirtualHost *:80>\n    ServerName plain.example.org\n</VirtualHost>\n',
};

let host: Tree;
beforeEach(() => {
  host = tree();
});
afterEach(() => host.remove());

test('a site from the shipped template is one that Apache accepts', async () => {
  rmSync(at('sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
  const change = await host.apply(apacheSite, shop);
  expect(change.action).toBe('create');
  expect(change.fields.map(({ field }) => field)).toEqual(['content', 'enabled']);
  expect(change.steps.at(-1)).toEqual({ do: 'service', service: 'apache2', effect: 'reload' });
  expect(readlinkSync(at('sites-enabled/shop.conf'))).toBe('../sites-available/shop.conf');
  expect(host.text('etc/apache2/sites-available/shop.conf')).toMatchSnapshot();
  const [argv] = await apacheService(debian).checks(host.host);
  expect(argv && new TextDecoder().decode((await host.host.query(argv)).stderr)).toContain('Syntax OK');
  expect(await host.plan(apacheSite, shop)).toEqual(converged);
});

test('with a certificate it redirects to https', async () => {
  await host.apply(apacheSite, {
    ...shop,
    with: { ...shop.with, certificate: '/etc/ssl/shop.pem', certificate_key: '/etc/ssl/shop.key' },
  });
  expect(host.text('etc/apache2/sites-available/shop.conf')).toMatchSnapshot();
});

test('redirects that certbot wrote into a site go with the rest of its text, and are named', async () => {
  await host.apply(apacheSite, plain);
  const redirect = 'RewriteRule ^ https://%{SERVER_NAME}%{REQUEST_URI} [END,NE,R=permanent]';
  const written = plain.content.replace(
    '</V',
    `RewriteEngine on\nRewriteCond %{SERVER_NAME} =plain.example.org\n${redirect}\n</V`,
  );
  writeFileSync(at('sites-available/plain.conf'), written);
  const change = await host.plan(apacheSite, plain);
  expect(change.fields.at(-1)).toEqual({ field: "certbot's redirect", from: redirect, to: null });
  const keeps = await host.plan(apacheSite, { ...plain, content: `${written}# more\n` });
  expect(keeps.fields.map(({ field }) => field)).toEqual(['content']);
});

test('a site may be there without being enabled, and then reloads nothing', async () => {
  const spec = { ...plain, enabled: false };
  const change = await host.apply(apacheSite, spec);
  expect(change.steps.map((step) => step.do)).toEqual(['write']);
  expect(existsSync(at('sites-enabled/plain.conf'))).toBe(false);
  expect(await host.plan(apacheSite, spec)).toEqual(converged);
  await host.apply(apacheSite, plain);
  expect(await host.apply(apacheSite, spec)).toMatchObject({
    action: 'update',
    fields: [{ field: 'enabled', from: true, to: false }],
    steps: [{ do: 'remove', path: '/etc/apache2/sites-enabled/plain.conf' }, { effect: 'reload' }],
  });
});

test('a link in sites-available is written through', async () => {
  renameSync(at('sites-available/kapa.healtheworld.com.co.conf'), join(host.root, 'etc/real.conf'));
  symlinkSync('../../real.conf', at('sites-available/kapa.healtheworld.com.co.conf'));
  await host.apply(apacheSite, { ...plain, name: 'kapa.healtheworld.com.co' });
  expect(lstatSync(at('sites-available/kapa.healtheworld.com.co.conf')).isSymbolicLink()).toBe(true);
  expect(host.text('etc/real.conf')).toBe(plain.content);
});

test('what stands in the place of the link is not touched', async () => {
  writeFileSync(at('sites-enabled/plain.conf'), '# by hand\n');
  await expect(host.plan(apacheSite, plain)).rejects.toMatchObject({ text: { id: 'apache.not_a_link' } });
  rmSync(at('sites-enabled/plain.conf'));
  symlinkSync('../sites-available/000-default.conf', at('sites-enabled/plain.conf'));
  await expect(host.plan(apacheSite, plain)).rejects.toMatchObject({ text: { id: 'apache.link_elsewhere' } });
  rmSync(at('sites-enabled/plain.conf'));
  symlinkSync('../sites-available/plain.conf', at('sites-enabled/plain.conf'));
  expect((await host.apply(apacheSite, plain)).action).toBe('create');
  expect(await host.plan(apacheSite, plain)).toEqual(converged);
});

test('without Apache the failure says so', async () => {
  rmSync(at('sites-available'), { recursive: true });
  await expect(host.plan(apacheSite, plain)).rejects.toMatchObject({ text: { id: 'apache.no_folder' } });
});

test('it comes after the modules that it uses', () => {
  const owned = apacheModule.owns({ proxy_http: 'enabled' });
  expect(apacheSite.after?.(shop)).toEqual(expect.arrayContaining([...owned]));
  expect(apacheSite.owns(shop)).toEqual([
    'file:/etc/apache2/sites-available/shop.conf',
    'file:/etc/apache2/sites-enabled/shop.conf',
  ]);
});

function at(path: string): string {
  return join(host.root, 'etc/apache2', path);
}

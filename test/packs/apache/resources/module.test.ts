import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { converged } from '../../../../src/core/resource.ts';
import { apacheModule, type ModuleSpec } from '../../../../src/packs/apache/resources/module.ts';
import { findings, tree, type Tree } from '../../../apache/tree.ts';

let host: Tree;
beforeEach(() => {
  host = tree();
});
afterEach(() => host.remove());

describe.each<ModuleSpec>([
  { headers: 'enabled' },
  { proxy_balancer: 'enabled', lbmethod_byrequests: 'enabled' },
  { auth_form: 'enabled', status: 'disabled' },
  { dav_fs: 'enabled', proxy_http: 'disabled', rewrite: 'disabled' },
  { ssl: 'disabled', proxy_http: 'disabled', proxy: 'disabled', cgi: 'enabled' },
])('%j', (spec) => {
  test('links what a2enmod and a2dismod link, and nothing the second time', async () => {
    const reference = tree();
    try {
      const before = links(host);
      const change = await host.apply(apacheModule, spec);
      for (const [name, state] of Object.entries(spec))
        execFileSync(state === 'enabled' ? 'a2enmod' : 'a2dismod', ['-q', '-f', name], {
          env: {
            PATH: process.env['PATH'],
            APACHE_CONFDIR: join(reference.root, 'etc/apache2'),
            APACHE_ENVVARS: '/dev/null',
            APACHE_STATE_DIRECTORY: join(reference.root, 'state'),
          },
          stdio: 'ignore',
        });
      expect(links(host)).toEqual(links(reference));
      expect(change.action).toBe(JSON.stringify(links(host)) === JSON.stringify(before) ? 'none' : 'update');
      expect(await host.plan(apacheModule, spec)).toEqual(converged);
    } finally {
      reference.remove();
    }
  });
});

test('a module that is there in part gets the rest', async () => {
  rmSync(join(enabled(), 'ssl.conf'));
  const change = await host.apply(apacheModule, { ssl: 'enabled' });
  expect(change.fields).toEqual([{ field: 'ssl', from: 'disabled', to: 'enabled' }]);
  expect(change.steps).toEqual([
    { do: 'link', path: '/etc/apache2/mods-enabled/ssl.conf', to: '../mods-available/ssl.conf' },
    { do: 'service', service: 'apache2', effect: 'reload' },
  ]);
});

test('a link to nothing is put right, or removed', async () => {
  symlinkSync('../mods-available/gone.load', join(enabled(), 'gone.load'));
  await host.apply(apacheModule, { gone: 'disabled' });
  expect(readdirSync(enabled())).not.toContain('gone.load');
  rmSync(join(enabled(), 'headers.load'));
  symlinkSync('../elsewhere/headers.load', join(enabled(), 'headers.load'));
  await host.apply(apacheModule, { headers: 'enabled' });
  expect(readlinkSync(join(enabled(), 'headers.load'))).toBe('../mods-available/headers.load');
});

test.each<[string, ModuleSpec, string, string]>([
  ['no such module', { htpp2: 'enabled' }, 'apache.no_module', 'apache.no_module_cure'],
  ['Apache’s own spelling', { mod_proxy_http: 'enabled' }, 'apache.no_module', 'apache.no_module_like'],
  ['needed by another', { proxy: 'disabled' }, 'apache.module_needed', 'apache.module_needed_cure'],
  ['against another', { mpm_event: 'enabled' }, 'apache.module_conflict', 'apache.module_conflict_cure'],
])('%s is refused with its cure', async (_name, spec, id, cure) => {
  await expect(host.plan(apacheModule, spec)).rejects.toMatchObject({
    text: { id },
    detail: { cure: { id: cure } },
  });
});

test('a file in a link’s place is enabled, and never removed', async () => {
  rmSync(join(enabled(), 'status.load'));
  writeFileSync(join(enabled(), 'status.load'), 'LoadModule status_module /x.so\n');
  expect(await host.plan(apacheModule, { status: 'enabled' })).toEqual(converged);
  await expect(host.plan(apacheModule, { status: 'disabled' })).rejects.toMatchObject({
    text: { id: 'apache.not_a_link' },
  });
});

test('a needed module that is not there is named', async () => {
  rmSync(join(host.root, 'etc/apache2/mods-available/slotmem_shm.load'));
  await expect(host.plan(apacheModule, { proxy_balancer: 'enabled' })).rejects.toMatchObject({
    text: { id: 'apache.no_needed_module', args: { name: 'slotmem_shm', by: 'proxy_balancer' } },
  });
});

test('without Apache the failure says so', async () => {
  rmSync(join(host.root, 'etc/apache2'), { recursive: true });
  await expect(host.plan(apacheModule, { ssl: 'enabled' })).rejects.toMatchObject({
    text: { id: 'apache.no_folder' },
  });
});

test('lint warns of an essential module that is to go', () => {
  expect(findings(apacheModule, { dir: 'disabled', status: 'disabled', mime: 'enabled' })).toEqual([
    'KAPA110 dir:key',
  ]);
});

function enabled(): string {
  return join(host.root, 'etc/apache2/mods-enabled');
}

function links({ root }: Tree): readonly (readonly [string, string])[] {
  const folder = join(root, 'etc/apache2/mods-enabled');
  return readdirSync(folder)
    .sort()
    .map((name) => [name, readlinkSync(join(folder, name))] as const);
}

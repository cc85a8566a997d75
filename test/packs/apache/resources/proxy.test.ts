import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { converged } from '../../../../src/core/resource.ts';
import { apacheModule } from '../../../../src/packs/apache/resources/module.ts';
import { apacheProxy } from '../../../../src/packs/apache/resources/proxy.ts';
import type { Mount } from '../../../../src/packs/apache/facts/mount.ts';
import type { ProxySpec } from '../../../../src/packs/apache/resources/proxy-spec.ts';
import { debian } from '../../../../src/packs/apache/facts/layout.ts';
import { apacheService } from '../../../../src/packs/apache/service/service.ts';
import { findings, tree, type Tree } from '../../../apache/tree.ts';

const name = 'kapa.healtheworld.com.co';
const site = `${name}-le-ssl`;
const file = `etc/apache2/sites-available/${site}.conf`;
const operators: ProxySpec = {
  site,
  virtual_host: { server_name: name },
  directives: { ProxyTimeout: 600, ProxyBadHeader: 'Ignore' },
  mounts: [
    {
      path: '/api/',
      url: 'http://127.0.0.1:3001/',
      nocanon: true,
      keepalive: true,
      timeout: 600,
      retry: 0,
      reverse: true,
    },
  ],
};
const api = operators.mounts?.[0] ?? { path: '/', url: '!' };

let host: Tree;
beforeEach(() => {
  host = tree();
});
afterEach(() => host.remove());

test('the vhost that certbot wrote: the proxy’s lines change, and not one other byte', async () => {
  const before = host.text(file);
  const change = await host.apply(apacheProxy, operators);
  expect(change.fields).toEqual([
    { field: 'ProxyTimeout', from: '60', to: '600' },
    { field: 'ProxyBadHeader', from: null, to: 'Ignore' },
    {
      field: 'ProxyPass /api/',
      from: 'http://localhost:3001/',
      to: 'http://127.0.0.1:3001/ nocanon keepalive=On timeout=600 retry=0',
    },
    { field: 'ProxyPassReverse /api/', from: 'http://localhost:3001/', to: 'http://127.0.0.1:3001/' },
  ]);
  expect(host.text(file)).toBe(
    before
      .replace('ProxyTimeout 60\n', 'ProxyTimeout 600\n')
      .replace(
        '    ProxyPass /api/ http://localhost:3001/\n',
        '    ProxyBadHeader Ignore\n    ProxyPass /api/ http://127.0.0.1:3001/ nocanon keepalive=On timeout=600 retry=0\n',
      )
      .replace(
        'ProxyPassReverse /api/ http://localhost:3001/',
        'ProxyPassReverse /api/ http://127.0.0.1:3001/',
      ),
  );
  expect(change.steps.at(-1)).toEqual({ do: 'service', service: 'apache2', effect: 'reload' });
  expect(await host.plan(apacheProxy, operators)).toEqual(converged);
  expect(await host.review(apacheProxy, operators)).toEqual([]);
});

test('Apache accepts what comes out, a second mount before a shorter one included', async () => {
  const spec = {
    ...operators,
    mounts: [api, { path: '/api/v2/', url: 'http://127.0.0.1:3002/', reverse: true }],
  };
  write(host.text(file).replace(/^(?:Include|SSL).*\n/gmu, ''));
  await host.apply(apacheProxy, spec);
  const lines = host
    .text(file)
    .match(/^ *ProxyPass .*$/gmu)
    ?.map((line) => line.trim().split(' ')[1]);
  expect(lines).toEqual(['/api/v2/', '/api/']);
  const [argv] = await apacheService(debian).checks(host.host);
  expect(argv && new TextDecoder().decode((await host.host.query(argv)).stderr)).toContain('Syntax OK');
  expect(await host.plan(apacheProxy, spec)).toEqual(converged);
});

describe('lines as people write them', () => {
  const body = (lines: string): string =>
    `<VirtualHost *:80>\n\tServerName shop\n${lines}\tDocumentRoot /srv\n</VirtualHost>\n`;
  const shop = (more: Partial<ProxySpec>): ProxySpec => ({
    site,
    virtual_host: { server_name: 'shop' },
    ...more,
  });
  const mount = { path: '/api/', url: 'http://127.0.0.1:3001/', keepalive: true, timeout: 600 };

  test.each<[string, string, Partial<ProxySpec>, string | undefined]>([
    ['another case', '\tproxytimeout\t600\n', { directives: { ProxyTimeout: 600 } }, undefined],
    [
      'quotes',
      '\tProxyPass "/api/" "http://127.0.0.1:3001/" timeout=600 KeepAlive=on\n',
      { mounts: [mount] },
      undefined,
    ],
    [
      'continued lines',
      '\tProxyPass /api/ \\\n\t\thttp://127.0.0.1:3001/ \\\n\t\tkeepalive=On timeout=600\n',
      { mounts: [mount] },
      undefined,
    ],
    [
      'a wrapped line',
      '\t<IfModule mod_proxy.c>\n\t\tProxyTimeout 60\n\t</IfModule>\n',
      { directives: { ProxyTimeout: 600 } },
      '\t<IfModule mod_proxy.c>\n\t\tProxyTimeout 600\n\t</IfModule>\n',
    ],
    [
      'its spelling stays',
      '\tPROXYTIMEOUT   60\n',
      { directives: { ProxyTimeout: 600 } },
      '\tPROXYTIMEOUT   600\n',
    ],
    [
      'a repeated line goes',
      '\tProxyTimeout 60\n\tProxyTimeout 30\n',
      { directives: { ProxyTimeout: 600 } },
      '\tProxyTimeout 600\n',
    ],
    [
      'options keep their order',
      '\tProxyPass /api/ http://localhost:3001/ timeout=60 ttl=9 keepalive=on\n',
      { mounts: [mount] },
      '\tProxyPass /api/ http://127.0.0.1:3001/ timeout=600 keepalive=on\n',
    ],
    [
      'a backslash at the end',
      '\tProxyPass /api/ \\\n http://localhost:3001/\n',
      { mounts: [mount] },
      '\tProxyPass /api/ http://127.0.0.1:3001/ keepalive=On timeout=600\n',
    ],
    [
      'a comment that swallows a line',
      '\t# ProxyTimeout \\\n\tProxyTimeout 60\n',
      { directives: { ProxyTimeout: 600 } },
      '\t# ProxyTimeout \\\n\tProxyTimeout 60\n\tDocumentRoot /srv\n\tProxyTimeout 600\n</VirtualHost>\n',
    ],
    [
      'a shorter path first',
      '\tProxyPass / http://127.0.0.1:9/\n\tProxyPass /api/ http://127.0.0.1:3001/ keepalive=On timeout=600\n',
      { mounts: [mount] },
      '\tProxyPass /api/ http://127.0.0.1:3001/ keepalive=On timeout=600\n\tProxyPass / http://127.0.0.1:9/\n',
    ],
    [
      'an exclusion',
      '\tProxyPass /api/ http://127.0.0.1:3001/\n',
      { mounts: [{ path: '/api/static/', url: '!' }] },
      '\tProxyPass /api/static/ !\n\tProxyPass /api/ http://127.0.0.1:3001/\n',
    ],
    [
      'nothing there yet',
      '',
      { directives: { ProxyPreserveHost: true }, mounts: [{ ...mount, reverse: true }] },
      '\tDocumentRoot /srv\n\tProxyPreserveHost On\n\tProxyPass /api/ http://127.0.0.1:3001/ keepalive=On timeout=600\n\tProxyPassReverse /api/ http://127.0.0.1:3001/\n</VirtualHost>\n',
    ],
    [
      'a second reverse stays',
      '\tProxyPass /api/ http://localhost:3001/\n\tProxyPassReverse /api/ http://backend/\n\tProxyPassReverse /api/ http://localhost:3001/\n',
      { mounts: [{ path: '/api/', url: 'http://127.0.0.1:3001/', reverse: true }] },
      '\tProxyPass /api/ http://127.0.0.1:3001/\n\tProxyPassReverse /api/ http://backend/\n\tProxyPassReverse /api/ http://127.0.0.1:3001/\n',
    ],
  ])('%s', async (_name, lines, more, wanted) => {
    write(body(lines));
    const change = await host.apply(apacheProxy, shop(more));
    expect(change.action).toBe(wanted === undefined ? 'none' : 'update');
    const whole = wanted?.endsWith('</VirtualHost>\n')
      ? `<VirtualHost *:80>\n\tServerName shop\n${wanted}`
      : body(wanted ?? lines);
    expect(host.text(file)).toBe(whole);
    expect(await host.plan(apacheProxy, shop(more))).toEqual(converged);
  });

  test('carriage returns and bytes of other encodings stay', async () => {
    const bytes = Buffer.from(
      `<VirtualHost *:80>\r\n  ServerName shop\r\n  # se\xf1or\r\n  ProxyTimeout 60\r\n</VirtualHost>\r\n`,
      'latin1',
    );
    writeFileSync(join(host.root, file), bytes);
    await host.apply(apacheProxy, shop({ directives: { ProxyTimeout: 600, ProxyBadHeader: 'Ignore' } }));
    expect(host.text(file)).toBe(
      `<VirtualHost *:80>\r\n  ServerName shop\r\n  # se\xf1or\r\n  ProxyTimeout 600\r\n  ProxyBadHeader Ignore\r\n</VirtualHost>\r\n`,
    );
  });
});

describe('the virtual host', () => {
  const two = `<VirtualHost *:80>\n ServerName https://Shop.example.org:80\n</VirtualHost>\n<VirtualHost 192.0.2.1:443 [2001:db8::1]:443>\n ServerName shop.example.org\n ServerAlias www.shop.example.org other\n</VirtualHost>\n`;
  const at = (virtual_host: NonNullable<ProxySpec['virtual_host']>): ProxySpec => ({
    site,
    virtual_host,
    directives: { ProxyTimeout: 9 },
  });

  test.each([
    [{ server_name: 'shop.example.org', port: 80 }, 1],
    [{ server_name: 'SHOP.example.org', port: 443 }, 2],
    [{ server_name: 'www.shop.example.org' }, 2],
  ])('%j is number %i', async (virtual_host, number) => {
    write(two);
    await host.apply(apacheProxy, at(virtual_host));
    const [first = '', second = ''] = host.text(file).split(/(?<=<\/VirtualHost>\n)/u);
    expect([first, second].map((text) => text.includes('ProxyTimeout 9'))).toEqual([
      number === 1,
      number === 2,
    ]);
  });

  test('that is there twice, or not at all, is a failure that names what there is', async () => {
    write(two);
    await expect(host.plan(apacheProxy, at({ server_name: 'shop.example.org' }))).rejects.toMatchObject({
      text: { id: 'apache.two_vhosts', args: { lines: '1 (*:80), 4 (192.0.2.1:443 [2001:db8::1]:443)' } },
      detail: { cure: { id: 'apache.two_vhosts_cure' } },
    });
    await expect(host.plan(apacheProxy, at({ server_name: 'nobody', port: 80 }))).rejects.toMatchObject({
      text: {
        id: 'apache.no_vhost',
        args: {
          name: 'nobody:80',
          there: 'shop.example.org (*:80), shop.example.org (192.0.2.1:443 [2001:db8::1]:443)',
        },
      },
    });
  });

  test('in a file that is not there: the failure names those that are', async () => {
    await expect(host.plan(apacheProxy, { ...operators, site: 'nope' })).rejects.toMatchObject({
      text: { id: 'apache.no_file', args: { there: expect.stringContaining('000-default.conf') as string } },
    });
  });

  test('in a file whose sections do not close: the failure names the line', async () => {
    write('<VirtualHost *:80>\nServerName shop\n</VirtualHosts>\n');
    await expect(host.plan(apacheProxy, operators)).rejects.toMatchObject({
      text: { id: 'apache.unbalanced', args: { line: 3 } },
    });
  });
});

describe('what the operator is told', () => {
  test('a module that is off', async () => {
    await host.apply(apacheModule, { proxy_http: 'disabled' });
    expect(await host.review(apacheProxy, operators)).toEqual([
      'module proxy_http is not enabled, and these lines need it',
    ]);
  });

  test('a file that is not loaded', async () => {
    rmSync(join(host.root, `etc/apache2/sites-enabled/${site}.conf`));
    expect(await host.review(apacheProxy, operators)).toEqual([
      `/etc/apache2/sites-available/${site}.conf is not loaded by Apache: what is set there has no effect`,
    ]);
  });

  test('a line that another overrides', async () => {
    await host.apply(apacheProxy, operators);
    write(host.text(file).replace('/etc/letsencrypt/options-ssl-apache.conf', 'late.conf'));
    writeFileSync(join(host.root, 'etc/apache2/late.conf'), '# late\nProxyTimeout 5\n');
    expect(await host.review(apacheProxy, operators)).toEqual([
      'ProxyTimeout: set in line 9, overridden by late.conf:2',
    ]);
  });

  test('a mount that is to be absent, and that an include brings in', async () => {
    const spec: ProxySpec = { ...operators, directives: {}, mounts: [{ path: '/old/', state: 'absent' }] };
    write(host.text(file).replace('/etc/letsencrypt/options-ssl-apache.conf', 'late.conf'));
    writeFileSync(join(host.root, 'etc/apache2/late.conf'), 'ProxyPass /old/ http://127.0.0.1:3002/\n');
    expect(await host.review(apacheProxy, spec)).toEqual([
      '/old/ is declared absent, but stays mounted by late.conf:1, which this resource does not edit',
    ]);
  });

  test('options that Apache drops, since another mount has the connections', async () => {
    const backend = 'http://127.0.0.1:3001';
    const spec = (...mounts: readonly Mount[]): ProxySpec => ({ ...operators, directives: {}, mounts });
    const same = spec(
      { path: '/a/', url: `${backend}/`, timeout: 5 },
      { path: '/b/', url: `${backend}/`, timeout: 600, nocanon: true },
      { path: '/c/', url: `${backend}/`, timeout: 5 },
    );
    await host.apply(apacheProxy, same);
    const notes = await host.review(apacheProxy, same);
    expect(notes).toEqual([
      expect.stringMatching(/^ProxyPass \/b\/: .* Apache drops its timeout=600: put it first/u),
    ]);
  });

  test('nothing of a longer address, which is put before one that it begins with', async () => {
    const spec: ProxySpec = {
      ...operators,
      mounts: [
        { path: '/longer/', url: 'http://127.0.0.1:3001/', timeout: 5 },
        { path: '/live/', url: 'http://127.0.0.1:3001/live/', upgrade: true },
      ],
    };
    await host.apply(apacheProxy, spec);
    expect(await host.review(apacheProxy, spec)).toEqual([]);
  });

  test('a location that hands the same path on', async () => {
    write(
      host
        .text(file)
        .replace(
          '    ProxyTimeout 60\n',
          '    ProxyTimeout 60\n    <Location /api>\n      ProxyPass http://127.0.0.1:9/\n    </Location>\n',
        ),
    );
    await host.apply(apacheProxy, operators);
    expect(await host.review(apacheProxy, operators)).toEqual([
      `ProxyPass /api/: set in line 14, overridden by sites-enabled/${site}.conf:11`,
    ]);
  });

  test('nothing of a line in another virtual host', async () => {
    writeFileSync(
      join(host.root, 'etc/apache2/sites-available/zz.conf'),
      '<VirtualHost *:80>\nServerName zz\nProxyTimeout 5\n</VirtualHost>\n',
    );
    symlinkSync('../sites-available/zz.conf', join(host.root, 'etc/apache2/sites-enabled/zz.conf'));
    expect(await host.review(apacheProxy, operators)).toEqual([]);
  });
});

test('it owns each directive and mount, and comes after the modules and the file', () => {
  expect(apacheProxy.owns(operators)).toEqual([
    `apache:/etc/apache2/sites-available/${site}.conf#virtualhost ${name}#proxytimeout`,
    `apache:/etc/apache2/sites-available/${site}.conf#virtualhost ${name}#proxybadheader`,
    `apache:/etc/apache2/sites-available/${site}.conf#virtualhost ${name}#proxypass /api/`,
  ]);
  expect(apacheProxy.after?.(operators)).toEqual([
    `file:/etc/apache2/sites-available/${site}.conf`,
    'apache:module:proxy',
    'apache:module:proxy_http',
  ]);
});

const prefork = [{ type: 'apache_mpm', spec: { prefork: {} } }];
const v2 = { path: '/api/v2/', url: 'http://127.0.0.1:3002/' };
test.each<[string, Partial<ProxySpec>, typeof prefork, readonly string[]]>([
  ['the operator’s, made better', {}, prefork, []],
  ['ttl under prefork', { mounts: [{ ...api, ttl: 60 }] }, prefork, ['KAPA104 mounts.0.ttl']],
  ['ttl elsewhere', { mounts: [{ ...api, ttl: 60 }] }, [], []],
  ['localhost', { mounts: [{ ...api, url: 'http://localhost:3001/' }] }, [], ['KAPA105 mounts.0.url']],
  ['a host that only begins so', { mounts: [{ ...api, url: 'http://localhost.example.org/' }] }, [], []],
  ['a shorter path first', { mounts: [api, v2] }, [], ['KAPA106 mounts.0.path']],
  ['a longer path first', { mounts: [v2, api] }, [], []],
  [
    'a proxy time-out below the mount’s',
    { directives: { ProxyTimeout: 60 } },
    [],
    ['KAPA107 directives.ProxyTimeout'],
  ],
  [
    'a newline',
    { directives: { ProxyBadHeader: 'Ignore\nInclude /x' } },
    [],
    ['KAPA108 directives.ProxyBadHeader'],
  ],
  [
    'a comment',
    { directives: { ProxyBadHeader: 'Ignore # note' } },
    [],
    ['KAPA108 directives.ProxyBadHeader'],
  ],
  ['one slash', { mounts: [{ ...api, url: 'http://127.0.0.1:3001' }] }, [], ['KAPA111 mounts.0.url']],
])('lint of %s', (_name, more, others, found) => {
  expect(findings(apacheProxy, { ...operators, ...more }, others)).toEqual(found);
});

function write(text: string): void {
  writeFileSync(join(host.root, file), text);
}

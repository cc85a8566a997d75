import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { converged } from '../../../../src/core/resource.ts';
import { apacheDirectives } from '../../../../src/packs/apache/resources/directives.ts';
import type { DirectivesSpec } from '../../../../src/packs/apache/resources/directives-spec.ts';
import { apacheProxy } from '../../../../src/packs/apache/resources/proxy.ts';
import { debian } from '../../../../src/packs/apache/facts/layout.ts';
import { apacheService } from '../../../../src/packs/apache/service/service.ts';
import { findings, tree, type Tree } from '../../../apache/tree.ts';

const security = 'etc/apache2/conf-available/security.conf';
const shop = 'etc/apache2/shop.conf';

let host: Tree;
beforeEach(() => {
  host = tree();
});
afterEach(() => host.remove());

test('Debian’s security.conf: the line changes, its comments stay, Apache agrees', async () => {
  rmSync(join(host.root, 'etc/apache2/sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
  const before = host.text(security);
  const spec: DirectivesSpec = {
    file: `/${security}`,
    set: { ServerTokens: 'Prod', serversignature: false, Header: [['always', 'set', 'X-Note', 'two words']] },
    absent: ['TraceEnable'],
  };
  const change = await host.apply(apacheDirectives, spec);
  expect(change.fields).toEqual([
    { field: 'ServerTokens', from: 'OS', to: 'Prod' },
    { field: 'serversignature', from: 'On', to: 'Off' },
    { field: 'Header', from: null, to: 'always set X-Note "two words"' },
    { field: 'TraceEnable', from: 'Off', to: null },
  ]);
  expect(host.text(security)).toBe(
    before
      .replace('\nServerTokens OS\n', '\nServerTokens Prod\n')
      .replace('\nServerSignature On\n', '\nServerSignature Off\n')
      .replace('\nTraceEnable Off\n', '\n')
      .replace(/$/u, 'Header always set X-Note "two words"\n'),
  );
  expect(await host.plan(apacheDirectives, spec)).toEqual(converged);
  const [argv] = await apacheService(debian).checks(host.host);
  expect(argv && new TextDecoder().decode((await host.host.query(argv)).stderr)).toContain('Syntax OK');
});

describe('contexts and values', () => {
  const text = `<IfModule mod_ssl.c>
<VirtualHost *:443>
  ServerName shop
  Header set A 1
  <Directory /srv>
    Options None
  </Directory>
  <Directory "/srv/two words">
  </Directory>
  Header set B 2
</VirtualHost>
</IfModule>
<IfModule !mod_ssl.c>
  ServerTokens OS
</IfModule>
<VirtualHost *:443>
  ServerName other
</VirtualHost>
`;
  const vhost = { section: 'virtualhost', where: { ServerName: 'shop' } };

  test.each<[string, Partial<DirectivesSpec>, string, string]>([
    [
      'a virtual host in a condition',
      { context: [vhost], set: { ServerAdmin: 'a@b.org' } },
      '  Header set B 2\n</V',
      '  Header set B 2\n  ServerAdmin a@b.org\n</V',
    ],
    [
      'a section by its arguments',
      {
        context: [vhost, { section: 'Directory', args: '/srv' }],
        set: { Options: '-Indexes +FollowSymLinks' },
      },
      'Options None',
      'Options -Indexes +FollowSymLinks',
    ],
    [
      'an empty section, quoted',
      {
        context: [vhost, { section: 'Directory', args: ['/srv/two words'] }],
        set: { Require: 'all granted' },
      },
      'words">\n',
      'words">\n    Require all granted\n',
    ],
    [
      'values that repeat: one stays, one changes, one comes',
      { context: [vhost], set: { Header: ['set A 9', 'set B 2', 'set C "3 4"'] } },
      'Header set A 1',
      'Header set A 9',
    ],
    [
      'values that repeat: what is left over goes',
      { context: [vhost], set: { Header: [['set', 'B', 2]] } },
      '  Header set A 1\n',
      '',
    ],
    [
      'the file’s own level, not the other branch of a condition',
      { set: { ServerTokens: 'Prod' } },
      '  ServerName other\n</VirtualHost>\n',
      '  ServerName other\n</VirtualHost>\nServerTokens Prod\n',
    ],
    ['absent', { context: [vhost], absent: ['header'] }, '  Header set A 1\n', ''],
  ])('%s', async (_name, more, from, to) => {
    write(text);
    const spec = { file: `/${shop}`, ...more };
    expect((await host.apply(apacheDirectives, spec)).action).toBe('update');
    expect(text).toContain(from);
    const wanted = text.replace(from, to);
    const repeated = more.set?.['Header'];
    expect(host.text(shop)).toBe(
      more.absent
        ? wanted.replace('  Header set B 2\n', '')
        : Array.isArray(repeated) && repeated.length === 3
          ? wanted.replace('  Header set B 2\n', '  Header set B 2\n  Header set C "3 4"\n')
          : wanted,
    );
    expect(await host.plan(apacheDirectives, spec)).toEqual(converged);
  });

  test.each<[string, DirectivesSpec['context'], string]>([
    ['no such section', [{ section: 'Location' }], 'apache.no_section'],
    ['no such arguments', [vhost, { section: 'Directory', args: '/nope' }], 'apache.no_section'],
    ['two of them', [{ section: 'VirtualHost' }], 'apache.two_sections'],
  ])('%s is a failure with its cure', async (_name, context, id) => {
    write(text);
    await expect(
      host.plan(apacheDirectives, { file: `/${shop}`, context, set: { Timeout: 9 } }),
    ).rejects.toMatchObject({ text: { id }, detail: { cure: { id: `${id}_cure` } } });
  });

  test.each([
    ['', 'Timeout 9\n'],
    ['# no newline', '# no newline\nTimeout 9'],
    ['SetEnv A x\\', 'Timeout 9\nSetEnv A x\\'],
    ['# note \\', 'Timeout 9\n# note \\'],
    ['SetEnv A x\\\n', 'SetEnv A x\\\n\nTimeout 9\n'],
    ['SetEnv A x\\\\\n', 'Timeout 9\nSetEnv A x\\\\\n'],
    ['# note \\\r\n', '# note \\\r\n\r\nTimeout 9\r\n'],
    ['SetEnv A x\r\n', 'SetEnv A x\r\nTimeout 9\r\n'],
    ['SetEnv A \\\n# c \\\n x\n', 'SetEnv A \\\n# c \\\n x\nTimeout 9\n'],
    ['timeout \\\n 300 # no comment\n', 'timeout 9\n'],
    ['Time\\\nout 300\n', 'Timeout 9\n'],
  ])('after %j a line is a line of its own', async (before, after) => {
    write(before);
    await host.apply(apacheDirectives, { file: `/${shop}`, set: { Timeout: 9 } });
    expect(host.text(shop)).toBe(after);
    expect(await host.plan(apacheDirectives, { file: `/${shop}`, set: { Timeout: 9 } })).toEqual(converged);
  });

  test('bodies that are not Apache’s syntax are left alone', async () => {
    write('<Perl>\n if ($a < 3) { </b> }\n Timeout 1\n</Perl>\n<Macro x $a>\n <VirtualHost $a>\n</Macro>\n');
    await host.apply(apacheDirectives, { file: `/${shop}`, set: { Timeout: 9 } });
    expect(host.text(shop)).toMatch(/ Timeout 1\n<\/Perl>[^]*<\/Macro>\nTimeout 9\n$/u);
  });

  test('ServerLimit takes a restart', async () => {
    write('ServerLimit 256\n');
    const change = await host.plan(apacheDirectives, { file: `/${shop}`, set: { ServerLimit: 300 } });
    expect(change.steps.at(-1)).toMatchObject({ effect: 'restart' });
  });

  test('a newline that reaches a value is refused, whoever let it through', async () => {
    write('');
    await expect(
      host.plan(apacheDirectives, { file: `/${shop}`, set: { ServerAdmin: 'a\nInclude /x' } }),
    ).rejects.toMatchObject({ text: { id: 'apache.lint_newline' } });
  });
});

describe('what the operator is told', () => {
  const tokens: DirectivesSpec = { file: `/${security}`, set: { ServerTokens: 'Prod' } };

  test('another file wins', async () => {
    await host.apply(apacheDirectives, tokens);
    expect(await host.review(apacheDirectives, tokens)).toEqual([]);
    writeFileSync(join(host.root, 'etc/apache2/conf-available/zz.conf'), '\nServerTokens Full\n');
    symlinkSync('../conf-available/zz.conf', join(host.root, 'etc/apache2/conf-enabled/zz.conf'));
    expect(await host.review(apacheDirectives, tokens)).toEqual([
      expect.stringMatching(/^ServerTokens: set in line \d+, overridden by conf-enabled\/zz\.conf:2$/u),
    ]);
  });

  test('a condition that does not hold overrides nothing', async () => {
    await host.apply(apacheDirectives, tokens);
    writeFileSync(
      join(host.root, 'etc/apache2/conf-enabled/zz.conf'),
      '<IfModule mod_nothing.c>\nServerTokens Full\n</IfModule>\n<IfDefine !NOPE>\nServerTokens Min\n</IfDefine>\n',
    );
    expect(await host.review(apacheDirectives, tokens)).toEqual([
      expect.stringContaining('overridden by conf-enabled/zz.conf:5'),
    ]);
  });

  test('a file that Apache does not load', async () => {
    rmSync(join(host.root, 'etc/apache2/conf-enabled/security.conf'));
    expect(await host.review(apacheDirectives, tokens)).toEqual([
      `/${security} is not loaded by Apache: what is set there has no effect`,
    ]);
  });
});

test('it and apache_proxy own one directive by one address', () => {
  const spec = {
    file: '/etc/apache2/sites-available/shop.conf',
    context: [{ section: 'VirtualHost', where: { ServerName: 'shop' } }],
    set: { proxytimeout: 1 },
  };
  expect(apacheDirectives.owns(spec)).toEqual(
    apacheProxy.owns({
      site: 'shop',
      virtual_host: { server_name: 'shop' },
      directives: { ProxyTimeout: 2 },
    }),
  );
});

test.each<[string, Partial<DirectivesSpec>, readonly string[]]>([
  ['a slip', { set: { ServerToken: 'Prod' } }, ['KAPA109 set.ServerToken:key']],
  ['a name of Apache 2.2', { set: { MaxClients: 100 } }, ['KAPA109 set.MaxClients:key']],
  ['a name of Apache 2.2 that goes', { absent: ['MaxClients'] }, []],
  ['a slip among the absent', { absent: ['TraceEnabel'] }, ['KAPA109 absent.0']],
  ['a directive of another module', { set: { PassengerAppRoot: '/srv' } }, []],
  ['a newline', { set: { Header: ['set A 1', 'set B\n2'] } }, ['KAPA108 set.Header.1']],
  ['a comment', { set: { MaxConnectionsPerChild: '1000  # note' } }, ['KAPA108 set.MaxConnectionsPerChild']],
  ['a hash in a word', { set: { Header: [['set', 'Color', '#fff']], ErrorDocument: '404 /x#y' } }, []],
  ['no recycling', { set: { MaxConnectionsPerChild: 0 } }, ['KAPA101 set.MaxConnectionsPerChild']],
  [
    'a shorter path first',
    { set: { ProxyPass: ['/ http://127.0.0.1/', '/api/ http://127.0.0.1:1/'] } },
    ['KAPA106 set.ProxyPass.0'],
  ],
])('lint of %s', (_name, more, found) => {
  expect(findings(apacheDirectives, { file: '/x', ...more })).toEqual(found);
});

function write(text: string): void {
  writeFileSync(join(host.root, shop), text, 'latin1');
}

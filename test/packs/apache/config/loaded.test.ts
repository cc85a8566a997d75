import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfiguration } from '../../../../src/packs/apache/config/loaded.ts';
import { reviewFile, reviewNames } from '../../../../src/packs/apache/config/review.ts';
import { viewFile } from '../../../../src/packs/apache/config/view.ts';
import type { Text } from '../../../../src/core/text.ts';
import { debian } from '../../../../src/packs/apache/facts/layout.ts';
import { apacheService } from '../../../../src/packs/apache/service/service.ts';
import { tree, type Tree } from '../../../apache/tree.ts';

let host: Tree;
beforeEach(() => {
  host = tree();
  // It includes files that only certbot's host has.
  rmSync(at('sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
});
afterEach(() => host.remove());

test('what is read, and in which order, is what Apache says it reads', async () => {
  for (const folder of ['deep/b', 'deep/a', 'glob']) mkdirSync(at(folder), { recursive: true });
  write('deep/b/2.conf', 'Timeout 2\n');
  write('deep/a/10.conf', 'Timeout 10\n');
  write('deep/a/.hidden', 'Timeout 11\n');
  write('deep/z', 'Timeout 3\n');
  for (const name of ['10-a.conf', '2-b.conf', '.dot.conf', 'x+y.conf', 'no.txt'])
    write(`glob/${name}`, 'Timeout 4\n');
  symlinkSync('../deep/z', at('glob/link.conf'));
  write(
    'conf-enabled/zz.conf',
    `Define FOLDER glob
Include deep
IncludeOptional \${FOLDER}/*.conf
IncludeOptional nowhere/*.conf
IncludeOptional glob/[12]*.con?
<IfModule mod_ssl.c>
  Timeout 5
</IfModule>
<IfModule !ssl_module>
  Timeout 6
</IfModule>
<IfModule prefork.c>
  Timeout 7
</IfModule>
<IfModule mod_so.c>
  Timeout 8
</IfModule>
<IfDefine FOLDER>
  UnDefine FOLDER
  Timeout 9
</IfDefine>
<IfDefine FOLDER>
  Timeout 12
</IfDefine>
<IfFile ports.conf>
  Timeout 13
</IfFile>
<IfFile nowhere>
  Timeout 14
</IfFile>
<IfVersion >= 2.4>
  Timeout 15
</IfVersion>
<IfVersion < 2.4>
  Timeout 16
</IfVersion>
<IfVersion !< 2.4>
  Timeout 17
</IfVersion>
<IfVersion ~ ^2\\.4\\.[0-9]+$>
  Timeout 18
</IfVersion>
<IfVersion 2.4>
  Timeout 19
</IfVersion>
<IfModule !mod_nothing.c>
  <IfModule mod_mpm_event.c>
    Timeout 20
  </IfModule>
  <IfModule event.c>
    Timeout 21
  </IfModule>
</IfModule>
Define OPTION "Indexes FollowSymLinks"
Define WHICH Options
<Directory /srv>
  Include in
  Options \${OPTION}
</Directory>
<Directory \${APACHE_LOG_DIR}>
  AllowOverride None
</Directory>
`,
  );
  write('in', '<IfModule mime_module>\nOptions None\n</IfModule>\n');

  expect(await loadedLines()).toEqual(await dumped());
});

test('what a macro says stands where it is used', async () => {
  write(
    'conf-enabled/zz.conf',
    `<Macro VHost $name $names $port>
<VirtualHost *:$port>
  ServerName $name
  ServerAlias $names \\
    www.$name
  <IfModule mime_module>
    Timeout 5
  </IfModule>
  Use dir /srv/$name
</VirtualHost>
</Macro>
<Macro dir $d>
<Directory $d>
  Options None
</Directory>
</Macro>
Use vhost a.test "b.test c.test" 81
Use VHOST d.test e.test 82
UndefMacro dir
Timeout 6
`,
  );
  write('mods-enabled/macro.load', 'LoadModule macro_module /usr/lib/apache2/modules/mod_macro.so\n');
  expect(await loadedLines()).toEqual(await dumped());
  const loaded = await readConfiguration(host.host);
  const names = loaded?.directives.filter(
    ({ name, via }) => name === 'ServerAlias' && via.endsWith('zz.conf'),
  );
  expect(names?.map(({ args }) => args)).toEqual([
    ['b.test', 'c.test', 'www.a.test'],
    ['e.test', 'www.d.test'],
  ]);
});

test('arguments are what Apache has, variables of envvars and defined names put in', async () => {
  write('conf-enabled/zz.conf', 'Define NAME shop\nErrorLog ${APACHE_LOG_DIR}/${NAME}-${NOWHERE}.log\n');
  const loaded = await readConfiguration(host.host);
  expect(loaded?.directives.find(({ via }) => via.endsWith('zz.conf'))?.args).toEqual([
    '/var/log/apache2/shop-${NOWHERE}.log',
  ]);
});

test('values that hold a directive’s name, a section’s name or a quote are put into the line before it is split', async () => {
  write(
    'conf-enabled/zz.conf',
    `Define OPTIONS "Options None"
Define SECTION Directory
Define NAME Admin
Define QUOTE '"'
Define BARE
Define WHERE conf-enabled/more
<\${SECTION} /srv>
  \${OPTIONS}
</\${SECTION}>
Server\${NAME} \${QUOTE}a b
<Directory "/srv/\${BARE}">
  \${OPTIONS}
</Directory>
Include \${WHERE}
<IfModule ! mod_so.c>
  Timeout 1
</IfModule>
<IfModule !mod_so.c>
  <Directory /unclosed
  </Directory>
  Timeout 2
</IfModule> # nothing
<\
IfDefine SECT\
ION>
  Time\
out 3
</IfDefine>
`,
  );
  write('conf-enabled/more', 'Timeout 4\n<IfModule mod_so.c>\nTimeout 5\n');
  expect(await loadedLines()).toEqual(await dumped());
  const loaded = await readConfiguration(host.host);
  expect(loaded?.refused).toBeUndefined();
  const own = loaded?.directives.filter(({ via }) => via.endsWith('zz.conf'));
  expect(own?.map(({ name, args, section }) => [name, args, section?.node.args])).toEqual([
    ['Options', ['None'], ['/srv']],
    ['ServerAdmin', ['a b'], undefined],
    ['Options', ['None'], ['/srv/${BARE}']],
    ['Timeout', ['3'], undefined],
  ]);
});

test('what is only right for a condition that goes the other way is refused, as Apache refuses it', async () => {
  for (const [text, line] of [
    ['<IfModule mod_so.c>\n<Directory /srv\n</Directory>\n</IfModule>\n', 2],
    ['<IfModule mod_so.c>\n</IfModule> # c\n', 2],
    ['<IfModule !mod_so.c>\nTimeout 1\n', 1],
  ] as const) {
    write('conf-enabled/zz.conf', text);
    expect((await readConfiguration(host.host))?.refused?.args, text).toMatchObject({ line });
    await expect(ask('DUMP_CONFIG'), text).rejects.toThrow('zz.conf');
  }
});

test('what only Apache knows is said to be unknown, not taken to hold', async () => {
  const file = '/etc/apache2/ports.conf';
  write('ports.conf', 'Timeout 1\n<IfSection Proxy>\n  Timeout 2\n  KeepAlive On\n</IfSection>\n');
  write('conf-enabled/zz.conf', '<IfDirective !SSLEngine>\n  Timeout 3\n</IfDirective>\n');
  expect(await review(file, 'Timeout', 'KeepAlive')).toMatchObject([
    { id: 'apache.perhaps_skipped', args: { name: 'Timeout', line: 3, condition: '<IfSection Proxy>' } },
    { id: 'apache.perhaps_skipped', args: { name: 'KeepAlive', line: 4 } },
    {
      id: 'apache.perhaps_overridden',
      args: { line: 1, by: 'conf-enabled/zz.conf:2', condition: '<IfDirective !SSLEngine>' },
    },
  ]);
  write('conf-enabled/zz.conf', 'Define OPEN <Directory\n${OPEN} /srv>\nTimeout 1\n');
  expect(await review(file, 'Timeout')).toMatchObject([
    { id: 'apache.section_in_variable', args: { path: '/etc/apache2/conf-enabled/zz.conf', line: 2 } },
  ]);
});

test('what stands behind the bracket of a header is seen by nobody, and told', async () => {
  write(
    'ports.conf',
    'Timeout 1\n<Directory /srv>Require all granted\n</Directory>\n<Directory "/a > b">\n</Directory>\n',
  );
  const file = '/etc/apache2/ports.conf';
  expect(await review(file, 'Timeout')).toMatchObject([
    { id: 'apache.behind_bracket', args: { path: file, line: 2 } },
  ]);
  expect(await loadedLines()).toEqual(await dumped());
});

test('names that envvars gives to Apache with -D are defined', async () => {
  appendFileSync(at('envvars'), "export APACHE_ARGUMENTS='-D SPARE -DCLOSE -k start'\n");
  write(
    'conf-enabled/zz.conf',
    ['SPARE', 'CLOSE', 'start'].map((name) => `<IfDefine ${name}>\nTimeout 1\n</IfDefine>\n`).join(''),
  );
  const loaded = await readConfiguration(host.host);
  expect(loaded?.directives.filter(({ via }) => via.endsWith('zz.conf'))).toHaveLength(2);
});

test('virtual hosts and included files are those that Apache tells', async () => {
  // It has no name of its own.
  rmSync(at('sites-enabled/000-default.conf'));
  write(
    'sites-enabled/more.conf',
    ['a *:80', 'b 127.0.0.1:8081', 'c *:80', 'd *:8082']
      .map((both) => both.split(' '))
      .map(
        ([name, at]) =>
          `<IfDefine !X>\n<VirtualHost ${at}>\nServerName ${name}.test\n</VirtualHost>\n</IfDefine>\n`,
      )
      .join(''),
  );
  const loaded = await readConfiguration(host.host);
  const hosts = loaded?.directives
    .filter(({ name, section }) => name === 'ServerName' && section?.node.name === 'VirtualHost')
    .map(({ args, section }) => `${args[0]} ${section?.file}:${section?.node.line}`);
  const said = await ask('DUMP_VHOSTS');
  const theirs = [...said.matchAll(/(?:namevhost|^\S+:\S+)\s+(\S+) \((\/\S+):(\d+)\)$/gmu)].map(
    async ([, name, path = '', line]) => `${name} ${await real(path)}:${line}`,
  );
  expect(hosts?.length).toBeGreaterThan(2);
  expect(hosts?.toSorted()).toEqual((await Promise.all(theirs)).toSorted());

  const included = [...(await ask('DUMP_INCLUDES')).matchAll(/^\s*\((?:\*|\d+)\) (\/\S+)$/gmu)];
  expect([...(loaded?.files.keys() ?? [])].toSorted()).toEqual(
    (await Promise.all(included.map(([, path = '']) => real(path)))).toSorted(),
  );
});

test('a file that Apache refuses, or that may not be read, is told; without an Apache there is nothing', async () => {
  const file = '/etc/apache2/ports.conf';
  write('conf-enabled/zz.conf', '<Directory /srv>\n');
  const loaded = await readConfiguration(host.host);
  expect(loaded?.refused).toMatchObject({
    id: 'apache.unbalanced',
    args: { path: '/etc/apache2/conf-enabled/zz.conf', line: 1 },
  });
  expect(await review(file, 'Listen')).toEqual([loaded?.refused]);
  rmSync(at('apache2.conf'));
  expect(await readConfiguration(host.host)).toBeUndefined();
});

test('a file that includes itself is followed no further than Apache does', async () => {
  write('conf-enabled/zz.conf', 'Timeout 1\nInclude conf-enabled/zz.conf\n');
  const loaded = await readConfiguration(host.host);
  expect(loaded?.directives.filter(({ via }) => via.endsWith('zz.conf')).length).toBeLessThan(200);
});

/** What the operator is told of directives at the top level of a file. */
async function review(file: string, ...names: readonly string[]): Promise<readonly Text[]> {
  const view = await viewFile(host.host, file);
  const notes = reviewFile(view);
  return view.loaded?.refused === undefined ? [...notes, ...reviewNames(view, null, names)] : notes;
}

/** What kapa takes to be loaded, as `file:line name`. */
async function loadedLines(): Promise<readonly string[] | undefined> {
  const loaded = await readConfiguration(host.host);
  // mod_info does not show what is carried out as it is read.
  const shown = loaded?.directives.filter(({ name }) => name !== 'DefaultRuntimeDir');
  return shown?.map(({ name, via, line }) => `${via}:${line} ${name}`.toLowerCase());
}

/** What Apache answers to a -D DUMP_... */
async function ask(dump: string): Promise<string> {
  const [argv] = await apacheService(debian).checks(host.host);
  if (argv === undefined) throw new Error('no check');
  const result = await host.host.query([
    ...argv,
    '-D',
    dump,
    '-C',
    'LoadModule info_module /usr/lib/apache2/modules/mod_info.so',
  ]);
  if (result.status !== 0) throw new Error(new TextDecoder().decode(result.stderr));
  return new TextDecoder().decode(result.stdout).replaceAll(host.root, '');
}

async function real(path: string): Promise<string> {
  const reading = await host.host.resolve(path);
  return reading.state === 'present' ? reading.value : path;
}

/** Directives by Apache's own account (mod_info), as `file:line name`. */
async function dumped(): Promise<readonly string[]> {
  const lines: string[] = [];
  let file = '';
  let line = '';
  let fixed: string | undefined;
  for (const text of (await ask('DUMP_CONFIG')).split('\n')) {
    const into = /^\s*# In file: (.*)$/u.exec(text)?.[1];
    const number = /^\s*#\s+(\d+):$/u.exec(text)?.[1];
    // Of macros within macros: where the outermost is used.
    const used = into === undefined ? null : /.* used on line (\d+) of "([^"]*)"+$/u.exec(into);
    if (into !== undefined) {
      file = used?.[2] ?? into;
      fixed = used?.[1];
    } else if (number !== undefined) line = fixed ?? number;
    else if (/^\s*[A-Za-z]/u.test(text))
      lines.push(`${file}:${line} ${text.trim().split(/\s/u)[0]}`.toLowerCase());
  }
  return lines;
}

function write(path: string, text: string): void {
  writeFileSync(at(path), text);
}

function at(path: string): string {
  return join(host.root, 'etc/apache2', path);
}

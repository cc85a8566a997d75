import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfiguration } from '../../src/formats/apache-loaded.ts';
import { apacheService } from '../../src/services/apache.ts';
import { tree, type Tree } from '../apache/tree.ts';

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
<Directory /srv>
  Include in
</Directory>
`,
  );
  write('in', '<IfModule mime_module>\nOptions None\n</IfModule>\n');

  const loaded = await readConfiguration(host.host);
  // mod_info does not show what is carried out as it is read.
  const shown = loaded?.directives.filter(({ name }) => name !== 'DefaultRuntimeDir');
  const ours = shown?.map(({ name, via, line }) => `${via}:${line} ${name}`.toLowerCase());
  expect(ours).toEqual(await dumped());
});

test('a file that Apache refuses, or no Apache at all, tells nothing', async () => {
  write('conf-enabled/zz.conf', '<Directory /srv>\n');
  expect(await readConfiguration(host.host)).toBeUndefined();
  rmSync(at('apache2.conf'));
  expect(await readConfiguration(host.host)).toBeUndefined();
});

test('a file that includes itself is followed no further than Apache does', async () => {
  write('conf-enabled/zz.conf', 'Timeout 1\nInclude conf-enabled/zz.conf\n');
  const loaded = await readConfiguration(host.host);
  expect(loaded?.directives.filter(({ via }) => via.endsWith('zz.conf')).length).toBeLessThan(200);
});

/** Directives by Apache's own account (mod_info), as `file:line name`. */
async function dumped(): Promise<readonly string[]> {
  const [argv] = await apacheService('/etc/apache2').checks(host.host);
  if (argv === undefined) throw new Error('no check');
  const result = await host.host.query([
    ...argv,
    '-D',
    'DUMP_CONFIG',
    '-C',
    'LoadModule info_module /usr/lib/apache2/modules/mod_info.so',
  ]);
  if (result.status !== 0) throw new Error(new TextDecoder().decode(result.stderr));
  const lines: string[] = [];
  let file = '';
  let line = '';
  for (const text of new TextDecoder().decode(result.stdout).split('\n')) {
    const into = /^\s*# In file: (.*)$/u.exec(text)?.[1];
    const number = /^\s*#\s+(\d+):$/u.exec(text)?.[1];
    if (into !== undefined) file = into.replace(host.root, '');
    else if (number !== undefined) line = number;
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

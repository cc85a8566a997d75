import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logrotate } from '../../../src/packs/logrotate/resource.ts';
import { pathsIn } from '../../../src/packs/logrotate/configuration.ts';
import { findings, temporary, type Temporary } from '../temporary.ts';

type Files = Readonly<Record<string, string>>;

let host: Temporary;
let at: (path: string) => string;
beforeEach(() => {
  host = temporary();
  at = (path) => join(host.root, path);
  mkdirSync(at('etc/logrotate.d'), { recursive: true });
  mkdirSync(at('log'));
});
afterEach(() => host.remove());

const basic = { name: 'k', daily: true, rotate: 2 };

test('a here-document ends, and what is after it runs', async () => {
  writeFileSync(at('log/a'), 'line\n');
  const postrotate = `cat <<EOF >${at('hd')}\n  line\nEOF\ntouch ${at('after')}\n`;
  await host.apply(logrotate, { ...basic, paths: [at('log/a')], postrotate });
  expect(force().status).toBe(0);
  expect(readFileSync(at('hd'), 'utf8')).toBe('  line\n');
  expect(existsSync(at('after'))).toBe(true);
});

test.each([
  ['endscript'],
  [' \tendscript '],
  ['endscript2'],
  ['endscript; true'],
  ['endscripts'],
  ['# endscript'],
  ['echo endscript'],
])('a script with the line %j is found where logrotate ends it there', async (line) => {
  writeFileSync(at('log/a'), 'line\n');
  const spec = { ...basic, paths: [at('log/a')], postrotate: `true\n${line} || true\ntouch ${at('after')}` };
  await host.apply(logrotate, spec);
  const isWhole = force().status === 0 && existsSync(at('after'));
  expect(findings(logrotate, spec)).toEqual(isWhole ? [] : ['KAPA236 postrotate']);
});

describe('a path is read as it is written:', () => {
  test.each([
    'a b',
    "it's",
    'dq"',
    'back\\slash',
    'dol$x',
    '#hash',
    'ünï',
    'tab\there',
    'comma,',
    '~',
    "'",
    '""',
  ])('%s', async (name) => {
    writeFileSync(at(`log/${name}`), 'line\n');
    await host.apply(logrotate, { ...basic, paths: [at(`log/${name}`)] });
    const { status, output } = force();
    expect(output).toBe('');
    expect(status).toBe(0);
    expect(readdirSync(at('log'))).toEqual([`${name}.1`]);
  });

  test('alternatives in braces', async () => {
    for (const name of ['a.log', 'b.log', 'c.log']) writeFileSync(at(`log/${name}`), 'x\n');
    const spec = { ...basic, sharedscripts: true, paths: [at('log/{a,b}.log')] };
    await host.apply(logrotate, spec);
    expect(force().status).toBe(0);
    expect(readdirSync(at('log')).sort()).toEqual(['a.log.1', 'b.log.1', 'c.log']);
    expect(findings(logrotate, spec)).toEqual([]);
  });

  test.each(['/log/a}', '/log/{a', '/log/{a}'])('%s cannot be read by logrotate', async (path) => {
    const spec = { ...basic, paths: [path] };
    expect(findings(logrotate, spec)).toEqual(['KAPA236 paths.0']);
    await host.apply(logrotate, spec);
    expect(judged().output).toMatch(/^error:/mu);
  });
});

test.each([
  { weekly: 3 },
  { rotate: -1 },
  { start: 0 },
  { minage: 3 },
  { maxage: 3 },
  { shred: true, shredcycles: 2 },
  { shred: false },
  { copy: true },
  { renamecopy: true },
  { allowhardlink: true },
  { create: false },
  { create: { mode: '0640', owner: 'root', group: 'adm' } },
  { olddir: false },
  // On the file system of the log, as logrotate demands.
  { olddir: 'log/old', createolddir: { mode: '0750', owner: 'root', group: 'adm' } },
  { dateext: true, dateformat: '-%Y%m%d-%s' },
  { dateext: true, dateyesterday: true },
  { dateext: true, datehourago: true },
  { extension: '.log' },
  { addextension: '.old' },
  { compress: true, compresscmd: '/usr/bin/xz', uncompresscmd: '/usr/bin/unxz', compressext: '.xz' },
  { compress: true, compressoptions: '-9 -n' },
  { mail: false },
  { mail: 'root@example.org', maillast: true },
  { mail: 'root@example.org', mailfirst: true },
  { firstaction: 'true', lastaction: 'true', prerotate: 'true', postrotate: 'true', preremove: 'true' },
])('logrotate understands %j', async (more) => {
  writeFileSync(at('log/a'), 'line\n');
  const { daily: _daily, ...rest } = basic;
  const old = 'createolddir' in more ? { olddir: at(String(more.olddir)) } : {};
  await host.apply(logrotate, {
    ...('weekly' in more ? rest : basic),
    ...more,
    ...old,
    paths: [at('log/a')],
  });
  const { status, output } = judged();
  expect(output).not.toMatch(/^error:/mu);
  expect(status).toBe(0);
});

describe('a log that another stanza of the host names', () => {
  const other = '"/var/log/apache2/*.log" {\n  weekly\n  postrotate\n/not/a/path {\n  endscript\n}\n';

  test.each([
    ['/var/log/apache2/shop.log', other],
    ['/var/log//apache2/*.log', other],
    ['/var/log/x.log', '/var/log/y.log /var/log/x.log\n{\n}\n'],
    ['/var/log/x.log', 'compress\n# a\n"/var/log/[xy].log" { daily }\n'],
  ])('%s is refused, as logrotate passes over one file', async (path, text) => {
    host.put('/etc/logrotate.d/aa', text);
    await expect(host.plan(logrotate, { ...basic, paths: [path] })).rejects.toMatchObject({
      text: { id: 'resources.logrotate_named', args: { file: '/etc/logrotate.d/aa' } },
    });
  });

  test('by another pattern counts when a file fits both', async () => {
    host.put('/etc/logrotate.d/aa', '/log/a*.log { daily }\n');
    const spec = { ...basic, paths: ['/log/*.log'] };
    expect(await host.plan(logrotate, spec)).toMatchObject({ action: 'create' });
    host.put('/log/ab.log', '');
    await expect(host.plan(logrotate, spec)).rejects.toMatchObject({
      text: { args: { path: '/log/ab.log' } },
    });
  });

  test('is told of a stanza that stands already, and no refusal', async () => {
    const spec = { ...basic, paths: ['/var/log/x.log'] };
    await host.apply(logrotate, spec);
    host.put('/etc/logrotate.d/aa', '/var/log/x.log { daily }\n');
    expect(await host.plan(logrotate, spec)).toMatchObject({ action: 'none' });
    expect(await host.review(logrotate, spec)).toEqual([expect.stringContaining('/etc/logrotate.d/aa')]);
  });

  test('in a file that logrotate leaves aside does not count', async () => {
    for (const name of ['aa.dpkg-dist', 'aa~', 'aa.disabled']) host.put(`/etc/logrotate.d/${name}`, other);
    host.put('/etc/logrotate.d/bb', '/var/log/apache2/access.txt { daily }\n/var/log/a?che2/x { }\n');
    const spec = { ...basic, paths: ['/var/log/apache2/a.log', '/var/log/apache2/.h.log'] };
    expect(await host.plan(logrotate, spec)).toMatchObject({ action: 'create' });
  });

  test('is named only where the real logrotate finds it twice', async () => {
    for (const name of ['a.log', 'b.log', '.c.log', 'd e.log']) writeFileSync(at(`log/${name}`), '');
    for (const [one, two] of [
      ['*.log', 'a.log'],
      ['*.log', '.c.log'],
      ['[ab].log', 'b.log'],
      ['[!ab].log', 'b.log'],
      ['?.log', 'a.log'],
      ['d*e.log', 'd e.log'],
      ['a.log', 'b.log'],
    ] as const) {
      host.put('/etc/logrotate.d/aa', `"${at('log')}/${one}" {\n daily\n}\n`);
      host.put('/etc/logrotate.d/k', `"${at('log')}/${two}" {\n daily\n}\n`);
      const { output } = run(['-d', at('etc/logrotate.d')]);
      const twice = output.includes('duplicate log entry');
      const planned = host.plan(logrotate, { ...basic, paths: [`${at('log')}/${two}`] });
      expect(
        await planned.then(
          () => false,
          () => true,
        ),
        `${one} ${two}`,
      ).toBe(twice);
    }
  });
});

describe('whether logrotate reads a stanza is judged as logrotate does:', () => {
  const other = '@/log/x.log {\n daily\n}\n';
  const chmod = (mode: number) => (): void => chmodSync(at('etc/logrotate.d/aa'), mode);
  const cases: Readonly<Record<string, { readonly files?: Files; readonly prepare?: () => void }>> = {
    'a link': {
      files: { 'srv/real': other },
      prepare: () => symlinkSync('../../srv/real', at('etc/logrotate.d/aa')),
    },
    'a folder': { files: { 'etc/logrotate.d/aa/b': other } },
    'a file that its group can write': { files: { 'etc/logrotate.d/aa': other }, prepare: chmod(0o664) },
    'a file that all can write': { files: { 'etc/logrotate.d/aa': other }, prepare: chmod(0o606) },
    'a file that only root can read': { files: { 'etc/logrotate.d/aa': other }, prepare: chmod(0o600) },
    "another's file": {
      files: { 'etc/logrotate.d/aa': other },
      prepare: () => chownSync(at('etc/logrotate.d/aa'), 65534, 0),
    },
    'a folder of its own': {
      files: {
        'etc/logrotate.conf': 'include @/etc/more.d/\ninclude @/etc/logrotate.d\n',
        'etc/more.d/z': other,
      },
    },
    'a file of its own': {
      files: { 'etc/logrotate.conf': 'include @/etc/one\ninclude @/etc/logrotate.d\n', 'etc/one': other },
    },
    'a file in quotes, which logrotate does not take': {
      files: { 'etc/logrotate.conf': 'include "@/etc/one"\ninclude @/etc/logrotate.d\n', 'etc/one': other },
    },
    'a file named by another one': {
      files: { 'etc/logrotate.d/aa': 'include @/etc/one\n', 'etc/one': other },
    },
    'a folder that is not included': {
      files: { 'etc/logrotate.conf': 'include @/etc/logrotate.d/k\n', 'etc/logrotate.d/aa': other },
    },
    'an ending that is taboo here': {
      files: {
        'etc/logrotate.conf': 'tabooext + .a, .foo\ninclude @/etc/logrotate.d\n',
        'etc/logrotate.d/aa.foo': other,
      },
    },
    'an ending that is taboo no more': {
      files: {
        'etc/logrotate.conf': 'tabooext .foo\ninclude @/etc/logrotate.d\n',
        'etc/logrotate.d/aa.bak': other,
      },
    },
    'a name that is taboo here': {
      files: {
        'etc/logrotate.conf': 'taboopat + a?\ninclude @/etc/logrotate.d\n',
        'etc/logrotate.d/aa': other,
      },
    },
    'a name that is taboo too late': {
      files: {
        'etc/logrotate.conf': 'include @/etc/logrotate.d\ntaboopat + a?\n',
        'etc/logrotate.d/aa': other,
      },
    },
    'a class by name': { files: { 'etc/logrotate.d/aa': '@/log/[[:alpha:]].log {\n daily\n}\n' } },
    'the negation of one': { files: { 'etc/logrotate.d/aa': '@/log/[![:lower:]].log {\n daily\n}\n' } },
    'a log after a script': {
      files: { 'etc/logrotate.d/aa': `@/log/q.log {\n postrotate\n }\n endscript\n}\n${other}` },
    },
    ...Object.fromEntries(
      [
        'aa.bak',
        'aa.orig',
        '.aa',
        '.aa.swp',
        'aa.swp',
        'aa~',
        'aa,v',
        'aa.old',
        'aa.rhn-cfg-tmp-1',
        'aa.ucf-new',
      ].map((name) => [`the name ${name}`, { files: { [`etc/logrotate.d/${name}`]: other } }]),
    ),
  };

  test.each(Object.entries(cases))('%s', async (_, { files = {}, prepare }) => {
    const all = { 'etc/logrotate.conf': 'weekly\ninclude @/etc/logrotate.d\n', ...files };
    const put = (root: string): void => {
      for (const [path, text] of Object.entries(all)) host.put(`/${path}`, text.replaceAll('@', root));
    };
    for (const name of ['x.log', 'q.log']) writeFileSync(at(`log/${name}`), 'line\n');
    put(host.root);
    host.put('/etc/logrotate.d/k', `${at('log/x.log')} {\n daily\n}\n`);
    prepare?.();
    const { output } = run(['-d', at('etc/logrotate.conf')]);
    put('');
    const planned = host.plan(logrotate, { ...basic, paths: ['/log/x.log'] }).then(
      () => false,
      () => true,
    );
    expect(await planned).toBe(output.includes('duplicate log entry'));
  });
});

test('every path of the stanzas that Debian brings is found', () => {
  for (const name of readdirSync('/etc/logrotate.d')) {
    const text = readFileSync(`/etc/logrotate.d/${name}`, 'utf8');
    const { output } = run(['-d', `/etc/logrotate.d/${name}`]);
    const known = [
      ...output.matchAll(/^rotating pattern: (.*?)  (?:\d|after|weekly|monthly|yearly|hourly|daily)/gmu),
    ];
    const words = known.flatMap(([, paths = '']) => paths.trim().split(/\s+/u));
    expect(pathsIn(text).join(' '), name).toContain(words[0] ?? '');
  }
});

test('several logs and a script that is not shared are told', () => {
  const spec = { ...basic, paths: ['/a', '/b'], postrotate: 'systemctl reload apache2' };
  expect(findings(logrotate, spec)).toEqual(['KAPA235 postrotate:key']);
  expect(findings(logrotate, { ...spec, paths: ['/a*'] })).toEqual(['KAPA235 postrotate:key']);
  expect(findings(logrotate, { ...spec, paths: ['/a'] })).toEqual([]);
  expect(findings(logrotate, { ...spec, sharedscripts: false })).toEqual([]);
});

function judged(): { status: number | null; output: string } {
  return run(['-d', at('etc/logrotate.d/k')]);
}

function force(): { status: number | null; output: string } {
  return run(['-f', '-s', at('status'), at('etc/logrotate.d/k')]);
}

function run(args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync('logrotate', args, { encoding: 'utf8' });
  if (error)
    throw new Error('logrotate is needed for this test: apt-get install logrotate', { cause: error });
  return { status, output: `${stdout}${stderr}` };
}

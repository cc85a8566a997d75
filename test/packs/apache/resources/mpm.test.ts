import { existsSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { converged } from '../../../../src/core/resource.ts';
import { readConfiguration, type Loaded } from '../../../../src/packs/apache/config/loaded.ts';
import { workersInForce } from '../../../../src/packs/apache/workers/in-force.ts';
import { apacheMpm } from '../../../../src/packs/apache/resources/mpm.ts';
import type { MpmSpec } from '../../../../src/packs/apache/resources/mpm-spec.ts';
import { debian } from '../../../../src/packs/apache/facts/layout.ts';
import { apacheService } from '../../../../src/packs/apache/service/service.ts';
import { findings, tree, type Tree } from '../../../apache/tree.ts';

const operators: MpmSpec = {
  prefork: {
    StartServers: 5,
    MinSpareServers: 5,
    MaxSpareServers: 10,
    MaxRequestWorkers: 150,
    MaxConnectionsPerChild: 1000,
  },
};

let host: Tree;
beforeEach(() => {
  host = tree();
  // It includes files that only certbot's host has.
  rmSync(at('sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
});
afterEach(() => host.remove());

test('the operator’s values replace the bad defaults, and a reload is enough', async () => {
  const change = await host.apply(apacheMpm, operators);
  expect(change.action).toBe('update');
  expect(change.fields).toEqual([{ field: 'MaxConnectionsPerChild', from: 0, to: 1000 }]);
  expect(change.steps.map((step) => step.do)).toEqual(['write', 'service']);
  expect(change.steps.at(-1)).toMatchObject({ service: 'apache2', effect: 'reload' });
  expect(host.text('etc/apache2/mods-available/mpm_prefork.conf')).toMatchSnapshot();
  expect(readlinkSync(at('mods-enabled/mpm_prefork.conf'))).toBe('../mods-available/mpm_prefork.conf');
  expect(await said()).toContain('Syntax OK');
  expect(await host.plan(apacheMpm, operators)).toEqual(converged);
});

test('a file that says the same in other words stays as it is', async () => {
  const same: MpmSpec = {
    prefork: {
      StartServers: 5,
      MinSpareServers: 5,
      MaxSpareServers: 10,
      MaxRequestWorkers: 150,
      MaxConnectionsPerChild: 0,
    },
  };
  expect(await host.plan(apacheMpm, same)).toEqual(converged);
  write('<IfModule mpm_prefork_module>\r\n  maxclients 150\\\n\n  MaxRequestsPerChild 1000\n</IfModule>\n');
  expect(
    await host.plan(apacheMpm, { prefork: { MaxRequestWorkers: 150, MaxConnectionsPerChild: 1000 } }),
  ).toEqual(converged);
});

test('a file that Apache refuses is written anew', async () => {
  write('<IfModule mpm_prefork_module>\nMaxConnectionsPerChild 1000  # note\n');
  await host.apply(apacheMpm, operators);
  expect(await said()).toContain('Syntax OK');
  expect(await host.plan(apacheMpm, operators)).toEqual(converged);
});

test('what else stands in the file goes, and is named', async () => {
  write('MaxConnectionsPerChild 1000\nServerTokens Prod\n');
  const change = await host.apply(apacheMpm, { prefork: { MaxConnectionsPerChild: 1000 } });
  expect(change.fields).toEqual([{ field: 'other directives', from: true, to: false }]);
  expect(await host.plan(apacheMpm, { prefork: { MaxConnectionsPerChild: 1000 } })).toEqual(converged);
});

test.each(['event', 'worker'] as const)(
  'a switch to %s links its files, unlinks the other’s, and restarts',
  async (mpm) => {
    const spec = { [mpm]: { MaxRequestWorkers: 100, MaxConnectionsPerChild: 1000 } };
    const change = await host.apply(apacheMpm, spec);
    expect(change.fields[0]).toEqual({ field: 'mpm', from: 'prefork', to: mpm });
    expect(change.steps.at(-1)).toMatchObject({ do: 'service', effect: 'restart' });
    expect(readdirSync(at('mods-enabled')).filter((name) => name.startsWith('mpm_'))).toEqual([
      `mpm_${mpm}.conf`,
      `mpm_${mpm}.load`,
    ]);
    expect(await said()).toContain('Syntax OK');
    expect(await host.plan(apacheMpm, spec)).toEqual(converged);
  },
);

test('ServerLimit is fixed at the start: it takes a restart, unless it is what Apache has anyway', async () => {
  const effectFor = async (settings: Record<string, number>): Promise<unknown> =>
    (await host.plan(apacheMpm, { prefork: settings })).steps.at(-1);
  expect(await effectFor({ ServerLimit: 300 })).toMatchObject({ effect: 'restart' });
  expect(await effectFor({ ServerLimit: 256 })).toMatchObject({ effect: 'reload' });
});

test('a file in the place of the link is written where Apache reads it', async () => {
  rmSync(at('mods-enabled/mpm_prefork.conf'));
  renameSync(at('mods-available/mpm_prefork.conf'), at('mods-enabled/mpm_prefork.conf'));
  const change = await host.apply(apacheMpm, operators);
  expect(change.steps[0]).toMatchObject({ do: 'write', path: '/etc/apache2/mods-enabled/mpm_prefork.conf' });
  expect(existsSync(at('mods-available/mpm_prefork.conf'))).toBe(false);
  expect(await host.plan(apacheMpm, operators)).toEqual(converged);
});

test('a file that is missing is made and linked', async () => {
  rmSync(at('mods-enabled/mpm_prefork.conf'));
  rmSync(at('mods-available/mpm_prefork.conf'));
  expect((await host.apply(apacheMpm, operators)).action).toBe('create');
  expect(readlinkSync(at('mods-enabled/mpm_prefork.conf'))).toBe('../mods-available/mpm_prefork.conf');
  expect(await host.plan(apacheMpm, operators)).toEqual(converged);
});

describe('a drop-in', () => {
  const spec: MpmSpec = { ...operators, drop_in: true };
  const own = 'conf-available/kapa-mpm.conf';
  const debians = 'mods-available/mpm_prefork.conf';

  test('is a file of its own, and wins over Debian’s, which stays', async () => {
    const before = host.text(`etc/apache2/${debians}`);
    const change = await host.apply(apacheMpm, spec);
    expect(change.fields).toEqual([
      { field: 'drop_in', from: false, to: true },
      { field: 'MaxConnectionsPerChild', from: 0, to: 1000 },
    ]);
    expect(change.steps.at(-1)).toMatchObject({ effect: 'reload' });
    expect(host.text(`etc/apache2/${debians}`)).toBe(before);
    expect(readlinkSync(at('conf-enabled/kapa-mpm.conf'))).toBe(`../${own}`);
    expect(workersInForce(await configuration())).toMatchObject({ mpm: 'prefork', most: 150 });
    expect((await configuration()).ofServer('MaxConnectionsPerChild').at(-1)?.args).toEqual(['1000']);
    expect(await said()).toContain('Syntax OK');
    expect(await host.review(apacheMpm, spec)).toEqual([]);
    expect(await host.plan(apacheMpm, spec)).toEqual(converged);
  });

  test('goes where it is no longer declared', async () => {
    await host.apply(apacheMpm, spec);
    const change = await host.apply(apacheMpm, operators);
    expect(change.fields[0]).toEqual({ field: 'drop_in', from: true, to: false });
    expect(existsSync(at(own))).toBe(false);
    expect(await said()).toContain('Syntax OK');
    expect(await host.plan(apacheMpm, operators)).toEqual(converged);
  });

  test('asks for a restart where it changes a limit that is in force', async () => {
    const limited: MpmSpec = { drop_in: true, prefork: { ServerLimit: 300, MaxRequestWorkers: 300 } };
    expect((await host.apply(apacheMpm, limited)).steps.at(-1)).toMatchObject({ effect: 'restart' });
    const back = await host.plan(apacheMpm, { prefork: { MaxRequestWorkers: 150 } });
    expect(back.steps.at(-1)).toMatchObject({ effect: 'restart' });
  });
});

describe('mod_php', () => {
  const event: MpmSpec = { event: { MaxConnectionsPerChild: 1000 } };

  test('keeps prefork where Debian’s file says so, and the cure names the way', async () => {
    const load = '# Depends: mpm_prefork\nLoadModule php_module /usr/lib/apache2/modules/libphp8.2.so\n';
    writeFileSync(at('mods-enabled/php8.2.load'), load);
    writeFileSync(at('mods-available/php8.2.load'), load);
    await expect(host.plan(apacheMpm, event)).rejects.toMatchObject({
      detail: { cure: expect.objectContaining({ id: 'apache.module_needed_cure' }) },
    });
  });

  test('is told of where it is loaded by other means', async () => {
    await host.apply(apacheMpm, event);
    writeFileSync(at('conf-enabled/php.conf'), 'LoadModule php_module modules/libphp.so\n');
    expect(await host.review(apacheMpm, event)).toEqual([expect.stringContaining('php-fpm')]);
  });
});

describe('values that Apache does not take as they are', () => {
  test('workers above the limit of servers: the note says what Apache says', async () => {
    const spec: MpmSpec = { prefork: { MaxRequestWorkers: 500, MaxConnectionsPerChild: 1000 } };
    await host.apply(apacheMpm, spec);
    expect(await host.review(apacheMpm, spec)).toEqual([
      'MaxRequestWorkers 500 is cut to 256 by ServerLimit 256',
    ]);
    expect(await said()).toMatch(/MaxRequestWorkers of 500 exceeds ServerLimit value of\s+256/u);
    expect(findings(apacheMpm, spec)).toEqual(['KAPA103 prefork.MaxRequestWorkers']);
  });

  test('workers that are no whole number of processes', async () => {
    const spec: MpmSpec = { event: { MaxRequestWorkers: 110, MaxConnectionsPerChild: 1000 } };
    await host.apply(apacheMpm, spec);
    expect(await host.review(apacheMpm, spec)).toEqual([
      'MaxRequestWorkers 110 becomes 100: whole processes of 25 threads',
    ]);
    expect(await said()).toMatch(
      /MaxRequestWorkers of 110 is not an integer multiple of\s+ThreadsPerChild of 25, decreasing to nearest multiple 100/u,
    );
  });

  test('a limit that another file sets counts, and so does a line that wins over the MPM’s', async () => {
    const spec: MpmSpec = { prefork: { MaxRequestWorkers: 500, MaxConnectionsPerChild: 1000 } };
    await host.apply(apacheMpm, spec);
    writeFileSync(at('conf-enabled/zz.conf'), 'ServerLimit 600\nMaxConnectionsPerChild 0\n');
    expect(await host.review(apacheMpm, spec)).toEqual([
      'MaxConnectionsPerChild: set in line 4, overridden by conf-enabled/zz.conf:2',
    ]);
  });

  test('values that it takes have no note', async () => {
    await host.apply(apacheMpm, operators);
    expect(await host.review(apacheMpm, operators)).toEqual([]);
  });
});

test.each<[string, MpmSpec, readonly string[]]>([
  ['the operator’s', operators, []],
  ['no recycling', { prefork: { MaxConnectionsPerChild: 0 } }, ['KAPA101 prefork.MaxConnectionsPerChild']],
  ['recycling not set', { prefork: { StartServers: 5 } }, ['KAPA101 prefork:key']],
  [
    'spare bounds',
    { prefork: { MinSpareServers: 10, MaxSpareServers: 5, MaxConnectionsPerChild: 1 } },
    ['KAPA102 prefork.MinSpareServers'],
  ],
  [
    'spare bound against a default',
    { event: { MaxSpareThreads: 50, MaxConnectionsPerChild: 1 } },
    ['KAPA102 event.MaxSpareThreads'],
  ],
  [
    'more workers than servers allow',
    { worker: { MaxRequestWorkers: 500, MaxConnectionsPerChild: 1 } },
    ['KAPA103 worker.MaxRequestWorkers'],
  ],
  [
    'with the limit raised',
    { worker: { MaxRequestWorkers: 500, ServerLimit: 20, MaxConnectionsPerChild: 1 } },
    [],
  ],
  [
    'more threads than allowed',
    { event: { ThreadsPerChild: 100, MaxConnectionsPerChild: 1 } },
    ['KAPA103 event.ThreadsPerChild'],
  ],
])('lint of %s', (_name, spec, found) => {
  expect(findings(apacheMpm, spec)).toEqual(found);
});

async function said(): Promise<string> {
  const [argv] = await apacheService(debian).checks(host.host);
  if (argv === undefined) throw new Error('no check');
  return new TextDecoder().decode((await host.host.query(argv)).stderr);
}

async function configuration(): Promise<Loaded> {
  const loaded = await readConfiguration(host.host);
  if (loaded === undefined) throw new Error('no configuration');
  return loaded;
}

function write(text: string): void {
  writeFileSync(at('mods-available/mpm_prefork.conf'), text);
}

function at(path: string): string {
  return join(host.root, 'etc/apache2', path);
}

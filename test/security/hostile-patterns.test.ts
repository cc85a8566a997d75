import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pathMatcherOf } from '../../src/core/glob.ts';
import { readyPatterns } from '../../src/core/pattern.ts';
import { layoutIn } from '../../src/packs/apache/facts/layout.ts';
import { conditionHolds } from '../../src/packs/apache/config/conditions.ts';
import { matches } from '../../src/packs/apache/facts/mount.ts';
import { rotationDiagnoses } from '../../src/packs/logrotate/doctor.ts';
import { logrotate } from '../../src/packs/logrotate/resource.ts';
import { temporary, type Temporary } from '../packs/temporary.ts';
import { patient } from '../patient.ts';

// Patterns in files of the host, which whoever may write one of them chooses: none takes longer than it is long.

let host: Temporary;
beforeEach(() => {
  host = temporary();
  mkdirSync(join(host.root, 'etc/logrotate.d'), { recursive: true });
  mkdirSync(join(host.root, 'var/log'), { recursive: true });
});
afterEach(() => host.remove());

const stars = `${'*a'.repeat(40)}*b`;
const log = `/var/log/${'a'.repeat(200)}.log`;
const greedy = '^(a+)+$';

async function quickly<T>(work: () => T | Promise<T>): Promise<T> {
  const begun = performance.now();
  const done = await work();
  expect(performance.now() - begun).toBeLessThan(patient(1000));
  return done;
}

test('an expression of a mount is asked in linear time', async () => {
  await readyPatterns();
  expect(await quickly(() => matches('^/(a+)+$', `/${'a'.repeat(40)}!`))).toBe(false);
  expect(await quickly(() => matches('(?:x{1000}){1000}', '/x'))).toBe(false);
  expect(await quickly(() => matches(`(${'a|'.repeat(1_000_000)}b)+$`, '/a'))).toBe(false);
  expect(matches('^/api(/|$)', '/api')).toBe(true);
  expect(matches('^/shop$', '/shop')).toBe(false);
  expect(matches('^/(?!x)', '/shop')).toBe(false);
});

test('an expression of IfVersion is asked in linear time', async () => {
  const reader = {
    query: () =>
      Promise.resolve({
        status: 0,
        stdout: new TextEncoder().encode(`Server version: Apache/${'1'.repeat(40)}.`),
        stderr: new Uint8Array(),
      }),
  };
  const known = { reader, layout: layoutIn('/etc/apache2') } as unknown as Parameters<
    typeof conditionHolds
  >[0];
  const asked = (expression: string): Promise<boolean | 'unknown'> =>
    quickly(() => conditionHolds(known, 'IfVersion', [expression]));
  expect(await asked('/^(1+)+$/')).toBe(false);
  expect(await asked('/^1+/')).toBe(true);
  expect(await asked(`/${greedy.repeat(10_000)}/`)).toBe('unknown');
});

test('the doctor asks stanzas of logrotate in linear time', async () => {
  writeFileSync(join(host.root, 'etc/logrotate.d/app'), `/var/log/${stars}.log /var/log/*.log {\n}\n`);
  const instruments = {
    stat: () => Promise.resolve({ state: 'present', value: { kind: 'file', mode: 0o644 } }),
    list: () => Promise.resolve({ state: 'present', value: ['app'] }),
    resolve: (path: string) => Promise.resolve({ state: 'present', value: path }),
    read: () =>
      Promise.resolve({
        state: 'present',
        value: new TextEncoder().encode(`/var/log/${stars}.log {\n}\n`.repeat(50)),
      }),
  };
  const patient = { groups: [{ log: { file: log } }], instruments } as unknown as Parameters<
    typeof rotationDiagnoses
  >[0];
  expect(await quickly(() => rotationDiagnoses(patient))).toMatchObject([{ state: 'ill' }]);
});

test('a plan asks stanzas of others in linear time', async () => {
  writeFileSync(join(host.root, 'etc/logrotate.d/app'), `/var/log/${stars}.log {\n}\n`);
  const spec = { name: 'kapa', paths: [log], weekly: true };
  expect(await quickly(() => host.apply(logrotate, spec))).toMatchObject({ action: 'create' });
});

test.each([
  ['/var/log/*.log', '/var/log/a.log', true],
  ['/var/log/*.log', '/var/log/.a.log', false],
  ['/var/log/*', '/var/log/a/b', false],
  ['/var/*/a.log', '/var/log/a.log', true],
  ['/var/log/[ab]?.log', '/var/log/b1.log', true],
  ['/var/log/[!a]*.log', '/var/log/b.log', true],
  ['/var/log/[!a]*.log', '/var/log/a.log', false],
  [String.raw`/var/log/\*.log`, '/var/log/*.log', true],
  [String.raw`/var/log/\*.log`, '/var/log/a.log', false],
  ['/var/log/ñ?.log', '/var/log/ñx.log', true],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(pathMatcherOf(pattern)(path)).toBe(expected);
});

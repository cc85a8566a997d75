import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLanguageServer, type LanguageServer } from './language-server.ts';

// The schema as an editor uses it: through a real language server, over its protocol.

const policies = resolve(import.meta.dirname, '../../../policies');
const schema = '# yaml-language-server: $schema=../schema/policy.schema.json\n';

let server: LanguageServer;
beforeAll(async () => {
  server = await startLanguageServer();
});
afterAll(() => {
  server.stop();
});

const shipped = readdirSync(policies).filter((name) => name.endsWith('.yaml'));

test.each(shipped)('%s is as an editor wants it', async (name) => {
  const text = readFileSync(join(policies, name), 'utf8');
  expect(text).toContain('$schema=../schema/policy.schema.json');
  expect(await server.open(name, text)).toEqual([]);
});

describe('what kapa takes is not marked', () => {
  test.each([
    ['a variable as a port', "probes: { p: { port_owner: { port: '{{ port }}', expected: { program: node } } } }\n"],
    ['a variable in an address', "probes: { s: { http: { url: 'http://{{ host }}/' } } }\n"],
    ['a variable alone as an address', "probes: { s: { http: { url: '{{ url }}' } } }\n"],
    ['a variable as a list', "resources: [{ name: A, logrotate: { name: a, paths: '{{ logs }}', weekly: true } }]\n"],
    ['a variable as a path', "resources: [{ name: A, file: { path: '{{ path }}', content: x } }]\n"],
    ['a probe that needs nothing', 'probes: { m: { load: } }\n'],
    ['quantities', 'thresholds: { a: 10, b: 4GiB, c: 1h30m, d: 80%, e: 0.5, f: 512 MB }\n'],
    ['sections of comments', 'vars:\nprobes:\nrules:\nresources:\n'],
    ['a rule', 'probes: { m: { load: {} } }\nrules: [{ name: R, when: m.one > 8, for: 2 checks, every: 3m }]\n'],
  ])('%s', async (what, text) => {
    expect(await server.open(`${what}.yaml`, schema + text)).toEqual([]);
  });
});

describe('what is wrong is marked in its line', () => {
  test.each([
    ['a key', 'resources:\n  - name: A\n    file: { pth: /srv/a }\n', 4, 'pth'],
    ['a key of a rule', 'rules:\n  - name: R\n    whn: x > 1\n    when: x > 1\n', 4, 'whn'],
    ['a number', 'probes:\n  p:\n    port_owner:\n      port: many\n      expected: { program: node }\n', 5, ''],
    ['a word', 'rules:\n  - name: R\n    when: a\n    severity: high\n', 5, 'warning'],
    ['a quantity', 'thresholds:\n  a: 10\n  b: 4 gigs\n', 4, ''],
    ['a duration', 'rules:\n  - name: R\n    when: a\n    every: 5 minutes\n', 5, ''],
    ['a type', 'probes:\n  p:\n    lod: {}\n', 4, 'lod'],
  ])('%s', async (what, text, line, says) => {
    const marked = await server.open(`wrong ${what}.yaml`, schema + text);
    expect(marked.map((one) => one.line)).toContain(line);
    expect(new Set(marked.map((one) => one.line)).size).toBe(1);
    expect(marked.map(({ message }) => message).join('\n')).toContain(says);
  });
});

test('keys and words are offered', async () => {
  const text = `${schema}rules:\n  - name: R\n    severity: \n    \n`;
  await server.open('offered.yaml', text);
  expect(await server.complete('offered.yaml', 3, 14)).toEqual(expect.arrayContaining(['warning', 'critical']));
  expect(await server.complete('offered.yaml', 4, 4)).toEqual(expect.arrayContaining(['when', 'do', 'cooldown']));
  await server.open('resource.yaml', `${schema}resources:\n  - name: A\n    \n`);
  expect(await server.complete('resource.yaml', 3, 4)).toEqual(
    expect.arrayContaining(['file', 'cron', 'requires']),
  );
  await server.open('types.yaml', `${schema}probes:\n  p:\n    l\n`);
  expect(await server.complete("types.yaml", 3, 5)).toEqual(
    expect.arrayContaining(['http', 'load', 'port_owner']),
  );
});

test('words of a type are offered where a variable may stand as well', async () => {
  await server.open('words.yaml', `${schema}probes:\n  t:\n    tcp_sockets:\n      state: \n`);
  expect(await server.complete('words.yaml', 4, 13)).toEqual(expect.arrayContaining(['close-wait', 'established']));
});

test('what a key is for is shown', async () => {
  await server.open('hover.yaml', `${schema}probes:\n  p:\n    port_owner:\n      port: 3001\nrules:\n  - name: R\n    cooldown: 1m\n`);
  expect(await server.hover('hover.yaml', 7, 6)).toContain('How long no other remedy is tried');
  expect(await server.hover('hover.yaml', 4, 8)).toMatch(/port/iu);
  expect(await server.hover('hover.yaml', 3, 6)).toMatch(/port/iu);
});

import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { readPlain } from '../../../src/policy/yaml/plain-yaml.ts';

const policies = resolve(import.meta.dirname, '../../../policies');
const shipped = readdirSync(policies).map((name) => readFileSync(resolve(policies, name), 'utf8'));

/** What the package makes of a text; undefined: it finds something wrong with it. */
function byPackage(text: string): readonly unknown[] | undefined {
  const documents = parseAllDocuments(text, { version: '1.2', prettyErrors: false, logLevel: 'silent' });
  if (!Array.isArray(documents)) return [];
  if (documents.some(({ errors, warnings }) => errors.length + warnings.length > 0)) return undefined;
  return documents
    .map((document): unknown => document.toJS())
    .filter((value) => value !== null && value !== undefined);
}

/** The order of keys counts: `JSON` tells it, equality does not. */
function same(text: string): void {
  const plain = readPlain(text)?.map(({ value }) => value);
  if (plain === undefined) return;
  expect(plain, text).toStrictEqual(byPackage(text));
  expect(JSON.stringify(plain), text).toBe(JSON.stringify(byPackage(text)));
}

test('the shipped policies are plain, and mean the same to the package', () => {
  for (const text of shipped) {
    expect(readPlain(text)).toBeDefined();
    same(text);
  }
});

test.each([
  ['a: |\n  one\n   two\n\n  three\n\nb: |-\n  x\n', { a: 'one\n two\n\nthree\n', b: 'x' }],
  [
    "a:\n- 1\n- -2.5\n- {b: [x, 'it''s', \"q\\n\\\"z\"], }\n- []\n",
    { a: [1, -2.5, { b: ['x', "it's", 'q\n"z'] }, []] },
  ],
  ['a:\nb:\n  c:\n# d\ne: f # g\n', { a: null, b: { c: null }, e: 'f' }],
  ['a:\n  { b: c, # d\n    e: 10m }\nf: http://g/h#i\n', { a: { b: 'c', e: '10m' }, f: 'http://g/h#i' }],
  ['mode: "0644"\nport: 3001\nwhen: a.b >= c\n', { mode: '0644', port: 3001, when: 'a.b >= c' }],
  ['a: 3001\u00a0\nb: [true\u3000, 5\u2003 ]\n', { a: '3001\u00a0', b: ['true\u3000', '5\u2003'] }],
])('%j is read', (text, value) => {
  expect(readPlain(text)?.map((document) => document.value)).toStrictEqual([value]);
  same(text);
});

test.each([
  ['an anchor', 'a: &x 1\n'],
  ['an alias', 'a: *x\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a text over two lines', 'a: b\n  c\n'],
  ['a folded text', 'a: >\n  b\n'],
  ['a key twice', 'a: 1\na: 2\n'],
  ['a merge key', 'a:\n  <<: { b: 1 }\n'],
  ['a tab in the margin', 'a:\n\tb: 1\n'],
  ['a tab behind a colon', 'a:\n  - b:\tc\n'],
  ['another spelling of a number', 'a: 0x10\n'],
  ['another spelling of true', 'a: TRUE\n'],
  ['a prototype as a key', '__proto__: 1\n'],
  ['carriage returns', 'a: 1\r\n'],
  ['a key longer than YAML allows', `${'k'.repeat(1025)}: 1\n`],
  ['a key longer than YAML allows, in braces', `a: { ${'k'.repeat(1025)}: 1 }\n`],
  ['a directive', '%YAML 1.1\n---\na: 1\n'],
  ['a list that is not closed', 'a: [1, 2\n'],
  ['a wrong margin', 'a:\n   b: 1\n  c: 2\n'],
])('%s is left to the package', (_, text) => {
  expect(readPlain(text)).toBeUndefined();
});

test('sections and items are found where they begin', () => {
  const text = '# a\nvars: { site: x }\nresources:\n  - name: A\n  - name: B\nprobes:\n  web:\n    tcp: {}\n';
  const starts = Object.fromEntries(readPlain(text)?.[0]?.starts ?? []);
  expect(
    Object.fromEntries(Object.entries(starts).map(([path, at]) => [path, text.slice(at, at + 6)])),
  ).toEqual({
    vars: 'vars: ',
    'vars/site': 'site: ',
    resources: 'resour',
    'resources/0': 'name: ',
    'resources/1': 'name: ',
    probes: 'probes',
    'probes/web': 'web:\n ',
  });
});

test('any value that the package writes means the same, or is left to it', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('a b', 'a: b', ' a', 'a #b', '- a', '1e3', 'null', 'x\ny\n'),
  );
  const value = fc.object({
    key: fc.oneof(fc.string(), fc.constantFrom('name', 'with')),
    values: [text, fc.integer()],
  });
  fc.assert(
    fc.property(value, fc.boolean(), (value, flow) => {
      same(stringify({ value }, { collectionStyle: flow ? 'flow' : 'any' }));
    }),
    { numRuns: 300, seed: 20251124 },
  );
});

test('policies with anything put in or left out mean the same, or are left to the package', () => {
  const pieces = [
    ' ',
    '  ',
    '\n',
    '\n ',
    '- ',
    '-',
    ':',
    ': ',
    ' #',
    '#',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
  ];
  pieces.push(
    '|-\n',
    '>',
    '&a',
    '*a',
    '!t',
    '? ',
    '~',
    'null',
    '0x1',
    '.5',
    '007',
    '\t',
    '\\',
    '---\n',
    '...\n',
    'a: b',
    '\u00a0',
    '\u2003',
    '\u3000',
    'k'.repeat(1020),
  );
  const part = fc.tuple(fc.constantFrom(...shipped), fc.nat(), fc.integer({ min: 2, max: 20 }));
  const change = fc.tuple(fc.nat(), fc.nat(2), fc.oneof(fc.constant(''), fc.constantFrom(...pieces)));
  fc.assert(
    fc.property(part, fc.array(change, { minLength: 1, maxLength: 4 }), ([policy, from, count], changes) => {
      const lines = policy.split('\n');
      const first = from % lines.length;
      let text = `top:\n${lines.slice(first, first + count).join('\n')}\n`;
      for (const [at, length, piece] of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + piece + text.slice(place + length);
      }
      same(text);
    }),
    { numRuns: 3000, seed: 20251124 },
  );
});

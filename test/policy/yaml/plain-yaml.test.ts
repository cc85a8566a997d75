import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import type { Path } from '../../../src/core/policy.ts';
import type { PolicyDocument } from '../../../src/policy/yaml/document.ts';
import { readPlain } from '../../../src/policy/yaml/plain-yaml.ts';
import { readDocuments } from '../../../src/policy/yaml/source.ts';
import { parseDocuments } from '../../../src/policy/yaml/yaml-document.ts';

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
async function same(text: string): Promise<void> {
  const plain = readPlain(text)?.map(({ value }) => value);
  if (plain === undefined) return;
  expect(plain, text).toStrictEqual(byPackage(text));
  expect(JSON.stringify(plain), text).toBe(JSON.stringify(byPackage(text)));
  const file = { path: 'p.yaml', text };
  const { documents } = await readDocuments(file);
  expect(documents.map(placesIn), text).toEqual(parseDocuments(file, () => 0).documents.map(placesIn));
}

/** Everything in a document, and where it and its key stand: of a collection its beginning, of what is not written its line. */
function placesIn({ value, locate }: PolicyDocument): readonly string[] {
  const found: string[] = [];
  const look = (one: unknown, path: Path): void => {
    const { line, column, endLine, endColumn } = locate(path);
    const key = locate(path, 'key');
    const isCollection = typeof one === 'object' && one !== null;
    found.push(
      `${path.join('/')} ${line}${one === null ? '' : `:${column}`}${isCollection || one === null ? '' : `-${endLine}:${endColumn}`}`,
      `${path.join('/')} key ${key.line}:${key.column}`,
    );
    if (isCollection)
      for (const [name, below] of Object.entries(one))
        look(below, [...path, Array.isArray(one) ? Number(name) : name]);
  };
  look(value, []);
  return found;
}

test('the shipped policies are plain, and mean the same to the package', async () => {
  for (const text of shipped) {
    expect(readPlain(text)).toBeDefined();
    await same(text);
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
])('%j is read', async (text, value) => {
  expect(readPlain(text)?.map((document) => document.value)).toStrictEqual([value]);
  await same(text);
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

test('texts are found where they stand, and parts of them', async () => {
  const text = `a: { b: 'x y', c: "p\\tq" }\nd:\n  - |\n    one\n    two\n  - f g # h\n`;
  const [document] = (await readDocuments({ path: 'p.yaml', text })).documents;
  const written = (path: Path): string | undefined => document?.written(path);
  expect([['a', 'b'], ['a', 'c'], ['d', 1], ['nowhere']].map(written)).toEqual([
    "'x y'",
    '"p\\tq"',
    'f g',
    text.trimEnd().slice(0, -' # h'.length),
  ]);
  const inside = (path: Path): string => {
    const place = document?.locateInside(path, 1, 2);
    return `${place?.line}:${place?.column}-${place?.endLine}:${place?.endColumn}`;
  };
  expect(
    [
      ['a', 'b'],
      ['a', 'c'],
      ['d', 1],
    ].map(inside),
  ).toEqual(['1:11-1:12', '1:19-1:25', '6:6-6:7']);
});

test('any value that the package writes means the same, or is left to it', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('a b', 'a: b', ' a', 'a #b', '- a', '1e3', 'null', 'x\ny\n'),
  );
  const value = fc.object({
    key: fc.oneof(fc.string(), fc.constantFrom('name', 'with')),
    values: [text, fc.integer()],
  });
  await fc.assert(
    fc.asyncProperty(value, fc.boolean(), async (value, flow) => {
      await same(stringify({ value }, { collectionStyle: flow ? 'flow' : 'any' }));
    }),
    { numRuns: 300, seed: 20251124 },
  );
});

test('policies with anything put in or left out mean the same, or are left to the package', async () => {
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
  await fc.assert(
    fc.asyncProperty(
      part,
      fc.array(change, { minLength: 1, maxLength: 4 }),
      async ([policy, from, count], changes) => {
        const lines = policy.split('\n');
        const first = from % lines.length;
        let text = `top:\n${lines.slice(first, first + count).join('\n')}\n`;
        for (const [at, length, piece] of changes) {
          const place = at % (text.length + 1);
          text = text.slice(0, place) + piece + text.slice(place + length);
        }
        await same(text);
      },
    ),
    { numRuns: 3000, seed: 20251124 },
  );
});

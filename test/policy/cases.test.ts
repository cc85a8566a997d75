import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lintTexts, loadTexts } from './set.ts';

// Small policies of which each was once judged wrongly; what they say of themselves is how it was.

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures/cases', `${name}.yaml`), 'utf8');

test.each<readonly [name: string, ...found: string[]]>([
  ['01-or-missing-field'],
  ['01b-and-missing-field'],
  ['02-window-field-typo', '5 KAPA010'],
  ['04-paren-division'],
  ['05-nbsp', '9 KAPA004'],
  ['05b-nbsp-and-a-warning', '9 KAPA004'],
  ['06-threshold-named-as-probe', '3 KAPA019'],
  ['07-type-name-as-threshold', '2 KAPA019', '3 KAPA019'],
  ['09-vars-order'],
  ['10-vars-circular', '1 KAPA018'],
  ['11-log-regex', '4 KAPA015'],
  ['13-when-false-not-linted', '6 KAPA003', '6 KAPA007', '6 KAPA012'],
  ['15-mode-0o644', '3 KAPA012'],
  ['16-exclusive-by-facts'],
  ['17-unused-variable-false'],
  ['18-quoted-number-var', '5 KAPA012'],
  ['20-requires-cycle', '6 KAPA018'],
  ['21-list-in-text'],
  ['22-variable-named-log'],
  ['24-hyphen-name', '4 KAPA019'],
  ['26-when-list-and-numbers', '12 KAPA010'],
  ['27-editor-schema-and-variables'],
  ['28-suggestion'],
  [
    '30-bare-bounds',
    '7 KAPA017',
    '9 KAPA017',
    '11 KAPA017',
    '12 KAPA017',
    '13 KAPA017',
    '14 KAPA016',
    '14 KAPA027',
    '14 KAPA052',
    '14 KAPA025',
  ],
])('%s', async (name, ...expected) => {
  const found = (await lintTexts(read(name))).map(({ id, place }) => `${place.line} ${id}`);
  expect(found).toEqual(expected);
});

test.each(['05-nbsp', '05b-nbsp-and-a-warning'])('%s without its first fault', async (name) => {
  const found = (await lintTexts(read(name).replace(/backup: false\u00A0/u, 'backup: false'))).map(
    ({ id, place }) => `${place.line} ${id}`,
  );
  expect(found.filter((one) => !one.endsWith('KAPA030'))).toEqual(['4 KAPA004', '10 KAPA037']);
});

test.each([
  ['09-vars-order', 'A', 'see http://www.shop.example/'],
  ['21-list-in-text', 'A', 'hosts ["a","b"] {"k":1}'],
  ['21-list-in-text', 'B', 'hosts ["a","b"] {"k":1}'],
  ['22-variable-named-log', 'A', 'file=/var/log/app.log;'],
  ['22-variable-named-log', 'B', 'file=/var/log/app.log;on'],
])('%s: %s', async (name, resource, content) => {
  const { set } = await loadTexts([read(name)]);
  expect(set.resources.find((one) => one.name === resource)?.spec).toMatchObject({ content });
});

test('millions of empty lines and very long keys overflow nothing', async () => {
  const empty = `vars: { a: 1 }\n${'\n'.repeat(3_400_000)}resources: [{ name: A, file: { path: /srv/a, content: '{{ a }}' } }]\n`;
  expect(await lintTexts(empty)).toEqual([]);
  const key = 'k'.repeat(2000);
  expect((await lintTexts(`vars: { ${key}: 1 }\n`)).length).toBeGreaterThan(0);
});

test('what is wrong in more places than anybody reads ends the look', async () => {
  const probes = Array.from({ length: 12_000 }, (_, n) => ` p${n}: { http: { ul: 3 } }\n`).join('');
  const ids = (await lintTexts(`probes:\n${probes}`)).map(({ message }) => message.id);
  expect(ids.filter((id) => id === 'policy.enough')).toHaveLength(1);
  expect(ids.length).toBeLessThan(11_000);
});

test('a section of more items than anybody writes is told once', async () => {
  const found = await lintTexts(`rules: [${'{},'.repeat(100_001)}]\n`);
  expect(found.map(({ message }) => message.id)).toEqual(['policy.too_many_items']);
});

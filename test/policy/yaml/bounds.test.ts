import { describe, expect, test } from 'vitest';
import { readPlain } from '../../../src/policy/yaml/plain-yaml.ts';
import { lintTexts, shown } from '../set.ts';
import { patient } from '../../patient.ts';

/** Findings of one text, and the processor's seconds that they took. */
async function linted(
  text: string,
): Promise<{ readonly found: readonly string[]; readonly seconds: number }> {
  const before = process.cpuUsage();
  const found = (await lintTexts(text)).map(shown);
  const { user, system } = process.cpuUsage(before);
  return { found, seconds: (user + system) / 1e6 };
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

describe('what a hostile file takes is bounded, and what is wrong is told', () => {
  test.each<[string, string, RegExp]>([
    [
      'unquoted braces in 10,000 lines',
      `vars:\n${lines(10_000, (i) => `  v${i}: {{ v${i + 1} }}\n`)}`,
      /^2:7\S* KAPA011 YAML reads an unquoted/u,
    ],
    [
      'unquoted braces in 400,000 lines',
      `vars:\n${lines(400_000, (i) => `  v${i}: {{ v${i + 1} }}\n`)}`,
      /^2:8\S* KAPA001 from here on .* is not written plainly/u,
    ],
    ['dashes', '- '.repeat(3000), /KAPA001 this is nested more than 64 levels deep \| no policy needs/u],
    ['brackets', `vars: { a: ${'['.repeat(100_000)}`, /KAPA001 this is nested more than 64 levels deep/u],
    ['braces', `vars: { a: ${'{a: '.repeat(50_000)}`, /KAPA001 this is nested more than 64 levels deep/u],
    ['question marks', '? '.repeat(5000), /KAPA001 this is nested more than 64 levels deep/u],
    [
      'levels of indentation',
      lines(1000, (i) => `${' '.repeat(i)}a:\n`),
      /KAPA001 this is nested more than 64 levels deep/u,
    ],
    ['200,000 wrong lines', 'a: b: c\n'.repeat(200_000), /KAPA001 this is not valid YAML/u],
    [
      '400,000 wrong escapes',
      `vars: { a: "${'\\q'.repeat(400_000)}" }\n`,
      /^1:12\S* KAPA001 this text in double quotes is full of escapes/u,
    ],
    ['20,000 keys twice', `vars:\n${'  a: &x 1\n'.repeat(20_000)}`, /^3:3\S* KAPA005 .* first in line 2/u],
    ['20,000 aliases of nothing', `vars:\n${lines(20_000, (i) => `  a${i}: *b\n`)}`, /^2:7\S* KAPA001 \*b/u],
  ])('%s', { timeout: 60_000 }, async (_, text, first) => {
    const { found, seconds } = await linted(text);
    expect(found[0]).toMatch(first);
    expect(seconds).toBeLessThan(patient(15));
  });
});

test('200,000 wrong items are told', { timeout: 120_000 }, async () => {
  const { found } = await linted(`rules:\n${'- {}\n'.repeat(100_000)}`);
  expect(found.length).toBeGreaterThan(10_000);
  expect(found.join('\n')).toContain('180000 more errors in this document');
});

test('26,000 wrong items cost what reading them costs', { timeout: 60_000 }, async () => {
  const { found, seconds } = await linted(
    `resources:\n${lines(26_000, (i) => `  - { name: R${i}, file: { path: srv/a${i}, content: x, mod: 0644 } }\n`)}`,
  );
  expect(found[1]).toMatch(/^2:31-2:37 KAPA004 path has not the right form/u);
  expect(found.length).toBeGreaterThan(10_000);
  expect(seconds).toBeLessThan(patient(2));
});

test.each([
  [
    '3,000 names of probes that are like 3,000 others',
    `probes:\n${lines(3000, (i) => `  probe_of_it_${i}: { load: {} }\n`)}rules:\n${lines(3000, (i) => `  - { name: R${i}, when: prbe_of_it_${i}.one > 8 }\n`)}`,
    3000,
  ],
  [
    '3,000 names of resources that are like 3,000 others',
    `resources:\n${lines(3000, (i) => `  - { name: Resource ${i}, requires: [Resorce ${i + 1} x], file: { path: /srv/${i}, content: x } }\n`)}`,
    3000,
  ],
  [
    '10,000 bounds without their unit',
    `probes:\n  a: { pm2_app: { name: shop, user: shop } }\nrules:\n${lines(10_000, (i) => `  - { name: R${i}, when: a.memory > ${(i % 900) + 1} && a.restarts > ${i} }\n`)}`,
    10_000,
  ],
])('%s are told in good time', { timeout: 60_000 }, async (_, text, least) => {
  const { found, seconds } = await linted(text);
  expect(found.length).toBeGreaterThanOrEqual(least);
  expect(seconds).toBeLessThan(patient(least === 3000 ? 2 : 4));
});

test('wrong items of a plain file are told in their lines, however large it is', async () => {
  const comment = `# ${'x'.repeat(2 * 1024 * 1024)}\n`;
  const { found } = await linted(
    `${comment}resources:\n${lines(3, (i) => `- { name: R${i}, file: { path: /a${i}, content: x, mode: 9 } }\n`)}`,
  );
  expect(found.map((one) => one.slice(0, one.indexOf(':')))).toEqual(['3', '4', '5']);
});

test.each([
  ['empty lines', `vars: { a: 1 }\n${'\n'.repeat(3_500_000)}probes: {}\n`],
  ['empty lines in braces', `vars: { a: 1,${'\n'.repeat(3_000_000)}  b: 2 }\n`],
  ['comments', `vars: { a: 1 }\n${'#\n'.repeat(1_500_000)}probes: {}\n`],
])('three million %s overflow nothing', (_, text) => {
  expect(readPlain(text)?.[0]?.value).toHaveProperty('vars.a', 1);
});

test.each([
  ['before a closing brace', 'x: {c: e\n#\n }\n'],
  ['before a lone value', 'A:\n#c\n b\nb:\n'],
])('a comment left of its value, %s, is left to the package', (_, text) => {
  expect(readPlain(text)).toBeUndefined();
});

describe('what is wrong with YAML is told with the cure of that fault', () => {
  test.each([
    ['a: &x 1\nb: [*y]\n', '2:5-2:7 KAPA001 *y refers to an anchor that is not defined before it'],
    [
      'vars:\n  a: 1\n  b: 2\n  a: 3\n',
      '4:3-4:4 KAPA005 the key a stands twice in this mapping, first in line 2',
    ],
    ['vars: { a: "\\d+" }\n', "put the text in single quotes '...'"],
    ['description: see: this\n', 'a colon and a space in it begin a mapping'],
    ['description: @every\n', 'put the value in quotes: it begins with a character'],
    ['description: "open\n', 'close every quote, bracket and brace'],
    ['vars:\n\ta: 1\n', 'indent with spaces, not with tabs'],
  ])('%j', async (text, expected) => {
    const { found } = await linted(text);
    expect(found.join('\n')).toContain(expected);
  });
});

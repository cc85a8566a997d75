import { expect, test } from 'vitest';
import { lintTexts, loadTexts, shown } from '../set.ts';

const file = (rest: string): string => `resources:\n  - name: A\n    file:\n      path: /etc/a\n${rest}`;

test.each([
  ['misspelt key', file('      contnt: x\n'), '5:7-5:13 KAPA003 unknown key contnt | did you mean content?'],
  [
    'misspelt type',
    'resources:\n  - name: A\n    fil: {}\n',
    '3:5-3:8 KAPA006 unknown type fil | did you mean file?',
  ],
  [
    'no type',
    'resources:\n  - name: A\n    tags: [x]\n',
    '2:5-3:14 KAPA006 this item names no type | add one type key, for example file: {...}',
  ],
  [
    'unknown key of the document',
    'resorces: []\n',
    '1:1-1:9 KAPA003 unknown key resorces | did you mean resources?',
  ],
  [
    'unquoted braces',
    file('      content: {{ x }}\n'),
    '5:16-5:23 KAPA011 YAML reads an unquoted {{ as a mapping | put it in quotes: "{{ name }}"',
  ],
  [
    'unquoted mode',
    file('      content: x\n      mode: 0644\n'),
    '6:13-6:17 KAPA012 YAML reads this mode as the decimal number 644 | put it in quotes: "0644"',
  ],
  [
    'unknown variable',
    file('      content: "{{ nme }}"\n'),
    '5:16-5:27 KAPA007 there is no variable nme | define it under vars, or give --set nme=...',
  ],
  [
    'no template',
    file('      template: none.hbs\n'),
    '5:17-5:25 KAPA008 there is no template none.hbs | put it at templates/none.hbs in the policy folder',
  ],
  [
    'duplicate key',
    'vars: { a: 1, a: 2 }\n',
    '1:15-1:16 KAPA005 the key a stands twice in this mapping, first in line 1 | keep one a, with all that stands below both',
  ],
  [
    'wrong type',
    'resources:\n  - name: A\n    tags: x\n    file: { path: /etc/a, content: b }\n',
    '3:11-3:12 KAPA004 tags must be of type array, not string | write a list: [x]',
  ],
])('%s is found at its place', async (_, text, expected) => {
  expect((await lintTexts(text)).map(shown)).toContain(expected);
});

test('a misspelt variable is told what it is likely meant to be', async () => {
  const found = await lintTexts(`vars: { greeting: x }\n${file('      content: "{{ greting }}"\n')}`);
  expect(found.map(shown)).toEqual([
    '6:16-6:31 KAPA007 there is no variable greting | did you mean greeting?',
  ]);
});

test('names are unique across files', async () => {
  const text = 'resources:\n  - name: A\n    directory: { path: /srv/a }\n';
  expect((await lintTexts(text, text.replace('/srv/a', '/srv/b'))).map(shown)).toEqual([
    '2:11-2:12 KAPA005 A is defined twice | names are unique across all policy files: rename or remove one',
  ]);
});

test('several documents of a file are one set', async () => {
  const { set, findings } = await loadTexts([
    'policy: one\nvars: { p: /etc/a }\n---\npolicy: two\nresources:\n  - name: A\n    file: { path: "{{ p }}", content: x }\n',
  ]);
  expect(findings).toEqual([]);
  expect(set.resources).toMatchObject([{ name: 'A', policy: 'two', spec: { path: '/etc/a' } }]);
});

test('a value that is one name keeps its type, others become text, later variables reach earlier ones', async () => {
  const { set, findings } = await loadTexts([
    `vars:
  limit: 150
  doubled: "{{ limit }}{{ limit }}"
resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: "{{ limit }}", MaxConnectionsPerChild: 1000 } }
  - name: F
    file: { path: /etc/f, content: "<{{ doubled }} & {{ limit }}>" }
`,
  ]);
  expect(findings).toEqual([]);
  expect(set.resources[0]?.spec).toMatchObject({ prefork: { MaxRequestWorkers: 150 } });
  expect(set.resources[1]?.spec).toMatchObject({ content: '<150150 & 150>' });
});

test('--set and --vars win over variables and thresholds', async () => {
  const { set } = await loadTexts(['vars: { a: 1 }\nthresholds: { t: 10, u: 3m }\n'], {
    overrides: { a: 'x', t: '4GiB' },
  });
  expect(set.vars).toEqual({ a: 'x' });
  expect(set.thresholds).toEqual({
    t: { kind: 'size', value: 2 ** 32 },
    u: { kind: 'duration', value: 180 },
  });
});

test('a resource whose condition does not hold is left out and named', async () => {
  const text =
    'resources:\n  - name: Big\n    when: facts.memory > 4294967296.0\n    directory: { path: /srv/big }\n';
  const small = await loadTexts([text], { facts: { memory: 2 ** 30 } });
  expect(small.set.resources).toEqual([]);
  expect(small.left_out).toEqual(['Big']);
  const big = await loadTexts([text], { facts: { memory: 2 ** 34 } });
  expect(big.set.resources).toHaveLength(1);
});

test('aliases are followed, but a bomb is refused', async () => {
  const good = await loadTexts(['vars: { a: &a { x: 1 }, b: *a }\n']);
  expect(good.set.vars).toEqual({ a: { x: 1 }, b: { x: 1 } });
  const levels = Array.from(
    { length: 9 },
    (_, n) => `  l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`,
  );
  const bomb = `vars:\n  l0: &l0 [x]\n${levels.join('\n')}\n`;
  expect((await lintTexts(bomb)).map(({ id }) => id)).toEqual(['KAPA001']);
});

test('nothing in a policy reaches the prototype of objects', async () => {
  await lintTexts(
    file('      content: "{{ constructor }}{{ __proto__ }}"\n'),
    'vars: { __proto__: { polluted: 1 } }\n',
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each([
  ['logrotate', '{ name: kapa, paths: [/var/log/a.log], weekly: true, rotate: 8 }'],
  ['"apache_mpm"', '{ prefork: { MaxConnectionsPerChild: 1000 } }'],
])(
  'a type with a template of its own is rendered though no text of the policy says so: %s',
  async (type, spec) => {
    const { set } = await loadTexts([`resources:\n  - name: A\n    ${type}: ${spec}\n`]);
    const content = String((set.resources[0]?.spec as { content?: unknown } | undefined)?.content);
    expect(content).toContain('Managed by kapa');
    expect(content).not.toContain('{{');
  },
);

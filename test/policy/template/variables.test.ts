import { describe, expect, test } from 'vitest';
import { lintTexts, loadTexts, shown } from '../set.ts';

const hosts =
  'vars: { hosts: [a, b], some: { k: 1, l: [x] }, on: true, off: false, log: /var/log/x, one: 1 }\n';

/** What a text in a file resource comes to. */
async function rendered(content: string, vars = hosts): Promise<unknown> {
  const text = `${vars}resources:\n  - name: A\n    file: { path: /srv/a, content: '${content}' }\n`;
  const { set, findings } = await loadTexts([text]);
  expect(findings.map(shown)).toEqual([]);
  const [resource] = set.resources;
  return (resource?.spec as { readonly content?: unknown } | undefined)?.content;
}

describe('a value has one text, alone, in a sentence and beside a block', () => {
  test.each([
    ['hosts', '["a","b"]'],
    ['some', '{"k":1,"l":["x"]}'],
    ['some.l', '["x"]'],
    ['hosts.0', 'a'],
    ['some.l.0', 'x'],
    ['on', 'true'],
    ['off', 'false'],
    ['one', '1'],
    ['log', '/var/log/x'],
  ])('%s', async (name, text) => {
    expect(await rendered(`is {{ ${name} }}.`)).toBe(`is ${text}.`);
    expect(await rendered(`is {{ ${name} }}.{{#if on}}{{/if}}`)).toBe(`is ${text}.`);
    expect(await rendered(`is {{{ ${name} }}}.`)).toBe(`is ${text}.`);
    expect(await rendered(`{{#if on}}is {{~ ${name} ~}} .{{/if}}`)).toBe(`is${text}.`);
  });

  test('of an item of a list of lists', async () => {
    expect(await rendered('{{#each l}}{{ this }};{{/each}}', 'vars: { l: [[1], { a: 2 }] }\n')).toBe(
      '[1];{"a":2};',
    );
  });
});

test.each([
  ['a number', '{{ one }}', '1'],
  ['a switch', '{{ off }}', 'false'],
])('%s alone where a text is wanted is one', async (_, content, text) => {
  expect(await rendered(content)).toBe(text);
});

test('a mode that is a number is none, wherever it is defined', async () => {
  const found = await lintTexts(
    "vars: { mode: 0644 }\nresources:\n  - name: A\n    file: { path: /srv/a, content: x, mode: '{{ mode }}' }\n",
  );
  expect(found.map(shown)).toEqual([
    expect.stringContaining('KAPA012 the variable is the decimal number 644'),
  ]);
});

describe('variables of variables', () => {
  test('are resolved whatever their order, across files', async () => {
    const { set, findings } = await loadTexts([
      "resources:\n  - name: A\n    file: { path: /srv/a, content: 'see {{ url }}' }\nvars: { url: 'http://{{ host }}/' }\n",
      "vars: { host: 'www.{{ domain }}{{#if port}}:{{ port }}{{/if}}' }\n",
      "vars: { domain: shop.example, port: '{{ ports.0 }}', ports: [80] }\n",
    ]);
    expect(findings.map(shown)).toEqual([]);
    expect(set.resources[0]?.spec).toHaveProperty('content', 'see http://www.shop.example:80/');
  });

  test.each([
    ["vars: { a: '{{ b }}', b: '{{ a }}' }\n", 'a → b → a'],
    ["vars: { a: '{{ a }}' }\n", 'a → a'],
    ["vars: { a: 'x{{#if b}}{{/if}}', b: [1, '{{ c }}'], c: { d: '{{ a }}' } }\n", 'a → b → c → a'],
    ["vars: { z: '{{ b }}{{ b }}', b: '{{ c }} {{ c }}', c: '{{ b }}' }\n", 'b → c → b'],
  ])('in a circle are told once: %s', async (text, circle) => {
    const found = (await lintTexts(text)).map(shown).filter((one) => !one.includes('KAPA030'));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`KAPA018 these variables are made of each other: ${circle} |`);
  });

  test('in a long chain are bounded', async () => {
    const names = Array.from({ length: 5000 }, (_, index) => `  v${index}: "{{ v${index + 1} }}"\n`);
    const found = await lintTexts(`vars:\n${names.join('')}  v5000: x\n`);
    expect(found.map(shown).join('\n')).toContain('more than 100 variables are made of each other');
  });

  test('that are overridden stand as given', async () => {
    const { set } = await loadTexts(["vars: { a: '{{ b }}', b: '{{ a }}' }\n"], { overrides: { b: 'x' } });
    expect(set.vars).toMatchObject({ a: 'x', b: 'x' });
  });
});

describe('names that cannot be are told where they stand', () => {
  test.each([
    [
      'thresholds: { load: 4 }\nprobes: { load: { load: {} } }\n',
      '1:15',
      'load is a threshold here and a probe',
    ],
    ['vars: { few: 4 }\nthresholds: { few: 4 }\n', '2:15', 'few is a threshold here and a variable'],
    ['thresholds: { type: 4 }\n', '1:15', 'type already means something'],
    ['thresholds: { constructor: 4 }\n', '1:15', 'constructor already means something'],
    ['probes: { list: { load: {} } }\n', '1:11', 'list already means something'],
    ['probes: { for: { load: {} } }\n', '1:11', 'for already means something'],
    ['vars: { each: 4 }\n', '1:9', 'each already means something'],
    ['vars: { facts: 4 }\n', '1:9', 'facts already means something'],
    ['vars: { toString: 4 }\n', '1:9', 'toString already means something'],
    ['thresholds:\n  good: 1\n  close-wait-max: 10\n', '3:3', 'close-wait-max cannot be a name'],
    ['probes: { "a b": { load: {} } }\n', '1:11', 'a b cannot be a name'],
  ])('%j', async (text, place, message) => {
    const found = (await lintTexts(text)).map(shown).filter((one) => /KAPA0(?:1|0)/u.test(one));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(new RegExp(`^${place}\\S* KAPA019 ${message}`, 'u'));
  });

  test('a rule that speaks of such a name brings no second finding, and no crash', async () => {
    const text =
      'thresholds: { load: 4 }\nprobes: { load: { load: {} } }\nrules:\n  - { name: A, when: (load.one) > load }\n';
    expect((await lintTexts(text)).map(({ id }) => id)).toEqual(['KAPA019']);
  });
});

test.each([
  ['an item of a loop', '{{#each hosts}}{{ this }}.{{ ../dom }}{{/each}}', 'vars: { hosts: [a], dom: x }\n'],
  ['lookup', 'x{{lookup some key}}', 'vars: { some: { k: 1 }, key: k }\n'],
  ['else if', '{{#if a}}1{{else if b}}2{{/if}}', 'vars: { a: false, b: true }\n'],
  ['blanks taken off', '{{~ c ~}}', 'vars: { c: z }\n'],
  ['three braces', 'x{{{ c }}}', 'vars: { c: z }\n'],
  ['an index', 'x{{ list.0 }}', 'vars: { list: [z] }\n'],
])('variables used in %s are used', async (_, content, vars) => {
  const text = `${vars}resources:\n  - name: A\n    file: { path: /srv/a, content: '${content}' }\n`;
  expect((await lintTexts(text)).map(shown)).toEqual([]);
});

test.each(['vars', 'thresholds', 'probes', 'resources', 'rules', 'settings'])(
  '%s of which all is commented out are none',
  async (section) => {
    expect((await lintTexts(`${section}:\n#  a: b\n`)).map(shown)).toEqual([]);
  },
);

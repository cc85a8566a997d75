import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../../src/core/finding.ts';
import { usesOf } from '../../../src/core/place.ts';
import type { PolicySet } from '../../../src/core/policy.ts';
import { render } from '../../../src/core/text.ts';
import { compileRules } from '../../../src/app/health/rules.ts';
import { findProbeType, lintChecks, registry } from '../../../src/packs/index.ts';
import { lintPolicies } from '../../../src/policy/lint/lint.ts';
import type { LoadRequest } from '../../../src/policy/index.ts';
import { loadTexts } from '../set.ts';

/** A policy with modules of its own beside those that are shipped. */
async function load(
  text: string,
  modules: Readonly<Record<string, string>> = {},
  request: Partial<LoadRequest> = {},
): Promise<{ readonly set: PolicySet; readonly findings: readonly Finding[] }> {
  const loaded = await loadTexts([text], {
    ...request,
    ...(Object.keys(modules).length === 0
      ? {}
      : {
          module: (name) =>
            modules[name] === undefined ? undefined : { path: `modules/${name}.yaml`, text: modules[name] },
        }),
  });
  return { set: loaded.set, findings: await lintPolicies(loaded, registry, lintChecks) };
}

/** A finding with where it is and who asked for it. */
function told({ id, place, message }: Finding): string {
  const at = [place, ...usesOf(place)].map(({ file, line, column }) => `${file}:${line}:${column}`);
  return `${at.join(' < ')} ${id} ${render(message, 'en')}`;
}

/** Text of a module that comes with kapa. */
function shipped(name: string): string {
  return readFileSync(resolve(import.meta.dirname, `../../../modules/${name}.yaml`), 'utf8');
}

const pulse = `
policy: pulse
group: pulse
log: { file: '/var/log/{{ name }}.log' }
inputs:
  name: { description: The name of the file. }
  most: { type: integer, default: 3, description: The most. }
vars: { folder: '/srv/{{ name }}' }
thresholds: { most: '{{ most }}' }
resources:
  - name: Folder
    directory: { path: '{{ folder }}' }
  - name: Page
    requires: [Folder]
    file: { path: '{{ folder }}/page', content: '{{ name }}' }
probes:
  age: { file_age: { path: '{{ folder }}/page' } }
  load: { load: {} }
rules:
  - name: The page stands
    names: { es: La página está }
    formerly: [No page]
    when: '!age.exists && load.one < most && count_over(load.one > most, 1h) < most && increase(load.one, 1h) < most'
    do: [{ apply: { resources: [Page] } }]
    limit: { times: 1, within: 1h }
`;

test('what a module declares has local names inside and whole ones outside', async () => {
  const { set, findings } = await load(
    'use:\n  - { module: pulse, as: a, with: { name: one } }\n  - { module: pulse, as: b, with: { name: two, most: 7 } }\n',
    { pulse },
  );
  expect(findings.map(told)).toEqual([]);
  expect(set.resources.map(({ name, requires }) => [name, requires])).toEqual([
    ['a/Folder', []],
    ['a/Page', ['a/Folder']],
    ['b/Folder', []],
    ['b/Page', ['b/Folder']],
  ]);
  expect(set.probes.map(({ name, policy }) => `${policy} ${name}`)).toEqual([
    'a/pulse a/age',
    'a/pulse a/load',
    'b/pulse b/age',
    'b/pulse b/load',
  ]);
  expect(set.groups).toEqual([
    { name: 'a/pulse', log: { file: '/var/log/one.log', locale: 'en' } },
    { name: 'b/pulse', log: { file: '/var/log/two.log', locale: 'en' } },
  ]);
  expect(set.rules.map(({ name, names, aliases, group }) => ({ name, names, aliases, group }))[1]).toEqual({
    name: 'b/The page stands',
    names: { en: 'b/The page stands', es: 'b/La página está' },
    aliases: ['b/La página está', 'b/No page'],
    group: 'b/pulse',
  });
  expect(set.rules[1]?.do).toEqual([{ type: 'apply', spec: { resources: ['b/Page'] } }]);
  expect(Object.entries(set.thresholds).map(([name, { value }]) => [name, value])).toEqual([
    ['a/most', 3],
    ['b/most', 7],
  ]);
});

test('conditions look at the probes, the thresholds and the past of their own use', async () => {
  const { set } = await load(
    'use:\n  - { module: pulse, as: a, with: { name: one } }\n  - { module: pulse, as: b, with: { name: two, most: 7 } }\n',
    { pulse },
  );
  const [, rule] = await compileRules(set.rules, set, findProbeType);
  expect(rule?.when.probes).toEqual(['b/age', 'b/load']);
  expect(rule?.when.windows).toContainEqual({
    call: 'increase',
    field: { probe: 'b/load', field: 'one' },
    seconds: 3600,
  });
  const judge = (exists: boolean, loads: readonly number[]): unknown =>
    rule?.when.judge({
      thresholds: set.thresholds,
      measurements: {
        'a/age': { fields: { exists: true } },
        'a/load': { fields: { one: 99 } },
        'b/age': { fields: { exists } },
        'b/load': { fields: { one: 1 } },
      },
      history: {
        field: ({ probe }) => ({
          points:
            probe === 'b/load'
              ? [
                  { at: 0, value: 1 },
                  { at: 1, value: 1 },
                ]
              : [],
        }),
        moments: () => ({ points: loads.map((one, at) => ({ at, value: { 'b/load': { one } } })) }),
        before: () => undefined,
      },
      now: 1,
    });
  expect(judge(false, [1, 1])).toEqual({ holds: true });
  expect(judge(true, [1, 1])).toEqual({ holds: false });
  expect(
    judge(
      false,
      Array.from({ length: 9 }, () => 50),
    ),
  ).toEqual({ holds: false });
});

test('--set gives a threshold of one use another value', async () => {
  const { set } = await load(
    'use: [{ module: pulse, as: a, with: { name: one } }]\n',
    { pulse },
    {
      overrides: { 'a/most': 5 },
    },
  );
  expect(set.thresholds['a/most']?.value).toBe(5);
});

test('a use without a name has the names that stand in the module', async () => {
  const { set, findings } = await load('use: [{ module: pulse, with: { name: one } }]\n', { pulse });
  expect(findings.map(told)).toEqual([]);
  expect(set.rules.map(({ name, group, aliases }) => [name, group, aliases])).toEqual([
    ['The page stands', 'pulse', ['La página está', 'No page']],
  ]);
});

test.each([
  ['an unknown module', 'use: [{ module: puls, as: a }]\n', ['a.yaml:1:17 KAPA039 there is no module puls']],
  [
    'an unknown and a missing input',
    'use:\n  - { module: pulse, as: a, with: { nam: one } }\n',
    ['a.yaml:2:5 KAPA039 pulse needs the input name', 'a.yaml:2:37 KAPA039 pulse has no input nam'],
  ],
  [
    'an input of another type',
    'use:\n  - { module: pulse, as: a, with: { name: one, most: many } }\n',
    ['a.yaml:2:54 KAPA039 most must be of type integer, not string'],
  ],
  [
    'a threshold that the input makes wrong, once for each value',
    'use:\n  - { module: loose, as: a, with: { bound: lots } }\n',
    ['modules/loose.yaml:2:22 < a.yaml:2:5 KAPA004 lots is no quantity'],
  ],
  [
    'an input that nothing allows',
    'use:\n  - { module: either, as: a, with: { app: x, size: huge } }\n',
    ['a.yaml:2:52 KAPA039 size cannot be huge'],
  ],
  [
    'neither of two',
    'use:\n  - { module: either, as: a }\n',
    [
      'a.yaml:2:5 KAPA039 either needs the input app, or service',
      'a.yaml:2:5 KAPA039 either needs the input service, or app',
    ],
  ],
  [
    'both of two',
    'use:\n  - { module: either, as: a, with: { app: x, service: y } }\n',
    ['a.yaml:2:38 KAPA039 app and service exclude each other'],
  ],
  [
    'none of three, and two of them',
    `use:
  - { module: node-site, as: a, with: { site: a.test, port: 3001 } }
  - { module: node-site, as: b, with: { site: b.test, port: 3002, service: b, container: b } }
`,
    [
      'a.yaml:2:5 KAPA039 node-site needs the input app, or service, container',
      'a.yaml:2:5 KAPA039 node-site needs the input user, or service, container',
      'a.yaml:2:5 KAPA039 node-site needs the input service, or app, container',
      'a.yaml:2:5 KAPA039 node-site needs the input container, or app, service',
      'a.yaml:3:67 KAPA039 service and container exclude each other',
    ],
  ],
  [
    'one name twice',
    'use:\n  - { module: pulse, as: a, with: { name: one } }\n  - { module: either, as: a, with: { app: x } }\n',
    ['a.yaml:3:27 KAPA039 another module is used as a at a.yaml:2'],
  ],
  [
    'a module twice without a name',
    'use:\n  - { module: pulse, with: { name: one } }\n  - { module: pulse, with: { name: two } }\n',
    ['a.yaml:3:5 KAPA039 pulse is used at a.yaml:2 already, under the same names'],
  ],
  [
    'modules in a circle',
    'use: [{ module: round, as: a }]\n',
    [
      'modules/about.yaml:1:17 < modules/round.yaml:1:7 < a.yaml:1:7 KAPA039 modules use each other in a circle: round → about → round',
    ],
  ],
  [
    'a variable of the policy, which a module does not know',
    'vars: { site: x }\nuse: [{ module: stranger, as: a }]\nresources: [{ name: R, file: { path: /srv/r, content: "{{ site }}" } }]\n',
    ['modules/stranger.yaml:1:55 < a.yaml:2:7 KAPA007 there is no variable site'],
  ],
  [
    'settings in a module',
    'use: [{ module: settled, as: a }]\n',
    ['modules/settled.yaml:1:1 < a.yaml:1:7 KAPA039 a module has no settings: they are of the whole host'],
  ],
  [
    'inputs of a policy',
    'inputs: { port: { type: integer } }\n',
    ['a.yaml:1:1 KAPA039 only a module has inputs, and this is read as a policy'],
  ],
  [
    'what is wrong in a module, once however often it is used',
    'use:\n  - { module: wrong, as: a }\n  - { module: wrong, as: b }\n',
    ['modules/wrong.yaml:1:24 < a.yaml:2:5 KAPA006 unknown type fil'],
  ],
  [
    'a module that uses itself up',
    'use:\n  - { module: many1, as: a }\n',
    ['KAPA039 modules are used more than 10000 times'],
  ],
])('%s is told at its place', async (_, text, expected) => {
  const ten = (name: string): string =>
    `use: [${Array.from({ length: 12 }, (__, at) => `{ module: ${name}, as: u${at} }`).join(', ')}]\n`;
  const { findings } = await load(text, {
    pulse,
    'node-site': shipped('node-site'),
    either: `inputs:
  app: { unless: service }
  service: { unless: app }
  size: { default: small, one_of: [small, large] }
resources: [{ name: R, file: { path: '/srv/{{ app }}{{ service }}', content: '{{ size }}' } }]
`,
    loose:
      "inputs: { bound: {} }\nthresholds: { bound: '{{ bound }}' }\nprobes: { l: { load: {} } }\nrules: [{ name: R, when: l.one > bound }]\n",
    round: 'use: [{ module: about, as: b }]\n',
    about: 'use: [{ module: round, as: c }]\n',
    stranger: "resources: [{ name: S, file: { path: /srv/s, content: '{{ site }}' } }]\n",
    settled: 'settings: { locale: es }\n',
    wrong: 'resources: [{ name: W, fil: { path: /srv/w } }]\n',
    many1: ten('many2'),
    many2: ten('many3'),
    many3: ten('many4'),
    many4: ten('many5'),
    many5: 'resources: []\n',
  });
  const lines = findings.map(told);
  for (const line of expected) expect(lines.join('\n')).toContain(line);
  expect(lines).toHaveLength(expected.length);
});

test('modules that bring more items than anybody writes are told where it is too much', async () => {
  const broad = `vars:\n${Array.from({ length: 40_000 }, (_, at) => `  v${at}: 1\n`).join('')}`;
  const uses = ['a', 'b', 'c', 'd'].map((name) => `  - { module: broad, as: ${name} }\n`);
  const { findings } = await load(`use:\n${uses.join('')}`, { broad });
  expect(findings.map(told)).toEqual(['a.yaml:4:5 KAPA039 modules bring more than 100000 items together']);
});

test('two uses that declare one file are two owners of it', async () => {
  const { findings } = await load(
    'use:\n  - { module: pulse, as: a, with: { name: one } }\n  - { module: pulse, as: b, with: { name: one } }\n',
    { pulse },
  );
  const owners = findings.filter(({ id }) => id === 'KAPA020');
  expect(owners.map(told).join('\n')).toContain('/srv/one/page');
  expect(owners.flatMap(({ place }) => usesOf(place)).map(({ line }) => line)).toContain(3);
});

test('a module uses others, whose names stand below its own; uses can be left out', async () => {
  const { set, findings } = await load(
    `vars: { backup: here }
use:
  - { module: outer, as: o, when: backup == "here", with: { name: x } }
  - { module: outer, as: p, when: backup != "here", with: { name: y } }
resources:
  - name: After
    requires: [o/in/Page]
    file: { path: /srv/after, content: x }
`,
    {
      outer: "inputs: { name: {} }\nuse: [{ module: pulse, as: in, with: { name: '{{ name }}' } }]\n",
      pulse,
    },
  );
  expect(findings.map(told)).toEqual([]);
  expect(set.resources.map(({ name }) => name).sort()).toEqual(['After', 'o/in/Folder', 'o/in/Page']);
});

/** Items of some groups without their places, in the order in which they stand. */
function itemsOf({ resources, probes, rules, groups, thresholds }: PolicySet): unknown {
  const plain = (items: readonly object[]): unknown => JSON.parse(JSON.stringify(items)) as unknown;
  return {
    resources: plain(resources),
    health: plain(probes.filter(({ policy }) => policy !== 'machine')),
    machine: plain(probes.filter(({ policy }) => policy === 'machine').toSorted(byName)),
    rules: plain(rules.filter(({ group }) => group !== 'machine')),
    machineRules: plain(rules.filter(({ group }) => group === 'machine').toSorted(byName)),
    groups: plain(groups.toSorted(byName)),
    thresholds: Object.fromEntries(Object.entries(thresholds).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

test('the shipped policies use modules, and declare what they did before: items, names, order and logs, word for word', async () => {
  const all = (folder: string, names: readonly string[]): readonly string[] =>
    names.map((name) => readFileSync(resolve(import.meta.dirname, folder, `${name}.yaml`), 'utf8'));
  const names = ['apache', 'health', 'apache-workers', 'machine'];
  const shipped = '../../../policies';
  const before = await loadTexts([...all(shipped, ['host']), ...all('../fixtures/first-host', names)]);
  const now = await loadTexts(all(shipped, ['host', ...names]));
  expect(now.findings).toEqual([]);
  // What is new is new by name, and takes the place of nothing.
  const known = new Set([...before.set.probes, ...before.set.rules].map(({ name }) => name));
  const { probes, rules, thresholds } = now.set;
  const added = [...probes, ...rules].map(({ name }) => name).filter((name) => !known.has(name));
  expect(added.toSorted()).toEqual(['The clock is right', 'The processors keep up', 'clock', 'load']);
  const kept = {
    ...now.set,
    probes: probes.filter(({ name }) => known.has(name)),
    rules: rules.filter(({ name }) => known.has(name)),
    thresholds: Object.fromEntries(Object.entries(thresholds).filter(([name]) => name !== 'load_max')),
  };
  expect(itemsOf(kept)).toEqual(itemsOf(before.set));
});

test.each([
  ['app: shop, user: www', 'pm2_app', 'pm2_restart'],
  ['service: shop.service', 'service', 'service_restart'],
  ['container: shop', 'container', 'container_restart'],
  ['container: shop, container_user: ana', 'container', 'container_restart'],
])(
  'a site whose backend is %s is watched by its means, and healed by them',
  async (backend, probe, remedy) => {
    const { set, findings } = await load(
      `use: [{ module: node-site, as: s, with: { site: s.test, port: 3001, ${backend} } }]\n`,
    );
    expect(findings.map(told)).toEqual([]);
    expect(set.probes.map(({ name, type }) => [name, type])).toContainEqual(['s/backend', probe]);
    const rungs = set.rules.flatMap((rule) => rule.do);
    expect(rungs.filter(({ type }) => type === remedy).length).toBeGreaterThan(3);
    const owners = set.probes.find(({ name }) => name === 's/port')?.spec as { expected: object };
    if (backend.includes('ana')) expect(owners.expected).toEqual({ container: 'shop', user: 'ana' });
  },
);

test('cost grows with the number of uses, not with its square', async () => {
  const uses = (many: number): string =>
    `policy: sites\nuse:\n${Array.from(
      { length: many },
      (_, at) =>
        `  - { module: node-site, as: s${at}, with: { site: s${at}.example, port: ${10_000 + at}, app: a${at}, user: www } }\n`,
    ).join('')}`;
  const time = async (many: number): Promise<number> => {
    const began = process.cpuUsage();
    const { findings } = await load(uses(many));
    expect(findings.filter(({ severity }) => severity === 'error').map(told)).toEqual([]);
    const { user, system } = process.cpuUsage(began);
    return user + system;
  };
  await time(20);
  const small = Math.min(await time(20), await time(20), await time(20));
  // Its square would be 64 times as much.
  expect((await time(160)) / small).toBeLessThan(32);
});

import { chownSync, chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReportDocument } from '../../src/report/host-report/schema.ts';
import { copyHost, treeOf, type Copy, type Ran } from './program.ts';
import { startWatch, watchFolder } from './watching.ts';

// host.vars.yaml in a folder of policies: values that every command on this host reads them with.

const policy = `policy: p
vars: { greeting: own, colour: own, size: own, shape: own }
thresholds: { most: 10 KiB }
resources:
  - name: Greeting
    file: { path: /etc/greeting, content: "{{ greeting }} {{ colour }} {{ size }} {{ shape }}\\n" }
`;
let host: Copy;
let folder: string;
beforeEach(() => {
  host = copyHost();
  host.policy(policy);
  folder = join(host.folder, 'policies');
});
afterEach(() => {
  host.close();
});

/** Writes the values of the host, or a file of that name elsewhere. */
function values(text: string, name = 'host.vars.yaml'): string {
  return host.policy(text, name);
}

/** Line of the greeting as a plan would write it. */
function greeting(...args: readonly string[]): string | undefined {
  const ran = host.run(['plan', ...(args.length === 0 ? [folder] : args)]);
  expect(ran.status, ran.err).toBe(0);
  return /^ +\+(\w+ \w+ \w+ \w+)$/mu.exec(ran.out)?.[1];
}

test('values of the host stand over those of the policies, and what the command line gives over both', () => {
  expect(greeting()).toBe('own own own own');
  values('greeting: host\ncolour: host\nsize: host\nshape: host\n');
  expect(greeting()).toBe('host host host host');
  const vars = values('colour: vars\nsize: vars\nshape: vars\n', '../vars');
  const secret = values('size: secret\nshape: secret\n', '../secret');
  expect(greeting(folder, '--vars', vars)).toBe('host vars vars vars');
  const given = ['--vars', vars, '--set', 'shape=set'];
  expect(greeting(folder, ...given)).toBe('host vars vars set');
  const applied = host.run(['apply', folder, '--yes', ...given, '--secret-vars', secret]);
  expect(applied.status, applied.err).toBe(0);
  expect(host.read('/etc/greeting')).toBe('host vars secret set\n');
});

test('a later document of the file stands over an earlier one, and one without values gives none', () => {
  values('greeting: first\ncolour: first\n---\ngreeting: second\n');
  expect(greeting()).toBe('second first own own');
  values('# greeting: host\n');
  expect(greeting()).toBe('own own own own');
});

test('a command says that it read them', () => {
  values('greeting: host\n');
  const first = (args: readonly string[], env = {}): string =>
    host.run(args, { env }).out.split('\n', 1)[0] ?? '';
  expect(first(['plan'])).toBe(`policies: ${folder} (1 file, with host.vars.yaml)`);
  expect(first(['plan'], { LANG: 'es_CO.UTF-8' })).toBe(
    `políticas: ${folder} (1 archivo, con host.vars.yaml)`,
  );
  expect(host.run(['lint']).err).toContain('(1 file, with host.vars.yaml)');
});

test('it belongs to the folder: policies that are named themselves are read without it, or with it by its name', () => {
  const file = join(folder, 'policy.yaml');
  const given = values('greeting: host\n');
  expect(greeting(file)).toBe('own own own own');
  expect(greeting(file, given)).toBe('host own own own');
  expect(greeting(`${folder}/.`)).toBe('host own own own');
  const alone = host.run(['plan', given]);
  expect(alone).toMatchObject({ status: 78, err: expect.stringContaining('there is no policy in') });
  rmSync(file);
  expect(host.run(['plan', folder]).err).toContain('there is no policy in');
});

test('of several folders each may have one, and one of them gives a name', () => {
  const other = join(host.folder, 'other');
  values('greeting: host\n');
  host.policy('policy: q\nvars: { more: own }\n', '../other/q.yaml');
  values('colour: other\nmore: other\n', '../other/host.vars.yaml');
  expect(greeting(folder, other)).toBe('host other own own');
  values('greeting: other\n', '../other/host.vars.yaml');
  refused(
    ['plan', folder, other],
    /other\/host\.vars\.yaml:1:1: error KAPA005 greeting .* first in .*:1\n/u,
    /one of the two/u,
  );
});

const wrong: readonly (readonly [what: string, text: string | Uint8Array, message: RegExp, cure: RegExp])[] =
  [
    ['no mapping', '- greeting\n', /vars\.yaml:1:1: error KAPA004 values are a mapping/u, /workers: 150/u],
    ['no YAML', 'greeting: [\n', /vars\.yaml:2:1: error KAPA001/u, /indentation/u],
    [
      'one name twice',
      'greeting: a\nsize: b\ngreeting: c\n',
      /vars\.yaml:3:1: error KAPA005 the key greeting stands twice/u,
      /keep one greeting/u,
    ],
    [
      'a misspelt name',
      'size: a\ngreting: b\n',
      /vars\.yaml:2:1: error KAPA014 no policy has a variable or threshold named greting/u,
      /did you mean greeting/u,
    ],
    [
      'a fact',
      'facts: { memory: 1 }\n',
      /vars\.yaml:1:1: error KAPA014 .*facts/u,
      /thresholds in the policies/u,
    ],
    [
      'a threshold that is no quantity',
      'size: a\nmost: plenty\n',
      /vars\.yaml:2:7: error KAPA004 plenty is no quantity/u,
      /a size \(4GiB/u,
    ],
    ['a binary file', new Uint8Array([0, 1]), /vars\.yaml:1:1: error KAPA013 .*binary/u, /YAML/u],
  ];

test.each(wrong)('%s is refused with its place and cure', (_, text, message, cure) => {
  writeFileSync(values(''), text);
  refused(['plan', folder], message, cure);
  refused(['apply', folder, '--yes'], message, cure);
  const lint = host.run(['lint', folder]);
  expect(lint).toMatchObject({ status: 1, out: expect.stringMatching(message) });
});

test.each([
  ['in a folder below', 'below/host.vars.yaml'],
  ['with another ending', 'host.vars.yml'],
])('one %s is no policy, and is not passed over either', (_, name) => {
  values('greeting: host\n', name);
  refused(['plan', folder], /KAPA013 .* is no policy/u, /policies\/host\.vars\.yaml/u);
});

test('one that others could have written is refused as a policy is', () => {
  const file = values('greeting: host\n');
  for (const path of [host.folder, folder, file]) chmodSync(path, 0o755);
  chownSync(file, 65_534, 65_534);
  const ran = host.run(['plan', folder]);
  expect(ran.status, ran.err).toBe(78);
  expect(ran.err).toContain(file);
  expect(greeting(folder, '--allow-untrusted')).toBe('host own own own');
});

test('what --vars gives is told with its place as well', () => {
  const vars = values('greeting: a\ngreeting: b\n', '../vars');
  const ran = host.run(['plan', folder, '--vars', vars]);
  expect(ran.status).toBe(64);
  expect(ran.err).toMatch(/vars:2:1: the key greeting stands twice/u);
  writeFileSync(vars, 'pass: "hunter2\n');
  const secret = host.run(['plan', folder, '--secret-vars', vars]);
  expect(secret.status).toBe(64);
  expect(secret.err).toMatch(/vars:\d+:\d+: this is no mapping of names/u);
  expect(secret.err).not.toContain('hunter2');
});

test('lint checks with these values, as plan does, and finds a secret among them', () => {
  host.policy(
    policy.replace('content:', 'mode: "{{ size }}", content:').replace('size: own', 'size: "0644"'),
  );
  values('size: 644\n');
  expect(host.run(['lint', folder])).toMatchObject({ status: 1, out: expect.stringContaining('mode') });
  values('greeting: AKIAABCDEFGHIJKLMNOP\n');
  const ran = host.run(['lint', folder]);
  expect(ran.status).toBe(0);
  expect(ran.out).toMatch(/host\.vars\.yaml:1:11: warning KAPA050/u);
  expect(ran.out).not.toContain('AKIAABCDEFGHIJKLMNOP');
});

test('a saved plan is applied with them, and refused where they have changed since', () => {
  const saved = join(host.folder, 'plan');
  values('greeting: host\ncolour: host\n');
  const plan = (): void =>
    expect(host.run(['plan', folder, '--set', 'colour=set', '--out', saved]).status).toBe(0);
  plan();
  for (const change of [() => values('greeting: other\n'), () => rmSync(join(folder, 'host.vars.yaml'))]) {
    change();
    const before = treeOf(host.root);
    expect(host.run(['apply', saved])).toMatchObject({
      status: 1,
      err: expect.stringContaining('moved since this plan was made'),
    });
    expect(treeOf(host.root)).toEqual(before);
  }
  // A comment more changes nothing that the plan was made from.
  values('# here\ngreeting: host\ncolour: host\n');
  const applied = host.run(['apply', saved]);
  expect(applied.status, applied.err).toBe(0);
  expect(host.read('/etc/greeting')).toBe('host set own own\n');
});

test('checks and a running watch judge by them, and the report tells when they changed', async () => {
  const at = watchFolder({
    'flag.yaml': `policy: flag
group: flag
thresholds: { most: 1 KiB }
probes: { flag: { file_age: { path: DIR/flag } } }
rules: [{ name: Flag is small, every: 1s, when: flag.size > most }]
`,
    'host.vars.yaml': 'most: 10\n',
    flag: 'more than ten bytes',
  });
  const watch = startWatch(at);
  try {
    await watch.hears('Flag is small: alert');
    expect(watch.run(['status']).out).toContain('> 10');
    writeFileSync(watch.at('host.vars.yaml'), 'most: 2 KiB\n');
    await watch.hears('policies read again');
    await watch.hears('Flag is small: healed');
    expect(watch.run(['status']).out).toContain('> 2 KiB');
    const report = watch.run(['report', '--format', 'json', '--since', '1h']);
    const { policies = [] } = JSON.parse(report.out) as ReportDocument;
    expect(policies.flatMap(({ files }) => files)).toMatchObject([
      {
        path: watch.at('host.vars.yaml'),
        diff: expect.stringContaining('-most: 10\n+most: 2 KiB\n') as string,
      },
    ]);
  } finally {
    await watch.close();
  }
});

test('the policies that a host has are read with their values where none are named', () => {
  rmSync(folder, { recursive: true });
  const installed = join(host.root, 'etc/kapa/policies');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'p.yaml'), policy);
  writeFileSync(join(installed, 'host.vars.yaml'), '{"greeting": "host"}\n');
  const ran: Ran = host.run(['plan']);
  expect(ran.out).toContain('+host own own own');
});

function refused(args: readonly string[], message: RegExp, cure: RegExp): void {
  const before = treeOf(host.root);
  const ran = host.run(args);
  expect(ran.status, ran.err).toBe(78);
  expect(ran.err).toMatch(message);
  expect(ran.err).toMatch(cure);
  expect(ran.err).not.toContain('    at ');
  expect(treeOf(host.root)).toEqual(before);
}

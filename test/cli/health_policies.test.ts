import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CommandContext } from '../../src/cli/context.ts';
import { loadHealthPolicies } from '../../src/cli/health-policies.ts';
import { loadSet } from '../../src/cli/load.ts';
import type { HealthPolicies } from '../../src/core/policy.ts';
import { shipped } from './program.ts';
import { keptContext } from './surroundings.ts';

// What a check has read of the policies serves the next one, as long as nothing of it has moved.

/** Seconds since 1970. */
const longAgo = 1_000_000_000;
const policy = `policy: p
vars: { port: 3001 }
thresholds: { most: 10, memory: 4GiB }
probes:
  dead: { tcp_sockets: { port: "{{ port }}", state: close-wait } }
  web: { http: { url: "http://127.0.0.1:{{ port }}/", timeout: 2s } }
rules:
  - name: Dead
    every: 3m
    when: dead.count >= most
    for: 2 checks
    do: [{ run: { argv: [/usr/bin/true] } }]
    verify: { within: 30s }
  - { name: Site, every: 1m, when: web.failing, severity: warning }
resources:
  - { name: File, file: { path: /srv/x, template: page.hbs } }
`;

let folder: string;
let context: CommandContext;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-policies-'));
  mkdirSync(join(folder, 'p/templates'), { recursive: true });
  write('p/p.yaml', policy);
  write('p/templates/page.hbs', 'page\n');
  ({ context } = keptContext({ stateDir: join(folder, 'state') }));
  context = { ...context, cwd: folder };
  await pause(150);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
  utimesSync(join(folder, name), longAgo, longAgo);
}

const memory = (): string => join(folder, 'state/policies.json');
const load = (): Promise<HealthPolicies> => loadHealthPolicies([join(folder, 'p')], context);

/** As data, with the places of items. */
function dataOf({ settings, thresholds, groups, probes, rules }: HealthPolicies): unknown {
  const placed = [...probes, ...rules].map(({ locate }) => locate([]));
  return JSON.parse(JSON.stringify({ settings, thresholds, groups, probes, rules, placed }));
}

test('what is recalled is what was read', async () => {
  const first = dataOf(await load());
  const kept = readFileSync(memory(), 'utf8');
  expect(dataOf(await load())).toEqual(first);
  expect(readFileSync(memory(), 'utf8')).toBe(kept);
  expect(dataOf(await loadSet([join(folder, 'p')], context))).toEqual(first);
});

test('the shipped policies are recalled as they were read', async () => {
  const policies = join(folder, 'shipped');
  cpSync(shipped, policies, { recursive: true });
  await pause(150);
  const first = dataOf(await loadHealthPolicies([policies], context));
  expect(existsSync(memory())).toBe(true);
  expect(dataOf(await loadHealthPolicies([policies], context))).toEqual(first);
});

test.each<[string, () => void]>([
  [
    'a policy edited, its length and times kept',
    () => write('p/p.yaml', policy.replace('2 checks', '3 checks')),
  ],
  ['a policy more', () => write('p/q.yaml', 'policy: q\nthresholds: { more: 1 }\n')],
  ['a template edited', () => write('p/templates/page.hbs', 'PAGE\n')],
  [
    'another file of the same times in its place',
    () => {
      write('p/other', policy.replace('port: 3001', 'port: 3002'));
      renameSync(join(folder, 'p/other'), join(folder, 'p/p.yaml'));
    },
  ],
])('after this the policies are read again: %s', async (_, move) => {
  await load();
  const kept = readFileSync(memory(), 'utf8');
  move();
  await pause(150);
  const now = dataOf(await load());
  expect(now).toEqual(dataOf(await loadSet([join(folder, 'p')], context)));
  expect(readFileSync(memory(), 'utf8')).not.toBe(kept);
});

test('policies that have become invalid are refused, whatever was read before', async () => {
  await load();
  write('p/p.yaml', policy.replace('severity: warning', 'severity: wrong'));
  await expect(load()).rejects.toThrow();
});

test('what others could have written is not recalled, nor what is damaged', async () => {
  await load();
  const forged = readFileSync(memory(), 'utf8').replaceAll('/usr/bin/true', '/usr/bin/fals');
  writeFileSync(memory(), forged);
  chmodSync(join(folder, 'state'), 0o777);
  expect(JSON.stringify(await load())).not.toContain('/usr/bin/fals');
  chmodSync(join(folder, 'state'), 0o700);
  writeFileSync(memory(), forged.slice(0, 200));
  expect(JSON.stringify(await load())).toContain('/usr/bin/true');
});

test('policies with a secret are kept nowhere', async () => {
  const secret =
    '  - { name: Key, file: { path: /srv/key, content: "very secret", secret: true, mode: "0600" } }\n';
  write('p/p.yaml', policy + secret);
  await load();
  expect(existsSync(memory())).toBe(false);
});

test('another state folder that the policies name is not passed by', async () => {
  write('p/p.yaml', `${policy}settings: { state_dir: ${folder}/elsewhere }\n`);
  await load();
  expect(existsSync(memory())).toBe(false);
});

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, kapa, treeOf, type Copy } from './program.ts';

const policy = `policy: p
vars: { limit: 100 }
resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: "{{ limit }}", MaxConnectionsPerChild: 1000 } }
`;
const mpm = '/etc/apache2/mods-available/mpm_prefork.conf';
let host: Copy;
let policies: string;
let saved: string;
beforeEach(() => {
  host = copyHost();
  policies = host.policy(policy);
  saved = join(host.folder, 'plan.json');
});
afterEach(() => {
  host.close();
});

test('a saved plan is applied without a question, once', () => {
  const shown = host.run(['plan', policies, '--out', saved, '--json']).json();
  expect(statSync(saved).mode & 0o777).toBe(0o600);
  const applied = host.run(['apply', saved, '--json']);
  expect(applied.status, applied.err).toBe(0);
  expect(applied.json()).toMatchObject({ outcome: 'converged', changed: true, summary: shown.summary });
  expect(host.read(mpm)).toMatch(/MaxRequestWorkers +100\n/u);
  refused();
});

test.each<[string, () => void]>([
  ['the host', () => host.write(mpm, `${host.read(mpm)}# by hand\n`)],
  ['a policy', () => void host.policy(policy.replace('1000', '999'))],
  ['a variable', () => void host.policy(policy.replace('100 }', '101 }'))],
])('a saved plan is refused when %s has moved', (_, move) => {
  host.run(['plan', policies, '--out', saved]);
  move();
  refused();
});

test('a saved plan knows where the state is kept', () => {
  host.run(['plan', policies, '--out', saved]);
  expect(kapa(['apply', saved]).status).toBe(0);
});

test('a comment more in a policy does not make a saved plan stale', () => {
  host.run(['plan', policies, '--out', saved]);
  host.policy(`# why\n${policy}`);
  expect(host.run(['apply', saved]).status).toBe(0);
});

test('what was set on the command line has to be set again', () => {
  host.run(['plan', policies, '--set', 'limit=90', '--out', saved]);
  refused();
  expect(host.run(['apply', saved, '--set', 'limit=90']).status).toBe(0);
});

test('a saved plan of another version, or a damaged one, is told', () => {
  host.run(['plan', policies, '--out', saved]);
  const text = readFileSync(saved, 'utf8');
  writeFileSync(saved, text.replace('"version": 1', '"version": 2'));
  expect(host.run(['apply', saved])).toMatchObject({
    status: 1,
    err: expect.stringContaining('another version'),
  });
  writeFileSync(saved, text.slice(0, 300));
  const damaged = host.run(['apply', saved]);
  expect(damaged.status).toBe(1);
  expect(damaged.err).toContain('damaged');
});

function refused(): void {
  const before = treeOf(host.root);
  const ran = host.run(['apply', saved]);
  expect(ran.status).toBe(1);
  expect(ran.err).toContain('moved since this plan was made');
  expect(treeOf(host.root)).toEqual(before);
}

import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

test('a saved plan applies what it was planned with, without the same --set and --vars', () => {
  const vars = join(host.folder, 'vars.yaml');
  writeFileSync(vars, 'limit: 80\nof: { child: 900 }\n');
  host.policy(
    policy.replace('limit: 100', 'limit: 100, of: { child: 800 }').replace('1000', '"{{ of.child }}"'),
  );
  host.run(['plan', policies, '--vars', vars, '--set', 'limit=90', '--out', saved]);
  rmSync(vars);
  const applied = host.run(['apply', saved]);
  expect(applied.status, applied.err).toBe(0);
  expect(host.read(mpm)).toMatch(/MaxRequestWorkers +90\n/u);
  expect(host.read(mpm)).toMatch(/MaxConnectionsPerChild +900\n/u);
});

test('a saved plan is refused where another value is set than it was planned with', () => {
  host.run(['plan', policies, '--set', 'limit=90', '--out', saved]);
  const before = treeOf(host.root);
  expect(host.run(['apply', saved, '--set', 'limit=91'])).toMatchObject({
    status: 1,
    err: expect.stringContaining('moved since this plan was made'),
  });
  expect(treeOf(host.root)).toEqual(before);
});

test('a secret value is not kept in a saved plan, which says so and asks for it', () => {
  const canary = 'canary-5a0ed91';
  host.policy(`policy: p
vars: { dsn: none, limit: 1, login: {} }
resources:
  - name: Settings
    file: { path: /etc/app.env, content: "DB={{ dsn }}\\nLIMIT={{ limit }}\\n" , secret: true }
  - name: Plain
    file: { path: /etc/app.conf, content: "limit {{ limit }} {{ login.name }}\\n" }
`);
  const vars = join(host.folder, 'vars.yaml');
  writeFileSync(vars, `dsn: ${canary}1\nlogin: { name: app, password: ${canary}2 }\nlimit: 5\n`);
  const planned = host.run(['plan', policies, '--vars', vars, '--out', saved]);
  expect(planned.status, planned.err).toBe(0);
  expect(planned.err).toContain('dsn, login, limit');
  expect(readFileSync(saved, 'utf8')).not.toContain('canary-');
  const refusal = host.run(['apply', saved]);
  expect(refusal.status).toBe(64);
  expect(refusal.err).toContain('dsn, login, limit');
  expect(refusal.err).toContain('--vars');
  const applied = host.run(['apply', saved, '--vars', vars]);
  expect(applied.status, applied.err).toBe(0);
  expect(host.read('/etc/app.env')).toBe(`DB=${canary}1\nLIMIT=5\n`);
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

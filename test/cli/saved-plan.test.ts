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

test('a saved plan that was applied says so', () => {
  host.run(['plan', policies, '--out', saved]);
  const transaction = host.run(['apply', saved, '--json']).json().transaction ?? '';
  const again = host.run(['apply', saved]);
  expect(again.err).toMatch(
    new RegExp(`this plan was applied already, .*\\(transaction ${transaction}\\)`, 'u'),
  );
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

test.each<[string, (plan: Record<string, unknown>) => unknown]>([
  ['has nothing of what was shown', (plan) => ({ ...plan, shown: undefined })],
  [
    'shows no resources',
    (plan) => ({ ...plan, shown: { ...(plan['shown'] as object), resources: undefined } }),
  ],
  [
    'shows a resource that is none',
    (plan) => ({ ...plan, shown: { ...(plan['shown'] as object), resources: [7] } }),
  ],
  ['shows a proof of no kind', (plan) => ({ ...plan, shown: { ...(plan['shown'] as object), proof: {} } })],
  ['names policies that are no list', (plan) => ({ ...plan, policies: 'all' })],
])('a saved plan that %s is damaged, which apply and show say', (_, damage) => {
  host.run(['plan', policies, '--out', saved]);
  const plan = JSON.parse(readFileSync(saved, 'utf8')) as Record<string, unknown>;
  writeFileSync(saved, JSON.stringify(damage(plan)));
  for (const format of ['text', 'markdown', 'json']) {
    const shown = host.run(['show', saved, '--format', format]);
    expect(shown.status).toBe(1);
    expect(shown.err).toMatch(/^error: this saved plan is damaged/mu);
  }
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

test('what --secret-vars gives is shown nowhere, whatever it is called and wherever it goes', () => {
  host.policy(`policy: p
vars: { motto: none, level: 1 }
resources:
  - name: Plain
    file: { path: /etc/app.conf, content: "motto {{ motto }} {{ level }}\\n" }
`);
  const vars = join(host.folder, 'vars.yaml');
  writeFileSync(vars, 'motto: update-7f3\nlevel: 3\n');
  const planned = host.run(['plan', policies, '--secret-vars', vars, '--out', saved, '--json']);
  expect(planned.status, planned.err).toBe(0);
  expect(planned.json().resources).toMatchObject([{ action: 'create' }]);
  for (const text of [planned.out, planned.err, readFileSync(saved, 'utf8')])
    expect(text).not.toContain('update-7f3');
  expect(planned.err).toContain('motto, level');
  expect(host.run(['apply', saved]).err).toContain('--secret-vars');
  const applied = host.run(['apply', saved, '--secret-vars', vars, '--json']);
  expect(applied.status, applied.err).toBe(0);
  expect(applied.out).not.toContain('update-7f3');
  expect(host.read('/etc/app.conf')).toBe('motto update-7f3 3\n');
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

test('kapa show tells a saved plan as text, as Markdown and as JSON, without a host', () => {
  const planned = host.run(['plan', policies, '--out', saved]);
  const elsewhere = (...args: string[]): string => {
    const ran = kapa(['show', saved, ...args], { cwd: '/' });
    expect(ran.status, ran.err).toBe(0);
    return ran.out;
  };
  const text = elsewhere();
  expect(text).toMatch(/^Plan of \d{4}-\d\d-\d\d/u);
  expect(text).toContain(planned.out.slice(planned.out.indexOf('~ Workers')));
  const markdown = elsewhere('--format', 'markdown');
  expect(markdown).toContain('### ~ Workers (`apache_mpm`)');
  expect(markdown).toContain('| `MaxRequestWorkers` | `150` | `100` |');
  expect(markdown).toMatch(/```diff\n--- \/etc\/apache2\/mods-available\/mpm_prefork\.conf\n/u);
  expect(JSON.parse(elsewhere('--format', 'json'))).toEqual(
    JSON.parse(host.run(['plan', policies, '--json']).out),
  );
  expect(elsewhere('--json')).toBe(elsewhere('--format', 'json'));
  const spanish = kapa(['show', saved], { cwd: '/', env: { LANG: 'es_CO.UTF-8' } }).out;
  expect(spanish).toMatch(/^Plan del/u);
});

test('kapa show refuses what is no saved plan', () => {
  const ran = kapa(['show', policies]);
  expect(ran.status).toBe(1);
  expect(ran.err).toMatch(/is no saved plan\n {2}cure: kapa plan --out/u);
});

test('nothing in a saved plan steers a terminal, poses as a line of its own or ends its block', () => {
  host.run(['plan', policies, '--out', saved]);
  const plan = JSON.parse(readFileSync(saved, 'utf8')) as {
    shown: {
      resources: {
        name: string;
        reason?: string;
        notes: string[];
        files: { path: string; diff: string }[];
      }[];
    };
  };
  const [resource] = plan.shown.resources;
  if (resource === undefined) throw new Error('no resource');
  resource.name = 'a\n✓ Proven \u001B[2J';
  resource.notes = ['x\n✓ Proven'];
  resource.files = [{ path: '/a', diff: '--- a\n+++ b\n+```\n+# Title\n' }];
  writeFileSync(saved, JSON.stringify(plan));
  const text = kapa(['show', saved]).out;
  expect(text).not.toContain('\u001B');
  expect(text).not.toMatch(/^✓ Proven$/mu);
  const markdown = kapa(['show', saved, '--format', 'markdown']).out;
  expect(markdown).toMatch(/^````diff$/mu);
  expect(markdown).toMatch(/^````$/mu);
});

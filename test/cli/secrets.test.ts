import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, kapa, type Copy, type Ran } from './program.ts';

// A secret is in the file that it belongs into and in that file's backups, and nowhere else.

const old = 'CANARY-old-3141592653';
const first = 'CANARY-one-2718281828';
const second = 'CANARY-two-1618033988';
const path = '/etc/shop/password.conf';
const policy = `policy: shop
vars: { password: none }
resources:
  - name: Password
    file:
      path: ${path}
      content: "user=shop\\npassword={{ password }}\\n"
      mode: "0640"
      secret: true
      validate: [cat, "{}"]
`;
const without = 'policy: shop\nresources:\n  - name: other\n    directory: { path: /etc/shop }\n';
let host: Copy;
let policies: string;
beforeEach(() => {
  host = copyHost();
  policies = host.policy(policy);
  host.write(path, `${old}\n`);
});
afterEach(() => {
  host.close();
});

test('what is planned, applied, saved, restored and pruned shows no secret', () => {
  const saved = join(host.folder, 'plan.json');
  const set = (value: string): readonly string[] => ['--set', `password=${value}`];
  silent(['plan', policies, ...set(first)]);
  silent(['plan', policies, ...set(first), '--json', '--out', saved]);
  silent(['apply', saved, ...set(first), '--json']);
  expect(host.read(path)).toContain(first);
  silent(['apply', policies, ...set(second), '--yes']);
  silent(['backups']);
  silent(['restore', path]);
  const [latest] = host.run(['backups', '--json']).json().transactions;
  silent(['restore', path, '--yes', '--json']);
  expect(host.read(path)).toContain(first);
  silent(['restore', latest?.id ?? '', '--yes', '--json']);
  expect(readFileSync(saved, 'utf8')).not.toContain('CANARY');
  for (const file of filesBelow(host.state)) {
    expect(statSync(file).mode & 0o077, file).toBe(0);
    if (!/undo\.bin$|\/backups\//u.test(file))
      expect(readFileSync(file, 'latin1'), file).not.toContain('CANARY');
  }
});

test('a secret that goes, by its state or by --prune, is not shown', () => {
  const gone = `policy: shop\nresources:\n  - name: Password\n    file: { path: ${path}, state: absent, secret: true }\n`;
  silent(['plan', host.policy(gone, 'gone.yaml'), '--json']);
  host.run(['apply', host.policy(gone, 'gone.yaml'), '--yes']);
  host.policy(policy.replace('none', first), '../mine/shop.yaml');
  const mine = join(host.folder, 'mine');
  silent(['apply', mine, '--yes']);
  host.policy(without, '../mine/shop.yaml');
  silent(['plan', mine, '--prune', '--json']);
  const pruned = silent(['apply', mine, '--prune', '--yes']);
  expect(pruned.status, pruned.err).toBe(0);
  silent(['restore', path, '--yes']);
  expect(host.read(path)).toContain(first);
});

test('a check that fails, and prints the secret, does not show it', () => {
  host.policy(policy.replace('[cat, "{}"]', '[grep, -v, nothing, /nonexistent, "{}"]'));
  for (const args of [[], ['--json']]) {
    const ran = silent(['apply', policies, '--set', `password=${first}`, '--yes', ...args]);
    expect(ran.status).toBe(1);
    expect(ran.out).toContain('/nonexistent');
  }
  expect(host.read(path)).toBe(`${old}\n`);
});

test('no digest that kapa keeps tells what a secret is: all are keyed with the state folder’s own key', () => {
  const digestsOf = (copy: Copy): ReadonlySet<string> => {
    copy.write(path, `${old}\n`);
    const named = copy.policy(policy.replace('[cat, "{}"]', '["true", "{}"]'));
    const saved = join(copy.folder, 'plan.json');
    expect(copy.run(['apply', named, '--set', `password=${first}`, '--yes']).status).toBe(0);
    expect(copy.run(['plan', named, '--set', `password=${second}`, '--out', saved]).status).toBe(0);
    expect(copy.run(['apply', saved, '--set', `password=${second}`]).status).toBe(0);
    const texts = filesBelow(copy.state)
      .filter((one) => !/undo\.bin$|\/backups\/|\/key$/u.test(one))
      .map((one) => readFileSync(one, 'latin1'));
    return new Set([...texts, readFileSync(saved, 'utf8')].join('\n').match(/\b[0-9a-f]{64}\b/gu));
  };
  const other = copyHost();
  try {
    const [here, there] = [digestsOf(host), digestsOf(other)];
    expect(here.size).toBeGreaterThan(4);
    expect([...here].filter((digest) => there.has(digest))).toEqual([]);
  } finally {
    other.close();
  }
});

test('a secret written out in a policy is not kept with what kapa remembers of it', () => {
  host.policy(policy.replace('none', first));
  silent(['apply', policies, '--yes']);
  for (const file of filesBelow(host.state)) expect(readFileSync(file, 'latin1'), file).not.toContain(first);
});

test('the password of a URL is in no diff, saved plan, finding or record, though nobody called it a secret', () => {
  const url = (password: string): string => `postgres://shop:${password}@db/shop`;
  const file = (rest: string): string =>
    host.policy(`policy: shop\nresources:\n  - name: Database\n    file: { path: /etc/shop.env, ${rest} }\n`);
  const saved = join(host.folder, 'plan.json');
  host.write('/etc/shop.env', `DATABASE_URL=${url(`${old}%40`)}\n`);
  const named = file(`content: "DATABASE_URL=${url(`${first}%2F`)}\\n"`);
  const shown = silent(['plan', named, '--out', saved]);
  expect(shown.out).toContain('+DATABASE_URL=postgres://shop:(secret)@db/shop');
  silent(['plan', named, '--json']);
  expect(silent(['lint', named]).out).toContain('KAPA050');
  silent(['lint', named, '--json']);
  expect(readFileSync(saved, 'utf8')).not.toContain('CANARY');
  expect(silent(['apply', saved]).status).toBe(0);
  expect(host.read('/etc/shop.env')).toContain(`${first}%2F@db`);
  silent(['history', '--json']);
  silent(['apply', file(`content: "${url(second)}\\n", validate: [grep, "${url(old)}", "{}"]`), '--yes']);
  expect(host.run(['plan', file(`content: "x", nonsense: "${url(second)}"`)]).err).not.toContain('CANARY');
  keptNowhere();
});

test('nor in what a check logs, answers, remembers and keeps as evidence', () => {
  const url = `postgres://shop:${first}%40@db/shop`;
  const log = join(host.folder, 'app.log');
  const groupLog = join(host.folder, 'group.log');
  writeFileSync(log, `error: cannot reach ${url}\n`);
  writeFileSync(
    join(host.folder, 'fail.cjs'),
    `console.error('no answer from ${url}'); console.log('${url}'); process.exit(1);`,
  );
  const fail = `["${process.execPath}", "${join(host.folder, 'fail.cjs')}", "${url}"]`;
  const health = host.policy(`policy: health
group: health
log: { file: ${groupLog} }
probes:
  database: { command: { argv: ${fail} } }
  errors: { log: { file: ${log}, match: "cannot reach ${url}", window: 1h } }
rules:
  - name: Database
    when: database.exit_status != 0
    do: [{ run: { argv: ${fail} } }]
    limit: { times: 3, within: 1h, then: back_off }
`);
  const state = ['--state-dir', host.state];
  const check = ['check', health, '--allow-untrusted', ...state];
  const said = [
    [...check, '--json'],
    check,
    [...check, '--format', 'nagios'],
    ['history', ...state],
    ['history', '--json', ...state],
    ['status', health, '--allow-untrusted', ...state],
    ['history', '--incident', '1', ...state],
  ].map((args) => {
    const { out, err } = kapa(args);
    return out + err;
  });
  for (const one of said) expect(one).not.toContain('CANARY');
  expect(said.at(-1)).toContain('cannot reach postgres://shop:(secret)@db/shop');
  expect(readFileSync(groupLog, 'utf8')).not.toContain('CANARY');
  keptNowhere();
});

function keptNowhere(): void {
  for (const file of filesBelow(host.state).filter((one) => !/undo\.bin$|\/backups\//u.test(one)))
    expect(readFileSync(file, 'latin1'), file).not.toContain('CANARY');
}

function silent(args: readonly string[]): Ran {
  const ran = host.run(args);
  expect(ran.out + ran.err, args.join(' ')).not.toContain('CANARY');
  expect([0, 1]).toContain(ran.status);
  return ran;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

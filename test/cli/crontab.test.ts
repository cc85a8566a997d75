import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyHost, shipped, type Copy } from './program.ts';

// What kapa did not make never leaves a crontab, unless the operator says so by name.

const spool = '/var/spool/cron/crontabs/root';
const byHand = `MAILTO=ops
# Old heading
*/3 * * * * kapa check --group health >/dev/null 2>&1
0 4 * * *  backup
0 5 * * * other
`;
const health = '{ schedule: "*/3 * * * *", run: kapa check --group health, output: discard }';
const backup = '{ schedule: "0 4 * * *", run: backup }';
const nightly = '{ schedule: "0 6 * * *", run: nightly }';
let host: Copy;
beforeEach(() => {
  host = copyHost();
  host.write(spool, byHand);
});
afterEach(() => {
  host.close();
});

describe('lines that are as declared already', () => {
  beforeEach(() => {
    const told = plan(declare(`path: inherit, heading: Old heading, jobs: [${health}, ${backup}]`));
    expect(told).toContain('adopted, already there and not made by kapa');
    expect(told).toContain('0 4 * * *  backup');
    expect(told).toContain('No changes');
    expect(applied().changed).toBe(false);
    expect(host.read(spool)).toBe(byHand);
  });

  test('are told once', () => {
    expect(plan()).not.toContain('adopted');
  });

  test('stay when the job leaves the policy, and that is told', () => {
    declare(`path: inherit, heading: Old heading, jobs: [${health}]`);
    expect(plan()).toContain('left the policy and stays, as kapa did not make it');
    expect(applied().changed).toBe(false);
    expect(host.read(spool)).toBe(byHand);
  });

  test('stay when another resource takes the place of theirs, as the shipped policies do', () => {
    declare(`heading: KAPA, path: inherit, jobs: [${nightly}]`, 'Monitoring jobs');
    applied();
    expect(listed()).toBe(`${byHand}\n# KAPA\n0 6 * * * nightly # kapa\n`);
    declare('heading: KAPA, state: absent', 'No monitoring jobs');
    applied();
    expect(listed().trimEnd()).toBe(byHand.trimEnd());
  });

  test('stay beside new jobs, and with --prune', () => {
    declare(`path: inherit, heading: Old heading, jobs: [${health}, ${backup}, ${nightly}]`);
    applied();
    const with1 = byHand.replace('backup\n', 'backup\n0 6 * * * nightly # kapa\n');
    expect(listed()).toBe(with1);
    host.policy('policy: p\nresources: []\n');
    expect(applied().changed).toBe(false);
    expect(listed()).toBe(with1);
    expect(applied('--prune').changed).toBe(true);
    expect(listed()).toBe(byHand);
  });

  test('keep their heading when it changes', () => {
    declare(`path: inherit, heading: New heading, jobs: [${health}, ${backup}]`);
    applied();
    expect(listed()).toBe(byHand.replace('*/3', '# New heading\n*/3'));
    declare(`path: inherit, jobs: [${health}, ${backup}]`);
    applied();
    expect(listed()).toBe(byHand);
  });

  test('leave when they are named', () => {
    declare(`path: inherit, jobs: [${health}], absent: [backup]`);
    applied();
    expect(listed()).toBe(byHand.replace('0 4 * * *  backup\n', ''));
  });
});

test('a line that kapa completes is told before, and comes back when the job leaves the policy', () => {
  declare(`path: [/usr/bin], jobs: [${health}, ${nightly}]`);
  expect(plan()).toContain('replaces this line, which kapa did not make');
  applied();
  expect(listed()).toContain('*/3 * * * * PATH=/usr/bin kapa check --group health >/dev/null 2>&1 # kapa\n');
  expect(applied().changed).toBe(false);
  // The job changes meanwhile, and its resource is renamed.
  const later = health.replace('*/3', '*/5');
  declare(`path: [/usr/local/bin], jobs: [${later}, ${nightly}]`);
  applied();
  expect(listed()).toContain('*/5 * * * * PATH=/usr/local/bin kapa check');
  declare(`path: [/usr/local/bin], jobs: [${later}, ${nightly}]`, 'Renamed');
  applied();
  declare(`path: [/usr/local/bin], jobs: [${nightly}]`, 'Renamed');
  applied();
  expect(listed()).toContain('*/3 * * * * kapa check --group health >/dev/null 2>&1\n');
  host.policy('policy: p\nresources: []\n');
  applied('--prune');
  expect(listed()).toBe(byHand);
});

test('a line that kapa completed comes back with --prune as well', () => {
  declare(`path: [/usr/bin], jobs: [${health}]`);
  applied();
  host.policy('policy: p\nresources: []\n');
  applied('--prune');
  expect(listed()).toBe(byHand);
});

describe('two resources of one user', () => {
  const two = (first: string, second: string): void => {
    policies = host.policy(`policy: p
resources:
  - { name: First, cron: { user: root, path: inherit, jobs: [${first}] } }
  - { name: Second, cron: { user: root, path: inherit, heading: Second, jobs: [${second}] } }
`);
  };

  test('with different jobs leave each other alone, whatever changes in one of them', () => {
    two(nightly, backup);
    applied();
    const both = `${byHand}\n0 6 * * * nightly # kapa\n`.replace('0 4 *', '# Second\n0 4 *');
    expect(listed()).toBe(both);
    expect(applied().changed).toBe(false);
    two(nightly.replace('0 6', '0 7'), '');
    expect(host.run(['plan', policies]).out).toContain('left the policy and stays');
    applied();
    expect(listed()).toBe(both.replace('0 6', '0 7'));
  });

  test('that left the policy keeps its jobs until --prune', () => {
    two(nightly, '{ schedule: "@daily", run: second }');
    applied();
    declare(`path: inherit, jobs: [${nightly}]`, 'First');
    expect(applied().changed).toBe(false);
    expect(listed()).toContain('@daily second # kapa\n');
    applied('--prune');
    expect(listed()).not.toContain('second');
    expect(listed()).toContain('nightly # kapa\n');
  });

  test('with the same job are refused', () => {
    two(nightly, nightly);
    const lint = host.run(['lint', policies]);
    expect(lint.out).toContain('KAPA020');
    expect(lint.out).toContain('crontab -u root 0 6 * * * nightly');
  });

  test('and lost state: each finds its own', () => {
    two(nightly, '{ schedule: "@daily", run: second }');
    applied();
    const before = listed();
    rmSync(host.state, { recursive: true });
    expect(applied().changed).toBe(false);
    expect(listed()).toBe(before);
  });
});

test('a file of cron.d goes with --prune; what the operator added to it stays', () => {
  const file = '/etc/cron.d/kapa-jobs';
  policies = host.policy(
    `policy: p\nresources:\n  - name: Jobs\n    cron: { file: kapa-jobs, path: inherit, jobs: [${backup}] }\n`,
  );
  applied();
  expect(host.read(file)).toContain('0 4 * * * root backup # kapa\n');
  const own = '0 6 * * * root mine\n';
  host.write(file, `${host.read(file)}${own}`);
  host.policy('policy: p\nresources: []\n');
  applied('--prune');
  expect(host.read(file)).toBe(own);
  expect(existsSync(join(host.root, file))).toBe(true);
});

test('init, then the shipped policies, then scheduler: watch: the lines of the operator stay', () => {
  const lines = '15 3 * * * /usr/local/bin/backup-db\n0 4 * * * /usr/bin/true # nightly\n';
  host.write(spool, lines);
  const found = host.run(['init', '--out', join(host.folder, 'policies')]);
  expect(found.status, found.err).toBe(0);
  policies = join(host.folder, 'policies');
  expect(applied().changed).toBe(false);
  rmSync(policies, { recursive: true });
  cpSync(shipped, policies, { recursive: true });
  applied('--target', '*onitoring jobs*');
  expect(listed()).toContain(lines);
  expect(listed()).toContain('kapa check --group health');
  applied('--target', '*onitoring jobs*', '--set', 'scheduler=watch');
  expect(listed().trimEnd()).toBe(lines.trimEnd());
});

/** Without the header that crontab(1) writes, and does not list. */
function listed(): string {
  return host.read(spool).replace(/^(?:# (?:DO NOT EDIT|\(installed|\(Cron).*\n)+/u, '');
}

let policies: string;

function declare(spec: string, name = 'Jobs'): string {
  policies = host.policy(`policy: p\nresources:\n  - name: ${name}\n    cron: { user: root, ${spec} }\n`);
  return policies;
}

function plan(path = policies): string {
  return host.run(['plan', path]).out;
}

function applied(...options: readonly string[]): { readonly changed: boolean } {
  const ran = host.run(['apply', policies, '--yes', '--json', ...options]);
  expect(ran.status, ran.err + ran.out).toBe(0);
  return ran.json();
}

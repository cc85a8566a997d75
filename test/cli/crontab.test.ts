import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, type Copy } from './program.ts';

// What kapa took over from the operator's own crontab is kapa's, and goes when the policy lets go of it.

const spool = '/var/spool/cron/crontabs/root';
const byHand = `MAILTO=ops
# Old heading
*/3 * * * * kapa check --group health >/dev/null 2>&1
0 4 * * * backup
0 5 * * * other
`;
const health = '{ schedule: "*/3 * * * *", run: kapa check --group health, output: discard }';
const backup = '{ schedule: "0 4 * * *", run: backup }';
let host: Copy;
let policies: string;
beforeEach(() => {
  host = copyHost();
  host.write(spool, byHand);
  policies = declare(`user: root, path: inherit, heading: Old heading, jobs: [${health}, ${backup}]`);
  expect(applied().changed).toBe(false);
  expect(host.read(spool)).toBe(byHand);
});
afterEach(() => {
  host.close();
});

test('an adopted job that leaves the policy leaves the crontab', () => {
  declare(`user: root, path: inherit, heading: Old heading, jobs: [${health}]`);
  applied();
  expect(listed()).toBe(`MAILTO=ops
# Old heading
*/3 * * * * kapa check --group health >/dev/null 2>&1 # kapa
0 5 * * * other
`);
  expect(applied().changed).toBe(false);
});

test('a changed heading leaves the old one not behind', () => {
  declare(`user: root, path: inherit, heading: New heading, jobs: [${health}, ${backup}]`);
  applied();
  expect(host.read(spool)).toContain(
    'MAILTO=ops\n# New heading\n*/3 * * * * kapa check --group health >/dev/null 2>&1 # kapa\n',
  );
  expect(host.read(spool)).not.toContain('Old heading');
});

test('adopted jobs whose resource leaves the policy go with --prune, and the others stay', () => {
  host.policy('policy: p\nresources: []\n');
  expect(applied().changed).toBe(false);
  expect(host.read(spool)).toBe(byHand);
  expect(host.run(['plan', policies, '--json']).json().orphans).toMatchObject([
    { name: 'Jobs', files: ['crontab:root'] },
  ]);
  const pruned = applied('--prune');
  expect(pruned.changed).toBe(true);
  expect(listed()).toBe('MAILTO=ops\n# Old heading\n0 5 * * * other\n');
});

test('a file of cron.d goes with --prune; what the operator added to it stays', () => {
  const file = '/etc/cron.d/kapa-jobs';
  declare(`file: kapa-jobs, path: inherit, jobs: [${backup}]`);
  applied();
  expect(host.read(file)).toContain('0 4 * * * root backup # kapa\n');
  const own = '0 6 * * * root mine\n';
  host.write(file, `${host.read(file)}${own}`);
  host.policy('policy: p\nresources: []\n');
  applied('--prune');
  expect(host.read(file)).toBe(own);
  expect(existsSync(join(host.root, file))).toBe(true);
});

/** Without the header that crontab(1) writes, and does not list. */
function listed(): string {
  return host.read(spool).replace(/^(?:# (?:DO NOT EDIT|\(installed|\(Cron).*\n)+/u, '');
}

function declare(spec: string): string {
  return host.policy(`policy: p\nresources:\n  - name: Jobs\n    cron: { ${spec} }\n`);
}

function applied(...options: readonly string[]): { readonly changed: boolean } {
  const ran = host.run(['apply', policies, '--yes', '--json', ...options]);
  expect(ran.status, ran.err).toBe(0);
  return ran.json();
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, type Copy } from './program.ts';

const policy = `policy: p
resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: 77, MaxConnectionsPerChild: 1000 } }
  - name: New file
    file: { path: /etc/new.conf, content: "one\\ntwo\\n" }
`;
const mpm = '/etc/apache2/mods-available/mpm_prefork.conf';
let host: Copy;
let transaction: string;
let before: string;
beforeEach(() => {
  host = copyHost();
  before = host.read(mpm);
  const applied = host.run(['apply', '--yes', '--json', host.policy(policy)]);
  expect(applied.status, applied.err).toBe(0);
  transaction = applied.json().transaction ?? '';
});
afterEach(() => {
  host.close();
});

test("restoring a transaction takes back kapa's own hunks and leaves what others have changed since", () => {
  host.write(mpm, `# certbot was here\n${host.read(mpm)}# by hand\n`);
  const restored = host.run(['restore', '--yes', transaction]);
  expect(restored.status, restored.out + restored.err).toBe(0);
  expect(host.read(mpm)).toBe(`# certbot was here\n${before}# by hand\n`);
  expect(restored.out).toContain('# certbot was here');
  expect(restored.out).toContain('# by hand');
  // The policy has not changed.
  expect(restored.err).toContain('The policies still declare the other value: Workers, New file.');
});

test('what others have changed in the same lines is undone with a yes of its own only', () => {
  const edited = host.read(mpm).replace('77', '99');
  expect(edited).not.toBe(host.read(mpm));
  host.write(mpm, edited);
  const refused = host.run(['restore', '--yes', transaction]);
  expect(refused.status).toBe(1);
  expect(refused.out + refused.err).toContain('--with-others');
  expect(refused.out + refused.err).toMatch(/^\s*\+\s*MaxRequestWorkers\s+99$/mu);
  expect(host.read(mpm)).toBe(edited);
  const agreed = host.run(['restore', '--yes', '--with-others', transaction]);
  expect(agreed.status, agreed.out + agreed.err).toBe(0);
  expect(host.read(mpm)).toBe(before);
});

test('a file that kapa made and others have written in is not removed without a yes of its own', () => {
  host.write('/etc/new.conf', 'one\ntwo\nthree\n');
  const refused = host.run(['restore', '--yes', transaction]);
  expect(refused.status).toBe(1);
  expect(refused.out + refused.err).toContain('+three');
  expect(host.read('/etc/new.conf')).toContain('three');
  expect(host.run(['restore', '--yes', '--with-others', transaction]).status).toBe(0);
  expect(existsSync(join(host.root, 'etc/new.conf'))).toBe(false);
});

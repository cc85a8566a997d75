import { chmodSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packTar, unpackTar } from 'modern-tar';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyHost, kapa, type Copy, type Ran } from './program.ts';

// A snapshot is taken of a host, and planned on where there is no host.

const declared = `policy: p
vars: { limit: 100, password: hunter22-of-the-shop }
resources:
  - name: Workers
    apache_mpm: { prefork: { MaxRequestWorkers: "{{ limit }}", MaxConnectionsPerChild: 1000 } }
  - { name: Key, file: { path: /etc/shop/key, content: "{{ password }}\\n", secret: true } }
  - { name: Mine, file: { path: /etc/shop/private, content: "mine\\n" } }
  - { name: Address, file: { path: /etc/shop/address, content: "amqp://queue\\n" } }
  - { name: Told, file: { path: /etc/shop/told, content: "told\\n" } }
  - { name: Vault, file: { path: /etc/vault/open, content: "open\\n" } }
  - { name: Pin, file: { path: /etc/linked/pin, content: "0000\\n", secret: true } }
  - { name: Sign, file: { path: /etc/shop/sign, content: "contraseña-del-señor", secret: true } }
  - { name: Said, file: { path: /etc/shop/said, content: "said\\n" } }
`;
let host: Copy;
let archive: string;
let taken: Ran;

beforeAll(() => {
  host = copyHost();
  host.write('/etc/shop/key', 'hunter22-of-the-shop\n');
  host.write('/etc/shop/private', 'for root alone\n');
  host.write('/etc/shop/address', 'amqp://shop:s3cr3t-of-amqp@queue\n');
  host.write('/etc/shop/told', 'use hunter22-of-the-shop\n');
  host.write('/etc/shop/pin', 'pin-of-before-4711\n');
  host.write('/etc/shop/said', 'dice contraseña-del-señor\n');
  host.write('/etc/vault/open', 'in a vault\n');
  symlinkSync('shop', join(host.root, 'etc/linked'));
  for (const path of ['key', 'address', 'told', 'pin', 'said'])
    chmodSync(join(host.root, 'etc/shop', path), 0o644);
  chmodSync(join(host.root, 'etc/vault'), 0o700);
  chmodSync(join(host.root, 'etc/shop/private'), 0o640);
  archive = join(host.folder, 'web1.tar');
  taken = host.run(['snapshot', host.policy(declared), '--out', archive]);
});
afterAll(() => host.close());

function planOn(policy: string, ...more: readonly string[]): Ran {
  return kapa(['plan', '--root', archive, host.policy(policy, 'other.yaml'), ...more], { cwd: host.folder });
}

test('it holds what a plan looks at, for its owner alone; what is secret is left out, and listed', () => {
  expect(taken.status, taken.err).toBe(0);
  const names = ['key', 'private', 'address', 'told', 'said', 'pin'].map((name) => `/etc/shop/${name}`);
  for (const path of [...names, '/etc/vault/open']) expect(taken.err).toContain(`\n  ${path}\n`);
  expect(statSync(archive).mode & 0o777).toBe(0o600);
  const bytes = readFileSync(archive, 'utf8');
  expect(bytes).toContain('MaxConnectionsPerChild');
  for (const secret of ['hunter22', 'for root alone', 's3cr3t', 'in a vault', 'pin-of-before', 'del-señor'])
    expect(bytes).not.toContain(secret);
});

test('the plan on it is the plan of the host', () => {
  const workers = `policy: p\nresources:\n${declared.split('\n').slice(3, 5).join('\n')}\n`.replace(
    '"{{ limit }}"',
    '90',
  );
  const there = host.run(['plan', host.policy(workers, 'other.yaml'), '--json']).json();
  const here = planOn(workers, '--json').json();
  expect(here.resources).toEqual(there.resources);
  expect(here.resources[0]?.files[0]?.diff).toMatch(/^\+ +MaxRequestWorkers +90$/mu);
  expect(here.proof.status).toBe('not_proven');
});

test('what a changed policy asks beside it is told where the names of the folder are known, else unknown', () => {
  const ran = planOn(
    `policy: p
resources:
  - { name: New, file: { path: /etc/shop/new, content: "new\\n" } }
  - { name: Key, file: { path: /etc/shop/key, content: "key\\n" } }
  - { name: Elsewhere, file: { path: /etc/letsencrypt/live/own/note, content: "x\\n" } }
`,
    '--json',
  );
  expect(ran.status).toBe(1);
  const { resources } = ran.json();
  expect(resources.map(({ name, action }) => [name, action])).toEqual([
    ['New', 'create'],
    ['Key', 'unknown'],
    ['Elsewhere', 'unknown'],
  ]);
});

test('a file that is no snapshot is refused, and a command that changes the host refuses a snapshot', () => {
  const other = join(host.folder, 'other.tar');
  writeFileSync(other, 'no archive');
  const ran = kapa(['plan', '--root', other, host.policy(declared)], { cwd: host.folder });
  expect(ran.status).toBe(64);
  expect(ran.err).toContain('kapa snapshot --out');
  expect(
    kapa(['apply', '--yes', '--root', archive, host.policy(declared)], { cwd: host.folder }).status,
  ).toBe(64);
});

test('a snapshot that somebody made up is none, or does not hold what it says wrongly', async () => {
  const entries = await unpackTar(readFileSync(archive));
  const index = entries.find(({ header }) => header.name === 'kapa-snapshot.json');
  const told = JSON.parse(Buffer.from(index?.data ?? []).toString()) as Record<string, object>;
  const made = join(host.folder, 'made.tar');
  const planned = async (change: object): Promise<Ran> => {
    const body = Buffer.from(JSON.stringify({ ...told, ...change }));
    const above = { header: { name: '../../etc/shadow', size: 1 }, body: Buffer.from('x') };
    const all = [{ header: { name: 'kapa-snapshot.json', size: body.length }, body }, above];
    writeFileSync(made, await packTar(all));
    return kapa(['plan', '--root', made, host.policy(declared)], { cwd: host.folder });
  };
  for (const change of [{ answers: null }, { left_out: 7 }, { answers: { '["stat","/etc"]': null } }]) {
    const ran = await planned(change);
    expect(ran.status, ran.err).toBe(64);
    expect(ran.err).toContain('kapa snapshot --out');
  }
  const wrong = Object.keys(told['answers'] ?? {}).map((key) => [key, { state: 'present', value: null }]);
  const ran = await planned({ answers: Object.fromEntries(wrong) });
  expect(ran.status, ran.err).toBe(1);
  expect(ran.out + ran.err).toContain('the snapshot does not hold /etc/');
});

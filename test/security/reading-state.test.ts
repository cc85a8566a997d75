import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openArena, type Arena } from './arena.ts';

// A state folder says what to undo: who writes in it is root.

let arena: Arena;
beforeAll(async () => {
  arena = await openArena();
  await arena.sh('chmod 755 /root');
});
afterAll(() => {
  arena.close();
});
beforeEach(async () => {
  await arena.sh(
    'umount -l /srv/mounted 2>/dev/null || true; rm -rf /etc/kapa /etc/made /root/won /root/state /home/eve/* /home/kapa/.local /srv/* /var/tmp/reading-state-* /var/lib/kapa /run/kapa',
  );
  await arena.write('/etc/kapa/policies/p.yaml', policy);
});

const policy = `
policy: p
group: p
probes: { disk: { disk: { path: / } } }
rules: [{ name: never, when: disk.used > 1, every: 1m, do: [{ notify: { message: full } }] }]
resources: [{ name: one, file: { path: /etc/made, content: x } }]
`;
const untrusted = /others than root/u;

const journal = [
  { record: 'begin', version: 1, id: 'T', at: 1, steps: 1, digest: 'd', effects: [], services: {} },
  {
    record: 'intent',
    number: 0,
    resource: 'r',
    act: { do: 'command', undo: ['touch', '/root/won'], shown: 'x' },
    before: { is: 'command' },
  },
]
  .map((line) => JSON.stringify(line))
  .join('\n');

/** An open transaction that is undone by making /root/won, in a folder of root's. */
async function openTransaction(folder: string): Promise<void> {
  await arena.write(`${folder}/transactions/open`, 'T\n', 0o600);
  await arena.write(`${folder}/transactions/T/log.jsonl`, `\n${journal}\n`, 0o600);
  await arena.write(`${folder}/version`, '1\n', 0o600);
}

test('a transaction in a state folder of root’s is undone, behind root’s own links and mounts', async () => {
  await arena.sh(
    'mkdir -p /srv/data /run/kapa /srv/mounted /srv/disk; ln -s /srv/data /var/lib/kapa; ln -sfn /run /srv/run',
  );
  for (const [folder, named, before] of [
    ['/srv/data', undefined, 'true'],
    ['/run/kapa/s', '/var/run/kapa/s', 'test -L /var/run || ln -s /run /var/run'],
    ['/srv/disk', '/srv/mounted', 'mount --bind /srv/disk /srv/mounted'],
    ['/var/tmp/reading-state-state', '/var/tmp/reading-state-state', 'true'],
  ] as const) {
    await openTransaction(folder);
    await arena.sh(`rm -f /root/won; ${before}`);
    const ran = await arena.kapa(['recover', ...(named === undefined ? [] : ['--state-dir', named])]);
    expect(ran.stdout, folder + ran.stderr).toContain('undone');
    expect(await arena.read('/root/won'), folder).toBe('');
  }
  await arena.sh('umount /srv/mounted');
});

const commands = [
  ['recover'],
  ['check', '/etc/kapa/policies'],
  ['plan', '/etc/kapa/policies'],
  ['apply', '--yes', '/etc/kapa/policies'],
  ['backups'],
  ['pause', '--for', '1m', '--reason', 'x'],
];

test.each<[string, string, string]>([
  ['of another user', 'chown -R 2002 /srv/s', '/srv/s'],
  ['that another user owns, with files of root’s', 'chown 2002 /srv/s', '/srv/s'],
  ['that a group can write', 'chgrp 2002 /srv/s; chmod 770 /srv/s', '/srv/s'],
  ['that an access list opens', 'setfacl -m u:2002:rwx /srv/s', '/srv/s'],
  ['that everybody can write', 'chmod 777 /srv/s', '/srv/s'],
  ['below a folder of another user', 'mv /srv/s /home/eve/s', '/home/eve/s'],
  ['behind a link of another user', 'ln -s /srv/s /srv/l; chown -h 2002 /srv/l', '/srv/l'],
  [
    'behind a link in the middle',
    'ln -s /srv /home/eve/l; chown -h 2002 /home/eve/l; ln -s /home/eve/l/s /srv/m',
    '/srv/m',
  ],
])('a state folder %s is refused before anything in it is believed', async (_, make, named) => {
  await openTransaction('/srv/s');
  await arena.sh(make);
  for (const command of named === '/srv/m' ? commands : commands.slice(0, 2)) {
    const ran = await arena.kapa([...command, '--state-dir', named]);
    expect(await arena.read('/root/won'), command[0]).toBeUndefined();
    expect(ran.stderr, command[0]).toMatch(untrusted);
    expect(ran.stderr, command[0]).toContain('cure: ');
    expect(ran.status, command[0]).toBe(command[0] === 'check' ? 3 : 78);
  }
});

test('a state folder that the settings name is refused as well', async () => {
  await openTransaction('/home/eve/s');
  await arena.write('/etc/kapa/policies/s.yaml', 'settings: { state_dir: /home/eve/s }\n');
  for (const command of [['apply', '--yes'], ['check'], ['plan']]) {
    const ran = await arena.kapa([...command, '/etc/kapa/policies']);
    expect(await arena.read('/root/won'), command[0]).toBeUndefined();
    expect(ran.stderr, command[0]).toMatch(untrusted);
  }
});

test('a state folder is made in no folder of another user', async () => {
  const plan = await arena.kapa(['plan', '/etc/kapa/policies', '--state-dir', '/home/eve/new']);
  expect(plan.stdout, plan.stderr).toContain('1 to create');
  const ran = await arena.kapa(['apply', '--yes', '/etc/kapa/policies', '--state-dir', '/home/eve/new']);
  expect(ran.stderr).toMatch(untrusted);
  expect(await arena.sh('ls -A /home/eve; test ! -e /etc/made')).toBe('');
});

test.each<[string, string]>([
  ['a folder of another user', 'chown 2002 /srv/s/transactions'],
  ['a sticky bit, and what another user put', 'chmod 1777 /srv/s; chown -R 2002 /srv/s/transactions'],
  ['a link instead of a folder', 'mv /srv/s/transactions /srv/t; ln -s /srv/t /srv/s/transactions'],
  ['a log of another user', 'chown 2002 /srv/s/transactions/T/log.jsonl'],
  ['a log that everybody can write', 'chmod 666 /srv/s/transactions/T/log.jsonl'],
  [
    'a log that is a link',
    'mv /srv/s/transactions/T/log.jsonl /srv/t; ln -s /srv/t /srv/s/transactions/T/log.jsonl',
  ],
  ['a log with a second name', 'ln /srv/s/transactions/T/log.jsonl /srv/t'],
  ['a log that is a pipe', 'rm /srv/s/transactions/T/log.jsonl; mkfifo /srv/s/transactions/T/log.jsonl'],
  ['a pipe that says what is open', 'rm /srv/s/transactions/open; mkfifo /srv/s/transactions/open'],
])('a state folder with %s in it undoes nothing, hangs nowhere, and says why', async (_, plant) => {
  await openTransaction('/srv/s');
  await arena.sh(plant);
  for (const command of [['recover']]) {
    const ran = await arena.run([
      'timeout',
      '20',
      process.execPath,
      `${import.meta.dirname}/../../dist/kapa.cjs`,
      ...command,
      '--state-dir',
      '/srv/s',
    ]);
    expect(await arena.read('/root/won'), command[0]).toBeUndefined();
    expect(ran.status, command[0] + ran.stdout + ran.stderr).not.toBe(0);
    expect(ran.status, command[0]).not.toBe(124);
    expect(ran.stderr, command[0]).toMatch(/\/srv\/s/u);
    expect(ran.stderr, command[0]).not.toContain('    at ');
  }
});

test('records that others planted are neither read nor written through', async () => {
  await arena.kapa(['check', '/etc/kapa/policies', '--state-dir', '/srv/s']);
  const names = (await arena.sh('cd /srv/s; find . -type f')).trim().split('\n');
  expect(names.length).toBeGreaterThan(1);
  await arena.sh(
    'cd /srv/s; for f in $(find . -type f); do : > /srv/victim; rm $f; ln -s /srv/victim $f; done',
  );
  const linked = await arena.run([
    'timeout',
    '20',
    process.execPath,
    `${import.meta.dirname}/../../dist/kapa.cjs`,
    'check',
    '/etc/kapa/policies',
    '--state-dir',
    '/srv/s',
  ]);
  expect(linked.status, linked.stderr).not.toBe(124);
  expect(await arena.read('/srv/victim')).toBe('');
  await arena.sh('cd /srv/s; for f in $(find . -type l); do rm $f; mkfifo $f; done');
  const piped = await arena.run([
    'timeout',
    '20',
    process.execPath,
    `${import.meta.dirname}/../../dist/kapa.cjs`,
    'check',
    '/etc/kapa/policies',
    '--state-dir',
    '/srv/s',
  ]);
  expect(piped.status, piped.stderr).not.toBe(124);
  expect(piped.stderr).not.toContain('    at ');
});

test('a state folder that is not there is made for root alone', async () => {
  const ran = await arena.kapa(['apply', '--yes', '/etc/kapa/policies', '--state-dir', '/srv/new/deep']);
  expect(ran.status, ran.stderr).toBe(0);
  expect(await arena.sh('stat -c %a%u /srv/new /srv/new/deep')).toBe('7000\n7000\n');
});

test('a plain user keeps a state folder of his own, and believes no one else’s', async () => {
  const kapa = (...args: readonly string[]): Promise<string> =>
    arena.as(
      'kapa',
      `umask 002; "${process.execPath}" "${import.meta.dirname}/../../dist/kapa.cjs" ${args.join(' ')} 2>&1 || echo "ended with $?"`,
    );
  expect(await kapa('pause', '--for', '1m', '--reason', 'x')).not.toContain('ended with');
  expect(await arena.sh('stat -c %a%u /home/kapa/.local/state/kapa')).toBe('7002001\n');
  expect(await kapa('check', '/etc/kapa/policies')).not.toMatch(untrusted);
  await openTransaction('/srv/s');
  await arena.sh('chown -R 2002 /srv/s; chmod -R a+rX /srv/s');
  expect(await kapa('recover', '--state-dir', '/srv/s')).toMatch(/\/srv\/s.*\n.*cure: [^]*ended with 78/u);
});

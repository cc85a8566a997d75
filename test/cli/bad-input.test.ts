import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, kapa, shipped, treeOf, type Copy } from './program.ts';

// What bad input gets: one clear message with the cure, the right exit status, and a host that is as it was.

const site = '/etc/apache2/sites-available/kapa.healtheworld.com.co-le-ssl.conf';
const crontab = '/var/spool/cron/crontabs/root';
let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => {
  host.close();
});

const resource = (body: string): string => `policy: p\nresources:\n  - name: one\n    ${body}\n`;
const bomb = `a: &a [x, x, x, x, x, x, x, x, x, x]
${['b', 'c', 'd', 'e', 'f'].map((name, n) => `${name}: &${name} [${Array(10).fill(`*${'abcde'[n]}`).join(', ')}]`).join('\n')}
policy: *f
`;

const invalid: readonly (readonly [
  what: string,
  text: string | Uint8Array,
  message: RegExp,
  cure: RegExp,
])[] = [
  [
    'a schedule for which cron would drop the whole file',
    resource("cron: { file: shop, user: root, jobs: [{ schedule: '99 * * * *', run: /usr/bin/true }] }"),
    /KAPA049 cron refuses the schedule/u,
    /write the minute as numbers from 0 to 59/u,
  ],
  [
    'one thing with two owners',
    `${resource('file: { path: /etc/f, content: x }')}  - name: two\n    file: { path: /etc/f, content: y }\n`,
    /KAPA020/u,
    /→/u,
  ],
  ['malformed YAML', 'policy: [a\nresources: }', /not valid YAML/u, /indentation/u],
  ['a wrong type', resource('file: { path: /etc/f, content: [1] }'), /content/u, /→/u],
  [
    'a mode without quotes',
    resource('file: { path: /etc/f, content: x, mode: 0644 }'),
    /decimal number 644/u,
    /"0644"/u,
  ],
  ['an unknown key', resource('file: { path: /etc/f, contnet: x }'), /contnet/u, /did you mean content/u],
  ['an unknown type', resource('fil: { path: /etc/f }'), /unknown type fil/u, /did you mean file/u],
  [
    'a missing template',
    resource('file: { path: /etc/f, template: no.hbs }'),
    /no template no\.hbs/u,
    /templates\/no\.hbs/u,
  ],
  [
    'a missing source',
    resource('file: { path: /etc/f, source: no.bin }'),
    /no\.bin/u,
    /relative to the policy/u,
  ],
  [
    'an unknown variable',
    resource('file: { path: /etc/f, content: "{{ nme }}" }'),
    /no variable nme/u,
    /--set nme=/u,
  ],
  [
    'an unquoted variable',
    resource('file: { path: /etc/f, content: {{ name }} }'),
    /policy\.yaml:4/u,
    /quotes/u,
  ],
  ['a binary file', new Uint8Array([0, 1, 2, 3]), /binary/u, /YAML/u],
  [
    'a file in another encoding',
    Buffer.from('policy: p\ndescription: caf\xe9\n', 'latin1'),
    /UTF-8/u,
    /iconv/u,
  ],
  ['an alias bomb', bomb, /alias/iu, /aliases/u],
  ['a file of more than 10 MB', `policy: p # ${'x'.repeat(11_000_000)}`, /10 MB/u, /split/u],
];

test.each(invalid)('%s is refused with its place and cure', (_, text, message, cure) => {
  const file = host.policy('');
  writeFileSync(file, text);
  const before = treeOf(host.root);
  for (const args of [
    ['plan', file],
    ['apply', file, '--yes'],
  ]) {
    const ran = host.run(args);
    expect(ran.status, ran.err).toBe(78);
    expect(ran.out).toBe('');
    expect(ran.err).toMatch(message);
    expect(ran.err).toMatch(cure);
    expect(ran.err).toMatch(/policy\.yaml:\d+:\d+/u);
    expect(ran.err.length).toBeLessThan(4000);
    expect(ran.err).not.toContain('    at ');
  }
  expect(kapa(['lint', file]).status).toBe(1);
  expect(treeOf(host.root)).toEqual(before);
});

test('a policy of just under 10 MB is read', () => {
  const file = host.policy(`policy: p\ndescription: |\n${`  ${'x'.repeat(98)}\n`.repeat(95_000)}`);
  expect(kapa(['lint', file]).status).toBe(0);
});

test('a folder without policies, and none at all, say what to do', () => {
  const empty = join(host.folder, 'empty');
  mkdirSync(empty);
  expect(host.run(['plan', empty])).toMatchObject({ status: 78, err: expect.stringContaining('kapa init') });
  expect(host.run(['plan'], { cwd: empty })).toMatchObject({
    status: 78,
    err: expect.stringContaining('policies'),
  });
  expect(host.run(['plan', join(empty, 'no.yaml')])).toMatchObject({ status: 78 });
});

test.each([
  [['nonsense'], 64],
  [['plan', '--nonsense'], 64],
  [['plan', '--out'], 64],
  [['lint', '--format', 'xml'], 64],
  [['restore'], 64],
  [['plan', shipped, '--set', 'nonsense'], 64],
  [['plan', shipped, '--set', 'sitee=x'], 64],
  [['plan', shipped, '--vars', '/nonexistent'], 64],
  [['check', '--nonsense'], 3],
  [['status', '--nonsense'], 3],
  [['check', '/nonexistent'], 3],
  [['status', '/nonexistent'], 3],
])('kapa %j ends with %i', (args, status) => {
  const ran = kapa(args);
  expect(ran.status, ran.err).toBe(status);
  expect(ran.err).not.toContain('    at ');
});

interface Trouble {
  readonly what: string;
  /** Makes it so on the copy. */
  readonly make: (host: Copy) => void;
  readonly message: RegExp;
  readonly cure: RegExp;
  readonly policy?: string;
}

const troubles: readonly Trouble[] = [
  {
    what: 'a target that is a folder',
    make: () => undefined,
    policy: resource('file: { path: /etc/apache2, content: x }'),
    message: /\/etc\/apache2 is a folder/u,
    cure: /Move the folder/u,
  },
  {
    what: 'a vhost file that is not there',
    make: ({ root }) => rmSync(join(root, site)),
    message: /There is no .*-le-ssl\.conf; there are/u,
    cure: /Correct the name/u,
  },
  {
    what: 'a vhost that is not there',
    make: ({ read, write }) => write(site, read(site).replace('ServerName kapa', 'ServerName shop')),
    message: /no virtual host kapa\.healtheworld\.com\.co; it has shop/u,
    cure: /server_name/u,
  },
  {
    what: 'a vhost that is there twice',
    make: ({ read, write }) => write(site, read(site).repeat(2)),
    message: /more than one virtual host .*: lines \d+ \(\*:443\), \d+ \(\*:443\)/u,
    cure: /port: Apache answers by the first alone/u,
  },
  {
    what: 'an unbalanced configuration file',
    make: ({ read, write }) => write(site, `${read(site)}</Directory>\n`),
    message: /-le-ssl\.conf:\d+: <\/Directory>/u,
    cure: /configtest/u,
  },
  {
    what: 'a crontab with carriage returns',
    make: ({ read, write }) => write(crontab, read(crontab).replaceAll('\n', '\r\n')),
    message: /carriage return \(line 1\)/u,
    cure: /sed/u,
  },
  {
    what: 'a configuration that Apache refuses',
    make: ({ read, write }) =>
      write('/etc/apache2/apache2.conf', `${read('/etc/apache2/apache2.conf')}\nNonsense on\n`),
    message: /Nonsense/u,
    cure: /nothing was changed/u,
  },
];

test.each(troubles)('$what is told, and nothing changes', ({ make, message, cure, policy }) => {
  make(host);
  const before = treeOf(host.root);
  const policies = policy === undefined ? shipped : host.policy(policy);
  for (const args of [
    ['plan', policies],
    ['apply', policies, '--yes'],
  ]) {
    const ran = host.run(args);
    expect(ran.status, ran.err).toBe(1);
    expect(ran.out + ran.err).toMatch(message);
    if (args[0] === 'apply' || !cure.source.includes('nothing')) expect(ran.err).toMatch(cure);
    expect(ran.err).not.toContain('    at ');
  }
  expect(treeOf(host.root)).toEqual(before);
});

test('the state folder of a newer kapa is refused by all that read it', () => {
  expect(host.run(['apply', shipped, '--yes']).status).toBe(0);
  writeFileSync(join(host.state, 'version'), '2\n');
  const looks = (): unknown => {
    // Its content and mode stay; that it was taken moves its time.
    const { lock: _, ...state } = treeOf(host.state);
    return [treeOf(host.root), state];
  };
  const before = looks();
  for (const args of [
    ['plan', shipped],
    ['apply', shipped, '--yes'],
    ['backups'],
    ['restore', site, '--yes'],
    ['recover'],
  ]) {
    const ran = host.run(args);
    expect(ran.status, args[0]).toBe(1);
    expect(ran.err).toContain('newer kapa');
    expect(ran.err).toContain('upgrade');
  }
  expect(looks()).toEqual(before);
});

test('as a plain user: unreadable is said, never taken for absent', () => {
  const nobody = { through: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] };
  for (const folder of [host.folder, host.root]) chmodSync(folder, 0o755);
  const policy = host.policy(resource('file: { path: /etc/secret.conf, content: x }'));
  host.write('/etc/secret.conf', 'x');
  chmodSync(join(host.root, 'etc/secret.conf'), 0o600);
  const unread = host.run(['plan', policy, '--json'], nobody);
  expect(unread.status).toBe(1);
  expect(unread.out + unread.err).toContain('permission denied');
  chmodSync(join(host.root, 'etc/apache2/mods-available/mpm_prefork.conf'), 0o600);
  const apache = host.run(
    ['plan', host.policy(resource('apache_mpm: { prefork: { StartServers: 5 } }'))],
    nobody,
  );
  expect(apache.err).toMatch(/permission denied\n {2}cure: Run kapa as root/u);
  chmodSync(policy, 0o600);
  const policyUnread = host.run(['plan', policy], nobody);
  expect(policyUnread.status).toBe(78);
  expect(policyUnread.err).toContain('cannot be read (EACCES)');
});

const inNamespace = ['unshare', '--mount', '--propagation', 'private', 'sh', '-c'];

test('a read-only disk is told, and nothing changes', () => {
  const before = treeOf(host.root);
  const ran = host.run(['apply', shipped, '--yes'], {
    through: [
      ...inNamespace,
      `mount --bind ${host.root} ${host.root} && mount -o remount,ro,bind ${host.root} && exec "$@"`,
      'sh',
    ],
  });
  expect(ran.status, ran.err).toBe(1);
  expect(ran.err).toMatch(/read-only/iu);
  expect(treeOf(host.root)).toEqual(before);
});

test.each(['root', 'state'] as const)('a full disk under the %s is told, and nothing changes', (which) => {
  const policy = host.policy(resource(`file: { path: /small/big.txt, content: "${'x'.repeat(300_000)}" }`));
  const small = join(host.root, 'small');
  mkdirSync(small);
  mkdirSync(host.state);
  const place = which === 'root' ? small : host.state;
  const ran = host.run(['apply', policy, '--yes'], {
    through: [
      ...inNamespace,
      `mount -t tmpfs -o size=64k none ${place} && head -c 60000 /dev/zero > ${place}/filler; "$@"; status=$?; ls -A ${small} >&2; exit $status`,
      'sh',
    ],
  });
  expect(ran.status, ran.err).toBe(1);
  expect(ran.err).toMatch(/no space|full/iu);
  expect(ran.err).not.toContain('    at ');
  expect(ran.err).not.toContain('big.txt.');
  expect(ran.err.trimEnd().split('\n').at(-1)).not.toBe('big.txt');
  expect(readdirSync(small)).toEqual([]);
});

test('without Apache the files are made, and the plan says that nothing could judge them', () => {
  const bare = mkdtempSync(join(tmpdir(), 'kapa-bin-'));
  try {
    const ran = host.run(['apply', shipped, '--yes', '--json'], {
      through: [...inNamespace, `mount --bind ${bare} /usr/sbin && exec "$@"`, 'sh'],
    });
    expect(ran.status, ran.err).toBe(0);
    expect(ran.json()).toMatchObject({ outcome: 'converged' });
    expect(ran.json().proof.status).toBe('not_proven');
    expect(ran.json().proof.reason).toBeTruthy();
  } finally {
    rmSync(bare, { recursive: true });
  }
});

test('a host with no Apache at all is told so', () => {
  rmSync(join(host.root, 'etc/apache2'), { recursive: true });
  const ran = host.run(['apply', shipped, '--yes']);
  expect(ran.status).toBe(1);
  expect(ran.err).toMatch(/apache2/u);
  expect(existsSync(join(host.root, 'etc/apache2'))).toBe(false);
});

test.each([
  [
    'a plan into a folder that is not there',
    ['plan', shipped, '--out', '/no/such/x.plan'],
    /the folder \/no\/such/u,
  ],
  ['a plan over a folder', ['plan', shipped, '--out', '/tmp'], /\/tmp is a folder/u],
  ['policies below a file', ['init', '--out', '/etc/hosts/found'], /\/etc\/hosts is not a folder/u],
  [
    'a file of variables that is not there',
    ['plan', shipped, '--vars', '/no/such'],
    /check the name after --vars/u,
  ],
])('%s: told, with the cure, and without a stack', (_, args, message) => {
  const ran = host.run(args);
  expect(ran.status).toBe(args.includes('--vars') ? 64 : 1);
  expect(ran.err).toMatch(message);
  expect(ran.err).toContain('cure: ');
  expect(ran.err).not.toContain('    at ');
});

test('a file below a file is told by the plan, and nothing is begun', () => {
  host.write('/etc/hostname', 'x');
  const policy = host.policy(resource('file: { path: /etc/hostname/x, content: x }'));
  const ran = host.run(['plan', policy], { env: { LANG: 'es_ES.UTF-8' } });
  expect(ran.status).toBe(1);
  expect(ran.out).toContain('/etc/hostname existe, pero no es una carpeta; apártelo o elija otra ruta');
  expect(ran.out).toContain(' 1 desconocido.');
  const applied = host.run(['apply', policy, '--yes']);
  expect(applied.status).toBe(1);
  expect(applied.err).not.toContain('Undone');
  expect(existsSync(join(host.state, 'transactions'))).toBe(false);
});

test('what is no file is left alone, with the cure', () => {
  expect(spawnSync('mkfifo', [join(host.root, 'etc/pipe')]).status).toBe(0);
  const ran = host.run(['apply', host.policy(resource('file: { path: /etc/pipe, content: x }')), '--yes']);
  expect(ran.status).toBe(1);
  expect(ran.err).toContain('ls -l /etc/pipe');
});

test('the cure of a crontab with carriage returns takes them away', () => {
  host.write(crontab, '1 1 * * * true\r\n');
  const ran = host.run(['plan', shipped]);
  const sed = /\| (sed '[^']*') \|/u.exec(ran.err)?.[1] ?? 'false';
  expect(spawnSync('sh', ['-c', sed], { input: host.read(crontab), encoding: 'utf8' }).stdout).toBe(
    '1 1 * * * true\n',
  );
});

test('a working folder that is gone is said, with the cure', () => {
  const gone = mkdtempSync(join(tmpdir(), 'kapa-gone-'));
  const ran = spawnSync(
    'sh',
    ['-c', 'cd "$1" && rmdir "$1" && node "$2" check /etc', 'sh', gone, resolve('dist/kapa.cjs')],
    {
      encoding: 'utf8',
      env: { ...process.env, LANG: 'C' },
    },
  );
  expect(ran.stderr).toBe(
    'error: The folder that kapa was started in is no longer there.\n  cure: change to a folder that is there, cd / for example, and start again\n',
  );
  expect(ran.status).toBe(1);
});

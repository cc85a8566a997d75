import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { present } from '../../../src/core/reading.ts';
import type { Argv } from '../../../src/core/step.ts';
import { openHost } from '../../../src/host/index.ts';
import { hostAt, runInside, scratch } from '../support.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function demoHost() {
  const root = mkdtempSync(join(tmpdir(), 'kapa-host-'));
  folders.push(root);
  cpSync(resolve('demo/host'), root, { recursive: true, verbatimSymlinks: true });
  return { root, ...openHost({ root, service: async () => present({ running: true, enabled: true }) }) };
}

const mpm = '/etc/apache2/mods-available/mpm_prefork.conf';

function configtest(root: string): Argv {
  return [
    'env',
    '-i',
    'PATH=/usr/sbin:/usr/bin',
    'APACHE_RUN_DIR=/tmp',
    'APACHE_LOG_DIR=/var/log',
    'APACHE_RUN_USER=www-data',
    'APACHE_RUN_GROUP=www-data',
    'APACHE_PID_FILE=/tmp/none.pid',
    'APACHE_LOCK_DIR=/tmp',
    '/usr/sbin/apache2',
    '-d',
    `${root}/etc/apache2`,
    '-t',
  ];
}

test('a plan is judged in an overlay that leaves no trace', async () => {
  const { root, prover } = demoHost();
  // The vhost names a certificate that the tree does not hold.
  rmSync(join(root, 'etc/apache2/sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
  const before = readFileSync(join(root, mpm), 'utf8');
  const content = Buffer.from('MaxConnectionsPerChild 1000\n');
  const good = await prover.prove(
    [{ do: 'write', path: mpm, content }],
    [{ argv: configtest(root), because: ['x'] }],
  );
  expect(good.checks[0]?.output).toContain('Syntax OK');
  expect(good.status).toBe('proven');
  const bad = await prover.prove(
    [{ do: 'write', path: mpm, content: Buffer.from('MaxConnectionsPerChild 1000 # note\n') }],
    [{ argv: configtest(root), because: ['x'] }],
  );
  expect(bad.status).toBe('failed');
  expect(bad.checks[0]?.output).toContain('takes one argument');
  expect(readFileSync(join(root, mpm), 'utf8')).toBe(before);
  expect(execFileSync('mount', { encoding: 'utf8' })).not.toContain('kapa-proof');
});

test('a proof never writes where no overlay lies: a folder that is not there yet', async () => {
  const { root, prover } = demoHost();
  const proof = await prover.prove(
    [
      { do: 'directory', path: '/opt' },
      { do: 'write', path: '/opt/new.conf', content: Buffer.from('x\n') },
    ],
    [{ argv: ['cat', `${root}/opt/new.conf`], because: ['x'] }],
  );
  expect(proof.checks[0]?.output).toBe('x\n');
  expect(readdirSync(root)).not.toContain('opt');
});

test('on the live host, what cannot be laid over is not proven and not touched', async () => {
  const { prover } = openHost({ root: '/', service: async () => present({ running: true, enabled: true }) });
  const path = '/kapa-no-such-folder/new.conf';
  const proof = await prover.prove(
    [
      { do: 'directory', path: '/kapa-no-such-folder' },
      { do: 'write', path, content: Buffer.from('x') },
    ],
    [{ argv: ['cat', path], because: ['x'] }],
  );
  expect(proof.status).toBe('not_proven');
  expect(readdirSync('/')).not.toContain('kapa-no-such-folder');
});

/** The host of this machine: what is there, so that a proof can be seen to leave it alone. */
function machine() {
  const seen = (): string =>
    execFileSync(
      'find',
      ['/etc/apache2', '/etc/logrotate.d', '/etc/cron.d', '/var/log', '-printf', '%p %s %T@ %i\n'],
      {
        encoding: 'utf8',
      },
    );
  return { seen, ...hostAt() };
}

test('this machine’s own Apache, logrotate and crontab judge files that are nowhere, and no log is touched', async () => {
  const { seen, prover } = machine();
  const before = seen();
  const site = '/etc/apache2/sites-enabled/kapa-proof.conf';
  const judge = (text: string) =>
    prover.prove(
      [
        { do: 'write', path: '/etc/apache2/sites-available/kapa-proof.conf', content: Buffer.from(text) },
        { do: 'link', path: site, to: '../sites-available/kapa-proof.conf' },
        { do: 'remove', path: '/etc/apache2/sites-enabled/000-default.conf' },
        {
          do: 'write',
          path: '/etc/logrotate.d/kapa-proof',
          content: Buffer.from('/var/log/none.log {\n  weekly\n  missingok\n}\n'),
        },
        { do: 'write', path: '/etc/kapa-proof.cron', content: Buffer.from('1 2 * * * true\n') },
      ],
      [
        { argv: configtest(''), because: ['site'] },
        { argv: ['logrotate', '-d', '/etc/logrotate.d/kapa-proof'], because: ['rotation'] },
        { argv: ['crontab', '-n', '/etc/kapa-proof.cron'], because: ['jobs'] },
        { argv: ['ls', '/etc/apache2/sites-enabled'], because: ['site'] },
        {
          argv: ['sh', '-c', 'echo x > /var/log/kapa-proof.log && cat /var/log/kapa-proof.log'],
          because: ['log'],
        },
      ],
    );
  const good = await judge('<VirtualHost *:80>\n  ErrorLog /var/log/kapa-proof-error.log\n</VirtualHost>\n');
  expect(good.checks.map(({ exitStatus, output }) => [exitStatus, output])).toMatchObject([
    [0, expect.stringContaining('Syntax OK')],
    [0, expect.stringContaining('/var/log/none.log')],
    [0, expect.any(String)],
    [0, 'kapa-proof.conf\n'],
    [0, 'x\n'],
  ]);
  expect(good.status).toBe('proven');
  const bad = await judge('<VirtualHost *:80>\n  Nonsense on\n</VirtualHost>\n');
  expect(bad.status).toBe('failed');
  expect(bad.checks[0]?.output).toContain(`line 2 of ${site}`);
  expect(seen()).toBe(before);
  expect(provers()).toEqual([]);
});

/** What judges in an overlay: below this process, or with nobody above it. Tests of other files judge meanwhile. */
function provers(): readonly string[] {
  const rows = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((row) => row.trim().split(/\s+/u));
  const parents = new Map(rows.map(([pid, parent]) => [Number(pid), Number(parent)]));
  const isBelow = (pid: number | undefined): boolean =>
    pid === process.pid || (pid !== undefined && isBelow(parents.get(pid)));
  return rows
    .filter(
      ([, parent, ...words]) => words.includes('kapa-proof') && (parent === '1' || isBelow(Number(parent))),
    )
    .map((words) => words.join(' '));
}

test('a link out of /etc is written in the overlay too', async () => {
  const folder = scratch();
  const kept = join(folder, 'kept.conf');
  writeFileSync(kept, 'old\n');
  const said = await runInside(
    'mkdir "$2/upper" "$2/work"; mount -t overlay none -o "lowerdir=/etc,upperdir=$2/upper,workdir=$2/work" /etc; ln -s "$1" /etc/apache2/x.conf',
    [kept, folder],
    `
    const { prover } = openHost({ root: '/', service: async () => ({ state: 'absent' }) });
    const step = { do: 'write', path: '/etc/apache2/x.conf', content: Buffer.from('new\\n') };
    const said = await prover.prove([step], [{ argv: ['cat', '${kept}'], because: [] }]);
    `,
  );
  expect(said).toMatchObject({ status: 'proven', checks: [{ output: 'new\n' }] });
  expect(readFileSync(kept, 'utf8')).toBe('old\n');
});

test('a file on a mount of its own below /etc is not proven: an overlay would hide what is there', async () => {
  const said = await runInside(
    'mount -t tmpfs none /etc/apache2',
    [],
    `
    const { prover } = openHost({ root: '/', service: async () => ({ state: 'absent' }) });
    const step = { do: 'write', path: '/etc/apache2/x.conf', content: Buffer.from('new') };
    const said = await prover.prove([step], [{ argv: ['true'], because: [] }]);
    `,
  );
  expect(said).toMatchObject({ status: 'not_proven', reason: { id: 'host.prover_not_covered' } });
});

const asNobody = 'exec setpriv --reuid=65534 --regid=65534 --clear-groups "$node" "$script"';

test('a plain user’s own tree is proven in an overlay of that user’s', async () => {
  const { root } = demoHost();
  rmSync(join(root, 'etc/apache2/sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
  execFileSync('chown', ['-R', '65534:65534', root]);
  const said = await runInside(
    asNobody,
    [],
    `
    const { prover } = openHost({ root: '${root}', service: async () => ({ state: 'absent' }) });
    const step = { do: 'write', path: '${mpm}', content: Buffer.from('MaxConnectionsPerChild 7\\n') };
    const said = await prover.prove([step], [
      { argv: ${JSON.stringify(configtest(root))}, because: [] },
      { argv: ['cat', '${root}${mpm}'], because: [] },
    ]);
    `,
  );
  expect(said).toMatchObject({
    status: 'proven',
    checks: [{ exitStatus: 0 }, { output: 'MaxConnectionsPerChild 7\n' }],
  });
});

test('where a plain user may not lay over root’s files, Apache judges a copy of its folder', async () => {
  const said = await runInside(
    asNobody,
    [],
    `
    const { prover } = openHost({ root: '/', service: async () => ({ state: 'absent' }) });
    const prove = (text) => prover.prove(
      [{ do: 'write', path: '/etc/apache2/apache2.conf', content: Buffer.from(text) }],
      [{ argv: ${JSON.stringify(configtest(''))}, folder: '/etc/apache2', because: [] }],
    );
    const said = [await prove('Include mods-enabled/*.load\\nNonsense on\\n'), await prove('Include mods-enabled/*.load\\nErrorLog /dev/null\\n')];
    `,
  );
  expect(said).toMatchObject([
    {
      status: 'failed',
      checks: [{ exitStatus: 1, output: expect.stringContaining('line 2 of /etc/apache2/apache2.conf') }],
    },
    { status: 'proven', checks: [{ exitStatus: 0 }] },
  ]);
});

const shadowProof = `
  const { prover } = openHost({ root: '/', service: async () => ({ state: 'absent' }) });
  const said = await prover.prove(
    [{ do: 'write', path: '/etc/apache2/apache2.conf', content: Buffer.from('Include mods-enabled/*.load\\nErrorLog /dev/null\\n') }],
    [{ argv: ${JSON.stringify(configtest(''))}, folder: '/etc/apache2', because: [] }],
  );
`;

test('a folder for temporary files that takes nothing is no fault of kapa, and no proof', async () => {
  const said = await runInside(`export TMPDIR=/no/such/folder; ${asNobody}`, [], shadowProof);
  expect(said).toMatchObject({ status: 'not_proven', reason: { id: 'host.no_folder' } });
});

test('an overlay makes no folder for temporary files, so that whoever is killed leaves none', async () => {
  const said = await runInside(
    'export TMPDIR=/no/such/folder',
    [],
    `
    const { prover } = openHost({ root: '/', service: async () => ({ state: 'absent' }) });
    const step = { do: 'write', path: '/etc/x.conf', content: Buffer.from('x') };
    const said = await prover.prove([step], [{ argv: ['cat', '/etc/x.conf'], because: [] }]);
    `,
  );
  expect(said).toMatchObject({ status: 'proven', checks: [{ output: 'x' }] });
});

test('a copy that a killed process left goes with the next, and nobody else’s does', async () => {
  const folder = scratch();
  chmodSync(folder, 0o1777);
  const space = readlinkSync('/proc/self/ns/pid').replace(/\D/gu, '');
  const dead = execFileSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
  const made = {
    left: `kapa-proof-${space}-${dead}-aaaaaa`,
    inUse: `kapa-proof-${space}-${process.pid}-aaaaaa`,
    elsewhere: `kapa-proof-1-${dead}-aaaaaa`,
    others: `kapa-proof-${space}-${dead}-bbbbbb`,
  };
  for (const name of Object.values(made)) {
    mkdirSync(join(folder, name, 'etc'), { recursive: true });
    if (name !== made.others) execFileSync('chown', ['-R', '65534:65534', join(folder, name)]);
  }
  symlinkSync(join(folder, made.inUse), join(folder, `kapa-proof-${space}-${dead}-cccccc`));
  const said = await runInside(`export TMPDIR="$1"; ${asNobody}`, [folder], shadowProof);
  expect(said).toMatchObject({ status: 'proven' });
  expect(readdirSync(folder).sort()).toEqual(
    [made.inUse, made.elsewhere, made.others, `kapa-proof-${space}-${dead}-cccccc`].sort(),
  );
  expect(readdirSync(join(folder, made.inUse))).toEqual(['etc']);
});

test('a check that hangs, or is not there, proves nothing and condemns nothing', async () => {
  const { prover } = machine();
  const step = { do: 'write', path: '/etc/kapa-proof.conf', content: Buffer.from('x') } as const;
  const none = await prover.prove([step], [{ argv: ['/no/such/program'], because: [] }]);
  expect([none.status, none.reason?.id]).toEqual(['not_proven', 'host.no_helper']);
  const hangs = await prover.prove([step], [{ argv: ['sh', '-c', 'kill -9 $$'], because: [] }]);
  expect([hangs.status, hangs.reason?.id]).toEqual(['not_proven', 'host.no_answer']);
});

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLab, type Ended, type Lab } from './lab.ts';

const site = 'kapa.healtheworld.com.co';
const httpsSite = `/etc/apache2/sites-available/${site}-le-ssl.conf`;
let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await lab.sh('apache2ctl start; until curl -s -o /dev/null http://127.0.0.1/; do sleep 0.05; done');
});
afterAll(() => lab.close());

describe('a plan is proven before anything is touched', () => {
  const all = [
    item('tokens', 'apache_directives', {
      file: '/etc/apache2/conf-available/security.conf',
      set: { ServerTokens: 'Prod' },
    }),
    item('rotation', 'logrotate', {
      name: 'kapa',
      paths: ['/var/log/kapa_health.log'],
      weekly: true,
      rotate: 8,
    }),
    item('jobs', 'cron', { user: 'root', jobs: [{ schedule: '5 5 * * *', run: 'echo one' }] }),
    item('sudo', 'file', { path: '/etc/checked', content: 'good\n', validate: ['grep', '-q', 'good', '{}'] }),
  ];

  test('with Apache’s test, logrotate -d, crontab -n and validate commands', async () => {
    const ended = await plan(all);
    expect(ended.status, ended.stderr + JSON.stringify(document(ended)['proof'])).toBe(0);
    const { proof } = document(ended) as { proof: { status: string; checks: { argv: string[] }[] } };
    expect(proof.status).toBe('proven');
    const commands = proof.checks.map(({ argv }) => argv.join(' '));
    expect(commands).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/apache2.* -t$/u),
        expect.stringMatching(/logrotate .*-d/u),
        expect.stringContaining('crontab -n'),
        expect.stringContaining('grep -q good'),
      ]),
    );
  });

  test('and leaves no trace: no file, no time, no log line, no process', async () => {
    const before = [world('/etc'), world('/var'), world('/run'), world('/tmp'), await processes()];
    const ended = await plan(all);
    expect(ended.status).toBe(0);
    const failing = await plan([
      item('bad', 'apache_directives', { file: httpsSite, set: { NoSuchThing: 1 } }),
    ]);
    expect(failing.status).toBe(1);
    expect([world('/etc'), world('/var'), world('/run'), world('/tmp'), await processes()]).toEqual(before);
  });

  test('nor when it is killed in the middle', async () => {
    lab.put('/tmp/fault.cjs', readFileSync(new URL('fault.cjs', import.meta.url)));
    const before = [world('/etc'), world('/tmp'), await processes()];
    write(all);
    for (const at of [1, 2, 4, 7]) {
      const env = {
        FAULT: 'kill',
        FAULT_AT: String(at),
        FAULT_FROM: '/proc/self/fd/',
        NODE_OPTIONS: '--require=/tmp/fault.cjs',
      };
      expect(await lab.kapa(['plan', '/etc/kapa/one.yaml'], { env })).toMatchObject({ signal: 'SIGKILL' });
    }
    await expect.poll(processes).toEqual(before[2]);
    expect([world('/etc'), world('/tmp')]).toEqual(before.slice(0, 2));
  });
});

describe('a proof that fails', () => {
  test('fails the plan and names the line of the policy that caused it, with Apache’s own words', async () => {
    const ended = await plan([
      item('good', 'apache_directives', {
        file: '/etc/apache2/conf-available/security.conf',
        set: { ServerTokens: 'Prod' },
      }),
      item('bad', 'apache_directives', {
        file: '/etc/apache2/conf-available/charset.conf',
        set: { NoSuchThing: 1 },
      }),
    ]);
    expect(ended.status).toBe(1);
    const { proof } = document(ended) as { proof: { status: string; reason: string } };
    expect(proof.status).toBe('failed');
    expect(proof.reason).toContain('NoSuchThing');
    expect(proof.reason).toContain('/etc/kapa/one.yaml:4');
    const refused = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
    expect(refused.status).toBe(1);
    expect(refused.stdout.match(/Invalid command 'NoSuchThing'/gu)).toHaveLength(1);
    expect(lab.get('/etc/apache2/conf-available/charset.conf')).not.toContain('NoSuchThing');
  });

  test('by a line that a person left accuses no resource, and says where to mend it', async () => {
    const charset = '/etc/apache2/conf-available/charset.conf';
    const was = lab.get(charset);
    lab.put(charset, `Tpyo on\n${was}`);
    const declared = [
      item('charset', 'apache_directives', { file: charset, set: { AddDefaultCharset: 'UTF-8' } }),
    ];
    const ended = await plan(declared);
    expect(ended.status).toBe(1);
    const { reason } = document(ended)['proof'] as { reason: string };
    expect(reason).toContain(`${charset}:1: `);
    expect(reason).toContain('was there before the plan; mend it there');
    expect(reason).not.toContain('one.yaml');
    const refused = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('nothing was changed');
    expect(refused.stderr).not.toContain('policy');
    expect(lab.get(charset)).toBe(`Tpyo on\n${was}`);
    lab.put(charset, was);
  });

  test('because the plan takes away what a line needs is not put down to that line', async () => {
    const headers = '/etc/apache2/conf-enabled/headers.conf';
    lab.put(headers, 'Header set X-One 1\n');
    const ended = await plan([item('headers', 'apache_module', { headers: 'disabled' })]);
    const { reason } = document(ended)['proof'] as { reason: string };
    expect(reason).toContain(headers);
    expect(reason).not.toContain('mend it there');
    await lab.sh(`rm ${headers}`);
  });

  test('of a validate command names its resource', async () => {
    const ended = await plan([
      item('checked', 'file', {
        path: '/etc/checked',
        content: 'bad\n',
        validate: ['grep', '-q', 'good', '{}'],
      }),
    ]);
    expect(ended.status).toBe(1);
    expect((document(ended)['proof'] as { reason: string }).reason).toContain('/etc/kapa/one.yaml:3');
  });

  test('of a program that is not there is none: not proven, with the reason', async () => {
    const ended = await plan([
      item('checked', 'file', {
        path: '/etc/checked',
        content: 'bad\n',
        validate: ['no-such-program', '{}'],
      }),
    ]);
    expect(document(ended)['proof']).toMatchObject({
      status: 'not_proven',
      reason: expect.stringContaining('no-such-program') as string,
    });
  });
});

describe('values that are not what Apache uses are told', () => {
  test('set, and overridden by a file that is read later', async () => {
    lab.put('/etc/apache2/conf-enabled/zz-late.conf', '\n\nServerTokens Full\n');
    const ended = await plan([
      item('tokens', 'apache_directives', {
        file: '/etc/apache2/conf-available/security.conf',
        set: { ServerTokens: 'Prod' },
      }),
    ]);
    lab.put('/etc/apache2/conf-enabled/zz-late.conf', '');
    expect(ended.stdout).toMatch(/set in line \d+, overridden by .*conf-enabled\/zz-late\.conf:3/u);
  });

  test('set in a file that is not loaded', async () => {
    lab.put('/etc/apache2/conf-available/unused.conf', '# nothing\n');
    const ended = await plan([
      item('unused', 'apache_directives', {
        file: '/etc/apache2/conf-available/unused.conf',
        set: { ServerTokens: 'Prod' },
      }),
    ]);
    expect(ended.stdout).toMatch(/unused\.conf.*not load|not load.*unused\.conf/iu);
  });

  test('cut by ServerLimit', async () => {
    const ended = await plan([
      item('workers', 'apache_mpm', {
        prefork: { MaxRequestWorkers: 400, ServerLimit: 300, MaxConnectionsPerChild: 1000 },
      }),
    ]);
    expect(ended.stdout + ended.stderr).toMatch(/MaxRequestWorkers.*(?:300|ServerLimit)/u);
    const file = await plan([
      item('workers', 'apache_directives', {
        file: '/etc/apache2/mods-available/mpm_prefork.conf',
        set: { MaxRequestWorkers: 400 },
      }),
    ]);
    expect(file.stdout + file.stderr).toMatch(/MaxRequestWorkers.*256/u);
  });
});

describe('what kapa owns', () => {
  beforeEach(() => lab.sh('rm -rf /var/lib/kapa /etc/made*'));

  test('drift is told apart from a change of the policy', async () => {
    await apply([item('made', 'file', { path: '/etc/made', content: 'one\n' })]);
    lab.put('/etc/made', 'by hand\n');
    const drift = await plan([item('made', 'file', { path: '/etc/made', content: 'one\n' })]);
    expect(document(drift)['resources']).toMatchObject([{ name: 'made', action: 'update', cause: 'drift' }]);
    expect((await lab.kapa(['plan', '/etc/kapa/one.yaml'])).stdout).toContain('made (file) — changed');
    const changed = await plan([item('made', 'file', { path: '/etc/made', content: 'two\n' })]);
    expect(document(changed)['resources']).toMatchObject([{ name: 'made', cause: 'policy' }]);
  });

  test('what left the policy is listed, and goes with --prune only, and only what kapa made as kapa left it', async () => {
    lab.put('/etc/made-by-hand', 'hand\n');
    const items = [
      item('made', 'file', { path: '/etc/made', content: 'one\n' }),
      item('touched', 'file', { path: '/etc/made-touched', content: 'one\n' }),
      item('adopted', 'file', { path: '/etc/made-by-hand', content: 'kapa\n' }),
      item('renamed', 'file', { path: '/etc/made-renamed', content: 'one\n' }),
      item('edited', 'apache_directives', {
        file: httpsSite,
        context: [{ section: 'VirtualHost' }],
        set: { ProxyTimeout: 77 },
      }),
    ];
    await apply(items);
    lab.put('/etc/made-touched', 'by hand since\n');
    await apply(
      [
        ...items.slice(0, 3),
        item('with another name', 'file', { path: '/etc/made-renamed', content: 'one\n' }),
        ...items.slice(4),
      ],
      false,
    );
    lab.put('/etc/made-touched', 'by hand since\n');
    const listed = await plan([item('stays', 'file', { path: '/etc/made-stays', content: 's\n' })]);
    expect(JSON.stringify(document(listed)['orphans'])).toContain('/etc/made');
    await apply([item('stays', 'file', { path: '/etc/made-stays', content: 's\n' })]);
    expect(lab.get('/etc/made')).toBe('one\n');
    const pruned = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes', '--prune']);
    expect(pruned, pruned.stderr).toMatchObject({ status: 0 });
    const left = readdirSync(lab.path('/etc')).filter(
      (name) => name.startsWith('made') && !name.includes('.backup_'),
    );
    expect(left.sort()).toEqual(['made-by-hand', 'made-stays', 'made-touched']);
    expect(lab.get(httpsSite)).toContain('DocumentRoot');
  });

  test('two types that edit one virtual host compose, and hand-made content stays', async () => {
    const by = lab
      .get(httpsSite)
      .split('\n')
      .filter((line) => !/Proxy(?:Timeout|Pass)/u.test(line));
    const items = [
      item('proxy', 'apache_proxy', {
        site: `${site}-le-ssl`,
        virtual_host: { server_name: site },
        directives: { ProxyTimeout: 600 },
        mounts: [{ path: '/api/', url: 'http://127.0.0.1:3001/', reverse: true }],
      }),
      item('header', 'apache_directives', {
        file: httpsSite,
        context: [{ section: 'VirtualHost', where: { ServerName: site } }],
        set: { Header: [['always', 'set', 'X-Frame-Options', 'DENY']] },
      }),
    ];
    await apply(items);
    const text = lab.get(httpsSite);
    for (const line of by) expect(text).toContain(line);
    expect(text).toContain('ProxyTimeout 600');
    expect(text).toContain('X-Frame-Options');
    expect(document(await plan(items))['summary']).toMatchObject({ unchanged: 2, update: 0 });
  });
});

function item(name: string, type: string, spec: object): string {
  return JSON.stringify({ name, [type]: spec });
}

function write(items: readonly string[]): void {
  lab.put(
    '/etc/kapa/one.yaml',
    `policy: one\nresources:\n${items.map((one) => `  - ${one}\n`).join('') || '  []\n'}`,
  );
}

async function plan(items: readonly string[]): Promise<Ended> {
  write(items);
  return lab.kapa(['plan', '/etc/kapa/one.yaml', '--json']);
}

async function apply(items: readonly string[], must = true): Promise<void> {
  write(items);
  const ended = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes']);
  if (must && ended.status !== 0) throw new Error(`${ended.status}: ${ended.stdout}${ended.stderr}`);
}

function document({ stdout, stderr }: Ended): Record<string, unknown> {
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw new Error(`no JSON: ${stdout}${stderr}`);
  }
}

/** Names, sizes and times below a folder, kapa's policy and what it keeps of it aside. */
function world(folder: string): readonly string[] {
  const found: string[] = [];
  const walk = (inside: string): void => {
    for (const name of readdirSync(lab.path(inside))) {
      const path = `${inside}/${name}`;
      if (/^\/(?:etc\/kapa|var\/lib\/kapa|tmp\/program)/u.test(path)) continue;
      const stat = lstatSync(lab.path(path));
      found.push(`${path} ${stat.size} ${stat.mtimeMs}`);
      if (stat.isDirectory()) walk(path);
    }
  };
  walk(folder);
  return found;
}

async function processes(): Promise<readonly string[]> {
  const { stdout } = await lab.run(['ps', '-eo', 'pid=,args=']);
  return stdout.split('\n').filter((line) => !/ ps -eo| <defunct>/u.test(line));
}

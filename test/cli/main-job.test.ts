import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyHost, shipped, treeOf, type Copy } from './program.ts';

// The main job as its users do it: the built program, the shipped policies, a copy of a Debian host's files.

const mpm = '/etc/apache2/mods-available/mpm_prefork.conf';
const site = '/etc/apache2/sites-available/kapa.healtheworld.com.co-le-ssl.conf';
let host: Copy;
beforeEach(() => {
  host = copyHost();
});
afterEach(() => {
  host.close();
});

test('plan touches nothing, apply makes it so, and twice is the same as once', () => {
  const before = treeOf(host.root);
  const plan = host.run(['plan', shipped, '--detailed-exitcode', '--json']);
  expect(plan.status, plan.err).toBe(2);
  expect(treeOf(host.root)).toEqual(before);
  const shown = plan.json();
  expect(shown.version).toBe(1);
  expect(shown.summary).toMatchObject({ create: 1, update: 3, remove: 0, unknown: 0 });
  expect(shown.effects).toEqual([
    {
      service: 'apache2',
      effect: 'reload',
      because: ['Recycle prefork workers', 'Proxy the API to the backend'],
    },
  ]);
  expect(shown.proof).toMatchObject({ status: 'proven', reason: null });
  expect(shown.resources[0]?.fields).toContainEqual({ field: 'MaxConnectionsPerChild', from: 0, to: 1000 });

  const applied = host.run(['apply', shipped, '--yes', '--json']);
  expect(applied.status, applied.err).toBe(0);
  expect(applied.json()).toMatchObject({
    outcome: 'converged',
    changed: true,
    error: null,
    summary: shown.summary,
  });
  expect(applied.json().resources.map(({ files }) => files)).toEqual(
    shown.resources.map(({ files }) => files),
  );
  expect(host.read(mpm)).toMatch(/MaxConnectionsPerChild +1000\n/u);
  expect(host.read(site)).toContain(
    'ProxyPass /api/ http://127.0.0.1:3001/ nocanon keepalive=On timeout=600 retry=0',
  );
  for (const { path, backup } of applied.json().backups) {
    const folder = path.startsWith('crontab:') ? '' : path.slice(1);
    expect(backup).toMatch(/\.backup_\d{8}_\d{6}$/u);
    if (folder !== '') expect(before[backup.slice(1)] ?? host.read(backup)).toBe(contentOf(before, folder));
  }

  const converged = treeOf(host.root);
  const again = host.run(['apply', shipped, '--json']);
  expect(again.status, again.err).toBe(0);
  expect(again.json()).toMatchObject({ outcome: 'converged', changed: false, backups: [], effects: [] });
  expect(again.json().summary).toMatchObject({ create: 0, update: 0, remove: 0, unknown: 0 });
  expect(treeOf(host.root)).toEqual(converged);
  expect(host.run(['plan', shipped, '--detailed-exitcode']).status).toBe(0);
});

test('only the lines that must change do; the rest of the hand-written vhost stays, byte for byte', () => {
  host.write(site, host.read(site).replace('ProxyTimeout 60', 'proxytimeout\t60').replaceAll('\n', '\r\n'));
  const before = host.read(site).split('\r\n');
  expect(host.run(['apply', shipped, '--yes', '--target', 'Proxy*']).status).toBe(0);
  const after = host.read(site).split('\r\n');
  expect(after.filter((line) => !before.includes(line)).map((line) => line.trim())).toEqual([
    'proxytimeout\t600',
    'ProxyBadHeader Ignore',
    'ProxyPass /api/ http://127.0.0.1:3001/ nocanon keepalive=On timeout=600 retry=0',
    'ProxyPassReverse /api/ http://127.0.0.1:3001/',
  ]);
  expect(before.filter((line) => !after.includes(line))).toHaveLength(3);
});

test('the summary names each change, its backup and the transaction', () => {
  const applied = host.run(['apply', shipped, '--yes']);
  expect(applied.out).toMatch(/^ {2}\/etc\/logrotate\.d\/kapa \(new\)$/mu);
  expect(applied.out).toMatch(
    /^ {2}\/etc\/apache2\/\S+mpm_prefork\.conf \(backup: \S+\.backup_\d{8}_\d{6}\)$/mu,
  );
  expect(applied.out).toMatch(
    /^ {2}crontab:root \(backup: \S+\/backups\/crontab\/root\.backup_\d{8}_\d{6}\)$/mu,
  );
  expect(applied.out).toMatch(/kapa restore \d{8}_\d{6}$/mu);
});

test('a ServerLimit that changes needs a restart, other values of the MPM do not', () => {
  const effect = (values: string): string | undefined =>
    host
      .run([
        'plan',
        host.policy(`policy: p\nresources:\n  - name: m\n    apache_mpm: { prefork: { ${values} } }\n`),
        '--json',
      ])
      .json().effects[0]?.effect;
  expect(effect('MaxRequestWorkers: 100, MaxConnectionsPerChild: 9')).toBe('reload');
  expect(effect('ServerLimit: 300, MaxRequestWorkers: 300, MaxConnectionsPerChild: 9')).toBe('restart');
});

test('owner, mode and links are kept, of the file and of its backup', () => {
  const file = join(host.root, mpm);
  chmodSync(file, 0o644);
  chownSync(file, 1000, 33);
  const applied = host.run(['apply', shipped, '--yes', '--target', 'Recycle*', '--json']).json();
  const backup = applied.backups[0]?.backup ?? '';
  for (const path of [file, join(host.root, backup)])
    expect(statSync(path)).toMatchObject({ mode: 0o100644, uid: 1000, gid: 33 });
  expect(lstatSync(join(host.root, '/etc/apache2/mods-enabled/mpm_prefork.conf')).isSymbolicLink()).toBe(
    true,
  );
});

test("backups stand beside Apache's files, in the state folder where siblings are loaded; the oldest go", () => {
  const policy = (v: number): string =>
    host.policy(`policy: a
settings: { backups: { keep: 2 } }
resources:
  - name: conf
    file: { path: /etc/apache2/conf-available/k.conf, content: "# ${v}\\n" }
  - name: jobs
    cron: { file: kk, jobs: [{ schedule: "@daily", user: root, run: /bin/true ${v} }] }
  - name: rotation
    logrotate: { name: kk, paths: [/var/log/kk.log], rotate: ${v}, weekly: true }
`);
  for (const v of [1, 2, 3, 4]) expect(host.run(['apply', policy(v), '--yes']).status).toBe(0);
  const named = (folder: string): readonly string[] =>
    readdirSync(folder).filter((name) => name.includes('.backup_'));
  const beside = named(join(host.root, 'etc/apache2/conf-available'));
  expect(beside).toHaveLength(2);
  expect(beside.map((name) => host.read(`/etc/apache2/conf-available/${name}`)).sort()).toEqual([
    '# 2\n',
    '# 3\n',
  ]);
  for (const folder of ['cron.d', 'logrotate.d']) {
    expect(named(join(host.root, 'etc', folder))).toEqual([]);
    const kept = join(host.state, 'backups/etc', folder);
    expect(named(kept)).toHaveLength(2);
    for (const name of named(kept)) expect(statSync(join(kept, name)).mode & 0o077).toBe(0);
  }
  expect(statSync(host.state).mode & 0o777).toBe(0o700);
});

test('target and skip choose by name, and a target that names nothing is a wrong command line', () => {
  const names = (...args: string[]): readonly string[] =>
    host
      .run(['plan', shipped, '--json', ...args])
      .json()
      .resources.map(({ name }) => name);
  expect(names('--target', 'Recycle*', '--target', 'Monitoring jobs')).toEqual([
    'Recycle prefork workers',
    'Monitoring jobs',
  ]);
  expect(names('--skip', '*o*')).toEqual([]);
  const wrong = host.run(['plan', shipped, '--target', 'Recycel']);
  expect(wrong.status).toBe(64);
  expect(wrong.err).toContain('Recycel');
});

test('without a terminal nothing is applied but with --yes', () => {
  const before = treeOf(host.root);
  const refused = host.run(['apply', shipped]);
  expect(refused.status).toBe(1);
  expect(refused.err).toContain('--yes');
  expect(treeOf(host.root)).toEqual(before);
});

test('what changed on the host is told from what changed in the policy', () => {
  const policies = join(host.folder, 'mine');
  cpSync(shipped, policies, { recursive: true });
  expect(host.run(['apply', policies, '--yes']).status).toBe(0);
  host.write(mpm, host.read(mpm).replace('1000', '0'));
  const modules = join(policies, 'modules');
  cpSync(join(shipped, '../modules'), modules, { recursive: true });
  const text = readFileSync(join(modules, 'node-site.yaml'), 'utf8').replaceAll('imeout: 600', 'imeout: 599');
  host.policy(text, '../mine/modules/node-site.yaml');
  const causes = host
    .run(['plan', policies, '--json'])
    .json()
    .resources.map(({ action, cause }) => [action, cause]);
  expect(causes.filter(([action]) => action !== 'none')).toEqual([
    ['update', 'drift'],
    ['update', 'policy'],
  ]);
  expect(host.run(['plan', policies]).out).toContain('changed on the host since the last apply');
});

test('what left the policy is listed, and goes only with --prune, which the plan shows and apply asks about', () => {
  const rotation = '/etc/logrotate.d/shop';
  const conf = `policy: p
resources:
  - name: stays
    file: { path: /etc/motd, content: hello }
`;
  host.policy(
    `${conf}  - name: Rotate\n    logrotate: { name: shop, paths: [/var/log/shop.log], weekly: true }\n`,
  );
  const folder = join(host.folder, 'policies');
  expect(host.run(['apply', folder, '--yes']).status).toBe(0);
  host.policy(conf);

  const listed = host.run(['plan', folder, '--json', '--detailed-exitcode']);
  expect(listed.status).toBe(0);
  expect(listed.json().orphans).toEqual([{ name: 'Rotate', type: 'logrotate', files: [rotation] }]);
  expect(host.run(['apply', folder, '--yes']).out).toContain('--prune removes it');
  expect(existsSync(join(host.root, rotation))).toBe(true);

  const pruned = host.run(['plan', folder, '--prune', '--json', '--detailed-exitcode']);
  expect(pruned.status).toBe(2);
  expect(pruned.json()).toMatchObject({ orphans: [], summary: { remove: 1, unchanged: 1 } });
  expect(pruned.json().resources[1]).toMatchObject({ name: 'Rotate', action: 'remove' });
  expect(pruned.json().resources[1]?.files[0]?.diff).toContain('-    weekly');
  expect(host.run(['apply', folder, '--prune']).status).toBe(1);
  expect(existsSync(join(host.root, rotation))).toBe(true);

  expect(host.run(['apply', folder, '--prune', '--yes']).out).toContain('1 change');
  expect(existsSync(join(host.root, rotation))).toBe(false);
  expect(host.run(['plan', folder, '--json']).json().orphans).toEqual([]);
});

test('what was changed by hand since is not pruned', () => {
  const folder = join(host.folder, 'policies');
  host.policy('policy: p\nresources:\n  - name: gone\n    file: { path: /etc/motd2, content: hello }\n');
  expect(host.run(['apply', folder, '--yes']).status).toBe(0);
  host.write('/etc/motd2', 'by hand');
  host.policy('policy: p\nresources:\n  - name: other\n    file: { path: /etc/motd3, content: hello }\n');
  const applied = host.run(['apply', folder, '--prune', '--yes']);
  expect(applied.status).toBe(0);
  expect(applied.out).toContain('changed by hand');
  expect(host.read('/etc/motd2')).toBe('by hand');
});

test('a file, and a whole apply, is put back; that can be undone as well', () => {
  const original = host.read(mpm);
  const first = host.run(['apply', shipped, '--yes', '--json']).json();
  const mine = host.read(mpm);
  expect(host.run(['restore', mpm]).status).toBe(1);
  expect(host.read(mpm)).toBe(mine);
  expect(host.run(['restore', mpm, '--yes']).status).toBe(0);
  expect(host.read(mpm)).toBe(original);
  expect(host.run(['restore', mpm, '--yes']).status).toBe(0);
  expect(host.read(mpm)).toBe(mine);

  const restored = host.run(['restore', first.transaction ?? '', '--yes', '--json']);
  expect(restored.json()).toMatchObject({ outcome: 'converged', changed: true });
  expect(host.read(mpm)).toBe(original);
  expect(existsSync(join(host.root, 'etc/logrotate.d/kapa'))).toBe(false);
  const listed = host.run(['backups', '--json']).json();
  expect(listed.transactions).toHaveLength(4);
  expect(host.run(['restore', '/etc/nothing', '--yes'])).toMatchObject({ status: 1 });
});

test('a link that leaves the root is refused, one inside of it is followed there', () => {
  symlinkSync('../../../../../../../etc', join(host.root, 'etc/out'));
  symlinkSync('/etc/motd', join(host.root, 'etc/in'));
  host.write('/etc/motd', 'old\n');
  const policy = (path: string): string =>
    host.policy(`policy: p\nresources:\n  - name: f\n    file: { path: ${path}, content: new }\n`);
  const refused = host.run(['apply', policy('/etc/out/kapa-was-here'), '--yes']);
  expect(refused.status).toBe(1);
  expect(refused.out).toContain('leads out of the root');
  expect(existsSync('/etc/kapa-was-here')).toBe(false);
  expect(host.run(['apply', policy('/etc/in'), '--yes']).status).toBe(0);
  expect(host.read('/etc/motd')).toBe('new');
  expect(lstatSync(join(host.root, 'etc/in')).isSymbolicLink()).toBe(true);
});

test('an MPM that changes needs a restart, with its reason; effects on one service are one', () => {
  const policy = host.policy(`policy: p
resources:
  - name: Event
    apache_mpm: { event: { ServerLimit: 8, MaxRequestWorkers: 200, ThreadsPerChild: 25, MaxConnectionsPerChild: 1000 } }
  - name: Quiet
    apache_directives: { file: /etc/apache2/conf-available/security.conf, set: { ServerTokens: Prod } }
`);
  const plan = host.run(['plan', policy, '--json']).json();
  expect(plan.effects).toEqual([
    { service: 'apache2', effect: 'restart', because: expect.arrayContaining(['Event']) },
  ]);
  expect(host.run(['plan', policy]).out).toContain('restart apache2, because of');
});

test('the plan says when a value is cut and when another file has the last word', () => {
  host.write('/etc/apache2/conf-available/zz.conf', 'ServerTokens Full\n');
  symlinkSync('../conf-available/zz.conf', join(host.root, 'etc/apache2/conf-enabled/zz.conf'));
  host.write('/etc/apache2/conf-available/lonely.conf', 'ServerSignature On\n');
  host.write('/etc/apache2/conf-enabled/limit.conf', 'ServerLimit 128\n');
  const policy = host.policy(`policy: p
resources:
  - name: Overridden
    apache_directives: { file: /etc/apache2/conf-available/security.conf, set: { ServerTokens: Prod } }
  - name: Not loaded
    apache_directives: { file: /etc/apache2/conf-available/lonely.conf, set: { ServerSignature: "Off" } }
  - name: Cut
    apache_mpm: { prefork: { MaxRequestWorkers: 200, MaxConnectionsPerChild: 1000 } }
`);
  const notes = new Map(
    host
      .run(['plan', policy, '--json'])
      .json()
      .resources.map(({ name, notes }) => [name, notes.join(' ')]),
  );
  expect(notes.get('Overridden')).toContain('conf-enabled/zz.conf:1');
  expect(notes.get('Not loaded')).toContain('lonely.conf');
  expect(notes.get('Cut')).toContain('128');
});

function contentOf(tree: Readonly<Record<string, string>>, path: string): string {
  return (tree[path] ?? '').split(' ').slice(4).join(' ');
}

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab, type Lab } from './lab.ts';

// A long run builds one from Debian's source with Red Hat's layout; else Debian's own program stands in its place, which
// reads the same files by other defaults.
const built = resolve('.cache/httpd');
const own = existsSync(`${built}/usr/sbin/httpd`);
const program = own ? `${built}/usr/sbin/httpd` : '/usr/sbin/apache2';
const modules = own ? `${built}/usr/lib/apache` : '/usr/lib/apache2/modules';

const host = `<VirtualHost *:80>
    ServerName shop.example.org
    ProxyPass /api/ http://127.0.0.1:3002/
</VirtualHost>
`;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  lab.put('/tmp/backends.cjs', readFileSync('test/apache/backends.cjs'));
  lab.put('/etc/hosts', '127.0.0.1 localhost shop.example.org\n');
  lab.put('/etc/httpd/conf.d/shop.conf', host);
  lab.put('/etc/sysconfig/httpd', 'OPTIONS="-D STAGING"\nLANG=C\n');
  await lab.sh(`
    rm -rf /etc/apache2
    mkdir -p /run/php /tmp/sbin/upper /tmp/sbin/work /etc/httpd/conf.modules.d /run/httpd /var/log/httpd
    mount -t overlay sbin -o lowerdir=/usr/sbin,upperdir=/tmp/sbin/upper,workdir=/tmp/sbin/work /usr/sbin
    mount -t tmpfs opt /opt
    mkdir -p /opt/bitnami/apache/bin /opt/bitnami/apache/conf/vhosts /opt/bitnami/apache/logs
    cp ${program} /usr/sbin/httpd
    cp ${program} /opt/bitnami/apache/bin/httpd
    ln -s ${modules} /etc/httpd/modules
    ln -s ${modules} /opt/bitnami/apache/modules
    ln -s /var/log/httpd /etc/httpd/logs
    ln -s /run/httpd /etc/httpd/run`);
  const compiled = await lab.sh('httpd -l');
  const loads = ['mpm_event', 'unixd', 'log_config', 'authz_core', 'dir', 'proxy', 'proxy_http']
    .filter((name) => !compiled.includes(`${name.replace('mpm_', '')}.c`))
    .map((name) => `LoadModule ${name}_module modules/mod_${name}.so\n`);
  const main = (root: string, port: number, more: string): string =>
    `ServerRoot "${root}"\nListen ${port}\n${more}ServerName localhost\nUser www-data\nGroup www-data\n` +
    `ErrorLog "logs/error_log"\nDocumentRoot /var/www/html\n`;
  lab.put('/etc/httpd/conf.modules.d/00-base.conf', loads.join(''));
  const included = 'Include conf.modules.d/*.conf\n';
  lab.put('/etc/httpd/conf/httpd.conf', `${main('/etc/httpd', 80, included)}IncludeOptional conf.d/*.conf\n`);
  lab.put(
    '/opt/bitnami/apache/conf/httpd.conf',
    `${main('/opt/bitnami/apache', 8090, loads.join(''))}PidFile logs/httpd.pid\nInclude conf/vhosts/*.conf\n`,
  );
  lab.put('/opt/bitnami/apache/conf/vhosts/shop.conf', host.replace('*:80', '*:8090'));
  await lab.sh(
    'httpd -f /etc/httpd/conf/httpd.conf -D STAGING -k start || { cat /var/log/httpd/*; exit 1; }; until curl -s -o /dev/null 127.0.0.1; do sleep 0.05; done',
  );
  const backends = lab.start([process.execPath, '/tmp/backends.cjs']);
  await new Promise((ready) => backends.stdout?.once('data', ready));
});
afterAll(() => lab.close());

async function kapa(verb: 'plan' | 'apply', policy: string): Promise<string> {
  lab.put('/etc/kapa/policies/policy.yaml', policy);
  const ended = await lab.kapa([
    verb,
    '/etc/kapa/policies/policy.yaml',
    ...(verb === 'apply' ? ['--yes'] : []),
  ]);
  return `${ended.status}\n${ended.stdout}${ended.stderr}`;
}

const answer = (url: string): Promise<string> => lab.sh(`curl -s --max-time 5 ${url}`);

test('Red Hat’s: the files are read, judged, edited and reloaded as httpd reads them', async () => {
  lab.put(
    '/etc/httpd/conf.d/staging.conf',
    '<IfDefine STAGING>\nTimeOut 5\n</IfDefine>\nServerTokens Prod\n',
  );
  const policy = `policy: redhat
resources:
  - { name: Port, apache_listen: { 8080: present } }
  - name: Patience
    apache_directives: { file: /etc/httpd/conf.d/staging.conf, set: { TimeOut: 77 } }
  - name: Backend
    apache_proxy:
      file: /etc/httpd/conf.d/shop.conf
      virtual_host: { server_name: shop.example.org }
      mounts: [{ path: /api/, url: 'http://127.0.0.1:3001/', reverse: true }]
`;
  expect(await answer('shop.example.org/api/a')).toContain('two /a');
  const said = await kapa('apply', policy);
  expect(said).toMatch(/^0\n/u);
  expect(said).toContain('Proven: 1 check passed');
  expect(said).not.toMatch(/^ +!/mu);
  expect(lab.get('/etc/httpd/conf.d/staging.conf')).toContain('<IfDefine STAGING>\nTimeOut 77\n');
  expect(lab.get('/etc/httpd/conf/httpd.conf')).toContain('Listen 80\nListen 8080\n');
  expect(await answer('shop.example.org/api/a')).toContain('one /a');
  expect(await answer('127.0.0.1:8080')).toContain('one');
  expect(await kapa('plan', policy)).toContain('No changes');
});

test('Red Hat’s: what httpd refuses is refused, and what only Debian has is told', async () => {
  const wrong = await kapa(
    'plan',
    'policy: p\nresources:\n  - name: A\n    apache_directives: { file: /etc/httpd/conf.d/shop.conf, set: { Nonsense: 1 } }\n',
  );
  expect(wrong).toContain('Nonsense');
  expect(wrong).toMatch(/^1\n/u);
  const module = 'policy: p\nresources:\n  - { name: A, apache_module: { headers: enabled } }\n';
  expect(await kapa('plan', module)).toMatch(
    /Apache is here, by \/etc\/httpd\/conf\/httpd.conf, but not in Debian's layout[^]*apache_listen/u,
  );
});

const bitnami = (settings: string): string => `policy: bitnami
${settings}resources:
  - name: Backend
    apache_proxy:
      file: /opt/bitnami/apache/conf/vhosts/shop.conf
      virtual_host: { server_name: shop.example.org }
      mounts: [{ path: /api/, url: 'http://127.0.0.1:3001/' }]
  - name: Port
    apache_listen: { '127.0.0.1:8090': present, 8090: absent }
`;
const settings = `settings:
  apache:
    program: /opt/bitnami/apache/bin/httpd
    config: /opt/bitnami/apache/conf/httpd.conf
    service: bitnami
`;

test('one of no known layout: a message says what was looked for, and where to name it', async () => {
  const said = await kapa('plan', bitnami('').replace(/ {2}- name: Port[^]*/u, ''));
  expect(said).toContain(
    '(it looked for /etc/apache2/apache2.conf, /etc/httpd/conf/httpd.conf): the file is edited, and nothing is judged or reloaded; name another with settings.apache: { program, config, service }',
  );
});

test('a declared one is read, judged, edited and restarted as it stands there', async () => {
  await lab.sh(
    '/opt/bitnami/apache/bin/httpd -f /opt/bitnami/apache/conf/httpd.conf -k start; until curl -s -o /dev/null 127.0.0.1:8090; do sleep 0.05; done',
  );
  expect(await answer('shop.example.org:8090/api/a')).toContain('two /a');
  const said = await kapa('apply', bitnami(settings));
  expect(said).toMatch(/^0\n/u);
  expect(said).toContain('Proven: 1 check passed');
  expect(said).toContain('restart bitnami');
  expect(await answer('shop.example.org:8090/api/a')).toContain('one /a');
  expect(await lab.sh("ss -Hltn 'sport = 8090' | awk '{ print $4 }'")).toBe('127.0.0.1:8090\n');
  expect(await answer('shop.example.org/api/a')).toContain('one /a');
  expect(await kapa('plan', bitnami(settings))).toContain('No changes');

  const { stdout } = await lab.kapa(['backups', '--json']);
  const [transaction] = /\b\d{8}_\d{6}[\w-]*/u.exec(stdout) ?? [];
  const restored = await lab.kapa(['restore', String(transaction), '--yes']);
  expect(restored.status, restored.stdout + restored.stderr).toBe(0);
  expect(await answer('shop.example.org:8090/api/a')).toContain('two /a');
  expect(await lab.sh("ss -Hltn 'sport = 8090' | awk '{ print $4 }'")).toBe('*:8090\n');
});

test('a declared program that others can change, or what it loads, is not run and nothing of it is removed', async () => {
  const pidFile = '/opt/bitnami/apache/logs/httpd.pid';
  await lab.sh('/opt/bitnami/apache/bin/httpd -f /opt/bitnami/apache/conf/httpd.conf -k stop; sleep 1');
  for (const path of ['bin/httpd', 'conf/httpd.conf', 'bin/envvars'].map(
    (name) => `/opt/bitnami/apache/${name}`,
  )) {
    await lab.sh(`touch ${path}; chown nobody ${path}; echo 1 >${pidFile}`);
    const said = await kapa('plan', bitnami(settings).replace('3001', '3002'));
    expect(said, path).toContain('Not proven');
    const start = 'resources: [{ name: Runs, service: { name: bitnami, running: true } }]';
    const started = await kapa('apply', `policy: bitnami\n${settings}${start}\n`);
    expect(started, path).toContain(`${path} can be changed by others than root`);
    expect(lab.get(pidFile)).toBe('1\n');
    await lab.sh(`chown root ${path}`);
  }
});

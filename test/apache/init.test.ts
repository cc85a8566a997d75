import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab, type Ended, type Lab } from './lab.ts';

/** Sites as people have them, each with what is right about it. */
const sites: Readonly<Record<string, string>> = {
  'short-first': `<VirtualHost *:80>
  ServerName short-first.test
  CustomLog /var/log/shop/access.log combined
  ProxyPass / http://127.0.0.1:3001/
  ProxyPass /api/ws http://127.0.0.1:3002/
</VirtualHost>`,
  words: `<VirtualHost *:80>
  ServerName http://words.test:8080
  ProxyBadHeader ignore
  ProxyTimeout 0600
  ProxyPreserveHost Off
  ProxyPreserveHost On
  ProxyPass /secret/ http://127.0.0.1:3003/ secret=0012345678901234567890 route=01 retry=05 keepalive=on
  ProxyPassReverse /secret/ http://127.0.0.1:3003/
  ProxyPass /unix/ unix:/run/app.sock|http://localhost/
  ProxyPass /upper/ HTTP://127.0.0.1:3004/
  RequestHeader set X-Forwarded-Proto "https"
</VirtualHost>`,
  expressions: `Define backend http://127.0.0.1:3005
<VirtualHost *:80>
  ServerName expressions.test
  ProxyPass ~ ^/a(.*)$ http://127.0.0.1:3001/a$1
  ProxyPassMatch ^/b(.*)$ http://127.0.0.1:3001/b$1
  ProxyPass http://other.test/x !
  ProxyPass /v/ \${backend}/
  ProxyPass /twice/ http://127.0.0.1:3001/
  ProxyPass /twice/ http://127.0.0.1:3002/
  <Location /ws/>
    ProxyPass ws://127.0.0.1:3006/ws/
  </Location>
  <LocationMatch ^/m/>
    ProxyPass http://127.0.0.1:3001
  </LocationMatch>
  RewriteEngine On
  RewriteRule ^/r/(.*)$ http://127.0.0.1:3001/$1 [QSA,P]
  <IfModule no_such_module>
    ProxyPass /never/ http://127.0.0.1:3999/
  </IfModule>
</VirtualHost>`,
  addresses: `<VirtualHost 127.0.0.1:80>
  ServerName two.test
  ProxyPass / http://127.0.0.1:3001/
</VirtualHost>
<VirtualHost 127.0.0.2:80>
  ServerName two.test
  ProxyPass / http://127.0.0.1:3002/
</VirtualHost>`,
  again: `<VirtualHost 127.0.0.1:80>
  ServerName two.test
  ProxyPass / http://127.0.0.1:3001/
</VirtualHost>`,
  nameless: `<VirtualHost 127.0.0.9:80>
  ProxyPass /n/ http://127.0.0.1:3007/
</VirtualHost>`,
  macros: `<Macro Site $name>
<VirtualHost *:80>
  ServerName $name
  ProxyPass / http://127.0.0.1:3001/
</VirtualHost>
</Macro>
Use Site macro.test`,
  panel: `<VirtualHost *:80>
  ServerName panel.test
  Include /etc/apache2/panel/mounts.conf
</VirtualHost>`,
};

let lab: Lab;
let made: Ended;
const said = (): string => made.stderr;
const policy = (name: string): string => lab.get(`/tmp/found/${name}.yaml`);

beforeAll(async () => {
  lab = await openLab();
  await lab.sh('a2enmod -q macro; useradd -M -d /nonexistent kapa-init || true');
  for (const [name, text] of Object.entries(sites)) {
    lab.put(`/etc/apache2/sites-available/${name}.conf`, `${text}\n`);
    await lab.sh(`ln -s ../sites-available/${name}.conf /etc/apache2/sites-enabled/${name}.conf`);
  }
  lab.put('/etc/apache2/sites-enabled/half.conf.save', '<VirtualHost *:80>\n  ServerName half.test\n');
  lab.put('/etc/apache2/panel/mounts.conf', 'ProxyPass /panel/ http://127.0.0.1:3008/\n');
  lab.put(
    '/etc/apache2/conf-enabled/tuning.conf',
    'MaxRequestWorkers 120\nProxyPass /all/ http://127.0.0.1:3009/\n<Location /lone>\nProxyPass http://127.0.0.1:3010\n</Location>\n',
  );
  lab.put('/var/spool/cron/crontabs/kapa-init', '0 4 * * * /bin/true {{ x }}\n', 0o600);
  lab.put('/var/spool/cron/crontabs/root', '5 5 * * * /usr/bin/backup\n', 0o600);
  await lab.sh(
    'chown kapa-init:crontab /var/spool/cron/crontabs/kapa-init; chgrp crontab /var/spool/cron/crontabs/root',
  );
  lab.put('/var/log/shop/access.log', '');
  lab.put('/etc/logrotate.d/shop', '/var/log/shop/*.log {\n  weekly\n}\n');
  await lab.sh('apache2ctl configtest');
  made = await lab.kapa(['init', '--out', '/tmp/found']);
});
afterAll(() => lab.close());

test('what init writes lints without an error, and its plan has no change', async () => {
  expect(made.status, said()).toBe(0);
  const lint = await lab.kapa(['lint', '/tmp/found']);
  expect(lint.status, lint.stdout).toBe(0);
  const plan = await lab.kapa(['plan', '/tmp/found', '--detailed-exitcode']);
  expect(plan.status, plan.stdout + plan.stderr).toBe(0);
});

test('words stay as they stand', () => {
  const text = policy('apache');
  for (const word of [
    'secret: "0012345678901234567890"',
    'route: "01"',
    'retry: "05"',
    'ProxyBadHeader: Ignore',
    'ProxyPreserveHost: true',
    'url: unix:/run/app.sock|http://localhost/',
    'url: HTTP://127.0.0.1:3004/',
    `- set X-Forwarded-Proto https`,
    'url: "${backend}/"',
  ])
    expect(text.replaceAll("'", '"')).toContain(word);
});

test('hosts are named by file and address where their names do not tell them apart', () => {
  const names = [...policy('apache').matchAll(/- name: (.*)/gu)].map(([, name]) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'Proxy of two.test on 127.0.0.1:80 in addresses.conf',
      'Proxy of two.test on 127.0.0.2:80 in addresses.conf',
      'Proxy of two.test on 127.0.0.1:80 in again.conf',
      'Proxy of 127.0.0.9:80',
      'Proxy of words.test on port 80',
      'Proxy of /etc/apache2/panel/mounts.conf',
      'Proxy of /etc/apache2/conf-enabled/tuning.conf',
      'MPM settings in /etc/apache2/conf-enabled/tuning.conf',
    ]),
  );
});

test('mounts are found in locations and expressions, and not where Apache reads nothing', () => {
  const text = policy('apache');
  expect(text).toContain('path: /ws/');
  expect(text).toContain('path: /lone');
  expect(text).toContain('match:');
  for (const not of ['half.test', '3999', 'macro.test']) expect(text).not.toContain(not);
});

test('what cannot be said is told, each with its reason', () => {
  for (const part of [
    'the mount of /api/ws at /etc/apache2/sites-available/short-first.conf:5 is never asked: / at',
    'the mount of http://other.test/x at /etc/apache2/sites-available/expressions.conf',
    'the mount of /twice/ at',
    'in <LocationMatch ^/m/>',
    'the RewriteRule at sites-enabled/expressions.conf',
    'the proxy of macro.test: the host comes from macro',
    'ProxyTimeout of "Proxy of words.test on port 80"',
  ])
    expect(said()).toContain(part);
});

test('crontabs of all users and stanzas for the logs of sites are declared', () => {
  expect(policy('crontab')).toContain('user: kapa-init');
  expect(policy('crontab')).toContain('user: root');
  expect(policy('logs')).toContain('/var/log/shop/*.log {');
  expect(policy('logs')).not.toContain('/etc/logrotate.d/apt');
});

test('rules are proposed for each backend, and off until somebody reviews them', async () => {
  const text = lab.get('/tmp/found/backend-3005.yaml.off');
  expect(text).toContain('backend_3005_answer.failing');
  const plan = await lab.kapa(['plan', '/tmp/found']);
  expect(plan.stdout).toContain('backend-3001.yaml.off');
  await lab.sh(
    'mkdir /tmp/reviewed; for f in /tmp/found/*.off; do cp $f /tmp/reviewed/$(basename $f .off); done',
  );
  const lint = await lab.kapa(['lint', '/tmp/reviewed']);
  expect(lint.status, lint.stdout).toBe(0);
});

test('shipped policies copied over them take nothing of the operator away', async () => {
  lab.put('/etc/kapa/policies/crontab.yaml', policy('crontab'));
  lab.put('/etc/kapa/policies/apache.yaml', policy('apache'));
  await lab.sh('mkdir -p /tmp/before; cp /etc/kapa/policies/* /tmp/before');
  const applied = await lab.kapa(['apply', '/etc/kapa/policies', '--yes']);
  expect(applied.status, applied.stdout + applied.stderr).toBe(0);
  // Of its sites none is the first host's.
  for (const name of ['host', 'schedule', 'health', 'apache-workers'])
    lab.put(
      `/etc/kapa/policies/${name}.yaml`,
      (await shipped(name)).replace('apache: true', 'apache: true\n      proxy: false'),
    );
  const plan = await lab.kapa(['plan', '/etc/kapa/policies', '--json']);
  expect(plan.status, plan.stdout + plan.stderr).toBe(0);
  const done = await lab.kapa(['apply', '/etc/kapa/policies', '--yes']);
  expect(done.status, done.stdout + done.stderr).toBe(0);
  expect(await lab.sh('crontab -l; crontab -u kapa-init -l')).toMatch(
    /\/usr\/bin\/backup[^]*\/bin\/true \{\{ x \}\}/u,
  );
});

async function shipped(name: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(`policies/${name}.yaml`, 'utf8');
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { installKapa, site, siteLayers } from './site.ts';

// Twelve sites on one host, each with a backend of its own that is a unit of systemd: one policy, twelve uses of a module.

const sites = Array.from({ length: 12 }, (_, at) => ({ name: `site${at + 1}`, port: 3101 + at }));
const [ill] = sites;
let machine: Machine;

beforeAll(async () => {
  machine = await boot('sites', await siteLayers('trixie', { mpm: 'event', runner: 'systemd' }));
  await installKapa(machine);
  await machine.waitForPort(443);
  machine.put(
    '/etc/systemd/system/site@.service',
    `[Service]
User=${site.user}
Environment=PORT=%i
ExecStart=/usr/local/bin/node ${site.backend}/server.js
Restart=always
`,
  );
  for (const { name, port } of sites)
    machine.put(
      `/etc/apache2/sites-available/${name}.test.conf`,
      `<VirtualHost *:443>
    ServerName ${name}.test
    SSLEngine on
    SSLCertificateFile /etc/letsencrypt/live/${site.name}/fullchain.pem
    SSLCertificateKeyFile /etc/letsencrypt/live/${site.name}/privkey.pem
    ProxyPass /api/ http://127.0.0.1:${port}/
    ProxyPassReverse /api/ http://127.0.0.1:${port}/
</VirtualHost>
`,
    );
  const uses = sites.map(
    ({ name, port }, at) =>
      `  - { module: node-site, as: ${name}, with: { site: ${name}.test, port: ${port}, service: site@${port}.service, site_file: ${name}.test, apache: ${at === 0} } }\n`,
  );
  machine.put('/etc/kapa/policies/sites.yaml', `policy: sites\nuse:\n${uses.join('')}`);
  await machine.sh(
    `systemctl disable --now ${site.app}
     systemctl daemon-reload
     systemctl start ${sites.map(({ port }) => `site@${port}`).join(' ')}
     a2ensite -q ${sites.map(({ name }) => `${name}.test`).join(' ')}
     systemctl reload apache2`,
  );
  for (const { port } of sites) await machine.waitForPort(port);
});
afterAll(() => machine.stop());

test('twelve sites are proven and applied in one go, and each is checked with a line of its own', async () => {
  expect(await machine.must(['kapa', 'lint', '--strict'])).toContain('No findings');
  await machine.must(['kapa', 'apply', '--yes']);
  expect(await machine.must(['kapa', 'apply', '--yes'])).toMatch(/^Nothing to do/mu);
  await machine.must(['kapa', 'check', '--group', 'health']);
  for (const { name } of sites)
    expect(machine.get(`/var/log/kapa_${name}.test.log`)).toMatch(/✅ CLOSE_WAIT: 0[^\n]*\n$/u);
});

test('one falls ill and is healed; the others never lose a request', async () => {
  machine.put('/root/visit.cjs', visit);
  const watch = machine.start(['kapa', 'watch']);
  const visitors = machine.start(['node', '/root/visit.cjs', ...sites.map(({ name }) => name)]);
  await machine.waitUntil(
    'all are visited',
    async () => counted().length > 0 && counted().every(({ good }) => good > 3),
  );
  // Of each site a round has been made.
  await machine.waitUntil(
    'kapa watches',
    async () =>
      sites.every(({ name }) => machine.get(`/var/log/kapa_${name}.test.log`).trim().split('\n').length > 1),
    120,
  );
  await machine.must(['curl', '-s', '-X', 'POST', `http://127.0.0.1:${ill?.port}/fault/block?seconds=600`]);
  await machine.waitUntil(
    'it is healed',
    async () => /Reiniciado|Restarted/u.test(machine.get(`/var/log/kapa_${ill?.name}.test.log`)),
    120,
  );
  const then = counted();
  await machine.waitUntil('it serves again', async () => {
    const now = counted();
    return now.every(({ good }, at) => good > (then[at]?.good ?? 0) + 3);
  });
  visitors.kill();
  watch.kill();
  await machine.run(['pkill', '-f', 'visit.cjs']);
  await machine.run(['pkill', '-f', 'kapa watch']);
  const ended = counted();
  expect(ended[0]?.bad.length).toBeGreaterThan(0);
  const said = await machine.sh(
    'kapa history --since 1h | grep -A30 "What happened"; tail -20 /var/log/apache2/error.log; uptime',
  );
  for (const { name, bad } of ended.slice(1))
    expect(bad, `${name}: ${ended[0]?.bad.join('; ')} ${said}`).toEqual([]);
  for (const { name } of sites.slice(1))
    expect(machine.get(`/var/log/kapa_${name}.test.log`)).not.toContain('❌');
});

/** Visits each site twice a second, and writes down how many of the visits were answered, and those that were not. */
const visit = `
const https = require('node:https');
const { renameSync, writeFileSync } = require('node:fs');
const counts = process.argv.slice(2).map((name) => ({ name, good: 0, bad: [] }));
for (const one of counts) {
  const options = { host: '127.0.0.1', path: '/api/health', rejectUnauthorized: false, agent: false, timeout: 30000,
    servername: one.name + '.test', headers: { host: one.name + '.test' } };
  setInterval(() => {
    const request = https.get(options, (answer) => {
      answer.resume();
      if (answer.statusCode === 200) one.good += 1;
      else one.bad.push(new Date().toISOString() + ' ' + answer.statusCode);
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', (error) => one.bad.push(new Date().toISOString() + ' ' + error.message));
  }, 500);
}
setInterval(() => {
  writeFileSync('/root/visits.new', JSON.stringify(counts));
  renameSync('/root/visits.new', '/root/visits');
}, 200);
`;

interface Visits {
  readonly name: string;
  readonly good: number;
  /** Those that were not answered well: when, and how. */
  readonly bad: readonly string[];
}

function counted(): readonly Visits[] {
  return existsSync(join(machine.root, 'root/visits'))
    ? (JSON.parse(machine.get('/root/visits')) as readonly Visits[])
    : [];
}

import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEvents } from '../../src/health/index.ts';
import { openRecords } from '../../src/host/index.ts';
import { apacheHead } from './apache-head.ts';
import { openNamespace, type Namespace } from './namespace.ts';
import { sleep } from './wait.ts';

const project = resolve(import.meta.dirname, '../..');
const node = process.execPath;
const kapa = join(project, 'dist/kapa.cjs');
let there: Namespace;
let folder: string;
let policies: string;
let watch: ChildProcess;
let said = '';

const modules = [
  ...['mpm_prefork', 'authz_core', 'mime', 'proxy', 'proxy_http', 'socache_shmcb', 'ssl'],
] as const;

const apache = (at: string): string => `${apacheHead(at, modules)}TypesConfig /etc/mime.types
StartServers 5
MinSpareServers 5
MaxSpareServers 10
MaxRequestWorkers 150
MaxConnectionsPerChild 1000
Listen 127.0.0.1:443
SSLEngine on
SSLCertificateFile ${at}/cert.pem
SSLCertificateKeyFile ${at}/key.pem
ProxyTimeout 600
ProxyPass /api/ http://127.0.0.1:3001/ nocanon keepalive=On timeout=600 retry=0
`;

const server = `require('node:http').createServer((request, response) => {
  setTimeout(() => response.end('ok'), request.url === '/slow' ? 300 : 0);
}).listen(3001, '127.0.0.1');\n`;

/** Sixty visitors at once, for some seconds. */
const visitors = `
const https = require('node:https');
const until = Date.now() + 8000;
const visit = () => Date.now() > until || https
  .get({ host: '127.0.0.1', path: '/api/slow', rejectUnauthorized: false, agent: false }, (answer) => {
    if (answer.statusCode !== 200) console.log(answer.statusCode);
    answer.resume().on('end', visit);
  })
  .on('error', (error) => { console.log(error.message); visit(); });
for (let n = 0; n < 60; n += 1) visit();
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-burst-'));
  policies = join(folder, 'policies');
  there = await openNamespace();
  for (const part of ['apache2', 'backend', 'root', 'log', 'bin']) mkdirSync(join(folder, part));
  writeFileSync(join(folder, 'apache2/apache2.conf'), apache(folder));
  writeFileSync(join(folder, 'backend/server.js'), server);
  writeFileSync(join(folder, 'visitors.js'), visitors);
  // The shipped policies, sixty times as fast.
  cpSync(join(project, 'policies'), policies, { recursive: true });
  cpSync(join(project, 'modules'), join(policies, 'modules'), { recursive: true });
  for (const module of ['node-site-pm2', 'apache-runs']) {
    const file = join(policies, `modules/${module}.yaml`);
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replaceAll('every: 3m', 'every: 3s')
        .replace('older_than: 10s', 'older_than: 1s'),
    );
  }
  writeFileSync(
    join(policies, 'before.yaml'),
    `policy: before
group: health
rules:
  - { name: As before, every: 3s, when: close_wait.client_side >= close_wait_max, severity: warning }
`,
  );
  await there.sh(
    `chmod a+rx .
     openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem 2> /dev/null
     cp -a /usr/local/bin/. bin; ln -sf ${node} bin/node
     ln -sf ${project}/node_modules/pm2/bin/pm2 bin/pm2
     mount --bind bin /usr/local/bin; mount --bind root /root
     mount --bind log /var/log; mount --bind apache2 /etc/apache2
     cd backend; pm2 -s start server.js --name kapa-backend
     apache2 -f /etc/apache2/apache2.conf`,
    { cwd: folder, env: { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' } },
  );
  await sleep(1);
  watch = there.start([
    ...[node, kapa, 'watch', '--allow-untrusted', '--state-dir', join(folder, 'state')],
    ...['--set', 'backend_user=root', '--group', 'health', policies],
  ]);
  watch.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
});

afterAll(() => {
  there.close();
  rmSync(folder, { recursive: true, force: true });
});

test('after a burst Apache holds thirty dead connections and more, and no remedy is tried', async () => {
  expect(await there.sh(`${node} ${join(folder, 'visitors.js')}`)).toBe('');
  let most = 0;
  for (let seconds = 0; seconds < 12; seconds += 1) {
    await sleep(1);
    const held = await there.sh(`ss -Htn state close-wait '( dport = :3001 )' | wc -l`);
    most = Math.max(most, Number(held));
  }
  expect(most).toBeGreaterThanOrEqual(30);
  const log = readFileSync(join(folder, 'log/kapa_health.log'), 'utf8');
  expect(log).toMatch(/CLOSE_WAIT: \d/u);
  const events = [...readEvents(openRecords(join(folder, 'state')), { since: 0, until: Date.now() })];
  // The bare count of before would have acted.
  expect(events).toContainEqual(expect.objectContaining({ kind: 'alert', rule: 'As before', to: 'firing' }));
  expect(events.filter(({ kind }) => kind === 'remedy')).toEqual([]);
  expect(said).toMatch(/^\S+ \S+ watching \d+ rules; policies: [^\n]+\n$/u);
  expect(watch.exitCode).toBeNull();
});

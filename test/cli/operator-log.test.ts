import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNamespace, type Namespace } from './namespace.ts';

const project = resolve(import.meta.dirname, '../..');
const node = process.execPath;
let there: Namespace;
let folder: string;

/** The two scripts' groups, at their places, over a backend that three dead connections hang on. */
const policies = (at: string): string => `
policy: health
group: health
log: { file: /var/log/kapa_health.log, locale: es }
probes:
  close_wait: { tcp_sockets: { port: 3001, state: close-wait } }
  backend: { pm2_app: { name: kapa-backend, home: ${at}/pm2 } }
  looped: { file_age: { path: ${at}/looped } }
rules:
  - name: Backend no está online
    every: 3m
    when: backend.status != "online"
    do: [{ pm2_restart: { app: kapa-backend, home: ${at}/pm2 } }]
    verify: { within: 20s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
  - name: Backend en bucle
    every: 3m
    when: looped.exists
    do: [{ pm2_reset: { app: kapa-backend, home: ${at}/pm2, ecosystem: ${at}/ecosystem.config.js } }]
    verify: { within: 1s }
    cooldown: 0s
    limit: { times: 9, within: 1h, then: back_off }
---
policy: apache-workers
group: apache-workers
log: { file: /var/log/apache_worker_monitor.log, locale: es }
probes:
  apache: { apache: {} }
rules:
  - { name: Demasiados workers, every: 10m, when: apache.workers >= 200 }
`;

/** A server that is left by three clients and does not notice. */
const leaky = `require('node:net').createServer({ allowHalfOpen: true }, () => {}).listen(3001, '127.0.0.1', () => {
  for (let n = 0; n < 3; n += 1) require('node:net').connect(3001, '127.0.0.1', function gone() { this.destroy(); });
  setTimeout(() => console.log('up'), 100);
});`;

const bin = '/usr/local/bin:/usr/bin:/bin';

/** As cron runs it: one of the crontab's lines, in a language and a time zone. */
async function check(group: string, env: Readonly<Record<string, string>> = {}): Promise<number | null> {
  const { status } = await there.run(
    [
      ...[node, join(project, 'dist/kapa.cjs'), 'check', '--group', group],
      ...['--state-dir', join(folder, 'state'), join(folder, 'policies.yaml')],
    ],
    { env },
  );
  return status;
}

async function pm2(...words: string[]): Promise<void> {
  await there.run(['pm2', '-s', ...words], {
    cwd: folder,
    env: { PATH: bin, HOME: folder, PM2_HOME: join(folder, 'pm2') },
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-operator-'));
  there = await openNamespace();
  for (const part of ['log', 'bin']) mkdirSync(join(folder, part));
  writeFileSync(join(folder, 'policies.yaml'), policies(folder));
  writeFileSync(join(folder, 'app.js'), 'setInterval(() => {}, 1000);\n');
  const app = `{ name: 'kapa-backend', script: 'app.js', cwd: '${folder}' }`;
  writeFileSync(join(folder, 'ecosystem.config.js'), `module.exports = { apps: [${app}] };\n`);
  await there.sh(
    `ln -s ${node} bin/node; ln -s ${project}/node_modules/pm2/bin/pm2 bin/pm2
     mount --bind bin /usr/local/bin; mount --bind log /var/log`,
    { cwd: folder },
  );
  await pm2('start', 'ecosystem.config.js');
  const server = there.start([node, '-e', leaky]);
  await new Promise((done) => server.stdout?.once('data', done));
  // Well, stopped and restarted, in a loop and reset, well again: whatever language kapa itself was started in.
  expect(await check('health', { LANG: 'en_US.UTF-8' })).toBe(0);
  await pm2('stop', 'kapa-backend');
  expect(await check('health', { LANG: 'C' })).toBe(1);
  writeFileSync(join(folder, 'looped'), '');
  expect(await check('health', { LANG: 'es_CO.UTF-8' })).toBe(2);
  rmSync(join(folder, 'looped'));
  await check('health', { LANG: 'es_CO.UTF-8' });
  expect(await check('health', { LC_ALL: 'en_GB.UTF-8' })).toBe(0);
  expect(await check('apache-workers')).toBe(0);
});

afterAll(async () => {
  await pm2('kill');
  there.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One of the operator's command lines, as it stands in his document. */
async function shell(command: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { stdout, stderr } = await there.run(['bash', '-c', command], { env });
  expect(stderr).toBe('');
  return stdout === '' ? [] : stdout.trimEnd().split('\n');
}

describe.each(['C', 'C.UTF-8'])(
  "the operator's commands, word for word, in a terminal with LANG=%s",
  (LANG) => {
    const env = { LANG };

    test('tail -20 /var/log/kapa_health.log', async () => {
      const lines = await shell('tail -20 /var/log/kapa_health.log', env);
      expect(lines).toHaveLength(7);
      for (const line of lines) expect(line).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} (?:✅|❌|🔄) \S/u);
    });

    test('grep "❌" /var/log/kapa_health.log | tail -50', async () => {
      const lines = await shell('grep "❌" /var/log/kapa_health.log | tail -50', env);
      expect(lines.map((line) => /Backend (?:no está online|en bucle)/u.exec(line)?.[0])).toEqual([
        'Backend no está online',
        'Backend en bucle',
      ]);
      expect(await shell('grep "❌" /var/log/kapa_health.log | tail -100', env)).toEqual(lines);
    });

    test(String.raw`grep "Reiniciado\|Reset" /var/log/kapa_health.log | tail -20`, async () => {
      const lines = await shell(
        String.raw`grep "Reiniciado\|Reset" /var/log/kapa_health.log | tail -20`,
        env,
      );
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/🔄 Reiniciado kapa-backend: /u);
      expect(lines[1]).toMatch(/🔄 Reset completo de kapa-backend/u);
    });

    test('grep "CLOSE_WAIT:" /var/log/kapa_health.log | tail -50', async () => {
      const lines = await shell('grep "CLOSE_WAIT:" /var/log/kapa_health.log | tail -50', env);
      expect(lines).toHaveLength(5);
      for (const line of lines) expect(line).toMatch(/ CLOSE_WAIT: 3 \(backend 3, clientes 0\) \| /u);
    });

    test('grep "$(date \'+%Y-%m-%d\')" /var/log/kapa_health.log | grep -c "❌"', async () => {
      const command = `grep "$(date '+%Y-%m-%d')" /var/log/kapa_health.log | grep -c "❌"`;
      expect(await shell(command, env)).toEqual(['2']);
    });

    test('ls -lh /var/log/apache_worker_monitor.log, and what is in it', async () => {
      expect(await shell('ls -lh /var/log/apache_worker_monitor.log', env)).toHaveLength(1);
      const lines = await shell('cat /var/log/apache_worker_monitor.log', env);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toMatch(/ ✅ Workers Apache: 0 \| Memoria Apache: 0/u);
    });
  },
);

test.each(['America/Bogota', 'Asia/Tokyo', 'UTC'])('the time is that of date(1) in %s', async (TZ) => {
  const time = `date '+%Y-%m-%d %H:%M'`;
  const [before] = await shell(time, { TZ });
  await check('apache-workers', { TZ });
  const [line = ''] = await shell('tail -1 /var/log/apache_worker_monitor.log', { TZ });
  const [after] = await shell(time, { TZ });
  expect([before, after]).toContain(line.slice(0, 16));
});

test.each([
  ['create', 'rotate 3\n  create 0640 root adm'],
  ['copytruncate', 'rotate 3\n  copytruncate'],
  ['dateext', 'rotate 3\n  dateext\n  dateformat -%s\n  nocreate'],
])('no line is lost over a rotation by logrotate with %s', async (name, words) => {
  const log = join(folder, 'log/apache_worker_monitor.log');
  const conf = join(folder, `logrotate-${name}`);
  writeFileSync(conf, `/var/log/apache_worker_monitor.log {\n  su root root\n  ${words}\n}\n`);
  const count = async (): Promise<number> =>
    Number((await shell('cat /var/log/apache_worker_monitor.log* | wc -l'))[0]);
  const before = await count();
  await check('apache-workers');
  await there.sh(`logrotate -f -s ${folder}/logrotate.state ${conf}`);
  await check('apache-workers');
  await check('apache-workers');
  expect(readFileSync(log, 'utf8').split('\n')).toHaveLength(3);
  expect(await count()).toBe(before + 3);
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLab, snapshot, type Ended, type Lab } from './lab.ts';
import { patient } from '../patient.ts';

const site = 'kapa.healtheworld.com.co';
let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await lab.sh('apache2ctl start');
  await waitForSite();
  await lab.sh(
    'openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout /tmp/other.key -out /tmp/other.pem 2>&1',
  );
  lab.put('/tmp/load.cjs', readFileSync(new URL('load.cjs', import.meta.url)));
});
afterAll(() => lab.close());

const security = '/etc/apache2/conf-available/security.conf';
const httpsSite = `/etc/apache2/sites-available/${site}-le-ssl.conf`;

describe('the whole of kapa on a live Apache without systemd', () => {
  test('a harmless change is reloaded, and no request is lost', async () => {
    const load = lab.start([process.execPath, '/tmp/load.cjs']);
    let counted = '';
    load.stdout?.on('data', (chunk: Buffer) => (counted += chunk.toString()));
    const parent = lab.get('/run/apache2/apache2.pid');
    for (const tokens of ['Prod', 'Minor', 'Prod']) {
      const ended = await apply(directives(security, { ServerTokens: tokens }));
      expect(ended).toMatchObject({ status: 0 });
      expect(document(ended)).toMatchObject({
        outcome: 'converged',
        proof: { status: 'proven' },
        effects: [{ service: 'apache2', effect: 'reload' }],
      });
    }
    lab.put('/tmp/enough', '');
    await new Promise((resolve) => load.once('close', resolve));
    const { served, failed } = JSON.parse(counted) as { served: number; failed: readonly string[] };
    expect(failed).toEqual([]);
    expect(served).toBeGreaterThan(50);
    expect(await headers()).toContain('Server: Apache\r');
    expect(lab.get('/run/apache2/apache2.pid')).toBe(parent);
  });

  test('applied once more, nothing changes and nothing is reloaded', async () => {
    const before = await children();
    const ended = await apply(directives(security, { ServerTokens: 'Prod' }));
    expect(document(ended)).toMatchObject({ outcome: 'converged', changed: false, effects: [] });
    // Apache ends a spare child by itself; only a reload would start others.
    expect(before).toEqual(expect.arrayContaining([...(await children())]));
  });
});

describe('what passes the configuration test and would kill the server ends rolled back and serving', () => {
  let before: Readonly<Record<string, string>>;
  beforeEach(() => {
    before = snapshot(lab, '/etc');
  });

  test.each([
    ['apache_directives', directives('/etc/apache2/ports.conf', { Listen: [80, 8088] })],
    ['a whole file', file('/etc/apache2/ports.conf', 'Listen 80\nListen 443\nListen 8088\n')],
  ])('a port that another program holds, by %s: Apache is not asked to try it', async (_, resource) => {
    const parent = lab.get('/run/apache2/apache2.pid');
    const holder = lab.start([
      process.execPath,
      '-e',
      "require('net').createServer().listen(8088, '0.0.0.0')",
    ]);
    await lab.sh('until ss -Hltn sport = :8088 | grep -q .; do sleep 0.05; done');
    const ended = await apply(resource);
    holder.kill();
    await expectRolledBack(ended, 'another program listens at *:8088');
    expect(lab.get('/run/apache2/apache2.pid')).toBe(parent);
  });

  test.each([
    ['[::1]:8090', '::1', '[::1]:8090'],
    ['[0:0::1]:8090', '::1', '[::1]:8090'],
    ['127.0.0.1:8090', '::ffff:127.0.0.1', '127.0.0.1:8090'],
  ])('a port at %s is held by whoever listens at %s', async (listen, address, held) => {
    const holder = lab.start([
      process.execPath,
      '-e',
      `require('net').createServer().listen(8090, '${address}')`,
    ]);
    await lab.sh('until ss -Hltn sport = :8090 | grep -q .; do sleep 0.05; done');
    const ended = await apply(file('/etc/apache2/ports.conf', `Listen 80\nListen 443\nListen ${listen}\n`));
    holder.kill();
    await expectRolledBack(ended, `another program listens at ${held}`);
  });

  test('a port that another program holds, as apache_listen, is told by the plan, and nothing is tried', async () => {
    const parent = lab.get('/run/apache2/apache2.pid');
    const holder = lab.start([
      process.execPath,
      '-e',
      "require('net').createServer().listen(8089, '127.0.0.1')",
    ]);
    await lab.sh('until ss -Hltn sport = :8089 | grep -q .; do sleep 0.05; done');
    for (const address of ['8089', "'127.0.0.1:8089'"]) {
      const ended = await apply(`- { name: Port, apache_listen: { ${address}: present } }`);
      expect(ended.status).toBe(1);
      expect(JSON.stringify(document(ended))).toContain('another program listens at 127.0.0.1:8089');
    }
    const elsewhere = await apply("- { name: Port, apache_listen: { '127.0.0.2:8089': present } }");
    expect(document(elsewhere)).toMatchObject({ outcome: 'converged' });
    expect(
      document(await apply("- { name: Port, apache_listen: { '127.0.0.2:8089': absent } }")),
    ).toMatchObject({
      outcome: 'converged',
    });
    holder.kill();
    expect(lab.get('/run/apache2/apache2.pid')).toBe(parent);
  });

  test('a certificate that is not that of the key', async () => {
    const ended = await apply(file(`/etc/letsencrypt/live/${site}/fullchain.pem`, lab.get('/tmp/other.pem')));
    await expectRolledBack(ended, 'AH02565');
  });

  test('a certificate that is no PEM', async () => {
    const ended = await apply(file(`/etc/letsencrypt/live/${site}/fullchain.pem`, 'no certificate\n'));
    await expectRolledBack(ended, 'AH02562');
  });

  test('a certificate of another folder, named by the site', async () => {
    lab.put('/etc/ssl/other.pem', lab.get('/tmp/other.pem'));
    before = snapshot(lab, '/etc');
    const ended = await apply(
      directives(httpsSite, { SSLCertificateFile: '/etc/ssl/other.pem' }, [
        { section: 'VirtualHost', where: { ServerName: site } },
      ]),
    );
    await expectRolledBack(ended, 'AH02565');
  });

  async function expectRolledBack(ended: Ended, reason: string): Promise<void> {
    expect(ended).toMatchObject({ status: 1 });
    expect(document(ended)).toMatchObject({ outcome: 'rolled_back', proof: { status: 'proven' } });
    expect(String(document(ended)['error'])).toContain(reason);
    expect(ended.seconds).toBeLessThan(patient(15));
    expect(withoutPolicy(snapshot(lab, '/etc'))).toEqual(withoutPolicy(before));
    await waitForSite(0);
    expect(await answer('https://127.0.0.1/')).toBe('one\n');
  }
});

describe('a site that is worse afterwards', () => {
  test('though Apache lives and serves, all is put back', async () => {
    const before = withoutPolicy(snapshot(lab, '/etc'));
    lab.put(
      '/etc/kapa/one.yaml',
      `policy: one
group: health
probes:
  site: { http: { url: "https://127.0.0.1/", host: ${site}, timeout: 5s, expect: { status: 200 } } }
rules:
  - name: The site fails
    every: 1m
    when: site.failing
    do: [{ notify: { message: The site fails } }]
resources:
  ${directives(httpsSite, { Redirect: [['503', '/']] }, [{ section: 'VirtualHost' }]).replaceAll('\n', '\n  ')}
`,
    );
    const ended = await lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes', '--json']);
    expect(ended.status, ended.stderr).toBe(1);
    expect(document(ended)).toMatchObject({ outcome: 'rolled_back' });
    expect(String(document(ended)['error'])).toContain('site');
    expect(withoutPolicy(snapshot(lab, '/etc'))).toEqual(before);
    expect(await answer('https://127.0.0.1/')).toBe('one\n');
  });
});

describe('what a reload cannot do', () => {
  test('another MPM, and a limit that is fixed at the start, are a restart', async () => {
    for (const mpm of [
      '{ event: { StartServers: 2, MaxConnectionsPerChild: 1000 } }',
      '{ prefork: { ServerLimit: 300, MaxRequestWorkers: 300, MaxConnectionsPerChild: 1000 } }',
    ]) {
      const parent = lab.get('/run/apache2/apache2.pid');
      const ended = await apply(`- name: The MPM\n  apache_mpm: ${mpm}`);
      expect(document(ended), ended.stderr).toMatchObject({
        outcome: 'converged',
        effects: [{ effect: 'restart' }],
      });
      expect(lab.get('/run/apache2/apache2.pid')).not.toBe(parent);
      expect(await answer('https://127.0.0.1/')).toBe('one\n');
    }
  });
});

describe('whom kapa does not touch', () => {
  test('a stranger whose number stands in a stale pid file; and what was stopped stays stopped', async () => {
    await lab.sh('apache2ctl -k stop; while ss -Hltn sport = :80 | grep -q .; do sleep 0.05; done');
    const stranger = lab.start(['sh', '-c', 'echo $$ > /run/apache2/apache2.pid; exec sleep 300']);
    await lab.sh('until pgrep -x sleep; do sleep 0.05; done');
    const ended = await apply(directives(security, { ServerTokens: 'Major' }));
    expect(document(ended)).toMatchObject({ outcome: 'converged', changed: true });
    expect(stranger.exitCode).toBeNull();
    await lab.sh('kill -0 "$(cat /run/apache2/apache2.pid)"');
    expect(await answer('http://127.0.0.1/')).toBe('');
    const started = await apply(`- name: It runs
  service: { name: apache2, running: true }`);
    expect(document(started)).toMatchObject({ outcome: 'converged', changed: true });
    await waitForSite(0);
    expect(stranger.exitCode).toBeNull();
    stranger.kill();
  });
});

async function apply(resources: string): Promise<Ended> {
  lab.put('/etc/kapa/one.yaml', `policy: one\nresources:\n${resources.replaceAll(/^/gmu, '  ')}\n`);
  return lab.kapa(['apply', '/etc/kapa/one.yaml', '--yes', '--json']);
}

function directives(path: string, set: object, context: readonly object[] = []): string {
  return `- name: Directives of ${path}
  apache_directives: ${JSON.stringify({ file: path, ...(context.length > 0 ? { context } : {}), set })}`;
}

function file(path: string, content: string): string {
  return `- name: The file ${path}
  notify: [reload apache2]
  file: ${JSON.stringify({ path, content })}`;
}

function document({ stdout, stderr }: Ended): Record<string, unknown> {
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    throw new Error(`no JSON: ${stdout}${stderr}`);
  }
}

function withoutPolicy(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([path]) => !path.startsWith('/etc/kapa/')));
}

async function answer(url: string): Promise<string> {
  return (await lab.run(['curl', '-sk', '-m', '5', url])).stdout;
}

async function headers(): Promise<string> {
  return (await lab.run(['curl', '-skI', '-m', '5', 'https://127.0.0.1/'])).stdout;
}

async function children(): Promise<readonly string[]> {
  return (await lab.sh('pgrep -P "$(cat /run/apache2/apache2.pid)"')).split('\n');
}

async function waitForSite(tries = 100): Promise<void> {
  await lab.sh(`n=0
    until curl -sk -o /dev/null https://127.0.0.1/; do n=$((n+1)); [ $n -le ${tries} ]; sleep 0.05; done`);
}

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Host } from '../../../../src/core/host.ts';
import { absent } from '../../../../src/core/reading.ts';
import type { EffectOutcome, Service } from '../../../../src/core/service.ts';
import { render } from '../../../../src/core/text.ts';
import { debian, layoutIn } from '../../../../src/packs/apache/facts/layout.ts';
import { apacheService } from '../../../../src/packs/apache/service/service.ts';
import { openHost } from '../../../../src/host/index.ts';
import { connect, machine } from '../../../apache/machine.ts';
import { freePort, privateApache, type PrivateApache } from '../../../apache/server.ts';
import { patient } from '../../../patient.ts';

const { host } = openHost({ root: '/', service: async () => absent });
let apache: PrivateApache;
let service: Service;

beforeEach(async () => {
  apache = await privateApache();
  service = apacheService(layoutIn(apache.confdir));
});

afterEach(() => apache.remove());

describe('a reload that is watched', () => {
  test('ends when a new generation serves', async () => {
    apache.launch();
    const parent = apache.pid();
    const before = children(parent);
    apache.configure('ServerTokens Prod\n');
    const began = Date.now();
    expect(await service.perform('reload', host)).toEqual({ ok: true });
    expect(Date.now() - began).toBeLessThan(patient(3000));
    expect(apache.pid()).toBe(parent);
    expect(children(parent).some((pid) => !before.includes(pid))).toBe(true);
    expect(await fetched()).toEqual({ body: 'one\n', server: 'Apache' });
  });

  test.each(['reload', 'restart'] as const)(
    'a port that another program holds: a %s is not tried, and the server serves on',
    async (effect) => {
      apache.launch();
      const parent = apache.pid();
      const { server, port } = await taken();
      apache.configure(`Listen 127.0.0.1:${port}\n`);
      await expectTestToPass();
      const outcome = await service.perform(effect, host);
      server.close();
      expect(outcome).toMatchObject({ ok: false, down: false });
      expect(reason(outcome)).toContain(`another program listens at 127.0.0.1:${port}`);
      expect(apache.pid()).toBe(parent);
      expect(await fetched()).toMatchObject({ body: 'one\n' });
    },
  );

  test('an address that the machine does not have: down, with the reason, and a start with the old files serves', async () => {
    apache.launch();
    apache.configure('Listen 192.0.2.1:8088\n');
    await expectTestToPass();
    const outcome = await service.perform('reload', host);
    expect(outcome).toMatchObject({ ok: false, down: true });
    expect(reason(outcome)).toContain('could not bind to address');
    expect(reason(outcome)).toContain('192.0.2.1:8088');
    await expectRecovery();
  });

  test('a certificate that is not that of the key: down, with the reason from the virtual host’s log', async () => {
    apache.launch();
    const port = await freePort();
    const one = certificate('one');
    const two = certificate('two');
    apache.configure(
      `Listen 127.0.0.1:${port}\n<VirtualHost 127.0.0.1:${port}>\nServerName one.test\nSSLEngine on\nErrorLog \${APACHE_LOG_DIR}/vhost.log\nSSLCertificateFile ${one}.pem\nSSLCertificateKeyFile ${two}.key\n</VirtualHost>\n`,
    );
    await expectTestToPass();
    const outcome = await service.perform('reload', host);
    expect(outcome).toMatchObject({ ok: false, down: true });
    expect(reason(outcome)).toContain('AH02565');
    await expectRecovery();
  });

  test('a certificate that is no PEM: down', async () => {
    apache.launch();
    const port = await freePort();
    const one = certificate('one');
    writeFileSync(`${one}.pem`, 'not a certificate\n');
    apache.configure(
      `Listen 127.0.0.1:${port}\n<VirtualHost 127.0.0.1:${port}>\nServerName one.test\nSSLEngine on\nSSLCertificateFile ${one}.pem\nSSLCertificateKeyFile ${one}.key\n</VirtualHost>\n`,
    );
    await expectTestToPass();
    const outcome = await service.perform('reload', host);
    expect(outcome).toMatchObject({ ok: false, down: true });
    expect(reason(outcome)).toContain('AH02562');
    await expectRecovery();
  });

  test('a configuration that Apache refuses kills it too, and is told', async () => {
    apache.launch();
    apache.configure('NoSuchDirective on\n');
    const outcome = await service.perform('reload', host);
    expect(outcome).toMatchObject({ ok: false, down: true });
    apache.configure('');
    await expectRecovery();
  });

  test('loses no request', async () => {
    apache.launch();
    const clientsWork = { on: true };
    const served = [0, 0, 0, 0];
    const ask = async (_: number, client: number): Promise<void> => {
      while (clientsWork.on) {
        const answer = await fetch(`http://127.0.0.1:${apache.port}/`, { headers: { connection: 'close' } });
        expect(await answer.text()).toBe('one\n');
        served[client] = (served[client] ?? 0) + 1;
      }
    };
    const clients = served.map(ask);
    for (let times = 0; times < 3; times += 1) {
      apache.configure(`Timeout ${100 + times}\n`);
      expect(await service.perform('reload', host)).toEqual({ ok: true });
    }
    // How many were asked meanwhile depends on the machine: some more show that none is lost afterwards either.
    await expect.poll(() => Math.min(...served)).toBeGreaterThan(10);
    clientsWork.on = false;
    await Promise.all(clients);
  });

  test('a stopped Apache stays stopped', async () => {
    const outcome = await service.perform('reload', host);
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.ok && outcome.note && render(outcome.note, 'en')).toBe('not running: nothing to reload');
    expect(await connect(apache.port)).toBe(false);
  });

  test('a stranger whose number stands in a stale pid file is never signalled', async () => {
    const stranger = spawn('sleep', ['60']);
    writeFileSync(apache.pidFile, `${stranger.pid}\n`);
    expect(await service.perform('reload', host)).toMatchObject({ ok: true });
    expect(await service.perform('stop', host)).toMatchObject({ ok: true });
    expect(await service.state(host)).toMatchObject({ value: { running: false } });
    expect(await service.perform('start', host)).toEqual({ ok: true });
    expect(apache.pid()).not.toBe(stranger.pid);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
    stranger.kill();
  });

  test('another Apache whose number stands in the pid file is a stranger as well', async () => {
    const other = await privateApache();
    try {
      other.launch();
      const pid = other.pid();
      await expect.poll(() => children(pid).length).toBeGreaterThan(0);
      const before = children(pid);
      writeFileSync(apache.pidFile, `${pid}\n`);
      expect(await service.perform('reload', host)).toMatchObject({ ok: true });
      writeFileSync(apache.pidFile, `${before[0]}\n`);
      expect(await service.perform('stop', host)).toMatchObject({ ok: true });
      // It may still be starting children; those of a reload would take the place of these.
      expect(children(pid)).toEqual(expect.arrayContaining([...before]));
    } finally {
      other.remove();
    }
  });

  test('a server that has only just written its pid file is not ended by the signal that is to reload it', async () => {
    const parent = slowStarter(0.5);
    await until(() => existsSync(apache.pidFile));
    expect(await service.perform('reload', host)).toEqual({ ok: true });
    expect(parent.signalCode).toBeNull();
    expect(await fetched()).toMatchObject({ body: 'one\n' });
  });

  test('a zombie is not running, and does not keep a start back', async () => {
    // The shell becomes a sleep that never asks after its child.
    const ruleStates = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const zombie = await new Promise<string>((resolve) =>
      ruleStates.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
    );
    await until(() => readFileSync(`/proc/${zombie}/stat`, 'utf8').includes(') Z '));
    writeFileSync(apache.pidFile, `${zombie}\n`);
    expect(await service.state(host)).toMatchObject({ value: { running: false } });
    expect(await service.perform('reload', host)).toMatchObject({ ok: true });
    expect(await service.perform('start', host)).toEqual({ ok: true });
    expect(await fetched()).toMatchObject({ body: 'one\n' });
    ruleStates.kill('SIGKILL');
  });

  test('requests that are under way do not keep it from ending', async () => {
    apache.configure('MaxRequestWorkers 2\nServerLimit 2\nKeepAliveTimeout 60\nTimeout 60\n');
    apache.launch();
    const held = await Promise.all([hold(), hold()]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const outcome = await service.perform('reload', host);
    for (const socket of held) socket.destroy();
    expect(outcome).toEqual({ ok: true });
  });

  test('a log that was rotated, or is no file, is no obstacle', async () => {
    apache.launch();
    rmSync(join(apache.folder, 'log', 'error.log'));
    expect(await service.perform('reload', host)).toEqual({ ok: true });
    apache.configure('ErrorLog "|/bin/cat"\n');
    expect(await service.perform('reload', host)).toEqual({ ok: true });
    expect(await service.perform('reload', host)).toEqual({ ok: true });
  });
});

describe('start, stop, restart', () => {
  test('a server whose logs go through programs starts, stops and reloads without waiting for them', async () => {
    apache.configure('ErrorLog "|/bin/cat"\nCustomLog "||/bin/cat" "%r"\n');
    const began = Date.now();
    expect(await service.perform('start', host)).toEqual({ ok: true });
    expect(await service.perform('reload', host)).toEqual({ ok: true });
    expect(await service.perform('stop', host)).toEqual({ ok: true });
    expect(Date.now() - began).toBeLessThan(patient(10_000));
  });

  test('a start that fails says why', async () => {
    const { server, port } = await taken();
    apache.configure(`Listen 127.0.0.1:${port}\n`);
    const outcome = await service.perform('start', host);
    expect(outcome).toMatchObject({ ok: false, down: true });
    expect(reason(outcome)).toContain('Address already in use');
    server.close();
  });

  test('a start that fails without a word is told by its exit status, in the reader’s language', async () => {
    const mute: Host = {
      ...host,
      run: async (argv) => ({ argv, status: 7, stdout: new Uint8Array(), stderr: new Uint8Array() }),
    };
    const outcome = await service.perform('start', mute);
    if (outcome.ok) throw new Error('it started');
    expect(render(outcome.reason, 'es')).toContain('código de salida 7');
  });

  test('a start that fails after Apache has let go of its terminal says why', async () => {
    const one = certificate('one');
    const two = certificate('two');
    const port = await freePort();
    apache.configure(
      `Listen 127.0.0.1:${port}\n<VirtualHost 127.0.0.1:${port}>\nServerName one.test\nSSLEngine on\nSSLCertificateFile ${one}.pem\nSSLCertificateKeyFile ${two}.key\n</VirtualHost>\n`,
    );
    const outcome = await service.perform('start', host);
    expect(outcome).toMatchObject({ ok: false, down: true });
    expect(reason(outcome)).toContain('AH02565');
  });

  test('a restart changes what a reload cannot, and a second start and stop are no change', async () => {
    apache.launch();
    const parent = apache.pid();
    apache.configure('ServerLimit 9\n');
    expect(await service.perform('restart', host)).toEqual({ ok: true });
    expect(apache.pid()).not.toBe(parent);
    expect(await service.state(host)).toMatchObject({ value: { running: true } });
    expect(await service.perform('start', host)).toMatchObject({
      ok: true,
      note: { id: 'apache.already_running' },
    });
    expect(await service.perform('stop', host)).toEqual({ ok: true });
    expect(await service.perform('stop', host)).toMatchObject({
      ok: true,
      note: { id: 'apache.already_stopped' },
    });
    expect(await connect(apache.port)).toBe(false);
  });
});

async function expectTestToPass(): Promise<void> {
  const [argv] = await service.checks(host);
  expect(argv && (await host.query(argv))).toMatchObject({ status: 0 });
}

/** The old files are back: only a start brings the server back, whatever the dead one has left behind. */
async function expectRecovery(): Promise<void> {
  apache.configure('');
  expect(await service.state(host)).toMatchObject({ value: { running: false } });
  expect(await service.perform('start', host)).toEqual({ ok: true });
  expect(await fetched()).toMatchObject({ body: 'one\n' });
}

async function fetched(): Promise<{ readonly body: string; readonly server: string | null }> {
  const answer = await fetch(`http://127.0.0.1:${apache.port}/`);
  return { body: await answer.text(), server: answer.headers.get('server') };
}

function children(parent: number): readonly number[] {
  const listed = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8');
  return listed
    .split(' ')
    .filter((pid) => pid !== '')
    .map(Number);
}

function reason(outcome: EffectOutcome): string {
  return outcome.ok ? '' : render(outcome.reason, 'en');
}

function taken(): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}

async function hold(): Promise<{ destroy(): void }> {
  const { connect: dial } = await import('node:net');
  const socket = dial(apache.port, '127.0.0.1').on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
  return socket;
}

/**
 * Starts a server that dwells where Apache passes in a fraction of a millisecond: its pid file is written, and it
 * does not yet catch signals. Until it becomes Apache it is a shell of that name and command line.
 */
function slowStarter(seconds: number): ChildProcess {
  const shell = join(apache.folder, 'httpd');
  cpSync('/bin/sh', shell, { dereference: true });
  const script = `. ${apache.confdir}/envvars; echo $$ > pid; mv pid ${apache.pidFile}; sleep ${seconds}
    exec /usr/sbin/apache2 -d ${apache.confdir} -D FOREGROUND`;
  return spawn(shell, ['-c', script, 'httpd', '-d', apache.confdir], { cwd: apache.folder, stdio: 'ignore' });
}

/** Makes a key and a certificate; returns the path of both without its ending. */
function certificate(name: string): string {
  const path = join(apache.folder, name);
  execFileSync(
    'openssl',
    // prettier-ignore
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', `/CN=${name}.test`, '-days', '1', '-keyout', `${path}.key`, '-out', `${path}.pem`],
    { stdio: 'ignore' },
  );
  return path;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('the check', () => {
  test('judges the configuration folder, with the arguments of its envvars', async () => {
    writeFileSync(join(apache.confdir, 'envvars'), "export APACHE_ARGUMENTS='-D TRIED'\n", { flag: 'a' });
    apache.configure('<IfDefine TRIED>\nNoSuchDirective on\n</IfDefine>\n');
    const [argv] = await service.checks(host);
    if (argv === undefined) throw new Error('no check');
    const result = await host.query(argv);
    expect(result.status).toBe(1);
    expect(new TextDecoder().decode(result.stderr)).toContain(`line 2 of ${apache.confdir}/more.conf`);
  });

  test('leaves envvars that hold more than assignments to apache2ctl', async () => {
    writeFileSync(join(apache.confdir, 'envvars'), 'if true; then export X=1; fi\n', { flag: 'a' });
    const [argv] = await service.checks(host);
    expect(argv).toEqual(['env', `APACHE_CONFDIR=${apache.confdir}`, '/usr/sbin/apache2ctl', 'configtest']);
    await expectTestToPass();
  });

  test('judges a tree below a root with this machine’s Apache, and runs none of its code', async () => {
    const root = mkdtempSync(join(tmpdir(), 'kapa-root-'));
    try {
      cpSync('demo/host', root, { recursive: true, verbatimSymlinks: true });
      rmSync(join(root, 'etc/apache2/sites-enabled/kapa.healtheworld.com.co-le-ssl.conf'));
      writeFileSync(join(root, 'etc/apache2/envvars'), `touch ${root}/trace\n`, { flag: 'a' });
      const tree = machine(root);
      const below = apacheService(debian);
      const [argv] = await below.checks(tree);
      expect(argv && (await tree.query(argv))).toMatchObject({ status: 0 });
      writeFileSync(join(root, 'etc/apache2/ports.conf'), 'Listen nowhere\n');
      expect(argv && (await tree.query(argv))).toMatchObject({ status: 1 });
      expect(existsSync(join(root, 'trace'))).toBe(false);
      expect(await below.perform('reload', tree)).toMatchObject({
        ok: true,
        note: { id: 'apache.below_root' },
      });
      rmSync(join(root, 'etc/apache2/apache2.conf'));
      expect(await below.checks(tree)).toEqual([]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});

import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apacheProbe } from '../../../src/packs/apache/probe.ts';
import { privateApache, type Mpm, type PrivateApache } from '../../apache/server.ts';
import { measure } from '../instruments.ts';

const project = resolve(import.meta.dirname, '../../..');

const threads = [
  'StartServers 2',
  'MinSpareThreads 25',
  'MaxSpareThreads 75',
  'ThreadLimit 64',
  'ThreadsPerChild 25',
  'MaxRequestWorkers 150',
];

/** As Debian ships them. */
const mpms: readonly Mpm[] = [
  { name: 'event', settings: threads },
  { name: 'worker', settings: threads },
  {
    name: 'prefork',
    settings: ['StartServers 5', 'MinSpareServers 5', 'MaxSpareServers 10', 'MaxRequestWorkers 150'],
  },
];

/** Backend that never answers, and takes every WebSocket. */
let backend: Server;
const tunnels: Duplex[] = [];

beforeAll(async () => {
  backend = createServer(() => {});
  backend.on('upgrade', (_, socket) => {
    tunnels.push(socket);
    socket.on('error', () => {});
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  });
  await new Promise<void>((ready) => void backend.listen(0, '127.0.0.1', ready));
});

afterAll(() => {
  backend.closeAllConnections();
  backend.close();
});

describe.each(mpms)('$name', (mpm) => {
  let server: PrivateApache;
  const clients: Socket[] = [];

  beforeAll(async () => {
    server = await privateApache(mpm);
    const modules = '/usr/lib/apache2/modules';
    server.configure(
      [
        `LoadModule proxy_module ${modules}/mod_proxy.so`,
        `LoadModule proxy_http_module ${modules}/mod_proxy_http.so`,
        `ProxyPass /hang http://127.0.0.1:${(backend.address() as AddressInfo).port}/ upgrade=websocket`,
        'KeepAliveTimeout 300',
        '<Location /server-status>\nSetHandler server-status\n</Location>',
        '',
      ].join('\n'),
    );
    server.launch();
  });

  afterAll(() => {
    for (const client of clients) client.destroy();
    server.remove();
  });

  function visit(path: string, headers = ''): void {
    const client = connect(server.port, '127.0.0.1');
    client.on('error', () => {});
    client.resume();
    client.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    clients.push(client);
  }

  const byKernel = () => measure(apacheProbe, { confdir: server.confdir });
  const byPage = () =>
    measure(apacheProbe, {
      confdir: server.confdir,
      url: `http://127.0.0.1:${server.port}/server-status`,
    });

  test('who waits between requests, in a tunnel, and who finishes gracefully', async () => {
    await expect
      .poll(byKernel)
      .toMatchObject({ fields: { source: 'sockets', busy: 0, finishing: 0, full: false, max_workers: 150 } });
    // The listener keeps these under event; elsewhere each has its worker.
    for (let count = 0; count < 3; count += 1) visit('/');
    const kept = mpm.name === 'event' ? 0 : 3;
    await expect.poll(byKernel).toMatchObject({ fields: { busy: kept, finishing: 0 } });
    for (let count = 0; count < 4; count += 1) visit('/hang');
    visit('/hang', 'Connection: Upgrade\r\nUpgrade: websocket\r\n');
    await expect.poll(byKernel).toMatchObject({ fields: { busy: kept + 5, finishing: 0, full: false } });
    // The page is asked by a connection of its own.
    const page = await byPage();
    expect(page).toMatchObject({ fields: { source: 'page', busy: kept + 6, finishing: 0, full: false } });
    process.kill(server.pid(), 'SIGUSR1');
    await expect
      .poll(byKernel)
      .toMatchObject({ fields: { source: 'sockets', busy: 0, finishing: kept + 5, full: false } });
    // Threads of an old process that have ended stand there as finishing, too, until a new process takes their places.
    await expect.poll(byPage).toMatchObject({ fields: { source: 'page', busy: 1, full: false } });
    const after = await byPage();
    expect('fields' in after && after.fields['finishing']).toBeGreaterThanOrEqual(kept + 5);
  });

  test('a server with 150 of 150 workers busy, and one that is idle, as the shipped policy judges them', async () => {
    const folder = join(server.folder, 'policies');
    mkdirSync(join(folder, 'modules'), { recursive: true });
    const shipped = (part: string): string =>
      readFileSync(join(project, part, 'apache-workers.yaml'), 'utf8');
    writeFileSync(
      join(folder, 'modules/apache-workers.yaml'),
      shipped('modules')
        .replace('apache: { apache: {} }', `apache: { apache: { confdir: ${server.confdir} } }`)
        .replace('for: 1m', 'for: 1 checks'),
    );
    writeFileSync(
      join(folder, 'apache-workers.yaml'),
      shipped('policies')
        // A backend that is down: only a person can help, and the Apache of this machine is left alone.
        .replace('{{ backend }}', 'http://127.0.0.1:1/')
        .replace('/var/log/apache_worker_monitor.log', join(server.folder, 'monitor.log')),
    );
    const rule = 'Apache has a worker for who comes';
    expect(await statusOf(folder, rule)).toBe('ok');
    // Processes of the old generation keep places that nobody can be served in.
    for (const client of [...clients.splice(0), ...tunnels.splice(0)]) client.destroy();
    backend.closeAllConnections();
    await expect.poll(byKernel).toMatchObject({ fields: { finishing: 0 } });
    for (let count = 0; count < 160; count += 1) visit('/hang');
    await expect
      .poll(byKernel, { interval: 500 })
      .toMatchObject({ fields: { source: 'sockets', idle: 0, full: true } });
    const full = await byKernel();
    const { busy, finishing, workers } = 'fields' in full ? full.fields : {};
    // Under event, old processes are not counted among those that MaxRequestWorkers allows.
    expect(workers).toBe(150);
    expect(Number(busy) + (mpm.name === 'event' ? 0 : Number(finishing))).toBe(150);
    expect(await statusOf(folder, rule)).toBe('firing');
  });

  async function statusOf(folder: string, rule: string): Promise<string | undefined> {
    const argv = [
      'check',
      '--json',
      '--allow-untrusted',
      '--state-dir',
      join(server.folder, 'state'),
      folder,
    ];
    const said = await new Promise<string>((done) => {
      execFile(process.execPath, [join(project, 'dist/kapa.cjs'), ...argv], (_, stdout, stderr) =>
        done(stdout + stderr),
      );
    });
    const { rules } = JSON.parse(said) as { rules: { name: string; state: string }[] };
    return rules.find(({ name }) => name === rule)?.state;
  }
});

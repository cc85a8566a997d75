import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { findProbeType, registry } from '../../src/packs/index.ts';
import { measure } from './instruments.ts';
import { apacheProbe } from '../../src/packs/apache/probe.ts';
import { command } from '../../src/packs/machine/probes/command.ts';
import { disk } from '../../src/packs/machine/probes/disk.ts';
import { fileAge } from '../../src/packs/machine/probes/file-age.ts';
import { http } from '../../src/packs/network/probes/http.ts';
import { load } from '../../src/packs/machine/probes/load.ts';
import { processes } from '../../src/packs/machine/probes/processes.ts';
import { privateApache } from '../apache/server.ts';

const ajv = new Ajv2020({ strict: false, formats: { regex: true } });

test.each(registry.probes.map((type) => [type.type, type] as const))(
  'the example of %s is valid',
  (name, type) => {
    const [item] = Object.values(parse(type.example) as Record<string, Record<string, unknown>>);
    expect(ajv.validate(type.schema, item?.[name]), ajv.errorsText()).toBe(true);
  },
);

test.each(registry.remedies.map((type) => [type.type, type] as const))(
  'the example of %s is valid',
  (name, type) => {
    const [item] = parse(type.example) as Record<string, unknown>[];
    expect(ajv.validate(type.schema, item?.[name]), ajv.errorsText()).toBe(true);
    expect(type.target(item?.[name])).not.toBe('');
  },
);

test('a real Apache: from /proc and from its status page', async () => {
  const server = await privateApache();
  try {
    server.configure('ExtendedStatus On\n<Location /server-status>\nSetHandler server-status\n</Location>\n');
    server.launch();
    const plain = await measure(apacheProbe, { confdir: server.confdir });
    expect(plain).toMatchObject({ fields: { running: true, max_workers: 6 } });
    const url = `http://127.0.0.1:${server.port}/server-status`;
    const paged = await measure(apacheProbe, { confdir: server.confdir, url });
    expect(paged).toMatchObject({ fields: { running: true, busy: 1 } });
    if ('fields' in paged) expect(paged.fields['memory']).toBeGreaterThan(1e6);
    // Looks that cron makes minutes apart tell it, too: the last one had more.
    const uptime = Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]);
    const seen = (workers: number, ago: number) => ({
      most: { workers: 0, at: 0 },
      last: { workers, at: uptime - ago },
    });
    const shrinks = async (memory: unknown) => {
      const measured = await measure(apacheProbe, { confdir: server.confdir }, memory);
      return 'fields' in measured ? measured.fields['shrinking'] : undefined;
    };
    expect(await shrinks(undefined)).toBe(false);
    expect(await shrinks(seen(100, 60))).toBe(true);
    expect(await shrinks(seen(1, 60))).toBe(false);
    expect(await shrinks(seen(100, -60))).toBe(false);
    expect(await shrinks({ workers: 100, at: uptime })).toBe(false);
    expect(await shrinks({ ...seen(1, 1), most: { workers: 100, at: uptime - 5 } })).toBe(true);
    expect(await shrinks({ ...seen(1, 1), most: { workers: 100, at: uptime - 15 } })).toBe(false);
    expect(
      await measure(http, { url: `http://127.0.0.1:${server.port}/`, expect: { body: 'one' } }),
    ).toMatchObject({
      fields: { ok: true, status: 200, error: '' },
    });
    expect(await measure(http, { url: `http://127.0.0.1:${server.port}/none` })).toMatchObject({
      fields: { failing: true, status: 404, error: 'status' },
    });
  } finally {
    server.remove();
  }
});

test('where all workers are busy, the page cannot answer, and sockets tell; old workers are told', async () => {
  const server = await privateApache();
  const clients: Socket[] = [];
  try {
    server.configure('ExtendedStatus On\n<Location /server-status>\nSetHandler server-status\n</Location>\n');
    server.launch();
    const spec = { confdir: server.confdir, url: `http://127.0.0.1:${server.port}/server-status` };
    expect(await measure(apacheProbe, spec)).toMatchObject({
      fields: { source: 'page', finishing: 0, full: false },
    });
    // Six requests that never end: as many as there may be workers.
    for (let count = 0; count < 8; count += 1) {
      const client = connect(server.port, '127.0.0.1');
      client.on('error', () => {});
      client.write('GET / HTTP/1.1\r\n');
      clients.push(client);
    }
    await expect
      .poll(async () => measure(apacheProbe, spec), { timeout: 40_000, interval: 500 })
      .toMatchObject({
        fields: { running: true, source: 'sockets', busy: 6, idle: 0, workers: 6, max_workers: 6 },
      });
    expect(
      await measure(apacheProbe, { ...spec, url: `http://127.0.0.1:${server.port}/none` }),
    ).toHaveProperty('fields.source', 'sockets');
  } finally {
    for (const client of clients) client.destroy();
    server.remove();
  }
});

test('the places of the scoreboard tell workers that finish gracefully, and that none is left', async () => {
  const page = (board: string): string => `BusyWorkers: 1\nIdleWorkers: 1\nScoreboard: ${board}\n`;
  let board = '';
  const status = createServer((_, response) => response.end(page(board)));
  await new Promise<void>((ready) => void status.listen(0, '127.0.0.1', ready));
  const server = await privateApache();
  try {
    server.launch();
    const url = `http://127.0.0.1:${(status.address() as AddressInfo).port}/server-status`;
    board = 'GG_W.';
    expect(await measure(apacheProbe, { confdir: server.confdir, url })).toMatchObject({
      fields: { finishing: 2, full: false },
    });
    board = 'GGGW';
    expect(await measure(apacheProbe, { confdir: server.confdir, url })).toMatchObject({
      fields: { finishing: 3, full: true },
    });
  } finally {
    status.close();
    server.remove();
  }
});

test('an answer is judged by what must not be in it, an expression, its headers, and a place in its JSON', async () => {
  const site = createServer(({ headers }, response) => {
    response.setHeader('X-Told', String(headers['x-asked']));
    response.end(JSON.stringify({ status: 'up', checks: [{ database: { status: 'down', since: 3 } }] }));
  });
  await new Promise<void>((ready) => void site.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  const asked = async (spec: object): Promise<unknown> => {
    const measured = await measure(http, { url, ...spec });
    return 'fields' in measured ? measured.fields : measured.unknown.id;
  };
  try {
    expect(await asked({ expect: { absent: 'down' } })).toMatchObject({ failing: true, error: 'absent' });
    expect(await asked({ expect: { absent: 'Fatal error' } })).toMatchObject({ ok: true });
    expect(await asked({ expect: { match: '"status":"(up|warn)"' } })).toMatchObject({ ok: true });
    expect(await asked({ expect: { match: '^$' } })).toMatchObject({ error: 'match' });
    expect(await asked({ expect: { match: '(' } })).toBe('policy.pattern');
    const headers = { 'X-Asked': 'yes' };
    expect(await asked({ headers, expect: { header: { 'x-told': 'yes' } } })).toMatchObject({ ok: true });
    expect(await asked({ headers, expect: { header: { 'X-Told': 'no' } } })).toMatchObject({
      error: 'header',
    });
    expect(await asked({ expect: { header: { 'Strict-Transport-Security': '' } } })).toMatchObject({
      error: 'header',
    });
    expect(await asked({ json: 'checks.0.database.status' })).toMatchObject({ ok: true, value: 'down' });
    expect(await asked({ json: 'checks.0.database.since' })).toMatchObject({ value: '3' });
    for (const json of ['checks.1', 'checks', 'none.at.all', '__proto__.x'])
      expect(await asked({ json })).not.toHaveProperty('value');
  } finally {
    site.close();
  }
});

test('what could not be told is unknown; what is a fact is told', async () => {
  expect(await measure(http, { url: 'http://no-such-name.invalid/' })).toHaveProperty('unknown');
  expect(await measure(http, { url: 'http://127.0.0.1:1/' })).toMatchObject({
    fields: { failing: true, error: 'ECONNREFUSED' },
  });
  expect(await measure(command, { argv: ['/no/such/program'] })).toHaveProperty('unknown');
  expect(await measure(command, { argv: ['echo', '42'] })).toMatchObject({
    fields: { exit_status: 0, value: 42 },
  });
  expect(await measure(fileAge, { path: '/no/such/file' })).toEqual({ fields: { exists: false } });
  expect(await measure(disk, { path: '/no/such/folder' })).toHaveProperty('unknown');
  expect(await measure(disk, { path: '/' })).toHaveProperty('fields.used');
  expect(await measure(load, {})).toHaveProperty('fields.per_cpu');
  const node = await measure(processes, { program: 'node' });
  if ('fields' in node) expect(node.fields['count']).toBeGreaterThan(0);
  expect(await measure(processes, { program: 'no-such-program' })).toMatchObject({
    fields: { count: 0, memory: 0 },
  });
});

test("a file's age: through links, of folders, never below nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-age-'));
  try {
    const file = join(folder, 'backup');
    const link = join(folder, 'latest');
    writeFileSync(file, '12345');
    symlinkSync('backup', link);
    const at = Date.now();
    utimesSync(file, (at - 7_200_000) / 1000, (at - 7_200_000) / 1000);
    for (const path of [file, link])
      expect(await measure(fileAge, { path }, undefined, at)).toEqual({
        fields: { exists: true, age: expect.closeTo(7200, 2), size: 5 },
      });
    expect(await measure(fileAge, { path: file }, undefined, at - 10_800_000)).toMatchObject({
      fields: { age: 0 },
    });
    expect(await measure(fileAge, { path: folder })).toMatchObject({ fields: { exists: true } });
    symlinkSync('gone', join(folder, 'broken'));
    expect(await measure(fileAge, { path: join(folder, 'broken') })).toEqual({ fields: { exists: false } });
    expect(await measure(fileAge, { path: join(file, 'below') })).toEqual({ fields: { exists: false } });
    process.seteuid?.('nobody');
    expect(await measure(fileAge, { path: file })).toHaveProperty('unknown.id');
  } finally {
    process.seteuid?.(0);
    rmSync(folder, { recursive: true });
  }
});

test('a disk is as full as df says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=100', 'tmpfs', folder]);
  try {
    expect(await measure(disk, { path: folder })).toMatchObject({ fields: { used: 0, size: 1 << 20 } });
    writeFileSync(join(folder, 'half'), new Uint8Array(1 << 19));
    const measured = await measure(disk, { path: join(folder, 'half') });
    expect(measured).toMatchObject({ fields: { used: 0.5, free: 1 << 19, inodes_used: 0.02 } });
    const df = execFileSync('df', ['--output=pcent', folder]).toString();
    expect(df).toContain('50%');
    try {
      writeFileSync(join(folder, 'rest'), new Uint8Array(1 << 20));
    } catch {
      // It is full now.
    }
    expect(await measure(disk, { path: folder })).toMatchObject({ fields: { used: 1, free: 0 } });
  } finally {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  }
});

test('the load is that of the machine', async () => {
  const { cpus } = await import('node:os');
  const measured = await measure(load, {});
  const fields = 'fields' in measured ? measured.fields : {};
  const [one = 0] = readFileSync('/proc/loadavg', 'utf8').split(' ').map(Number);
  expect(Math.abs(Number(fields['one']) - one)).toBeLessThan(1);
  expect(fields['per_cpu']).toBeCloseTo(Number(fields['one']) / cpus().length, 5);
});

test('a command that hangs, ends by a signal, talks without end or belongs to nobody', async () => {
  const shell = (script: string): readonly string[] => ['/bin/sh', '-c', script];
  expect(await measure(command, { argv: ['sleep', '1000'], timeout: '2s' })).toMatchObject({
    unknown: {
      id: 'measure.command_failed',
      args: { program: 'sleep', reason: { id: 'measure.ending.timeout' } },
    },
  });
  expect(await measure(command, { argv: shell('kill -KILL $$') })).toHaveProperty('unknown');
  expect(await measure(command, { argv: ['id'], user: 'no-such-user' })).toHaveProperty('unknown');
  expect(await measure(command, { argv: ['id', '-un'], user: 'nobody' })).toMatchObject({
    fields: { exit_status: 0, output: 'nobody' },
  });
  const flood = await measure(command, { argv: shell('yes | head -c 20000000; exit 3') });
  expect(flood).toMatchObject({ fields: { exit_status: 3 } });
  expect(flood).toHaveProperty('fields.output.length', 1000);
  for (const [said, value] of [
    ['12.5', 12.5],
    [' -3\n', -3],
    ['1e3', 1000],
    ['Infinity', undefined],
    ['12 items', undefined],
    ['', undefined],
  ] as const)
    expect(await measure(command, { argv: ['printf', '%s', said] })).toEqual({
      fields: { exit_status: 0, output: said.trim(), ...(value === undefined ? {} : { value }) },
    });
});

test('types are found by the names that policies call them', () => {
  for (const type of registry.probes) expect(findProbeType(type.type)).toBe(type);
  for (const name of ['none', 'toString']) expect(findProbeType(name)).toBeUndefined();
});

test('workers that Apache has left behind without a parent are no Apache that runs', async () => {
  const server = await privateApache();
  let left: readonly number[] = [];
  try {
    server.launch();
    const parent = Number(readFileSync(server.pidFile, 'utf8'));
    await expect
      .poll(() => readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').length)
      .toBeGreaterThan(1);
    left = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
    process.kill(parent, 'SIGKILL');
    await expect
      .poll(() => measure(apacheProbe, { confdir: server.confdir }))
      .toMatchObject({ fields: { running: false, workers: 0, pids: '' } });
    expect(left.every((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'apache2\n')).toBe(true);
  } finally {
    for (const pid of left) process.kill(pid, 'SIGKILL');
    server.remove();
  }
});

test('how long a server keeps an idle connection is asked only where that is wanted', async () => {
  const site = createServer((_, answer) => answer.end('fine'));
  site.keepAliveTimeout = 7000;
  await new Promise<void>((ready) => site.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  expect(await measure(http, { url, keep_alive: true })).toMatchObject({
    fields: { ok: true, keep_alive: 7 },
  });
  const plain = await measure(http, { url });
  expect('fields' in plain && plain.fields).not.toHaveProperty('keep_alive');
  site.keepAliveTimeout = 0;
  const silent = await measure(http, { url, keep_alive: true });
  expect('fields' in silent && silent.fields).not.toHaveProperty('keep_alive');
  await new Promise((closed) => site.close(closed));
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginPass } from '../../../src/host/index.ts';
import { askPm2, readPm2 } from '../../../src/host/pm2/pm2.ts';
import { findHomes, findNamed } from '../../../src/host/pm2/homes.ts';
import { readProcesses, readUptime } from '../../../src/host/processes/proc.ts';
import { host } from '../../packs/instruments.ts';
import { ofPm2, pm2Package } from '../../packs/pm2/program.ts';

const pm2 = join(pm2Package, 'bin/pm2');
let home: string;

function cli(...words: string[]): void {
  execFileSync(pm2, ['-s', ...words], {
    env: { PATH: process.env['PATH'], HOME: home, PM2_HOME: home, SECRET: 'xyzzy' },
    stdio: 'ignore',
  });
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'kapa-pm2-'));
});

afterAll(() => {
  cli('kill');
  rmSync(home, { recursive: true, force: true });
});

describe(ofPm2, () => {
  test('without a daemon there is none, and none is started', async () => {
    expect(await readPm2(home)).toEqual({ state: 'absent' });
  });

  test('a daemon tells its applications, never their environment; restarts, hangs and dies', async () => {
    writeFileSync(join(home, 'app.js'), 'setInterval(() => {}, 1000);\n');
    cli('start', join(home, 'app.js'), '--name', 'app');
    const first = await readPm2(home);
    if (first.state !== 'present') throw new Error('no applications');
    expect(first.value).toMatchObject([{ id: 0, name: 'app', status: 'online', restarts: 0, mode: 'fork' }]);
    expect(JSON.stringify(first.value)).not.toContain('xyzzy');
    expect(await askPm2(home, { method: 'restartProcessId', id: 0, name: 'app', timeout: 20 })).toEqual({
      ok: true,
    });
    const second = await readPm2(home);
    expect(second).toMatchObject({ value: [{ status: 'online', restarts: 1 }] });
    expect(await askPm2(home, { method: 'restartProcessId', id: 9, name: 'app', timeout: 5 })).toMatchObject({
      ok: false,
    });
    const daemon = Number(readFileSync(join(home, 'pm2.pid'), 'utf8'));
    process.kill(daemon, 'SIGSTOP');
    expect(await readPm2(home)).toMatchObject({ state: 'unreadable', reason: { id: 'measure.pm2_hangs' } });
    process.kill(daemon, 'SIGCONT');
    process.kill(daemon, 'SIGKILL');
    await new Promise((done) => {
      setTimeout(done, 300);
    });
    expect(await readPm2(home)).toEqual({ state: 'absent' });
  });

  test('a daemon whose title has no room for its folder is found all the same', async () => {
    // Longer than a title has room for, shorter than a socket's path may be.
    const long = join(home, 'x'.repeat(95 - home.length));
    mkdirSync(long);
    const env = { PATH: process.env['PATH'], HOME: home, PM2_HOME: long };
    execFileSync(pm2, ['-s', 'ping'], { env, stdio: 'ignore' });
    try {
      const pid = Number(readFileSync(join(long, 'pm2.pid'), 'utf8'));
      expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(long);
      const processes = readProcesses(readUptime());
      if (processes.state !== 'present') throw new Error('/proc was not read');
      expect(findHomes(findNamed(processes.value))).toContainEqual(
        expect.objectContaining({ home: long, user: 'root', daemon: expect.objectContaining({ pid }) }),
      );
      expect(await beginPass(host).pm2Home(long)).toMatchObject({ state: 'present', value: { home: long } });
    } finally {
      execFileSync(pm2, ['-s', 'kill'], { env, stdio: 'ignore' });
    }
  });

  test('a daemon’s number that is stale, no number, or a pipe is no daemon, and nobody waits for it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kapa-pm2-'));
    const file = join(folder, 'pm2.pid');
    const found = async (): Promise<unknown> => {
      const home = await beginPass(host).pm2Home(folder);
      return home.state === 'present' ? home.value.daemon : home;
    };
    expect(await found()).toBeUndefined();
    for (const said of [String(process.pid), '999999999', 'x', '', '-1']) {
      writeFileSync(file, said);
      expect(await found()).toBeUndefined();
    }
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(await found()).toBeUndefined();
    rmSync(folder, { recursive: true });
    expect(await found()).toEqual({ state: 'absent' });
  });

  test('an application is acted on by the name that its number has in the very connection that acts', async () => {
    const calls: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), 'kapa-pm2-'));
    const entry = { pm_id: 7, name: 'payroll', pid: 0, pm2_env: { status: 'online' } };
    const server = createServer((socket) => {
      socket.on('data', (bytes) => {
        const method = /"method":"(\w+)"/u.exec(bytes.toString())?.[1] ?? '';
        calls.push(method);
        const parts = [`j:${JSON.stringify({ args: [[entry]] })}`, `s:kapa:${method}`].map((part) => {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(part.length);
          return Buffer.concat([length, Buffer.from(part)]);
        });
        socket.write(Buffer.concat([Buffer.from([0x12]), ...parts]));
      });
    });
    await new Promise<void>((done) => {
      server.listen(join(folder, 'rpc.sock'), done);
    });
    const ask = { method: 'restartProcessId', id: 7, timeout: 3 } as const;
    expect(await askPm2(folder, { ...ask, name: 'api' })).toMatchObject({
      ok: false,
      reason: { id: 'measure.pm2_renamed' },
    });
    expect(calls).toEqual(['getMonitorData']);
    expect(await askPm2(folder, { ...ask, name: 'payroll' })).toEqual({ ok: true });
    expect(calls).toEqual(['getMonitorData', 'getMonitorData', 'restartProcessId']);
    server.close();
    rmSync(folder, { recursive: true });
  });

  test('what does not speak as PM2 does is unknown', async () => {
    for (const garbage of [
      'HTTP/1.1 200 OK\r\n\r\n',
      '\u0011\0\0\0\u0004j:{]',
      '\u0011\0\0\0\u000fj:{"args":["x"]}',
      '',
    ]) {
      const folder = mkdtempSync(join(tmpdir(), 'kapa-pm2-'));
      const server: Server = createServer((socket) => {
        socket.on('error', () => {});
        socket.end(Buffer.from(garbage, 'latin1'));
      });
      await new Promise<void>((done) => {
        server.listen(join(folder, 'rpc.sock'), done);
      });
      expect(await readPm2(folder)).toMatchObject({ state: 'unreadable' });
      server.close();
      rmSync(folder, { recursive: true });
    }
  });
});

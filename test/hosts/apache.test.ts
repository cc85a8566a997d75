import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { boot, type Machine } from './machine.ts';
import { patient } from '../patient.ts';

interface Outcome {
  readonly ok: boolean;
  readonly down?: boolean;
  readonly said?: string;
  readonly running?: boolean;
  readonly seconds: number;
}

let machine: Machine;
const more = '/etc/apache2/conf-enabled/zz-more.conf';

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-driver-'));
  const driver = join(folder, 'driver.mjs');
  const build = await rolldown({
    input: new URL('apache-driver.ts', import.meta.url).pathname,
    platform: 'node',
  });
  await build.write({ file: driver, format: 'esm', codeSplitting: false });
  await build.close();
  machine = await boot('apache');
  // sshd holds the port that some of these tests want.
  await machine.waitForPort(22);
  machine.put('/root/driver.mjs', readFileSync(driver));
  rmSync(folder, { recursive: true });
  await machine.waitForPort(80);
});
afterAll(() => machine.stop());
afterEach(() => machine.put(more, ''));

test('a reload by systemd ends when the new generation serves, and the unit stays the same', async () => {
  const before = await mainPid();
  machine.put(more, 'ServerTokens Prod\n');
  expect(await perform('reload')).toMatchObject({ ok: true, running: true });
  expect(await mainPid()).toBe(before);
  expect(await machine.must(['curl', '-sI', 'http://127.0.0.1/'])).toMatch(/^Server: Apache\r$/mu);
});

test('a reload that would kill the server, for sshd holds the port, is not tried', async () => {
  machine.put(more, 'Listen 127.0.0.1:22\n');
  const outcome = await perform('reload');
  expect(outcome).toMatchObject({ ok: false, down: false, running: true });
  expect(outcome.said).toContain('another program listens at ');
});

test('a reload that kills the server is seen, and a start by systemd serves again', async () => {
  machine.put(more, 'Listen 192.0.2.1:8088\n');
  const outcome = await perform('reload');
  expect(outcome).toMatchObject({ ok: false, down: true, running: false });
  expect(outcome.said).toContain('could not bind to address');
  machine.put(more, '');
  expect(await perform('start')).toMatchObject({ ok: true, running: true });
  expect((await machine.must(['systemctl', 'is-active', 'apache2'])).trim()).toBe('active');
});

test('a start that fails says why, however often it is tried', async () => {
  await perform('stop');
  machine.put(more, 'Listen 127.0.0.1:22\n');
  for (let times = 0; times < 7; times += 1) {
    const outcome = await perform('start');
    expect(outcome).toMatchObject({ ok: false, down: true });
    expect(outcome.said).toContain('Address already in use');
  }
  machine.put(more, '');
  expect(await perform('start')).toMatchObject({ ok: true, running: true });
});

test('a stopped unit is not started by a reload, nor is the stranger signalled that its pid file names', async () => {
  expect(await perform('stop')).toMatchObject({ ok: true, running: false });
  const sleeper = machine.start(['sleep', '300']);
  const found = await machine.sh(`until pgrep -fx 'sleep 300'; do sleep 0.1; done`);
  const pid = found.trim().split('\n')[0] ?? '';
  machine.put('/run/apache2/apache2.pid', `${pid}\n`);
  expect(await perform('reload')).toMatchObject({ ok: true, said: 'not running: nothing to reload' });
  expect(await perform('start')).toMatchObject({ ok: true, running: true });
  await machine.must(['kill', '-0', pid]);
  sleeper.kill();
});

test('a server that was started by hand is reloaded too', async () => {
  await perform('stop');
  await machine.sh('set +u; . /etc/apache2/envvars; /usr/sbin/apache2 -k start');
  await machine.waitForPort(80);
  expect(await perform('reload')).toMatchObject({ ok: true, running: true });
  expect(await perform('stop')).toMatchObject({ ok: true, running: false });
  expect(await perform('restart')).toMatchObject({ ok: true, running: true });
  expect((await machine.must(['systemctl', 'is-active', 'apache2'])).trim()).toBe('active');
});

test('a server that was killed a moment ago is started, though systemd thinks that it still runs', async () => {
  for (let times = 0; times < 3; times += 1) {
    await machine.run(['pkill', '-9', '-x', 'apache2']);
    const outcome = await perform('start');
    expect(outcome).toMatchObject({ ok: true, running: true });
    expect(outcome.seconds).toBeLessThan(patient(10));
  }
});

async function perform(effect: string): Promise<Outcome> {
  return JSON.parse(await machine.must(['node', '/root/driver.mjs', effect])) as Outcome;
}

async function mainPid(): Promise<string> {
  return machine.must(['systemctl', 'show', '--property=MainPID', '--value', 'apache2']);
}

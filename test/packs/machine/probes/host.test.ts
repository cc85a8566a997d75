import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { freemem, totalmem, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { present } from '../../../../src/core/reading.ts';
import { deletedFiles } from '../../../../src/packs/machine/probes/deleted-files.ts';
import { files } from '../../../../src/packs/machine/probes/files.ts';
import { memory } from '../../../../src/packs/machine/probes/memory.ts';
import { openFiles } from '../../../../src/packs/machine/probes/open-files.ts';
import { pressure } from '../../../../src/packs/machine/probes/pressure.ts';
import { zombies } from '../../../../src/packs/machine/probes/zombies.ts';
import type { AnyProbeType, Fields } from '../../../../src/core/probe.ts';
import type { Instruments } from '../../../../src/core/instruments.ts';
import { fakeInstruments } from '../../fake-instruments.ts';
import { measure } from '../../instruments.ts';

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync('/var/tmp/kapa-host-');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function fields(type: AnyProbeType, spec: unknown): Promise<Fields> {
  const measured = await measure(type, spec);
  if ('unknown' in measured) throw new Error(measured.unknown.id);
  return measured.fields;
}

async function started(program: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await new Promise((ready) => child.stdout.once('data', ready));
  return child;
}

test('the memory of this host, and of one that swaps and ends processes', async () => {
  const here = await fields(memory, {});
  expect(here['total']).toBeGreaterThan(totalmem() * 0.9);
  expect(here['available']).toBeGreaterThan(freemem() * 0.3);
  const told: Readonly<Record<string, string>> = {
    '/proc/meminfo':
      'MemTotal:        1000 kB\nMemFree:          10 kB\nMemAvailable:     100 kB\nSwapTotal:        200 kB\nSwapFree:         150 kB\n',
    '/proc/vmstat': 'nr_free_pages 1\noom_kill 7\n',
  };
  const read: Instruments['read'] = async (path) => present(new TextEncoder().encode(told[path]));
  expect(
    await memory.measure({}, { instruments: fakeInstruments({ read }), now: 0, memory: undefined }),
  ).toEqual({
    fields: { used: 0.9, available: 102_400, total: 1_024_000, swap_used: 51_200, swap: 0.25, oom_kills: 7 },
  });
});

test('pressure is a share of the last minute', async () => {
  const text =
    'some avg10=9.00 avg60=12.50 avg300=1.00 total=1\nfull avg10=0.00 avg60=6.25 avg300=0.00 total=1\n';
  const read: Instruments['read'] = async () => present(new TextEncoder().encode(text));
  expect(
    await pressure.measure({}, { instruments: fakeInstruments({ read }), now: 0, memory: undefined }),
  ).toEqual({ fields: { cpu: 0.125, memory: 0.125, memory_full: 0.0625, io: 0.125, io_full: 0.0625 } });
});

test('zombies are counted, and named by whose children they are', async () => {
  // They end when the shell, which would take notice, is gone.
  const script = 'for i in 1 2 3; do sleep 1 & done; echo up; exec sleep 60';
  const { pid } = await started('/bin/sh', '-c', script);
  await expect.poll(() => fields(zombies, {})).toMatchObject({ parent: pid, program: 'sleep' });
  await expect.poll(async () => (await fields(zombies, {}))['count']).toBeGreaterThanOrEqual(3);
});

test('open files are held against the limit of the process that is nearest to it', async () => {
  const many = `exec 3</dev/null 4</dev/null 5</dev/null 6</dev/null 7</dev/null; echo up; sleep 60; true`;
  const { pid } = await started('/bin/bash', '-c', `ulimit -Sn 20; exec -a kapafd bash -c '${many}'`);
  const found = await fields(openFiles, { program: 'bash' });
  expect(found).toMatchObject({ pid, limit: 20 });
  expect(found['open']).toBeGreaterThanOrEqual(8);
  expect(found['used']).toBeCloseTo(Number(found['open']) / 20);
  expect(await fields(openFiles, { program: 'no-such-program' })).toEqual({
    used: 0,
    open: 0,
    limit: 0,
    pid: 0,
    total: 0,
  });
});

test('a deleted file that is open takes its room, and is told by who holds it', async () => {
  const path = join(folder, 'app.log');
  writeFileSync(path, Buffer.alloc(3_000_000, 1));
  const held = openSync(path, 'r');
  const again = openSync(path, 'r');
  try {
    expect(await fields(deletedFiles, { below: folder })).toMatchObject({ count: 0, size: 0, pid: 0 });
    unlinkSync(path);
    const found = await fields(deletedFiles, { below: folder });
    expect(found).toMatchObject({ count: 1, pid: process.pid, user: userInfo().username, path });
    expect(found['size']).toBeGreaterThanOrEqual(2_900_000);
  } finally {
    closeSync(held);
    closeSync(again);
  }
});

test('files of a folder by the pattern of their names, with those below where it is asked for', async () => {
  const now = Date.now();
  mkdirSync(join(folder, 'old'));
  for (const [name, size, age] of [
    ['a.log', 10, 60],
    ['b.log', 30, 3600],
    ['c.txt', 5, 1],
    ['old/d.log', 100, 7200],
  ] as const) {
    writeFileSync(join(folder, name), 'x'.repeat(size));
    utimesSync(join(folder, name), new Date(now), new Date(now - age * 1000));
  }
  const flat = await measure(files, { folder, name: '*.log' }, undefined, now);
  expect(flat).toMatchObject({ fields: { count: 2, size: 40, largest: 30 } });
  if ('fields' in flat) expect(flat.fields['oldest']).toBeCloseTo(3600, 0);
  expect(await fields(files, { folder, name: '*.log', recursive: true })).toMatchObject({
    count: 3,
    size: 140,
  });
  expect(await fields(files, { folder })).toMatchObject({ count: 3 });
  expect(await measure(files, { folder: join(folder, 'none') })).toMatchObject({
    unknown: { id: 'measure.absent' },
  });
  // A link of another user's tells nothing of what root has.
  const foreign = join(folder, 'foreign');
  symlinkSync('/root', foreign);
  lchownSync(foreign, 65_534, 65_534);
  expect(Object.keys(await measure(files, { folder: foreign }))).toEqual(['unknown']);
});

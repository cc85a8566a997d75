import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import {
  inspectProcess,
  readProcess,
  readProcesses,
  readPss,
  readUptime,
} from '../../../src/host/processes/proc.ts';
import { readHolders } from '../../../src/host/network/sockets.ts';

const started: ChildProcess[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const child of started.splice(0)) process.kill(-(child.pid ?? 0), 'SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Starts a program in a process group of its own. */
function start(file: string, ...words: string[]): ChildProcess {
  const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  started.push(child);
  return child;
}

test('a program whose name looks like the fields of another is read as what it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kapa-proc-'));
  folders.push(folder);
  const file = join(folder, ') Z 1\n(x');
  copyFileSync('/bin/sleep', file);
  const { pid = 0 } = start(file, '1000');
  await expect
    .poll(() => readProcess(pid, readUptime()))
    .toMatchObject({ pid, command: ') Z 1\n(x', state: 'S', ended: false, parent: process.pid });
  expect(inspectProcess(pid)).toMatchObject({
    value: { program: ') Z 1\n(x', argv: [file, '1000'], uid: 0 },
  });
});

test('a process that renames itself keeps the name of its program', async () => {
  const child = start('/bin/sh', '-c', "printf 'PM2 v9 (a) b' > /proc/$$/comm; echo up; read line");
  await new Promise((done) => child.stdout?.once('data', done));
  const pid = child.pid ?? 0;
  expect(readProcess(pid, readUptime())).toMatchObject({ command: 'PM2 v9 (a) b', ended: false });
  const detail = inspectProcess(pid);
  expect(detail).toMatchObject({ state: 'present', value: { argv: ['/bin/sh', '-c', expect.any(String)] } });
  expect(detail.state === 'present' && detail.value.program).toMatch(/^(?:da)?sh$|^bash$|^busybox$/u);
});

test('processes that come and go while they are read cost nothing but themselves', async () => {
  const storms = [1, 2].map(() => start('/bin/sh', '-c', 'while :; do /bin/true; done'));
  const parents = new Set([process.pid, ...storms.map(({ pid = 0 }) => pid)]);
  const until = Date.now() + 600;
  for (let rounds = 0; Date.now() < until || rounds < 5; rounds += 1) {
    const all = readProcesses(readUptime());
    if (all.state !== 'present') throw new Error('/proc was not read');
    expect(all.value.get(process.pid)).toMatchObject({ pid: process.pid, ended: false });
    // Not the machine's others: they may be closed even to root.
    const ours = [...all.value.values()].filter(({ parent }) => parents.has(parent)).map(({ pid }) => pid);
    for (const pid of ours) {
      expect(inspectProcess(pid).state).not.toBe('unreadable');
      expect(readPss(pid).state).not.toBe('unreadable');
    }
    expect((await readHolders(ours)).complete).toBe(true);
  }
});

test('what has ended is absent, not unreadable', async () => {
  const pid = Number(execFileSync('/bin/sh', ['-c', 'echo $$']).toString());
  expect(readProcess(pid, readUptime())).toBeUndefined();
  expect(inspectProcess(pid)).toEqual({ state: 'absent' });
  expect(readPss(pid)).toEqual({ state: 'absent' });
  expect(await readHolders([pid])).toEqual({ byInode: new Map(), complete: true });
});

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { openRecords } from '../../src/host/state/records.ts';
import { waitUntil } from '../cli/wait.ts';
import { accounts } from './arena.ts';

let built: string;
let folder: string;
const children: ChildProcess[] = [];

/** Takes the lock, says `held` or `free`, and ends when its standard input does. */
const taker = (records: string): string => `
  import { openRecords } from ${JSON.stringify(records)};
  const lock = openRecords(process.argv[2]).lock('lock');
  console.log(lock.held ? 'held' : 'free');
  process.stdin.on('end', () => process.exit()).resume();`;

/**
 * Takes the lock as often as it is told, and works under it for a moment: a file that only one may make tells when two
 * work at once. One time in ten it is killed at its work.
 */
const worker = (records: string): string => `
  import { openRecords } from ${JSON.stringify(records)};
  import { closeSync, openSync, readFileSync, unlinkSync, existsSync, writeSync } from 'node:fs';
  const [, , folder, times] = process.argv;
  const records = openRecords(folder);
  const work = folder + '/work';
  const wait = (most) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, most);
  // One that was killed has lost its lock a moment before its number is gone.
  const isAlive = () => {
    const stat = '/proc/' + readFileSync(work, 'utf8') + '/stat';
    for (let tries = 0; tries < 100; tries += 1) {
      try { if (/\\) [ZX] /.test(readFileSync(stat, 'utf8'))) return false; } catch { return false; }
      wait(50);
    }
    return true;
  };
  let left = Number(times);
  while (left > 0) {
    const lock = records.lock('lock');
    if (!lock.held) { wait(Math.random() * 100); continue; }
    left -= 1;
    if (existsSync(work)) {
      if (isAlive()) { console.log('two at once'); process.exit(); }
      unlinkSync(work);
    }
    const file = openSync(work, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    if (left % 10 === 5) { console.log(left); process.kill(process.pid, 'SIGKILL'); }
    unlinkSync(work);
    lock.release();
  }
  console.log('done');`;

beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'kapa-lock-'));
  const build = await rolldown({ input: 'src/host/state/records.ts', platform: 'node', logLevel: 'silent' });
  await build.write({ file: join(built, 'records.mjs'), format: 'esm', codeSplitting: false });
  await build.close();
  execFileSync('gcc', [
    ...['-shared', '-fPIC', '-o', join(built, 'delays.so'), join(import.meta.dirname, 'delays.c'), '-ldl'],
  ]);
  writeFileSync(join(built, 'taker.mjs'), taker('./records.mjs'));
  writeFileSync(join(built, 'worker.mjs'), worker('./records.mjs'));
});

afterAll(() => rmSync(built, { recursive: true, force: true }));

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function state(): string {
  folder = mkdtempSync(join(built, 'state-'));
  return folder;
}

const until = async (holds: () => boolean): Promise<void> => waitUntil('a program', holds, () => '');

/** Starts a program; what it says comes line by line. */
function start(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [join(built, program), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  children.push(child);
  const said = { text: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.text += chunk.toString()));
  return { child, said };
}

/** A lock file of the form that kapa had before, of a process that is no more. */
const dead = JSON.stringify({ pid: 2 ** 22 - 1, start: '1', since: 0 });

test('one that is slow to take a dead lock over takes it from nobody', async () => {
  state();
  writeFileSync(join(folder, 'lock'), dead);
  const gates = mkdtempSync(join(built, 'gates-'));
  const slow = start('taker.mjs', [folder], { LD_PRELOAD: join(built, 'delays.so'), HOLD: gates });
  await until(() => slow.said.text !== '' || existsSync(join(gates, 'rename.at')));
  const second = start('taker.mjs', [folder]);
  await until(() => second.said.text !== '');
  writeFileSync(join(gates, 'rename.go'), '');
  await until(() => slow.said.text !== '' || existsSync(join(gates, 'link.at')));
  const third = start('taker.mjs', [folder]);
  await until(() => third.said.text !== '');
  writeFileSync(join(gates, 'link.go'), '');
  await until(() => slow.said.text !== '');
  const said = [slow, second, third].map(({ said: { text } }) => text.trim());
  expect(said.filter((one) => one === 'held')).toHaveLength(1);
});

test('dozens of takings, some of them killed at their work, and never two at once', async () => {
  state();
  const env = { LD_PRELOAD: join(built, 'delays.so'), DELAYS: '2' };
  let killed = 0;
  const take = async (times: number): Promise<void> => {
    const { child, said } = start('worker.mjs', [folder, String(times)], env);
    await once(child, 'close');
    if (said.text === 'done\n') return;
    expect(said.text).toMatch(/^\d+\n$/u);
    killed += 1;
    await take(Number(said.text));
  };
  await Promise.all(Array.from({ length: 4 }, async () => take(20)));
  expect(killed).toBe(8);
}, 300_000);

test('a holder that is killed frees it at once, also where a command that it began lives on', async () => {
  state();
  const holder = start('taker.mjs', [folder]);
  await until(() => holder.said.text === 'held\n');
  expect(openRecords(folder).lock('lock')).toMatchObject({ held: false, holder: { pid: holder.child.pid } });
  expect(openRecords(folder).holder('lock')).toMatchObject({ pid: holder.child.pid });
  holder.child.kill('SIGKILL');
  await once(holder.child, 'close');
  expect(openRecords(folder).holder('lock')).toBeUndefined();
  const lock = openRecords(folder).lock('lock');
  expect(lock.held).toBe(true);
  // What is begun under it has it not.
  const left = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(left);
  await once(left, 'spawn');
  if (lock.held) lock.release();
  expect(openRecords(folder).lock('lock').held).toBe(true);
});

describe('a lock of the form of before', () => {
  test('is held as long as its holder lives', async () => {
    state();
    const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
    children.push(sleeper);
    await once(sleeper, 'spawn');
    const started = (readFileSync(`/proc/${sleeper.pid}/stat`, 'utf8').split(') ')[1] ?? '').split(' ')[19];
    const old = JSON.stringify({ pid: sleeper.pid, start: started, since: 1 });
    writeFileSync(join(folder, 'lock'), old);
    expect(openRecords(folder).lock('lock')).toMatchObject({
      held: false,
      holder: { pid: sleeper.pid, since: 1 },
    });
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(old);
    sleeper.kill('SIGKILL');
    await once(sleeper, 'close');
    expect(openRecords(folder).lock('lock').held).toBe(true);
  });

  test('of a dead process, or of no sense, is free', () => {
    state();
    for (const content of [dead, '', '{"pid":', 'null', '\0'.repeat(5000)]) {
      writeFileSync(join(folder, 'lock'), content);
      const lock = openRecords(folder).lock('lock');
      expect(lock.held).toBe(true);
      if (lock.held) lock.release();
    }
  });
});

test('the file stays, and one that somebody removed is made anew', () => {
  state();
  const first = openRecords(folder).lock('lock');
  expect(first.held).toBe(true);
  rmSync(join(folder, 'lock'));
  const second = openRecords(folder).lock('lock');
  expect(second.held).toBe(true);
  if (second.held) second.release();
  if (second.held) second.release();
  expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('');
});

describe('what was planted in place of a lock is refused and left as it is', () => {
  const refused = (): Failure => {
    try {
      openRecords(folder).lock('lock');
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      return error as Failure;
    }
    throw new Error('it was taken');
  };

  test('a link', () => {
    state();
    const target = join(folder, 'target');
    writeFileSync(target, 'mine');
    symlinkSync(target, join(folder, 'lock'));
    refused();
    expect(readFileSync(target, 'utf8')).toBe('mine');
    expect(openRecords(folder).holder('lock')).toBeUndefined();
  });

  test('a second name of a file', () => {
    state();
    writeFileSync(join(folder, 'target'), 'mine');
    linkSync(join(folder, 'target'), join(folder, 'lock'));
    refused();
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('mine');
  });

  test('a pipe', () => {
    state();
    execFileSync('mkfifo', [join(folder, 'lock')]);
    refused();
    expect(openRecords(folder).holder('lock')).toBeUndefined();
  });

  test('a file of another user, who could hold it for ever', () => {
    state();
    writeFileSync(join(folder, 'lock'), '');
    chownSync(join(folder, 'lock'), accounts.eve, accounts.eve);
    refused();
    expect(openRecords(folder).holder('lock')).toBeUndefined();
  });
});

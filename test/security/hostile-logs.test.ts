import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Instruments } from '../../src/core/instruments.ts';
import { compilePattern } from '../../src/core/pattern.ts';
import { beginPass } from '../../src/host/index.ts';
import { log } from '../../src/packs/machine/probes/log.ts';
import { scratch } from '../host/support.ts';
import { host } from '../packs/instruments.ts';
import { patient } from '../patient.ts';

let folder: string;
let file: string;
let memory: unknown;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = scratch();
  file = join(folder, 'app.log');
  memory = undefined;
  writeFileSync(file, 'begin\n');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Lines that one check counts. */
async function count(match: string, instruments: Instruments = beginPass(host)): Promise<number> {
  const measured = await log.measure({ file, match }, { instruments, now: Date.now(), memory });
  if ('unknown' in measured) throw new Error(JSON.stringify(measured.unknown));
  memory = JSON.parse(JSON.stringify(measured.memory));
  return measured.fields['count'] as number;
}

/** Cost of work to all else in this process: milliseconds that a turn of the loop lasted at most, bytes of memory. */
async function costOf<T>(work: () => Promise<T>) {
  const before = process.memoryUsage().rss;
  let [latest, last, memoryAtMost] = [0, performance.now(), before];
  const look = setInterval(() => {
    latest = Math.max(latest, performance.now() - last - 10);
    last = performance.now();
    memoryAtMost = Math.max(memoryAtMost, process.memoryUsage().rss);
  }, 10);
  const begun = performance.now();
  const value = await work();
  clearInterval(look);
  return { value, latest, grown: memoryAtMost - before, took: performance.now() - begun };
}

/** Checks until the one needle is found: a machine that is busy reads less in the time for a check. */
async function findNeedle(): Promise<void> {
  let found = 0;
  for (let checks = 0; checks < 8 && found === 0; checks += 1) {
    const check = await costOf(() => count('n[e]+d[lm]e'));
    expect(check.took).toBeLessThan(patient(6000));
    found += check.value;
  }
  expect(found).toBe(1);
}

const mebibyte = 1024 * 1024;

describe('expressions and lines that take others for ever', () => {
  test.each<[string, string]>([
    ['ERROR.*timeout', 'ERROR'.repeat(40_000)],
    ['(a+)+$', `${'a'.repeat(200_000)}b`],
    ['(\\w+\\s?)*$', `${'a'.repeat(200_000)}!`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(200_000)],
    ['(x+x+)+[yz]', 'x'.repeat(200_000)],
    ['(?:.*,){12}[PQ]', ',x'.repeat(100_000)],
    ['.{0,500}[XY][0-9]', 'aX'.repeat(100_000)],
    ['(?:a?){100}a{100}[bc]', 'a'.repeat(200_000)],
  ])(
    '%s',
    async (match, line) => {
      await count(match);
      appendFileSync(file, `${line}\n`.repeat(20));
      const { took, latest } = await costOf(() => count(match));
      expect(took).toBeLessThan(patient(6000));
      // One line at a time; the dearest of these is 500 states wide.
      expect(latest).toBeLessThan(patient(2000));
    },
    30_000,
  );
});

test('of a line its first 8 KiB are looked at, and it counts once however long it is', async () => {
  await count('needle');
  appendFileSync(file, `${'x'.repeat(9000)}needle\n`);
  expect(await count('needle')).toBe(0);
  appendFileSync(file, `needle${'x needle '.repeat(200_000)}\n`);
  expect(await count('needle')).toBe(1);
  // Also where a check falls into the middle of it.
  appendFileSync(file, `needle${'x needle '.repeat(100_000)}`);
  const first = await count('needle');
  appendFileSync(file, `${'x needle '.repeat(100_000)}\nneedle\n`);
  expect(first + (await count('needle'))).toBe(2);
});

test('a log that grows by 10,000 lines a second is counted line by line', async () => {
  const match = 'HTTP/1\\.[01]" (?:500|502|503|504) ';
  const script = `
    const { appendFileSync } = require('node:fs');
    const line = (n) => '203.0.113.7 - - [29/Nov/2026:14:46:10 +0000] "GET /api/orders?id=' + n + ' HTTP/1.1" ' +
      (n % 10 === 0 ? 503 : 200) + ' 5123 "https://shop.example.com/cart" "Mozilla/5.0 (X11; Linux x86_64)"\\n';
    let n = 0;
    const timer = setInterval(() => {
      let lines = '';
      for (let i = 0; i < 500; i += 1) lines += line(n++);
      appendFileSync(process.argv[1], lines);
      if (n >= 60000) { clearInterval(timer); console.log('done'); }
    }, 50);`;
  await count(match);
  const writer = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(writer);
  const growing = { isOver: false };
  writer.stdout.once('data', () => (growing.isOver = true));
  let total = 0;
  while (!growing.isOver) {
    const { value, took, latest, grown } = await costOf(() => count(match));
    total += value;
    expect(took).toBeLessThan(patient(5000));
    expect(latest).toBeLessThan(patient(500));
    expect(grown).toBeLessThan(150 * mebibyte);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  expect(total + (await count(match))).toBe(6000);
});

test('of more than a check may read the newest counts, and what there was no time for is read by the next', async () => {
  await count('needle');
  const piece = 'a line of some length without anything in it that anybody looks for\n'.repeat(20_000);
  const handle = openSync(file, 'a');
  for (let written = 0; written < 200 * mebibyte; written += piece.length) writeSync(handle, piece);
  writeSync(handle, 'needle\n');
  closeSync(handle);
  const { latest, grown } = await costOf(findNeedle);
  expect(latest).toBeLessThan(patient(500));
  expect(grown).toBeLessThan(150 * mebibyte);
});

test('a sparse file of 8 TB takes no more than any other', async () => {
  await count('needle');
  const handle = openSync(file, 'a');
  ftruncateSync(handle, 8 * 2 ** 40);
  closeSync(handle);
  appendFileSync(file, '\nneedle\n');
  const { grown } = await costOf(findNeedle);
  expect(grown).toBeLessThan(150 * mebibyte);
});

test('a compressed log that swells without end is left after seconds, wherever the check had stopped', async () => {
  const packed = gzipSync(new Uint8Array(64 * 1024 * 1024));
  writeFileSync(file, 'new\n');
  writeFileSync(`${file}.2.gz`, Buffer.concat(Array.from({ length: 100 }, () => packed)));
  // Her log had a hole of a terabyte when it was last looked at.
  memory = { inode: 1, offset: 1e12, mark: 7, at: Date.now() - 1000, found: [], last: '' };
  const began = performance.now();
  await count('needle');
  expect(performance.now() - began).toBeLessThan(patient(9000));
  rmSync(`${file}.2.gz`);
});

test('one that is replaced while it is read loses and doubles no line', async () => {
  for (const at of [1, 2, 3, 4, 5, 6]) {
    memory = undefined;
    writeFileSync(file, 'begin\n');
    await count('needle');
    appendFileSync(file, `${'x'.repeat(100)}\nneedle\n`.repeat(5000));
    const pass = beginPass(host);
    let calls = 0;
    const swapping: Instruments = {
      ...pass,
      async readFrom(path, offset, most) {
        const piece = await pass.readFrom(path, offset, most);
        calls += 1;
        if (calls === at) {
          renameSync(file, `${file}.1`);
          writeFileSync(file, 'needle\n'.repeat(3));
        }
        return piece;
      },
    };
    const first = await count('needle', swapping);
    expect(first + (await count('needle')), `replaced at reading ${at}`).toBe(5003);
  }
});

test('lint tells what does not work, and where', async () => {
  for (const [expression, fault] of [
    ['(a)\\1', '\\1'],
    ['x(?=y)', '(?='],
    ['(?<!x)y', '(?<!x)y'],
    ['[a', '[a'],
    ['a{2000}', '{2000}'],
  ] as const)
    expect(await compilePattern(expression)).toEqual({ fault });
  const policy = join(folder, 'policy.yaml');
  writeFileSync(
    policy,
    `policy: p
probes:
  errors: { log: { file: /var/log/app.log, match: '(ERROR) \\1' } }
rules:
  - { name: Errors, every: 3m, when: errors.count > 0, severity: warning }
`,
  );
  const kapa = join(import.meta.dirname, '../../dist/kapa.cjs');
  const child = spawn(process.execPath, [kapa, 'lint', '--format', 'json', policy], { stdio: 'pipe' });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  expect(status).not.toBe(0);
  expect(said).toContain('KAPA015');
  expect(JSON.parse(said)).toMatchObject({ findings: [{ id: 'KAPA015', line: 3 }] });
  expect(readFileSync(policy, 'utf8')).toContain('ERROR');
});

test.each([
  ['" 503 ', 'x" 503 1', true],
  ['\\d{3}', 'abc 123', true],
  ['^\\S+ - -', '203.0.113.7 - - [', true],
  ['(?<year>\\d{4})-', '2026-11', true],
  ['\\u0041', 'A', true],
  ['\\p{Lu}ño', 'Año', true],
  ['a\\/b|[^]c', 'a/b', true],
  ['(?i)error', 'ERROR', true],
  ['error', 'ERROR', false],
])('%s is understood as JavaScript does: %s', async (expression, line, expected) => {
  const compiled = await compilePattern(expression);
  expect('matches' in compiled && compiled.matches(line)).toBe(expected);
});

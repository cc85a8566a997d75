import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { log } from '../../../../src/packs/machine/probes/log.ts';
import { measure } from '../../instruments.ts';

let folder: string;
let file: string;
let memory: unknown;

async function count(): Promise<unknown> {
  const measured = await measure(log, { file, match: '" 503 ' }, memory);
  if ('unknown' in measured) return measured.unknown.id;
  memory = JSON.parse(JSON.stringify(measured.memory));
  return measured.fields['count'];
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kapa-log-'));
  file = join(folder, 'access.log');
  memory = undefined;
  writeFileSync(file, 'old "GET" 503 1\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('the first check finds the end, later ones what is new, whole lines only', async () => {
  expect(await count()).toBe(0);
  appendFileSync(file, 'a "GET" 503 1\nb "GET" 200 1\n\0\u{FF}\nc "GET" 5');
  expect(await count()).toBe(1);
  appendFileSync(file, '03 1\n');
  expect(await count()).toBe(1);
});

test('rotation by rename loses and doubles nothing', async () => {
  await count();
  appendFileSync(file, 'a "GET" 503 1\n');
  renameSync(file, `${file}.1`);
  expect(await count()).toBe('measure.absent');
  writeFileSync(file, 'b "GET" 503 1\nc "GET" 503 1\n');
  expect(await count()).toBe(3);
  expect(await count()).toBe(0);
});

test('copytruncate, also when the file has outgrown the old place', async () => {
  await count();
  appendFileSync(file, 'a "GET" 503 1\n');
  copyFileSync(file, `${file}.1`);
  truncateSync(file);
  appendFileSync(file, 'x "GET" 503 1\n'.repeat(20));
  expect(await count()).toBe(21);
});

test('rotation under a dated name, as dateext has it', async () => {
  await count();
  appendFileSync(file, 'a "GET" 503 1\n');
  renameSync(file, join(folder, 'access-20251111.log'));
  writeFileSync(file, 'b "GET" 503 1\n');
  expect(await count()).toBe(2);
});

test('a file that was cut to nothing, and a smaller one in its place, begin anew', async () => {
  appendFileSync(file, 'x "GET" 503 1\n'.repeat(50));
  await count();
  truncateSync(file);
  expect(await count()).toBe(0);
  appendFileSync(file, 'a "GET" 503 1\n');
  expect(await count()).toBe(1);
  rmSync(file);
  writeFileSync(file, 'b "GET" 503 1\n');
  expect(await count()).toBe(1);
});

test('one that is missing is unknown until it comes', async () => {
  rmSync(file);
  expect(await count()).toBe('measure.absent');
  writeFileSync(file, 'a "GET" 503 1\n');
  expect(await count()).toBe(0);
  appendFileSync(file, 'b "GET" 503 1\n');
  expect(await count()).toBe(1);
});

test('what is no file of text is unknown, or has no lines that match', async () => {
  for (const path of ['/dev/zero', folder])
    expect(await measure(log, { file: path, match: 'x' })).toHaveProperty('unknown.id');
  const bytes = new Uint8Array(1 << 20);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = at === 700_000 ? 10 : (at * 7) % 10;
  await count();
  appendFileSync(file, bytes);
  appendFileSync(file, '\n\u{1B}[2J a "GET" 503 1\n');
  expect(await count()).toBe(1);
  const last = (memory as { last: string }).last;
  expect(last).toBe('\u{FFFD}[2J a "GET" 503 1');
});

test('one that a plain user may not read is unknown to that user', async () => {
  chmodSync(folder, 0o755);
  chmodSync(file, 0o600);
  process.seteuid?.('nobody');
  try {
    expect(await count()).toBe('measure.unreadable');
  } finally {
    process.seteuid?.(0);
  }
});

test('the rate is that of the window, and what is older is forgotten', async () => {
  const minute = 60_000;
  const begin = Date.now();
  const at = async (minutes: number): Promise<unknown> => {
    const spec = { file, match: '" 503 ', window: '10m' };
    const measured = await measure(log, spec, memory, begin + minutes * minute);
    if ('unknown' in measured) return measured.unknown;
    memory = JSON.parse(JSON.stringify(measured.memory));
    return [measured.fields['count'], measured.fields['rate']];
  };
  expect(await at(0)).toEqual([0, 0]);
  appendFileSync(file, 'a "GET" 503 1\n'.repeat(6));
  expect(await at(3)).toEqual([6, 0.6]);
  expect(await at(6)).toEqual([6, 0.6]);
  expect(await at(12)).toEqual([6, 0.6]);
  expect(await at(14)).toEqual([0, 0]);
  // A clock that was set back finds nothing in the future.
  expect(await at(-60)).toEqual([0, 0]);
});

import {
  appendFileSync,
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
import { log } from '../../src/probes/log.ts';
import { measure } from './host.ts';

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

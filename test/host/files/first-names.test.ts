import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { firstNames } from '../../../src/host/files/first-names.ts';

const folder = mkdtempSync(join(tmpdir(), 'names-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('of a folder that somebody fills only some names are looked at', () => {
  for (let n = 0; n < 10_050; n += 1) writeFileSync(join(folder, `.x.kapa-4000000-${n}~`), '');
  expect(firstNames(folder)).toHaveLength(10_000);
});

test('a folder that is gone has none', () => {
  expect(firstNames(join(folder, 'gone'))).toStrictEqual([]);
});

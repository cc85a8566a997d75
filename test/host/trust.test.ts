import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '../../src/core/failure.ts';
import { assertTrusted } from '../../src/host/index.ts';
import { scratch } from './support.ts';

test.for<[string, (folder: string, file: string) => void, boolean]>([
  ['root alone can write', () => undefined, true],
  ['everybody can write the file', (_, file) => chmodSync(file, 0o666), false],
  ['a group can write the folder', (folder) => chmodSync(folder, 0o775), false],
  ['a user owns the file', (_, file) => chownSync(file, 65_534, 0), false],
  ['a user owns the folder', (folder) => chownSync(folder, 65_534, 0), false],
  ['the sticky bit protects what root owns', (folder) => chmodSync(folder, 0o1777), true],
])('policies: %s', ([, change, trusted]) => {
  const folder = join(scratch(), 'policies');
  mkdirSync(folder);
  const file = join(folder, 'web.yaml');
  writeFileSync(file, '', { mode: 0o644 });
  const link = join(scratch(), 'web.yaml');
  symlinkSync(file, link);
  change(folder, file);
  for (const path of [file, link]) {
    const check = (): void => assertTrusted([path]);
    if (trusted) expect(check).not.toThrow();
    else expect(check).toThrow(Failure);
  }
});

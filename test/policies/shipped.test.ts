import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

test('the shipped policies are clean, warnings included', () => {
  const { status, stdout } = spawnSync('node', [resolve('dist/kapa.cjs'), 'lint', 'policies', '--strict'], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('No findings in 6 files.\n');
  expect(status).toBe(0);
});

import { expect, test } from 'vitest';
import { isSettled } from '../../src/host/witness.ts';

test.each<[changed: number, now: number, settled: boolean]>([
  [1_000_000_000_123.4, 1_000_000_000_200, false],
  [1_000_000_000_123.4, 1_000_000_000_300, true],
  // Whole seconds: the file system may hold no more.
  [1_000_000_001_000, 1_000_000_002_900, false],
  [1_000_000_001_000, 1_000_000_003_100, true],
  // The clock was set back.
  [1_000_000_009_000.5, 1_000_000_001_000, false],
])('a change at %d, looked at at %d', (changed, now, settled) => {
  expect(isSettled(changed, now)).toBe(settled);
});

import { expect, test } from 'vitest';
import { fileNameOf } from '../../src/core/group-name.ts';

test('no two groups share a file, and a name without a slash stands for itself', () => {
  const groups = ['health', 'shop/health', 'shop_health', 'shop%2Fhealth'];
  const names = groups.map(fileNameOf);
  expect(new Set(names).size).toBe(groups.length);
  expect(names[0]).toBe('health');
  for (const name of names) expect(name).not.toContain('/');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { lintTexts, shown } from '../set.ts';

interface Correct {
  readonly what: string;
  readonly policy: string;
}

const correct = parse(readFileSync(join(import.meta.dirname, 'correct.yaml'), 'utf8')) as readonly Correct[];

test.each(correct)('$what', async ({ policy }) => {
  // A rule without a remedy is told, at most once a policy.
  const found = (await lintTexts(policy)).filter(({ id }) => id !== 'KAPA048');
  expect(found.map(shown)).toEqual([]);
});

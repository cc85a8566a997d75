import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { lintTexts, shown } from '../set.ts';

interface Correct {
  readonly what: string;
  readonly policy: string;
}

const correct = ['correct.yaml', 'correct-neighbours.yaml', 'correct-though-unusual.yaml'].flatMap(
  (table) => parse(readFileSync(join(import.meta.dirname, table), 'utf8')) as readonly Correct[],
);

test.each(correct)('$what', async ({ policy }) => {
  // A rule without a remedy is told, at most once a policy.
  const found = (await lintTexts(policy)).filter(({ id }) => id !== 'KAPA048');
  expect(found.map(shown)).toEqual([]);
});

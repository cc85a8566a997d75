import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { render } from '../../../src/core/text.ts';
import { lintTexts, shown } from '../set.ts';

interface Mistake {
  readonly what: string;
  readonly policy: string;
  readonly line: number;
  readonly says: string;
  readonly cure: string;
}

const mistakes = parse(
  readFileSync(join(import.meta.dirname, 'mistakes.yaml'), 'utf8'),
) as readonly Mistake[];

test.each(mistakes)('$what', async ({ policy, line, says, cure }) => {
  const found = await lintTexts(policy);
  const told = found.filter(
    (one) =>
      one.place.line === line &&
      render(one.message, 'en').includes(says) &&
      render(one.cure, 'en').includes(cure),
  );
  expect(told, found.map(shown).join('\n')).toHaveLength(1);
});

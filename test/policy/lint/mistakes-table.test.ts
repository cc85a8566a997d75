import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Finding } from '../../../src/core/finding.ts';
import { render } from '../../../src/core/text.ts';
import { lintTexts, shown } from '../set.ts';
import { cured } from './cured.ts';

interface Mistake {
  readonly what: string;
  readonly policy: string;
  readonly line: number;
  readonly says: string;
  readonly cure: string;
}

const tables = [
  'mistakes.yaml',
  'mistakes-in-conditions.yaml',
  'mistakes-in-values.yaml',
  'mistakes-of-other-tools.yaml',
];

describe.each(tables)('%s', (table) => {
  const mistakes = parse(readFileSync(join(import.meta.dirname, table), 'utf8')) as readonly Mistake[];

  test.each(mistakes)('$what', async ({ policy, line, says, cure }) => {
    const found = await lintTexts(policy);
    const told = found.filter(
      (one) =>
        one.place.line === line &&
        render(one.message, 'en').includes(says) &&
        render(one.cure, 'en').includes(cure),
    );
    expect(told, found.map(shown).join('\n')).toHaveLength(1);
    // One fault, one finding.
    if (table !== 'mistakes.yaml') expect(found.map(shown)).toHaveLength(1);
    for (const finding of told) await expectCured(policy, finding);
  });
});

/** Applies what a cure says, where it says what to write, and looks again: the finding is gone, and there is no new error, but for files that are not beside it. */
async function expectCured(policy: string, finding: Finding): Promise<void> {
  const text = cured(policy, finding);
  if (text === undefined) return;
  const before = new Set((await lintTexts(policy)).map(({ id }) => id));
  const remains = (await lintTexts(text)).filter(
    ({ id, severity, place }) =>
      (severity === 'error' && !before.has(id) && id !== 'KAPA008') ||
      (id === finding.id && place.line === finding.place.line),
  );
  expect(remains.map(shown), text).toEqual([]);
}

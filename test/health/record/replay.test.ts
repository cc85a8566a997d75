import { describe, expect, test } from 'vitest';
import { replay } from '../../../src/health/index.ts';
import { dayFile, encodeSample, sampleOf } from '../../../src/health/record/samples.ts';
import { expression, temporaryRecords, toyRule } from '../toys.ts';

const begin = Date.UTC(2025, 10, 11);

describe('replay', () => {
  test('says when new thresholds would have fired over what was recorded', () => {
    const records = temporaryRecords();
    const closeWaits = [3, 12, 14, 2, 30, 36, 33, 0];
    for (const [index, count] of closeWaits.entries()) {
      const sample = sampleOf('health', begin + index * 180_000, { backend: { fields: { count } } });
      records.append(dayFile(begin), encodeSample(sample, undefined).lines);
    }
    const over = (bound: number): ReturnType<typeof expression> =>
      expression((fields) => Number(fields['count']) >= bound);
    const rules = [
      toyRule({ name: 'old', for: { checks: 1 } }, { when: over(10) }),
      toyRule({ name: 'new', for: { checks: 2 } }, { when: over(25) }),
    ];
    const [old, tried] = replay(records, { since: begin, until: begin + 86_400_000 }, rules, {});
    expect(old?.episodes).toEqual([
      { from: begin + 180_000, to: begin + 3 * 180_000 },
      { from: begin + 4 * 180_000, to: begin + 7 * 180_000 },
    ]);
    expect(tried?.episodes).toEqual([{ from: begin + 5 * 180_000, to: begin + 7 * 180_000 }]);
    expect(tried).toMatchObject({ judged: 8, unknown: 0 });
  });
});

import { expect, test } from 'vitest';
import type { FieldReading } from '../../../src/core/probe.ts';
import { decidingOf } from '../../../src/report/health/deciding.ts';
import type { BoundView } from '../../../src/report/health/health-view.ts';
import { ill } from './health.ts';

const bound = (
  field: string,
  operator: BoundView['operator'],
  limit: BoundView['bound'],
  withOthers = false,
): BoundView => ({
  rule: 'Backend answers',
  severity: 'critical',
  probe: 'backend',
  field,
  operator,
  bound: limit,
  withOthers,
});

test.each<
  readonly [
    why: string,
    fields: Record<string, FieldReading>,
    bounds: readonly BoundView[],
    field: string,
    share: number | undefined,
  ]
>([
  [
    'a truth that alerts, beside a number that is far',
    { ok: false, latency: 0.006 },
    [bound('ok', '==', false), bound('latency', '>', 2)],
    'ok',
    undefined,
  ],
  [
    'a number, beside a truth that is well',
    { ok: true, latency: 0.5 },
    [bound('ok', '==', false), bound('latency', '>', 2)],
    'latency',
    0.25,
  ],
  ['the nearer of two', { a: 9, b: 5 }, [bound('a', '>=', 10), bound('b', '>', 50)], 'a', 0.9],
  [
    'the farther of two that must both hold',
    { a: 9, b: 5 },
    [bound('a', '>=', 10, true), bound('b', '>', 50, true)],
    'b',
    0.1,
  ],
  ['what is left, below its bound', { left: 30 }, [bound('left', '<', 15)], 'left', 0.5],
  ['what is there alone', { a: 1 }, [bound('gone', '>', 1), bound('a', '>', 4)], 'a', 0.25],
])('%s decides', (_, fields, bounds, field, share) => {
  const rule = ill.rules.find(({ item }) => item.name === 'Backend answers');
  if (rule === undefined) throw new Error('no rule');
  const found = decidingOf(rule, { ...ill, bounds, measurements: { backend: { fields } } });
  expect(found?.bound.field).toBe(field);
  expect(found?.share).toBe(share);
});

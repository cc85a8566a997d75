import { describe, expect, test } from 'vitest';
import type { CompiledExpression } from '../../../src/core/expression.ts';
import type { ProbeField } from '../../../src/core/probe.ts';
import { compileRule, evaluateWhen } from '../../../src/policy/expressions/expression.ts';

const field = (type: ProbeField['type'], unit?: ProbeField['unit']): ProbeField => ({
  type,
  description: '',
  ...(unit === undefined ? {} : { unit }),
});
const declared = {
  thresholds: {
    few: { kind: 'count', value: 10 },
    hour: { kind: 'duration', value: 3600 },
    large: { kind: 'size', value: 4096 },
  },
  probes: {
    app: {
      status: field('string'),
      restarts: field('number', 'count'),
      memory: field('number', 'size'),
      up: field('bool'),
      holders: field('map'),
    },
    backup: { exists: field('bool'), age: field('number', 'duration') },
  },
} as const;

function compiled(expression: string): CompiledExpression {
  const result = compileRule(expression, declared);
  if ('compiled' in result) return result.compiled;
  throw new Error(`${expression} does not compile`);
}

function judged(expression: string, values: Parameters<CompiledExpression['evaluate']>[0]): unknown {
  try {
    return compiled(expression).evaluate({ few: 10, hour: 3600, large: 4096, ...values }, () => undefined);
  } catch {
    return 'unknown';
  }
}

test('a comparison is told as if the field stood on the left, with what it is compared with', () => {
  expect(compiled('few <= app.restarts || "online" == app.status || app.up == false')).toMatchObject({
    first: { probe: 'app', field: 'restarts' },
    comparisons: [
      { probe: 'app', field: 'restarts', operator: '>=', bound: 10 },
      { probe: 'app', field: 'status', operator: '==', bound: 'online' },
      { probe: 'app', field: 'up', operator: '==', bound: false },
    ],
  });
});

describe('a side that has no value leaves the other to decide, in whatever order', () => {
  const gone = { backup: { exists: false } };
  test.each([
    ['backup.age > hour || !backup.exists', true],
    ['!backup.exists || backup.age > hour', true],
    ['backup.age > hour && backup.exists', false],
    ['backup.exists && backup.age > hour', false],
    ['backup.age > hour', 'unknown'],
    ['backup.age > hour || backup.exists', 'unknown'],
    ['backup.age > hour && !backup.exists', 'unknown'],
    ['increase(backup.age, hour) > 1 || !backup.exists', true],
    ['increase(backup.age, hour) > 1', 'unknown'],
    ['1 / app.restarts > 2', 'unknown'],
  ])('%s', (expression, expected) => {
    expect(judged(expression, { ...gone, app: { restarts: 0 } })).toBe(expected);
  });
});

test('a window is asked for by its field, function and seconds', () => {
  const expression = compiled('increase(app.restarts, hour) >= few && max_over(app.memory, 60) < large');
  const asked: unknown[] = [];
  const holds = expression.evaluate({ few: 10, hour: 3600, large: 4096, app: {} }, (call) => {
    asked.push(call);
    return 10;
  });
  expect(holds).toBe(true);
  expect(asked).toEqual([
    { call: 'increase', probe: 'app', field: 'restarts', seconds: 3600 },
    { call: 'max_over', probe: 'app', field: 'memory', seconds: 60 },
  ]);
});

test.each([
  'app.restart >= few',
  'app.restarts >= fewer',
  'app.memory >= hour',
  'app.status > 1',
  'app.status',
  'app.restarts',
  'increase(app.restarts, few) >= few',
  '',
])('%s is a fault', (expression) => {
  expect(compileRule(expression, declared)).toHaveProperty('fault');
});

describe("a resource's when", () => {
  const variables = { scheduler: 'cron', port: 3001, facts: { os: 'debian' } };

  test.each([
    ['scheduler == "cron"', true],
    ['scheduler != "cron"', false],
    ['facts.os == "debian" && port == 3001', true],
  ])('%s', (expression, holds) => {
    expect(evaluateWhen(expression, variables)).toEqual({ holds });
  });

  test.each(['other == "x"', 'port'])('%s is a fault', (expression) => {
    expect(evaluateWhen(expression, variables)).toHaveProperty('fault');
  });
});

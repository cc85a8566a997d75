import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProbeField } from '../../src/core/probe.ts';
import { compileRule, evaluateWhen } from '../../src/policy/expression.ts';
import { compilePlain, plainWhen } from '../../src/policy/plain_expression.ts';

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
  },
} as const;

const terms = [
  'app.up',
  '!app.up',
  'app.restarts >= few',
  'app.restarts < 3',
  'app.restarts == 2.5',
  'app.memory > large',
  'app.status != "online"',
  'app.status == "online"',
  'increase(app.restarts, hour) >= few',
  'max_over(app.memory, 60) >= large',
];

describe('plain conditions', () => {
  test('mean what they mean in the expression language, faults included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...terms), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(' && ', ' || '),
        fc.record({
          status: fc.constantFrom('online', 'stopped'),
          restarts: fc.constantFrom(0, 2.5, 3, 10, 11),
          memory: fc.constantFrom(0, 4096, 5000),
          up: fc.boolean(),
        }),
        fc.constantFrom(undefined, 0, 10, 5000),
        (chosen, join, app, answer) => {
          const expression = chosen.join(join);
          const plain = compilePlain(expression, declared);
          const full = compileRule(expression, declared);
          if (plain === undefined || !('compiled' in full)) throw new Error(`not compiled: ${expression}`);
          for (const part of ['windows', 'comparisons', 'probes', 'first'] as const)
            expect(plain[part]).toEqual(full.compiled[part]);
          const values = { app, few: 10, hour: 3600, large: 4096 };
          const outcome = (one: typeof plain): unknown => {
            try {
              return one.evaluate(values, () => answer);
            } catch {
              return 'fault';
            }
          };
          const [a, b] = [outcome(plain), outcome(full.compiled)];
          // CEL lets a true side of || (a false one of &&) stand beside a fault, in whatever order.
          expect(a === b || a === 'fault').toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a comparison is told as if the field stood on the left, with what it is compared with', () => {
    const full = compileRule('few <= app.restarts || "online" == app.status || app.up == false', declared);
    expect(full).toMatchObject({
      compiled: {
        first: { probe: 'app', field: 'restarts' },
        comparisons: [
          { probe: 'app', field: 'restarts', operator: '>=', bound: 10 },
          { probe: 'app', field: 'status', operator: '==', bound: 'online' },
          { probe: 'app', field: 'up', operator: '==', bound: false },
        ],
      },
    });
  });

  test.each([
    'app.restarts + 1 >= few',
    'app.up && app.restarts > 1 || app.up',
    '(app.up)',
    'app.restart >= few',
    'app.restarts >= fewer',
    'app.memory >= hour',
    'app.status > "a"',
    'app.status',
    'app.restarts',
    'increase(app.restarts, few) >= few',
    'app.holders["node"] > 1.0',
    'true',
    '',
  ])('%s is left to the language', (expression) => {
    expect(compilePlain(expression, declared)).toBeUndefined();
  });
});

describe('a plain when', () => {
  const variables = { scheduler: 'cron', port: 3001, facts: { os: 'debian' } };

  test.each(['scheduler == "cron"', 'scheduler == "watch"', ' scheduler!="cron" '])('%s', (expression) => {
    expect({ holds: plainWhen(expression, variables) }).toEqual(evaluateWhen(expression, variables));
  });

  test.each(['port == "3001"', 'other == "x"', 'facts.os == "debian"', 'scheduler == "a\\n"', 'true == "x"'])(
    '%s is left to the language',
    (expression) => expect(plainWhen(expression, { ...variables, true: 'x' })).toBeUndefined(),
  );
});

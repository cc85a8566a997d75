import { expect, test } from 'vitest';
import { historyOf } from '../../../src/health/rules/history.ts';

const minute = 60_000;
const sample = (at: number, restarts: number, columns = ['app.restarts', 'app.status']) => ({
  at: at * minute,
  group: 'g',
  columns,
  values: columns.map((column) => (column.endsWith('status') ? 'online' : restarts)),
});
const restarts = { probe: 'app', field: 'restarts' };
const now = { app: { fields: { restarts: 9, status: 'online' } } };

test('what is measured now is the newest of what is recorded', () => {
  const history = historyOf([sample(0, 1), sample(30, 5)], now, { now: 60 * minute, every: 180 });
  expect(history.field(restarts, 3600)).toEqual({
    points: [
      { at: 0, value: 1 },
      { at: 30 * minute, value: 5 },
      { at: 60 * minute, value: 9 },
    ],
  });
  expect(history.before(restarts, 1800)).toBe(5);
  expect(history.before(restarts, 900)).toBeUndefined();
  expect(history.moments(60).points).toEqual([
    { at: 60 * minute, value: { app: { restarts: 9, status: 'online' } } },
  ]);
});

test.each([
  ['begins with the window', [0, 30, 57], undefined],
  ['begins two checks later', [6, 30, 57], undefined],
  ['begins late', [20, 30, 57], 40 * 60],
  ['does not begin', [], 0],
])('a record that %s', (_, at, covers) => {
  const samples = at.map((one) => sample(one, 1));
  const { covers: said } = historyOf(samples, now, { now: 60 * minute, every: 180 }).field(restarts, 3600);
  expect(said).toBe(covers);
});

test('a field that was added later is recorded from then on', () => {
  const samples = [sample(0, 1, ['app.status']), sample(30, 5)];
  const history = historyOf(samples, now, { now: 60 * minute, every: 180 });
  expect(history.field(restarts, 3600).covers).toBe(1800);
  expect(history.field({ probe: 'app', field: 'status' }, 3600).covers).toBeUndefined();
});

test('after a remedy a window begins with it, and is covered from then on', () => {
  const samples = [sample(0, 1), sample(30, 5), sample(57, 7)];
  const history = historyOf(samples, now, { now: 60 * minute, begin: 40 * minute, every: 180 });
  expect(history.field(restarts, 3600)).toMatchObject({ points: [{ value: 7 }, { value: 9 }] });
  expect(history.field(restarts, 3600)).not.toHaveProperty('covers');
});

import { expect, test } from 'vitest';
import {
  firesOn,
  gaps,
  isFault,
  parseSchedule,
  type Schedule,
} from '../../../../src/packs/cron/crontab/index.ts';

function read(text: string): Schedule {
  const found = parseSchedule(text);
  if (isFault(found)) throw new Error(`${text}: ${found.fault}`);
  return found;
}

test.each([
  ['60 * * * *', 'minute'],
  ['5/2 * * * *', 'minute'],
  ['*/0 * * * *', 'minute'],
  ['1, * * * *', 'minute'],
  ['* 24 * * *', 'hour'],
  ['* * 0 * *', 'day'],
  ['* * 5-0 * *', 'day'],
  ['* * * mon *', 'month'],
  ['* * * January *', 'month'],
  ['* * * * 8', 'weekday'],
  ['* * * *', 'weekday'],
  ['* * * * * *', 'weekday'],
  ['@Daily', 'name'],
  ['@every_minute', 'name'],
  ['@constructor', 'name'],
])('cron refuses %s for its %s', (text, fault) => {
  expect(parseSchedule(text)).toEqual({ fault });
});

test('names, ranges, lists and steps are read', () => {
  expect([...read('*/20 8-10 * jan-mar mon,TUE').minutes]).toEqual([0, 20, 40]);
  expect([...read('*/20 8-10 * jan-mar mon,TUE').hours]).toEqual([8, 9, 10]);
  expect([...read('*/20 8-10 * jan-mar mon,TUE').months]).toEqual([1, 2, 3]);
  expect([...read('*/20 8-10 * jan-mar mon,TUE').weekdays]).toEqual([1, 2]);
  expect([...read('* * * * 5-7').weekdays]).toEqual([5, 6, 0]);
});

test('what cron skips without a word is told', () => {
  expect(read('0~30 * * * *').ignored).toEqual(['~30']);
  expect([...read('0~30 * * * *').minutes]).toEqual([0]);
  expect(read('*/70 * * * *').wideSteps).toEqual(['*/70']);
  expect([...read('*/70 * * * *').minutes]).toEqual([0]);
  expect(read('*/3 * * * *').wideSteps).toEqual([]);
});

test('two restricted day fields are alternatives, a star makes both count', () => {
  const either = read('0 0 13 * 5');
  expect(firesOn(either, 1, 13, 1)).toBe(true);
  expect(firesOn(either, 1, 2, 5)).toBe(true);
  expect(firesOn(either, 1, 2, 1)).toBe(false);
  // cron takes */1 for a star, not for a restriction.
  const both = read('0 0 */1 * 5');
  expect(firesOn(both, 1, 13, 1)).toBe(false);
  expect(firesOn(both, 1, 13, 5)).toBe(true);
});

test.each([
  ['*/3 * * * *', 3, 3],
  ['*/7 * * * *', 4, 7],
  ['@daily', 1440, 1440],
  ['0 0 29 2 *', 4 * 365 * 1440 + 1440, 4 * 365 * 1440 + 1440],
  ['30 4 1 * *', 28 * 1440, 31 * 1440],
  ['0 9-17 * * mon-fri', 60, 64 * 60],
])('%s fires every %d to %d minutes', (text, shortest, longest) => {
  expect(gaps(read(text))).toEqual({ shortest, longest });
});

test.each(['0 0 31 2 *', '0 0 30 feb *', '5-1 * * * *', '0 0 31 4,6,9,11 *', '@reboot'])(
  '%s never fires again',
  (text) => {
    expect(gaps(read(text))).toBeUndefined();
  },
);

import { expect, test } from 'vitest';
import { parseProcStat } from '../../src/core/proc-stat.ts';

/** The fields after the name: state, parent, flags, ticks used, threads, start and pages, the rest nought. */
function rest({ state = 'S', parent = 7, flags = 0, threads = 1 } = {}): string {
  const fields = [
    state,
    parent,
    7,
    7,
    0,
    -1,
    flags,
    0,
    0,
    0,
    0,
    30,
    12,
    0,
    0,
    20,
    0,
    threads,
    0,
    4711,
    9,
    80,
  ];
  return [...fields, ...Array.from({ length: 30 }, () => 0)].join(' ');
}

test.each([
  'node',
  'a b  c',
  '(sd-pam)',
  ') R 1 (',
  'tmux: server)',
  'two\nlines',
  ') Z 1 1 1 0 -1',
  '',
  'pm2 \u00C3\u00B1',
])('a process named %j is read as what it is', (name) => {
  expect(parseProcStat(`4242 (${name}) ${rest()}\n`)).toEqual({
    command: name,
    state: 'S',
    parent: 7,
    group: 7,
    isKernelThread: false,
    ended: false,
    cpu: 42,
    started: 4711,
    pages: 80,
    threads: 1,
  });
});

test.each([
  ['S', 1, false],
  ['T', 1, false],
  ['D', 1, false],
  ['Z', 1, true],
  ['Z', 3, false],
  ['X', 1, true],
] as const)('state %s with %i threads: ended is %s', (state, threads, ended) => {
  expect(parseProcStat(`1 (x) ${rest({ state, threads })}`)).toMatchObject({ state, ended });
});

test('a thread of the kernel is known by its flag', () => {
  expect(parseProcStat(`2 (kthreadd) ${rest({ flags: 0x208040 })}`)).toMatchObject({ isKernelThread: true });
});

test.each(['', '\n', 'garbage', '12 node S 1'])('%j is no process', (text) => {
  expect(parseProcStat(text)).toBeUndefined();
});

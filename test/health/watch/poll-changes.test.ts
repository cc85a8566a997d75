import { expect, test } from 'vitest';
import type { Poll, PolledGroup, Watched, PolledPort, PolledProcess } from '../../../src/core/poll.ts';
import { isChanged, showsDead, changesIn } from '../../../src/health/index.ts';

const backend: PolledProcess = { started: 10, parent: 5, state: 'S', sleeps: 100 };
const watched = { ports: [3001], pids: [7] };

function seen(process: PolledProcess | undefined, port: Partial<PolledPort> = {}): Poll {
  return {
    at: 0,
    ports: new Map([[3001, { listeners: '41', waiting: 0, dead: 0, ...port }]]),
    processes: new Map(process === undefined ? [] : [[7, process]]),
    processGroups: new Map(),
  };
}

const calm = changesIn(watched, seen(backend), seen({ ...backend, sleeps: 150 }));

test.each<readonly [string, Poll, Poll, boolean]>([
  ['nothing new', seen(backend), seen({ ...backend, sleeps: 101 }), false],
  [
    'a busy event loop that turns',
    seen({ ...backend, state: 'R' }),
    seen({ ...backend, state: 'R', sleeps: 180 }),
    false,
  ],
  ['an idle one that happens to be running', seen(backend), seen({ ...backend, state: 'R' }), false],
  ['a blocked event loop', seen({ ...backend, state: 'R' }), seen({ ...backend, state: 'R' }), true],
  ['a process that has ended', seen(backend), seen(undefined), true],
  ['its number taken by another', seen(backend), seen({ ...backend, started: 11 }), true],
  ['one that was stopped by a signal', seen(backend), seen({ ...backend, state: 'T' }), true],
  ['one whose parent has died', seen(backend), seen({ ...backend, parent: 1 }), true],
  ['another listener', seen(backend), seen(backend, { listeners: '42' }), true],
  ['no listener', seen(backend), seen(backend, { listeners: '' }), true],
  ['a burst that waits for a moment', seen(backend), seen(backend, { waiting: 9 }), false],
  ['connections that nobody accepts', seen(backend, { waiting: 3 }), seen(backend, { waiting: 3 }), true],
  ['connections that are just being closed', seen(backend, { dead: 2 }), seen(backend, { dead: 30 }), false],
  ['dead connections that stay', seen(backend, { dead: 30 }), seen(backend, { dead: 30 }), true],
])('%s', (_what, before, after, changed) => {
  expect(isChanged(calm, changesIn(watched, before, after))).toBe(changed);
});

test('what is seen for the first time is no change, unless it was just measured and has ended', () => {
  expect(isChanged(new Map(), calm)).toBe(false);
  expect(isChanged(new Map(), changesIn(watched, seen(undefined), seen(undefined)))).toBe(true);
});

test('a leak that grows is news again only when it has doubled', () => {
  const at = (dead: number): ReturnType<typeof changesIn> =>
    changesIn(watched, seen(backend, { dead }), seen(backend, { dead }));
  expect(isChanged(at(16), at(20))).toBe(false);
  expect(isChanged(at(16), at(32))).toBe(true);
  expect([showsDead(at(16)), showsDead(at(2)), showsDead(calm)]).toEqual([true, false, false]);
});

const group = (each: number): Watched => ({
  ports: [],
  pids: [],
  processGroups: [{ parent: 7, ports: [443], each }],
});
const gibibyte = 1024 ** 3;

/** Which of some polls at a process group of 100 workers, so many in each process, with a gibibyte, half of it in use, are news. */
function news(polls: readonly Partial<PolledGroup>[], each = 1): boolean[] {
  const at = (changes: Partial<PolledGroup>): Poll => ({
    at: 0,
    ports: new Map(),
    processes: new Map(),
    processGroups: new Map([[7, { workers: 100, memory: gibibyte, connections: 50, ...changes }]]),
  });
  let before = at({});
  let changes = changesIn(group(each), before, before);
  return polls.map((poll) => {
    const after = at(poll);
    const next = changesIn(group(each), before, after, changes);
    const changed = isChanged(changes, next);
    [before, changes] = [after, next];
    return changed;
  });
}

test.each<readonly [string, Partial<PolledGroup>[], boolean[]]>([
  [
    'workers',
    [{ workers: 110 }, { workers: 113 }, { workers: 101 }, { workers: 98 }],
    [false, true, false, true],
  ],
  [
    'a few workers',
    [
      { workers: 5, connections: 0 },
      { workers: 12, connections: 0 },
    ],
    [true, false],
  ],
  [
    'memory',
    [{ memory: 1.1 * gibibyte }, { memory: 1.2 * gibibyte }, { memory: 1.1 * gibibyte }],
    [false, true, false],
  ],
  [
    'a burst and its end',
    [{ connections: 100 }, { connections: 80 }, { connections: 99 }, { connections: 2 }, { connections: 9 }],
    [true, false, false, true, false],
  ],
])('of a crew only what has moved far is news: %s', (_what, polls, expected) => {
  expect(news(polls)).toEqual(expected);
});

test('where a process has many threads, two of them are news, and one is not', () => {
  const polls = [{ workers: 125 }, { workers: 150 }, { workers: 125 }, { workers: 100 }];
  expect(news(polls, 25)).toEqual([false, true, false, true]);
});

import { expect, test } from 'vitest';
import { openEarlyCheck, type EarlyCheck } from '../../../src/app/health/early-check.ts';
import type { PreparedGroup } from '../../../src/app/health/assemble.ts';
import type { Poll } from '../../../src/core/poll.ts';
import { apacheProbe } from '../../../src/packs/apache/probe.ts';
import { tcpSockets } from '../../../src/packs/network/probes/tcp-sockets.ts';
import { toyRule } from '../../health/toys.ts';
import type { PassResult } from '../../../src/core/pass-result.ts';

const rule = toyRule({ name: 'leak', every: 180 });
const spec = { port: 3001, state: 'close-wait', older_than: '2s' };
const group = { rules: [rule], probes: [{ name: 'close_wait', type: 'tcp_sockets', spec }] };
const nothing = { at: 0, last: {}, rules: [] } as unknown as PassResult;

/** Looks every half second, and names the moments at which a round was made. */
function roundsUntil(end: number, dead: (at: number) => number): readonly number[] {
  let at = 0;
  const poll = (): Poll => ({
    at,
    ports: new Map([[3001, { listeners: '41', waiting: 0, dead: dead(at) }]]),
    processes: new Map(),
    processGroups: new Map(),
  });
  const early: EarlyCheck = openEarlyCheck(
    { poll, findProbeType: () => tcpSockets },
    group as unknown as PreparedGroup,
  );
  early.take(nothing);
  const rounds: number[] = [];
  for (; at <= end; at += 500) {
    if (early.look(at).length === 0) continue;
    rounds.push(at);
    early.take(nothing);
  }
  return rounds;
}

test('a leak is looked at when it is seen, and once more when it is old enough to count', () => {
  expect(roundsUntil(60_000, (at) => (at < 10_000 ? 0 : 30))).toEqual([11_000, 13_500]);
});

test('connections that are closed in time are not looked at again', () => {
  expect(roundsUntil(60_000, (at) => (at >= 10_000 && at < 12_000 ? 30 : 0)).length).toBeLessThanOrEqual(2);
  expect(roundsUntil(60_000, (at) => (at % 1000 === 0 ? 30 : 0))).toEqual([]);
});

test('while Apache ends workers it is looked at again after a while, though no poll shows anything new', () => {
  const watching = { rules: [rule], probes: [{ name: 'apache', type: 'apache', spec: {} }] };
  const group = { workers: 60, memory: 0, connections: 0 };
  const poll = (): Poll => ({
    at,
    ports: new Map(),
    processes: new Map([[7, { started: 1, parent: 1, state: 'S', sleeps: 0 }]]),
    processGroups: new Map([[7, group]]),
  });
  let at = 0;
  const early = openEarlyCheck(
    { poll, findProbeType: () => apacheProbe },
    watching as unknown as PreparedGroup,
  );
  const found = (shrinking: boolean): PassResult => {
    const fields = { pids: '7', ports: '80', shrinking };
    return { at, last: { apache: { fields } }, rules: [] } as unknown as PassResult;
  };
  const rounds: number[] = [];
  early.take(found(true));
  for (; at <= 60_000; at += 500) {
    if (early.look(at).length === 0) continue;
    rounds.push(at);
    early.take(found(rounds.length < 2));
  }
  expect(rounds).toEqual([10_500, 21_000]);
});

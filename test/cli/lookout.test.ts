import { expect, test } from 'vitest';
import { openLookout, type Lookout } from '../../src/cli/lookout.ts';
import type { PreparedGroup } from '../../src/cli/health.ts';
import type { Glance } from '../../src/core/glance.ts';
import type { PassResult } from '../../src/engine/health/index.ts';
import { tcpSockets } from '../../src/probes/tcp_sockets.ts';
import { toyRule } from '../engine/health/toys.ts';

const rule = toyRule({ name: 'leak', every: 180 });
const spec = { port: 3001, state: 'close-wait', older_than: '2s' };
const group = { rules: [rule], probes: [{ name: 'close_wait', type: 'tcp_sockets', spec }] };
const nothing = { last: {}, rules: [] } as unknown as PassResult;

/** Looks every half second, and names the moments at which a round was made. */
function roundsUntil(end: number, dead: (at: number) => number): readonly number[] {
  let at = 0;
  const glance = (): Glance => ({
    at,
    ports: new Map([[3001, { listeners: '41', waiting: 0, dead: dead(at) }]]),
    processes: new Map(),
  });
  const lookout: Lookout = openLookout(
    { glance, probeTypes: [tcpSockets] },
    group as unknown as PreparedGroup,
  );
  lookout.take(nothing);
  const rounds: number[] = [];
  for (; at <= end; at += 500) {
    if (lookout.look(at).length === 0) continue;
    rounds.push(at);
    lookout.take(nothing);
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

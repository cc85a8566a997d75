import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Step } from '../../../src/core/step.ts';
import { applyPlan, recover } from '../../../src/converge/index.ts';
import { findOpenTransaction } from '../../../src/converge/apply/recovery.ts';
import type { Fixture } from '../fixture.ts';
import { item } from '../toys.ts';
import { makeWorld } from '../world.ts';

// No undoing can lock kapa.

let fixture: Fixture;
beforeEach(() => {
  fixture = makeWorld('toy');
});
afterEach(() => {
  fixture.remove();
});

/** Steps that end well and leave what was declared undone, so that they are undone. */
function steps(...all: readonly Step[]): Parameters<Fixture['request']>[0] {
  return [item('never', 'toy_steps', { until: '/srv/never', steps: all })];
}

test('undoing what a command never made is done', async () => {
  const result = await applyPlan(
    fixture.request(steps({ do: 'command', argv: ['true'], undo: ['false'], made: ['false'] })),
  );
  expect(result).toMatchObject({ outcome: 'rolled_back', leftovers: [] });
  expect(findOpenTransaction(fixture.request([]).store)).toBeUndefined();
});

test.each([
  ['made something', { made: ['true'] }],
  ['cannot be asked', { made: ['/no/such/program'] }],
  ['has nothing to ask', {}],
] as const)('a command that %s stays to be undone, until a person accepts it', async (_, made) => {
  const request = fixture.request(steps({ do: 'command', argv: ['true'], undo: ['false'], ...made }));
  expect(await applyPlan(request)).toMatchObject({ outcome: 'rollback_incomplete' });
  expect(await recover(request)).toMatchObject({ outcome: 'rollback_incomplete' });
  expect(findOpenTransaction(request.store)).toBeDefined();
  expect(await recover({ ...request, accept: true })).toMatchObject({
    outcome: 'accepted',
    leftovers: [{ id: 'engine.not_put_back' }],
  });
  expect(findOpenTransaction(request.store)).toBeUndefined();
  expect(await recover(request)).toBeUndefined();
});

test('accepting leaves nothing that could be put back', async () => {
  fixture.put('etc/other', 'old\n');
  const request = fixture.request(
    steps(
      { do: 'write', path: '/etc/other', content: new TextEncoder().encode('new\n') },
      { do: 'command', argv: ['true'], undo: ['false'] },
    ),
  );
  await applyPlan(request);
  await recover({ ...request, accept: true });
  expect(readFileSync(join(fixture.root, 'etc/other'), 'utf8')).toBe('old\n');
});

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { ResourceItem } from '../../../src/core/policy.ts';
import { applyPlan, findOpenTransaction, makePlan } from '../../../src/converge/index.ts';
import { crashAt, failAt, withFaults } from '../faults.ts';
import { makeFixture, type Fixture } from '../fixture.ts';
import { item } from '../toys.ts';
import { lookAt, recoverWorld } from '../world.ts';

const path = fc.constantFrom(
  '/srv/a',
  '/srv/b',
  '/srv/b/c',
  '/srv/b/d',
  '/etc/web.conf',
  '/etc/e.d',
  '/etc/e.d/f',
);
const word = fc.constantFrom('x', 'y', 'z');
const mode = fc.constantFrom(0o600, 0o644, 0o755);

/** Any set of resources, contradictions included: those must end rolled back, not half done. */
const specs = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('toy_line'), spec: fc.record({ path, key: word, value: word }) }),
    fc.record({ type: fc.constant('toy_file'), spec: fc.record({ path, content: word, mode }) }),
    fc.record({ type: fc.constant('toy_directory'), spec: fc.record({ path, mode }) }),
    fc.record({
      type: fc.constant('toy_link'),
      spec: fc.record({ path, to: fc.constantFrom('a', '/srv/b') }),
    }),
    fc.record({ type: fc.constant('toy_absent'), spec: fc.record({ path }) }),
    fc.record({ type: fc.constant('toy_crontab'), spec: fc.record({ user: word, content: word }) }),
    fc.record({ type: fc.constant('toy_command'), spec: fc.record({ path }) }),
  ),
  { minLength: 1, maxLength: 8 },
);

function itemsOf(all: readonly { readonly type: string; readonly spec: unknown }[]): readonly ResourceItem[] {
  // Two commands that do the same would undo each other's work: no policy could be honest about them.
  const once = all.filter(
    (one, index) =>
      one.type !== 'toy_command' ||
      all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
  );
  return once.map(({ type, spec }, index) => item(`r${index}`, type, spec));
}

const start = fc.subarray([
  'file /srv/a',
  'folder /srv/b',
  'file /srv/b/c',
  'link /srv/b/d',
  'folder /etc/e.d',
  'file /etc/e.d/f',
  'crontab x',
]);

function makeStart(parts: readonly string[]): Fixture {
  const fixture = makeFixture('toy');
  const at = (path: string): string => join(fixture.root, path);
  mkdirSync(at('crontabs'));
  for (const part of parts) {
    const [kind, path = ''] = part.split(' ');
    try {
      if (kind === 'file') writeFileSync(at(path), 'x=1\n');
      if (kind === 'folder') mkdirSync(at(path));
      if (kind === 'link') symlinkSync('c', at(path));
      if (kind === 'crontab') writeFileSync(at(`crontabs/${path}`), 'y');
    } catch {
      // Its folder is not among the parts.
    }
  }
  return fixture;
}

/** What the service runs, of a world. */
function runningOf(tree: object): object {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => path === '/running'));
}

/** The outcome, or `refused` for what cannot be planned or has moved. */
function outcomeOf(applying: ReturnType<typeof applyPlan>): Promise<string> {
  return applying.then(
    ({ outcome }) => outcome,
    (error: unknown) => {
      if (error instanceof Failure) return 'refused';
      throw error;
    },
  );
}

async function newWorld(
  parts: readonly string[],
  items: readonly ResourceItem[],
): Promise<object | undefined> {
  const fixture = makeStart(parts);
  const outcome = await outcomeOf(applyPlan(fixture.request(items)));
  const { tree } = lookAt(fixture);
  fixture.remove();
  return outcome === 'converged' ? tree : undefined;
}

test('an apply converges and then changes nothing, or leaves the host as it was', async () => {
  await fc.assert(
    fc.asyncProperty(start, specs, async (parts, specs) => {
      const items = itemsOf(specs);
      const fixture = makeStart(parts);
      const before = lookAt(fixture);
      const outcome = await outcomeOf(applyPlan(fixture.request(items)));
      if (outcome === 'converged') {
        const after = lookAt(fixture);
        const plan = await makePlan({ ...fixture.request(items), reader: fixture.host });
        expect(plan.steps).toEqual([]);
        expect(await applyPlan(fixture.request(items))).toMatchObject({ outcome, changed: false });
        expect(lookAt(fixture)).toEqual(after);
      } else {
        expect(outcome).not.toBe('rollback_incomplete');
        expect(lookAt(fixture)).toEqual(before);
      }
      expect(findOpenTransaction(fixture.store)).toBeUndefined();
      fixture.remove();
    }),
    {
      numRuns: 80,
      examples: [
        // A command makes a folder where a file was to come by a link.
        [
          ['folder /srv/b', 'link /srv/b/d'],
          [
            { type: 'toy_command', spec: { path: '/srv/b/c' } },
            { type: 'toy_file', spec: { path: '/srv/b/d', content: 'x', mode: 0o600 } },
            { type: 'toy_link', spec: { path: '/srv/a', to: 'a' } },
          ],
        ],
      ],
    },
  );
});

test('an error at any deed: the old world or the new one', async () => {
  await fc.assert(
    fc.asyncProperty(start, specs, fc.integer({ min: 1, max: 40 }), async (parts, specs, at) => {
      const items = itemsOf(specs);
      const wanted = await newWorld(parts, items);
      const fixture = makeStart(parts);
      const before = lookAt(fixture);
      const request = fixture.request(items);
      const outcome = await outcomeOf(applyPlan({ ...request, ...withFaults(request, failAt(at)) }));
      await recoverWorld(fixture);
      const after = lookAt(fixture);
      if (outcome === 'converged') expect(after.tree).toEqual(wanted);
      else if (outcome === 'rollback_incomplete') {
        // Only the service could not be told of its old configuration, and that is remembered.
        expect(fixture.store.read('owed.json').state).toBe('present');
        expect({ ...after, tree: { ...after.tree, ...runningOf(before.tree) } }).toEqual(before);
      } else expect(after).toEqual(before);
      expect(findOpenTransaction(fixture.store)).toBeUndefined();
      fixture.remove();
    }),
    {
      numRuns: 50,
      // A record of an undoing that fails once, and an older thing at the same path.
      examples: [
        [
          [],
          [
            { type: 'toy_absent', spec: { path: '/etc/web.conf' } },
            { type: 'toy_command', spec: { path: '/etc/web.conf' } },
          ],
          15,
        ],
        // A folder where a link was.
        [
          ['folder /srv/b', 'link /srv/b/d'],
          [
            { type: 'toy_absent', spec: { path: '/srv/b/d' } },
            { type: 'toy_directory', spec: { path: '/srv/b/d', mode: 0o600 } },
          ],
          7,
        ],
      ],
    },
  );
});

test('a crash at any deed, and at any of its recovery: the old world or the new one', async () => {
  await fc.assert(
    fc.asyncProperty(
      start,
      specs,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      async (parts, specs, at, again, torn) => {
        const items = itemsOf(specs);
        const wanted = await newWorld(parts, items);
        const fixture = makeStart(parts);
        const before = lookAt(fixture);
        const request = fixture.request(items);
        await applyPlan({ ...request, ...withFaults(request, crashAt(at, torn)) }).catch(() => undefined);
        const faulty = withFaults(request, crashAt(again, torn));
        await recoverWorld({ ...fixture, request: () => ({ ...request, ...faulty }) }).catch(() => undefined);
        await recoverWorld(fixture);
        const after = lookAt(fixture);
        if (JSON.stringify(after.tree) !== JSON.stringify(wanted)) expect(after).toEqual(before);
        expect(findOpenTransaction(fixture.store)).toBeUndefined();
        fixture.remove();
      },
    ),
    { numRuns: 50 },
  );
});

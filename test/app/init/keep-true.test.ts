import { expect, test } from 'vitest';
import type { FoundResource } from '../../../src/core/found.ts';
import { render, t, type Text } from '../../../src/core/text.ts';
import type { Draft, DraftJudge } from '../../../src/app/init/judge.ts';
import { keepTrue } from '../../../src/app/init/keep-true.ts';

/** Judges by a test of each resource; what it says of several together is asked as well. */
function judgeBy(
  wrong: (resource: FoundResource) => boolean,
  together: (all: readonly FoundResource[]) => readonly string[] = () => [],
): DraftJudge {
  const no = t('init.unsaid');
  return {
    fault: async () => undefined,
    async reasons(drafts: readonly Draft[]) {
      const all = drafts.flatMap(({ resources }) => resources);
      const names = [...all.filter(wrong).map(({ name }) => name), ...together(all)];
      return new Map(names.map((name) => [name, no]));
    },
  };
}

async function kept(
  resources: readonly FoundResource[],
  judge: DraftJudge,
): Promise<{ readonly left: readonly FoundResource[]; readonly told: readonly string[] }> {
  const told: Text[] = [];
  const draft = { path: 'a.yaml', policy: 'a', description: '', resources };
  const drafts = await keepTrue([draft], judge, (reason) => told.push(reason));
  return {
    left: drafts.flatMap((one) => one.resources),
    told: told.map((text) => render(text, 'en').replace(/: its policy.*$/u, '')),
  };
}

const list = (name: string, ...paths: readonly string[]): FoundResource => ({
  name,
  type: 'list',
  spec: { of: 'x', paths: paths.map((path) => ({ path })) },
  members: ['paths'],
});
const pathsOf = ({ spec }: FoundResource): readonly string[] =>
  (spec['paths'] as readonly { readonly path: string }[]).map(({ path }) => path);

test('a member that changes something is left out, and told; the others stay', async () => {
  const judge = judgeBy((one) => pathsOf(one).includes('/bad'));
  const { left, told } = await kept([list('a', '/x', '/bad', '/y'), list('b', '/z')], judge);
  expect(left.map(pathsOf)).toEqual([['/x', '/y'], ['/z']]);
  expect(told).toEqual(['/bad of "a"']);
});

test('a resource of which nothing can be said goes, each member told', async () => {
  const { left, told } = await kept(
    [list('a', '/x', '/y')],
    judgeBy(() => true),
  );
  expect(left).toEqual([]);
  expect(told).toEqual(['/x of "a"', '/y of "a"']);
});

test('what says less stands in for what cannot be said', async () => {
  const less = { name: 'less', type: 'little', spec: {} };
  const { left, told } = await kept(
    [{ name: 'much', type: 'much', spec: {}, instead: less }],
    judgeBy(({ type }) => type === 'much'),
  );
  expect([left, told]).toEqual([[less], []]);
});

test('of two that cannot be together, one is left out', async () => {
  const all = [list('a', '/x'), list('b', '/x')];
  const { left, told } = await kept(
    all,
    judgeBy(
      () => false,
      (some) => (some.length > 1 ? ['b'] : []),
    ),
  );
  expect(left.map(({ name }) => name)).toEqual(['a']);
  expect(told).toEqual(['"b"']);
});

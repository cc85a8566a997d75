import { execFile } from 'node:child_process';
import { rolldown } from 'rolldown';
import { beforeAll, expect, test } from 'vitest';
import { findOpenTransaction } from '../../../src/converge/index.ts';
import { openFixture } from '../fixture.ts';
import { everything, lookAt, makeWorld, oldAndNew, recoverWorld } from '../world.ts';

const program = 'build/test/kill-child.mjs';
let worlds: { readonly old: object; readonly new: object };
beforeAll(async () => {
  const build = await rolldown({
    input: 'test/converge/apply/kill-child.ts',
    platform: 'node',
    logLevel: 'warn',
  });
  await build.write({ file: program, format: 'esm', codeSplitting: false });
  await build.close();
  worlds = await oldAndNew(makeWorld, everything('10'));
});

/** Runs the child; its number of deeds, or undefined when it was killed. */
function run(root: string, mode: 'apply' | 'doomed' | 'recover', at: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    execFile('node', [program, root, mode, String(at)], (error, stdout) => {
      if (error === null) resolve(Number(stdout));
      else if (error.signal === 'SIGKILL') resolve(undefined);
      else reject(error);
    });
  });
}

async function deedsOf(mode: 'apply' | 'doomed'): Promise<number> {
  const fixture = makeWorld();
  const deeds = await run(fixture.root, mode, 0);
  fixture.remove();
  return deeds ?? 0;
}

/** Kills at a deed, then has the next run look after it: the world is the old one or the new one. */
async function killAt(mode: 'apply' | 'doomed', at: number, again?: number): Promise<void> {
  const made = makeWorld();
  try {
    expect(await run(made.root, mode, at)).toBeUndefined();
    if (again !== undefined) await run(made.root, 'recover', again);
    const next = openFixture(made.root);
    await recoverWorld(next);
    const what = `${mode} killed at deed ${at}${again === undefined ? '' : `, its recovery at ${again}`}`;
    const { tree, backups } = lookAt(next);
    const isNew = JSON.stringify(tree) === JSON.stringify(worlds.new);
    expect(tree, what).toEqual(isNew ? worlds.new : worlds.old);
    if (!isNew) expect(backups, what).toEqual([]);
    expect(findOpenTransaction(next.store), what).toBeUndefined();
  } finally {
    made.remove();
  }
}

/** Two at a time, as many as there are cores in the smallest machine that runs this. */
async function inPairs(numbers: readonly number[], work: (n: number) => Promise<void>): Promise<void> {
  const queue = [...numbers];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await work(next);
  };
  await Promise.all([worker(), worker()]);
}

const range = (from: number, to: number, step = 1): readonly number[] =>
  Array.from({ length: Math.max(0, Math.ceil((to - from + 1) / step)) }, (_, n) => from + n * step);

test('killed at any deed of an apply that has to be undone, the next run finishes the undoing', async () => {
  const step = process.env['KAPA_TEST_LONG'] === undefined ? 3 : 1;
  await inPairs(range(1, await deedsOf('doomed'), step), (at) => killAt('doomed', at));
});

test('killed at any of the last deeds of an apply, the next run finishes or undoes it', async () => {
  const deeds = await deedsOf('apply');
  await inPairs(range(deeds - 15, deeds), (at) => killAt('apply', at));
});

test('killed in the recovery as well, the run after that finishes it', async () => {
  await inPairs(range(1, 24, 2), (again) => killAt('doomed', 34, again));
});

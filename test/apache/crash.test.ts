import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apply, openWorlds, type Worlds } from './worlds.ts';

// The whole program is killed, or fails, at what it does to a host with a live Apache: some places in every run, all
// of them with KAPA_TEST_LONG. What is on the disk afterwards is the one world or the other, and Apache runs it.

const long = process.env['KAPA_TEST_LONG'] !== undefined;
const limit = long ? 3_600_000 : 300_000;
const codes = long ? ['ENOSPC', 'EROFS', 'EACCES', 'EIO'] : ['ENOSPC', 'EACCES'];
const counts = { apply: 0, undoing: 0 };
let worlds: Worlds;

beforeAll(async () => {
  worlds = await openWorlds();
});
afterAll(() => worlds.lab.close());
beforeEach(() => worlds.applied('one'));

test(
  'killed at any deed of an apply, the next run finishes or undoes it, and Apache runs what is on the disk',
  async () => {
    const deeds = await countedApply();
    for (const at of places(deeds, 2))
      for (const how of long ? ['half', 'kill'] : [at % 2 === 0 ? 'half' : 'kill']) {
        const killed = await worlds.faulty(apply('two'), { FAULT: how, FAULT_AT: String(at) });
        // How often it looks whether Apache serves is not the same each time: the last ones may not come.
        if (at < deeds - 8) expect(killed, `at ${at}`).toMatchObject({ signal: 'SIGKILL' });
        await worlds.recovered(`${how} at deed ${at} of ${deeds}`);
        await worlds.applied('one');
      }
  },
  limit,
);

test(
  'killed while it rolls back a sick apply, the next run finishes the undoing and Apache serves',
  async () => {
    const deeds = await countedUndoing();
    for (const at of places(deeds, 2)) {
      const fault = { FAULT: 'kill', FAULT_AT: String(at), FAULT_FROM: 'undoing' };
      const killed = await worlds.faulty(apply('sick'), fault);
      // How often it looks whether Apache serves again is not the same each time.
      if (at < deeds / 2) expect(killed, `at ${at}`).toMatchObject({ signal: 'SIGKILL' });
      expect(await worlds.recovered(`killed at deed ${at} of ${deeds} of undoing`)).toBe('one');
    }
  },
  limit,
);

test.each([
  { what: 'undoes', from: '"performed"', then: 'one' },
  { what: 'finishes', from: '"verified"', then: 'two' },
])(
  'killed while it $what what a crash left open, the run after that does it',
  async ({ from, then }) => {
    const crashed = { FAULT: 'kill', FAULT_AT: '3', FAULT_FROM: from };
    await worlds.faulty(apply('two'), crashed);
    const deeds = await worlds.counted(['recover'], '/lock');
    expect(deeds).toBeGreaterThan(5);
    expect(await worlds.world('recovered')).toBe(then);
    await worlds.applied('one');
    for (const at of places(deeds, 2)) {
      const what = `its recovery killed at deed ${at} of ${deeds}`;
      await worlds.faulty(apply('two'), crashed);
      const fault = { FAULT: 'kill', FAULT_AT: String(at), FAULT_FROM: '/lock' };
      const killed = await worlds.faulty(['recover'], fault);
      if (at < deeds / 2) expect(killed, what).toMatchObject({ signal: 'SIGKILL' });
      expect(await worlds.recovered(what)).toBe(then);
      await worlds.applied('one');
    }
  },
  limit,
);

test('what a crash left open is shown by plan, status and apply, and its reload is not forgotten', async () => {
  const { lab } = worlds;
  const told = { FAULT: 'kill', FAULT_AT: '3', FAULT_FROM: '"performed"' };
  expect(await worlds.faulty(apply('two'), told)).toMatchObject({ signal: 'SIGKILL' });
  const planned = await lab.kapa(['plan', '/etc/kapa/one.yaml']);
  expect(planned.stderr).toMatch(/Transaction \d{8}_\d{6}/u);
  const asDocument = await lab.kapa(['plan', '/etc/kapa/one.yaml', '--json']);
  expect(JSON.parse(asDocument.stdout)).toHaveProperty('open_transaction');
  const status = await lab.kapa(['status', '/etc/kapa/one.yaml']);
  expect(status.stdout).toMatch(/^Transaction \d{8}_\d{6}/mu);
  expect(status.status).toBe(1);
  const next = await lab.kapa(apply('one'));
  expect(next.stderr).toMatch(/Transaction \d{8}_\d{6}\w* was undone/u);
  expect(await worlds.world('after the next apply')).toBe('one');
});

test.each(['SIGINT', 'SIGHUP', 'SIGTERM'])(
  '%s undoes what was begun; when all was done already, it stays done',
  async (signal) => {
    const deeds = await countedApply();
    let undone = 0;
    // Node hears of a signal at its next turn: one at a late deed may come when nothing is left to undo.
    for (const at of [5, ...places(deeds - 30, 1)]) {
      const ended = await worlds.faulty(apply('two'), { FAULT: signal, FAULT_AT: String(at) });
      const what = `${signal} at deed ${at} of ${deeds}: ${ended.stdout}${ended.stderr}`;
      // Behind the last deed of an apply nobody waits for a signal any more.
      if (ended.status === 0 || ended.signal === signal) {
        expect(await worlds.recovered(what)).toBe('two');
        await worlds.applied('one');
        continue;
      }
      undone += 1;
      expect(ended.status, what).toBe(1);
      expect(ended.stderr, what).toContain('interrupted');
      expect(await worlds.world(what)).toBe('one');
      expect((await worlds.lab.kapa(['recover'])).stdout).toContain('open');
    }
    expect(undone).toBeGreaterThan(0);
  },
  limit,
);

test.each(codes)(
  '%s at any deed of an apply leaves the one world or the other',
  async (code) => {
    const deeds = await countedApply();
    for (const at of places(deeds, 2)) {
      const ended = await worlds.faulty(apply('two'), { FAULT: code, FAULT_AT: String(at) });
      const what = `${code} at deed ${at} of ${deeds}: ${ended.stdout}${ended.stderr}`;
      expect([0, 1, 3], what).toContain(ended.status);
      expect(ended.stderr, what).not.toMatch(/^\s+at /mu);
      if (ended.status === 1) expect(await worlds.world(what)).toBe('one');
      else if ((await worlds.recovered(what)) === 'two') await worlds.applied('one');
    }
  },
  limit,
);

test.each(codes)(
  '%s at any deed of a rollback: undone all the same, or a person is told and recover undoes it',
  async (code) => {
    const deeds = await countedUndoing();
    for (const at of places(deeds, 1)) {
      const fault = { FAULT: code, FAULT_AT: String(at), FAULT_FROM: 'undoing' };
      const ended = await worlds.faulty(apply('sick'), fault);
      const what = `${code} at deed ${at} of ${deeds} of undoing: ${ended.stdout}${ended.stderr}`;
      expect([1, 3], what).toContain(ended.status);
      expect(ended.stderr, what).not.toMatch(/^\s+at /mu);
      if (ended.status === 1) expect(await worlds.world(what)).toBe('one');
      else expect(ended.stderr, what).toContain('kapa recover');
      expect(await worlds.recovered(what)).toBe('one');
    }
  },
  limit,
);

test('a disk that hangs for a while delays an apply, and nothing more', async () => {
  const deeds = await countedApply();
  // Not the very last ones: how many there are differs by a few from apply to apply.
  for (const at of [10, deeds >> 1]) {
    const began = performance.now();
    const ended = await worlds.faulty(apply('two'), { FAULT: 'slow', FAULT_AT: String(at) });
    const what = `slow at deed ${at} of ${deeds}: ${ended.stdout}${ended.stderr}`;
    expect(ended.status, what).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(1500);
    expect(await worlds.world(what)).toBe('two');
    await worlds.applied('one');
  }
});

/** Some places out of 1 to a number, other ones each time the number changes; all of them in a long run. */
function places(most: number, some: number): readonly number[] {
  if (long) console.info(`${most} deeds: ${expect.getState().currentTestName}`);
  const step = long ? 1 : Math.max(1, Math.floor(most / some));
  return Array.from({ length: Math.floor(most / step) }, (_, n) => most - n * step);
}

/** Deeds of an apply of world two; the host is in world one again. */
async function countedApply(): Promise<number> {
  if (!long && counts.apply > 0) return counts.apply;
  // What earlier applies have left to tidy is not counted.
  await worlds.applied('two');
  await worlds.applied('one');
  counts.apply = await worlds.counted(apply('two'));
  expect(await worlds.world('counted')).toBe('two');
  await worlds.applied('one');
  return counts.apply;
}

/** Deeds of the rollback of a sick apply. */
async function countedUndoing(): Promise<number> {
  if (!long && counts.undoing > 0) return counts.undoing;
  counts.undoing = await worlds.counted(apply('sick'), 'undoing');
  expect(counts.undoing).toBeGreaterThan(10);
  expect(await worlds.world('after a sick apply')).toBe('one');
  return counts.undoing;
}

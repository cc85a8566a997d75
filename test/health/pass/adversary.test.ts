import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { t } from '../../../src/core/text.ts';
import { pass } from '../../../src/health/index.ts';
import { temporaryRecords, toyRequest, toyRule, toyTools, toyWorld, type ToyWorld } from '../toys.ts';

// The health loop against what a host does to it: whatever it is, a healthy site is left alone, a fault is remedied
// within minutes of the machine's own time, and never more often than the limit allows.

const minute = 60_000;
const day = 1440 * minute;

interface Played {
  readonly world: ToyWorld;
  readonly records: ReturnType<typeof temporaryRecords>;
}

/** The clock of the day is set, while the machine runs on. */
function setClock(world: ToyWorld, by: number): void {
  world.ahead = (world.ahead ?? 0) + by;
  world.now += by;
}

/** Writes the state as a crash, or a full disk, may leave it. */
function cut({ records }: Played, name: string, share: number): void {
  const read = records.read(name);
  if (read.state !== 'present') return;
  writeFileSync(join(records.path, name), read.value.subarray(0, Math.floor(read.value.length * share)));
}

const disturbances: Readonly<Record<string, (played: Played) => void>> = {
  'the clock a day ahead': ({ world }) => setClock(world, day),
  'the clock a day back': ({ world }) => setClock(world, -day),
  'an hour ahead, as summer time on a clock that runs by it': ({ world }) => setClock(world, 60 * minute),
  'an hour back, as its end': ({ world }) => setClock(world, -60 * minute),
  'two minutes back': ({ world }) => setClock(world, -2 * minute),
  'the clock at 1970': ({ world }) => setClock(world, 1000 - world.now),
  'a night of suspension': ({ world }) => {
    world.now += 480 * minute;
  },
  ...Object.fromEntries(
    [0, 0.5, 0.99].map((share) => [
      `rules.json cut to ${share * 100} %`,
      (played: Played) => cut(played, 'rules.json', share),
    ]),
  ),
};

/** Checks every three minutes; the remedy helps only where it is told to. */
async function play(fault: boolean, disturb: (played: Played) => void): Promise<readonly number[]> {
  const played = { world: toyWorld(), records: temporaryRecords() };
  const { world, records } = played;
  world.ahead = 0;
  const check = (): ReturnType<typeof pass> => pass(toyRequest([toyRule()]), toyTools(world, records));
  for (const remedy of ['pm2_restart', 'pm2_reset'])
    world.remedies[remedy] = () => ({ outcome: 'done', summary: t('health.none_yet') });
  const acts: number[] = [];
  const run = async (): Promise<void> => {
    const before = world.acts.length;
    await check();
    for (let one = before; one < world.acts.length; one += 1) acts.push(world.now - (world.ahead ?? 0));
    world.now += 3 * minute;
  };
  for (let round = 0; round < 4; round += 1) await run();
  if (fault) world.fields['status'] = 'errored';
  await run();
  disturb(played);
  const disturbed = world.now - (world.ahead ?? 0);
  for (let round = 0; round < 30; round += 1) await run();
  return acts.map((at) => (at - disturbed) / minute);
}

describe.each(Object.entries(disturbances))('with %s', (name, disturb) => {
  test('a healthy site is left alone', async () => {
    expect(await play(false, disturb)).toEqual([]);
  });

  test('a fault is remedied, and within the limit', async () => {
    const acts = await play(true, disturb);
    // Three are tried before, or they were not, and the limit of an hour holds.
    expect(acts.some((at) => at >= -6 && at <= 75)).toBe(true);
    // What was tried is forgotten with a state that is lost, once.
    const most = name.startsWith('rules.json') ? 6 : 3;
    for (const [index, at] of acts.entries())
      expect(acts.slice(index).filter((other) => other < at + 60).length).toBeLessThanOrEqual(most);
  });
});

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createRuleStateStore, pass, residentSampleLog } from '../../../src/health/index.ts';
import { temporaryRecords, toyRequest, toyRule, toyTools, toyWorld } from '../toys.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

test('a resident process does not grow over 10,000 checks', async () => {
  // Without a lock, for which a command is started each time it is taken.
  const records = { ...temporaryRecords(), lock: () => ({ held: true, release: () => undefined }) as const };
  const world = toyWorld();
  const tools = {
    ...toyTools(world, records),
    ruleStates: createRuleStateStore({ records }, { sleep: () => Promise.resolve(), resident: true }),
    samples: residentSampleLog(records, 3600),
  };
  const request = toyRequest(['a', 'b', 'c', 'd'].map((name) => toyRule({ name })));
  const run = async (checks: number): Promise<void> => {
    for (let check = 0; check < checks; check += 1) {
      world.now += 1000;
      world.fields['restarts'] = check;
      await pass(request, tools);
    }
  };
  await run(5000);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  await run(10_000);
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(2_000_000);
  expect(records.list('samples').reduce((sum, { size }) => sum + size, 0)).toBeLessThan(200_000);
});

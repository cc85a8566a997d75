import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import { t } from '../../../src/core/text.ts';
import { clockJump } from '../../../src/health/pass/instant.ts';
import { createRuleStateStore, loadState } from '../../../src/health/index.ts';
import { freshRuleState, freshState, type HealthState } from '../../../src/health/rules/rule-state.ts';
import { saveState, settle } from '../../../src/health/pass/rule-state-file.ts';
import { temporaryRecords } from '../toys.ts';

const hour = 3_600_000;
const now = 1_763_000_000_000;
const at = { now, uptime: 1000, boot: 'a' };

describe('two clocks', () => {
  test.each([
    ['time passes', { now: now + hour, uptime: 4600, boot: 'a' }, 0],
    ['the clock was set forward', { now: now + 5 * hour, uptime: 4600, boot: 'a' }, 4 * hour],
    ['the clock was set back', { now: now - 2 * hour, uptime: 4600, boot: 'a' }, -3 * hour],
    ['the machine was started again', { now: now + 5 * hour, uptime: 10, boot: 'b' }, 0],
    ['it drifts', { now: now + hour + 3000, uptime: 4600, boot: 'a' }, 0],
  ])('%s', (_name, later, jump) => {
    expect(clockJump(at, later)).toBe(jump);
  });
});

function stateOf(changes: Partial<HealthState>): HealthState {
  return { ...freshState(at), ...changes };
}

describe('the state', () => {
  test('moves with a clock that was set: budgets and waits keep their lengths', () => {
    const state = stateOf({
      rules: { a: { ...freshRuleState(now), condition: 'firing', backOff: { until: now + hour, round: 1 } } },
      budgets: { 'pm2:x': [now - hour / 2] },
    });
    const moved = settle(state, { now: now + 100 * hour, uptime: 1000 + 60, boot: 'a' });
    expect(moved.budgets['pm2:x']).toEqual([now + 100 * hour - 60_000 - hour / 2]);
    expect(moved.rules['a']?.backOff?.until).toBe(now + 101 * hour - 60_000);
  });

  test('never lies in the future, so that a wrong clock does not stop remedies for ever', () => {
    const state = stateOf({ budgets: { 'pm2:x': [now + 1000 * hour] } });
    expect(settle(state, { now, uptime: 5, boot: 'b' }).budgets['pm2:x']).toEqual([now]);
  });

  test('of a newer kapa is refused, not overwritten', () => {
    const records = temporaryRecords();
    records.write('rules.json', '{"version":2,"rules":[]}');
    expect(() => loadState({ records }, at)).toThrow('health.state_newer');
    expect(records.read('rules.json').state).toBe('present');
  });

  test('is shared by two processes that check different groups', async () => {
    const records = temporaryRecords();
    const sleep = (): Promise<void> => Promise.resolve();
    const [one, two] = [
      createRuleStateStore({ records }, { sleep, resident: false }),
      createRuleStateStore({ records }, { sleep, resident: false }),
    ];
    one.load(at);
    two.load(at);
    await one.update(
      at,
      { rules: { a: freshRuleState(now) }, spent: [{ target: 'pm2:x', at: now - 1 }] },
      true,
    );
    const { state } = await two.update(
      at,
      { rules: { b: freshRuleState(now) }, spent: [{ target: 'pm2:x', at: now }] },
      true,
    );
    expect(Object.keys(state.rules)).toEqual(['a', 'b']);
    expect(state.budgets['pm2:x']).toEqual([now - 1, now]);
  });

  test('a resident process writes unurgent changes only now and then', async () => {
    const records = temporaryRecords();
    const ruleStates = createRuleStateStore({ records }, { sleep: () => Promise.resolve(), resident: true });
    saveState(records, freshState(at));
    ruleStates.load(at);
    await ruleStates.update(at, { rules: { a: freshRuleState(now) } }, false);
    const later = { ...at, now: now + 1000, uptime: 1001 };
    await ruleStates.update(later, { rules: { a: { ...freshRuleState(now), checks: 7 } } }, false);
    expect(loadState({ records }, later).state.rules['a']?.checks).toBe(0);
    await ruleStates.update(later, {}, true);
    expect(loadState({ records }, later).state.rules['a']?.checks).toBe(7);
  });

  test('a disk that takes nothing leaves the state in memory, and that is said', async () => {
    const records = { ...temporaryRecords(), write: () => refuse() };
    const ruleStates = createRuleStateStore({ records }, { sleep: () => Promise.resolve(), resident: false });
    ruleStates.load(at);
    const { state, lost } = await ruleStates.update(at, { spent: [{ target: 'pm2:x', at: now }] }, true);
    expect(state.budgets['pm2:x']).toEqual([now]);
    expect(lost?.id).toBe('health.disk_full');
  });
});

test('what a full disk does not take is remembered in the spare place, and goes back', async () => {
  const disk = temporaryRecords();
  const spare = temporaryRecords();
  let full = true;
  const places = {
    records: {
      ...disk,
      write: (name: string, content: string | Uint8Array) => {
        if (full) refuse();
        disk.write(name, content);
      },
      lock: (name: string) => (full ? refuse() : disk.lock(name)),
    },
    spare,
  };
  const sleep = (): Promise<void> => Promise.resolve();
  const acts = async (later: typeof at, spent: readonly number[]): Promise<readonly number[] | undefined> => {
    const ruleStates = createRuleStateStore(places, { sleep, resident: false });
    ruleStates.load(later);
    const patch = { spent: spent.map((act) => ({ target: 'pm2:x', at: act })) };
    return (await ruleStates.update(later, patch, true)).state.budgets['pm2:x'];
  };
  await acts(at, [now]);
  const later = { ...at, now: now + 1000, uptime: 1001 };
  expect(await acts(later, [now + 1000])).toEqual([now, now + 1000]);
  full = false;
  expect(await acts({ ...at, now: now + 2000, uptime: 1002 }, [])).toEqual([now, now + 1000]);
  expect(spare.read('rules.json').state).toBe('absent');
  expect(disk.read('rules.json').state).toBe('present');
});

function refuse(): never {
  throw new Failure(t('health.disk_full'));
}

import { expect, test } from 'vitest';
import type { RuleOrder } from '../../../src/core/ordered.ts';
import { cleared, giveOrder, ordersOf, readOrders } from '../../../src/health/pass/orders.ts';
import { settle } from '../../../src/health/pass/rule-state-file.ts';
import { freshRuleState, freshState } from '../../../src/health/rules/rule-state.ts';
import { temporaryRecords } from '../toys.ts';

// A clock that jumps a day ahead and back again: orders last as long as they were given for, about the fault they were
// given for.

const begun = 1_763_000_000_000;
const day = 86_400_000;
const rule = { name: 'Site answers' };

/** The moment so many seconds after the beginning, with a clock that is so far ahead. */
function moment(seconds: number, ahead = 0): { now: number; uptime: number; boot: string } {
  return { now: begun + seconds * 1000 + ahead, uptime: 1000 + seconds, boot: 'one' };
}

function order(kind: RuleOrder['kind'], at: ReturnType<typeof moment>, seconds: number): RuleOrder {
  return { kind, rule: rule.name, since: at.now, until: at.now + seconds * 1000, by: 'ana' };
}

const silenced = (records: ReturnType<typeof temporaryRecords>, at: ReturnType<typeof moment>): boolean =>
  readOrders(records, at).some(({ kind }) => kind === 'silence');

test.each([
  ['given on a clock that is ahead, which then is set right', day, 0],
  ['given on a clock that is right, which is then ahead', 0, day],
  ['given on a clock that is ahead and stays so', day, day],
  ['given on a clock that is behind, which then is set right', -day, 0],
])('a silence %s ends when its length has passed', async (_, given, later) => {
  const records = temporaryRecords();
  const at = moment(0, given);
  await giveOrder(records, order('silence', at, 7200), rule, at);
  // Forward and back again, in between.
  expect(silenced(records, moment(60, day))).toBe(true);
  expect(silenced(records, moment(120, -day))).toBe(true);
  expect(silenced(records, moment(7100, later))).toBe(true);
  expect(silenced(records, moment(7300, later))).toBe(false);
});

test('a silence stays when another order is given on the moved clock, which then is moved back', async () => {
  const records = temporaryRecords();
  await giveOrder(records, order('silence', moment(0), 7200), rule, moment(0));
  await giveOrder(records, order('ack', moment(60, day), 3600), rule, moment(60, day));
  await giveOrder(records, order('ack', moment(120), 3600), { name: 'Other' }, moment(120));
  expect(silenced(records, moment(7100))).toBe(true);
  expect(silenced(records, moment(7300))).toBe(false);
});

test('an acknowledgement on a clock that went ahead and back is of the fault that stood, and of no later one', async () => {
  const records = temporaryRecords();
  const firing = {
    ...freshRuleState(begun),
    state: 'firing' as const,
    condition: 'firing' as const,
    began: begun,
  };
  let state = { ...freshState(moment(0)), rules: { [rule.name]: firing } };
  const seen = (at: ReturnType<typeof moment>): number => {
    state = settle(state, at) as typeof state;
    return ordersOf(readOrders(records, at), rule, state.rules[rule.name] ?? firing).length;
  };
  // Given while the clock is ahead, with and without a check before it is back.
  const ahead = moment(60, day);
  await giveOrder(records, order('ack', ahead, 86_400), rule, ahead);
  expect(seen(moment(70, day))).toBe(1);
  expect(seen(moment(80))).toBe(1);
  expect(seen(moment(90, day))).toBe(1);
  expect(seen(moment(100))).toBe(1);
  // Healed, and there again.
  const again = { ...firing, began: moment(200).now, since: moment(200).now };
  expect(ordersOf(readOrders(records, moment(210)), rule, again)).toEqual([]);
});

test('a second clear counts, also when the first was given on a clock that was ahead', async () => {
  const records = temporaryRecords();
  const tried = { ...freshRuleState(begun), tried: begun, rung: 2 };
  const ahead = moment(60, day);
  await giveOrder(records, order('clear', ahead, 3600), rule, ahead);
  const first = cleared(tried, rule, readOrders(records, ahead));
  expect(first.rung).toBe(0);
  let state = settle({ ...freshState(ahead), rules: { [rule.name]: { ...first, rung: 2 } } }, moment(70));
  const kept = state.rules[rule.name] ?? first;
  expect(cleared(kept, rule, readOrders(records, moment(70))).rung).toBe(2);
  await giveOrder(records, order('clear', moment(120), 3600), rule, moment(120));
  state = settle(state, moment(130));
  expect(cleared(state.rules[rule.name] ?? first, rule, readOrders(records, moment(130))).rung).toBe(0);
});

import { awaitLock } from '../../core/await-lock.ts';
import { Failure } from '../../core/failure.ts';
import { orderKinds, type RuleOrder } from '../../core/ordered.ts';
import type { RuleItem } from '../../core/policy.ts';
import type { Records } from '../../core/records.ts';
import type { RuleState } from '../../core/rule-state.ts';
import { isCalled } from '../rules/renamed.ts';
import { inForce, type Instant, type TimeSpan } from './instant.ts';
import { t } from '../../core/text.ts';

type Named = Pick<RuleItem, 'name' | 'aliases'>;

/** Milliseconds by which one order may seem to be another: a clock that is moved moves times a little differently. */
const drift = 5000;

const file = 'orders.json';

/** The longest order, in seconds: a forgotten one must not keep a rule quiet for ever. */
const longestOrder = 30 * 86_400;

/** The orders in force. One whose end is further away than any may be is void: the clock was moved. */
export function readOrders(records: Records, instant: Instant): readonly RuleOrder[] {
  return keptOrders(records, instant).map(({ ordered: _, ...order }) => order);
}

type Kept = RuleOrder & TimeSpan;

function keptOrders(records: Records, instant: Instant): readonly Kept[] {
  const reading = records.read(file);
  if (reading.state !== 'present') return [];
  try {
    const { orders } = JSON.parse(new TextDecoder().decode(reading.value)) as { orders: unknown };
    return (Array.isArray(orders) ? orders : []).flatMap((kept: unknown) => {
      const order = isOrder(kept) ? inForce(kept, instant) : undefined;
      return order === undefined || order.until - instant.now > longestOrder * 1000 ? [] : [order];
    });
  } catch {
    return [];
  }
}

/** Gives an order, instead of one of its kind about the same rule. Throws a Failure when it cannot be kept. */
export async function giveOrder(
  records: Records,
  order: RuleOrder,
  rule: Named,
  ordered: Instant,
): Promise<void> {
  if (order.until - order.since > longestOrder * 1000)
    throw new Failure(t('health.order_too_long', { most: '30d' }), { exit: 64 });
  await change(records, ordered, (orders) => [...without(orders, order.kind, rule), { ...order, ordered }]);
}

/** Takes an order back before its time; false: there was none. */
export async function endOrder(
  records: Records,
  kind: RuleOrder['kind'],
  rule: Named,
  instant: Instant,
): Promise<boolean> {
  let ended = false;
  await change(records, instant, (orders) => {
    const rest = without(orders, kind, rule);
    ended = rest.length < orders.length;
    return ended ? rest : undefined;
  });
  return ended;
}

/** Orders about one rule. An acknowledgement is of the fault that was there when it was given, and of no later one. */
export function ordersOf(
  orders: readonly RuleOrder[],
  rule: Named,
  ruleState: RuleState,
): readonly RuleOrder[] {
  return orders.filter(
    (order) =>
      isCalled(rule, order.rule) &&
      (order.kind !== 'ack' ||
        (ruleState.condition === 'firing' && (ruleState.began ?? ruleState.since) <= order.since)),
  );
}

/** State of a rule as a `clear` leaves it: what was tried before the order neither counts nor holds anything back. */
export function cleared(ruleState: RuleState, rule: Named, orders: readonly RuleOrder[]): RuleState {
  const since = orders.find((order) => order.kind === 'clear' && isCalled(rule, order.rule))?.since;
  if (since === undefined || since - (ruleState.cleared ?? 0) <= drift) return ruleState;
  const { backOff: _, tried: _tried, refused: _refused, ...rest } = ruleState;
  return { ...rest, rung: 0, cleared: since };
}

/** Seconds that one who gives an order waits for another who does. */
const patience = 5;

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, seconds * 1000));
}

/** Changes the orders while no other process does; undefined: they stay. */
async function change(
  records: Records,
  instant: Instant,
  changed: (orders: readonly Kept[]) => readonly Kept[] | undefined,
): Promise<void> {
  const lock = await awaitLock(() => records.lock('orders.lock'), patience, sleep);
  if (!lock.held) {
    const { pid } = lock.holder;
    throw new Failure(t('health.orders_locked', { pid }), { cure: t('health.orders_locked_cure', { pid }) });
  }
  try {
    const reading = records.read(file);
    if (reading.state === 'unreadable') throw new Failure(reading.reason);
    const orders = changed(keptOrders(records, instant));
    if (orders !== undefined) records.write(file, `${JSON.stringify({ version: 1, orders })}\n`);
  } finally {
    lock.release();
  }
}

function without(orders: readonly Kept[], kind: RuleOrder['kind'], rule: Named): readonly Kept[] {
  return orders.filter((one) => one.kind !== kind || !isCalled(rule, one.rule));
}

function isOrder(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, rule, since, until, by } = value as Readonly<Record<string, unknown>>;
  return (
    orderKinds.some((known) => known === kind) &&
    [rule, by].every((text) => typeof text === 'string') &&
    [since, until].every(Number.isFinite)
  );
}

import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { orderText, type RuleOrder } from '../../core/ordered.ts';
import type { RuleItem } from '../../core/policy.ts';
import type { Records } from '../../core/records.ts';
import { t } from '../../core/text.ts';
import { endOrder, giveOrder, recordEvent, standingOf, type Instant } from '../../health/index.ts';
import { time } from '../../report/health/health-json.ts';
import { word } from '../../report/document.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { instantHere } from '../../app/health/instant.ts';
import { openHealthRecords, policiesIfAny } from '../../app/health/records.ts';
import { orderedBy } from '../../app/operator.ts';
import { ruleNamed } from '../../app/health/named-rule.ts';
import { parseLength } from '../parse-time.ts';

/** Seconds for which an order of a kind is in force unless it says so itself. */
const usual = { silence: 0, ack: 86_400, clear: 7 * 86_400 } as const;

/** `kapa silence RULE --for 2h --reason …`: nobody is told of one rule until then; remedies go on. */
export async function silenceCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  return order('silence', args, given, context);
}

/** `kapa ack RULE`: a person has taken the fault; it is not told again until it has healed. */
export async function ackCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  return order('ack', args, given, context);
}

/** `kapa clear RULE`: its back-off is over, and its budget is given back. */
export async function clearCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  return order('clear', args, given, context);
}

async function order(
  kind: RuleOrder['kind'],
  [named = '', ...paths]: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const policies = await policiesIfAny(paths, context);
  const records = await openHealthRecords(context, policies?.settings.stateDir);
  const instant = await instantHere(context);
  const since = instant.now;
  if (kind === 'silence') assertComplete(given);
  const item = ruleNamed(named, policies?.rules ?? []);
  const rule = item.name;
  if (given['end'] === true) return end({ records, kind, item, instant }, context);
  if (kind === 'ack' && standingOf(records, item) !== 'firing')
    throw new Failure(t('health.nothing_to_ack', { rule }), {
      cure: t('health.nothing_to_ack_cure', { rule }),
    });
  const length = given['for'];
  const seconds = typeof length === 'string' ? parseLength(length) : usual[kind];
  const until = since + seconds * 1000;
  const taken: RuleOrder = { kind, rule, since, until, ...orderedBy(context, given) };
  await giveOrder(records, taken, item, instant);
  recordEvent(records, { at: since, kind, rule, until, ...orderedBy(context, given) });
  if (context.options.json)
    context.out.document(
      { version: 1, order: word(kind), rule, until: time(until), by: taken.by, reason: taken.reason ?? null },
      0,
    );
  else context.out.write(`${context.say(orderText(taken))}\n`);
  return exitStatus.ok;
}

/** A silence says how long and why: who finds it asks. */
function assertComplete({ end: ends, for: length, reason }: Given): void {
  if (ends === true || (typeof length === 'string' && typeof reason === 'string' && reason.trim() !== ''))
    return;
  throw new Failure(t('health.silence_incomplete'), {
    cure: t('health.silence_incomplete_cure'),
    exit: exitStatus.usage,
  });
}

async function end(
  {
    records,
    kind,
    item,
    instant,
  }: {
    readonly records: Records;
    readonly kind: RuleOrder['kind'];
    readonly item: RuleItem;
    readonly instant: Instant;
  },
  context: CommandContext,
): Promise<ExitStatus> {
  const rule = item.name;
  const at = instant.now;
  const was = await endOrder(records, kind, item, instant);
  if (was) recordEvent(records, { at, kind, rule, until: at, ...orderedBy(context) });
  if (context.options.json)
    context.out.document({ version: 1, order: word(kind), rule, until: null, was_in_force: was }, 0);
  else
    context.out.write(
      `${context.say(was ? t('health.order_over', { rule }) : t('health.no_order', { rule }))}\n`,
    );
  return exitStatus.ok;
}

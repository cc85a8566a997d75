import type { FieldReading } from '../../core/probe.ts';
import type { Text } from '../../core/text.ts';
import { chooseAlerts } from '../record/alerts.ts';
import { blindAlerts, type BlindAlerts } from './blind.ts';
import { ordersOf, readOrders } from './orders.ts';
import { readPause } from './pause.ts';
import { consider, remedy } from './remedy.ts';
import { renamed } from '../rules/judge.ts';
import { underTheirNames } from '../rules/renamed.ts';
import { longestWindow, probesOf, type Rule } from '../rules/rule.ts';
import {
  attempt,
  judgeRule,
  keepEvent,
  measureAgain,
  rememberedIn,
  toRemember,
  type JudgedRule,
  type PassRequest,
  type PassTools,
  type Run,
} from './run.ts';
import { sampleOf } from '../record/samples.ts';
import type { HealthState } from '../rules/rule-state.ts';
import type { Attempt, HeldBack, RuleState, RuleStateName } from '../../core/rule-state.ts';
import type { Alert } from '../../core/alert.ts';
import type { PassResult, RuleResult } from '../../core/pass-result.ts';

/** End of a pass that nobody judged: others began to work on what was measured. */
export class Yielded extends Error {}

/**
 * One pass over a group: measure, judge, choose a rung, save evidence, act, measure again, record. Throws Yielded where
 * its tools say, when it has measured, that others are at work.
 */
export async function pass(request: PassRequest, tools: PassTools): Promise<PassResult> {
  const instant = await tools.instant();
  const loaded = tools.ruleStates.load(instant);
  const state = underTheirNames(
    loaded.state,
    request.rules.map(({ item }) => item),
  );
  const run: Run = {
    tools,
    request,
    samples: tools.samples.recent(request.group, instant.now, longestWindow(request.rules)),
    pause: readPause(tools.records, instant),
    orders: readOrders(tools.records, instant),
    problems: loaded.lost === undefined ? [] : [loaded.lost],
    before: state,
    state,
    instant,
    measurements: await tools.measure(request.probes, rememberedIn(request.group, loaded.state.memory)),
  };
  if (tools.yielding()) throw new Yielded();
  const first = run.measurements;
  let results: readonly Remedied[] = request.rules.map((rule) => ({
    ...judgeRule(run, rule, loaded.afresh),
    attempts: [],
  }));
  if (request.dryRun) results = results.map((result) => ({ ...result, ...preview(run, result) }));
  else {
    results = results.map((result) => ({ ...result, ruleState: givenUp(run, result) }));
    keepSample(run, isEventful(run, results));
    recordChanges(run, results);
    const { alerts, blind } = blindAlerts(run, results);
    const telling = tellChanges(run, results, alerts);
    results = await remedyAll(run, results);
    if (results.some(({ attempts }) => attempts.length > 0)) keepSample(run, true);
    const toldLater = tellChanges(run, results);
    await keep(run, results, blind);
    run.problems.push(...(await telling), ...(await toldLater));
  }
  return {
    group: request.group,
    at: instant.now,
    measurements: first,
    last: run.measurements,
    rules: results.map(({ rule, ruleState, attempts, value, held, wouldDo }) => ({
      item: rule.item,
      ruleState,
      attempts,
      ...(value === undefined ? {} : { value, field: rule.compared?.field ?? '' }),
      ...unitOf(rule, value),
      ...(held === undefined ? {} : { held }),
      ...(wouldDo === undefined ? {} : { wouldDo }),
      ...ordersIn(run, rule, ruleState),
    })),
    ...(run.pause === undefined ? {} : { pause: run.pause }),
    problems: distinct(run.problems),
  };
}

function ordersIn(run: Run, { item }: Rule, ruleState: RuleState): Pick<RuleResult, 'orders'> {
  const orders = ordersOf(run.orders, item, ruleState);
  return orders.length === 0 ? {} : { orders };
}

/** A rule after its ladder was, or was not, used. */
interface Remedied extends JudgedRule {
  readonly attempts: readonly Attempt[];
  readonly held?: HeldBack;
  readonly wouldDo?: string;
}

/** Deed of a real check about a rule, or reason why it would leave it alone. */
function preview(run: Run, { rule, ruleState }: JudgedRule): Pick<RuleResult, 'held' | 'wouldDo'> {
  if (ruleState.condition !== 'firing' || ruleState.state === 'unknown') return {};
  const next = consider(run, rule, ruleState);
  if (next.next === 'hold') {
    const { because, until } = next;
    return { held: { because, ...(until === undefined ? {} : { until }) } };
  }
  const wouldDo = next.next === 'act' ? rule.item.do[next.rung]?.type : undefined;
  return wouldDo === undefined ? {} : { wouldDo };
}

/** The standing of a rule whose remedies are used up already: one fault is one alert, that a person is needed. */
function givenUp(run: Run, { rule, ruleState }: JudgedRule): RuleState {
  if (ruleState.condition !== 'firing' || ruleState.state === 'unknown') return ruleState;
  const next = consider(run, rule, ruleState);
  if (next.next !== 'hold' || next.backOff === undefined) return ruleState;
  return renamed(rule.item, { ...ruleState, backOff: next.backOff }, false, run.instant.now);
}

async function remedyAll(run: Run, judged: readonly Remedied[]): Promise<Remedied[]> {
  const results: Remedied[] = [];
  let acted = false;
  for (const one of judged) {
    if (one.ruleState.condition !== 'firing' || one.ruleState.state === 'unknown' || run.tools.stopping()) {
      results.push(one);
      continue;
    }
    run.state = withRule(run.state, one);
    let current = one;
    if (acted) {
      await measureAgain(run, one.rule);
      current = {
        ...judgeRule(run, one.rule),
        attempts: [],
        ...(one.value === undefined ? {} : { value: one.value }),
      };
      run.state = withRule(run.state, current);
    }
    const remedied =
      current.ruleState.condition === 'firing' ? await remedy(run, one.rule, current.ruleState) : current;
    acted ||= remedied.attempts.length > 0;
    const result = { ...current, ...remedied };
    run.state = withRule(run.state, result);
    if (result.ruleState.state !== one.ruleState.state) recordChange(run, one.ruleState.state, result);
    results.push(result);
  }
  return results;
}

function withRule(state: HealthState, { rule, ruleState }: JudgedRule): HealthState {
  return { ...state, rules: { ...state.rules, [rule.item.name]: ruleState } };
}

/** Keeps what was measured; where something happened also when samples come densely. */
function keepSample(run: Run, eventful: boolean): void {
  const { group } = run.request;
  const { headings } = run.state;
  const sample = sampleOf(group, run.instant.now, run.measurements);
  const kept = attempt(run, () => run.tools.samples.add(sample, headings[group], eventful));
  if (kept !== undefined) run.state = { ...run.state, headings: { ...headings, [group]: kept } };
}

/** Tells whether a rule's state changed in this pass. */
function isEventful(run: Run, results: readonly JudgedRule[]): boolean {
  return results.some(({ rule, ruleState }) => ruleState.state !== run.before.rules[rule.item.name]?.state);
}

async function keep(run: Run, results: readonly JudgedRule[], blind: BlindAlerts['blind']): Promise<void> {
  const heading = run.state.headings[run.request.group];
  const rules = Object.fromEntries(results.map(({ rule, ruleState }) => [rule.item.name, ruleState]));
  const told = Object.fromEntries(
    results.flatMap(({ rule: { item } }) => {
      const last = run.state.told[item.name];
      return last === undefined ? [] : [[item.name, last] as const];
    }),
  );
  const changed = isEventful(run, results);
  const { lost } = await run.tools.ruleStates.update(
    run.instant,
    {
      ...(heading === undefined ? {} : { headings: { [run.request.group]: heading } }),
      rules,
      told,
      blind,
      memory: toRemember(run.request.group, run.measurements),
    },
    changed,
  );
  if (lost !== undefined) run.problems.push(lost);
}

/** Tells what is due, remembering it at once; the sending goes on while remedies act. */
function tellChanges(
  run: Run,
  results: readonly JudgedRule[],
  others: readonly Alert[] = [],
): Promise<readonly Text[]> {
  const { alerts, told } = chooseAlerts(
    results.map((judged) => ({
      rule: judged.rule.item,
      ruleState: judged.ruleState,
      orders: ordersOf(run.orders, judged.rule.item, judged.ruleState),
      explained: probesOf(judged.rule).some((probe) => isUnknown(run, probe)),
      ...comparedIn(judged),
    })),
    run.state.told,
    {
      now: run.instant.now,
      repeatEvery: run.request.repeatEvery,
      unknownAfter: run.request.unknownAfter,
    },
  );
  run.state = { ...run.state, told };
  const all = [...alerts, ...others];
  return all.length === 0 ? Promise.resolve([]) : run.tools.tell(all);
}

function isUnknown({ measurements }: Run, probe: string): boolean {
  const measurement = measurements[probe];
  return measurement !== undefined && 'unknown' in measurement;
}

function recordChanges(run: Run, results: readonly JudgedRule[]): void {
  for (const result of results)
    recordChange(run, run.before.rules[result.rule.item.name]?.state ?? 'ok', result);
}

const quiet: ReadonlySet<RuleStateName> = new Set(['ok', 'pending']);

function recordChange(run: Run, from: RuleStateName, judged: JudgedRule): void {
  const {
    rule: { item },
    ruleState,
  } = judged;
  const to = ruleState.state;
  if (from === to || (from === 'healed' && quiet.has(to)) || (quiet.has(from) && quiet.has(to))) return;
  keepEvent(run, {
    at: run.instant.now,
    kind: 'alert',
    rule: item.name,
    group: item.group,
    severity: item.severity,
    from,
    to,
    ...(to === 'healed' ? {} : comparedIn(judged)),
    ...(ruleState.unknown === undefined ? {} : { why: ruleState.unknown }),
  });
}

/** Value that a rule's condition compares, as it is told and kept. */
function comparedIn({ rule, value }: JudgedRule): Pick<Alert, 'value' | 'unit'> {
  return value === undefined || typeof value === 'object'
    ? {}
    : { value: String(value), ...unitOf(rule, value) };
}

function unitOf({ compared }: Rule, value: FieldReading | undefined): Pick<Alert, 'unit'> {
  const unit = typeof value === 'number' ? compared?.unit : undefined;
  return unit === undefined || unit === 'count' ? {} : { unit };
}

function distinct(texts: readonly Text[]): readonly Text[] {
  return [...new Map(texts.map((text) => [JSON.stringify(text), text])).values()];
}

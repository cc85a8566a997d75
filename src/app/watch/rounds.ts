import type { HealthEvent } from '../../core/health-event.ts';
import type { PassResult } from '../../core/pass-result.ts';
import type { Text } from '../../core/text.ts';
import {
  dueRules,
  firstRound,
  isCalled,
  paceWaiting,
  pass,
  probesOf,
  readOrders,
  reschedule,
  untilNext,
  wakeHeld,
  Yielded,
  type PassTools,
  type Rule,
  type RuleSchedule,
} from '../../health/index.ts';
import type { CommandContext } from '../context.ts';
import type { HealthSetup, PreparedGroup } from '../health/assemble.ts';
import { openEarlyCheck } from '../health/early-check.ts';
import type { Control } from './control.ts';
import { newLatest, newPublisher } from './latest.ts';
import { newLogPace } from './log-pace.ts';

/** Rounds of one group under one version of its policies. */
export interface Rounds {
  /** Judges what is due, if anything is; answers with the seconds until it is worth being called again. */
  go(): Promise<number>;
  /** Times of the next rounds, for the rounds that follow these. */
  planned(): Planned;
  /** Writes down what was kept in memory. */
  flush(): Promise<void>;
}

/** Rules, the times when each is judged next, and what was found of them. */
export interface Planned {
  readonly rules: readonly Rule[];
  readonly schedule: RuleSchedule;
  /** Findings so far; undefined: there are none. */
  readonly found: PassResult | undefined;
}

/** Listener to what the rounds of a group find. */
export interface RoundListener {
  happened(event: HealthEvent): void;
  complain(problems: readonly Text[]): void;
  found(whole: PassResult): void;
}

/** Opens the rounds of a group; those that went before under older policies say which counts of checks go on. */
export function openRounds(
  {
    setup,
    group,
    before,
  }: { readonly setup: HealthSetup; readonly group: PreparedGroup; readonly before?: Planned | undefined },
  control: Control,
  listener: RoundListener,
  context: CommandContext,
): Rounds {
  const latest = newLatest(group, before?.found);
  const publish = newPublisher(setup.records, group.name);
  const tools = setup.tools({
    stopping: control.interrupted,
    yielding: control.asideFor,
    sleep: control.sleepThrough,
    complain: (problems) => listener.complain(problems),
    happened(event) {
      const whole = event.kind === 'alert' ? latest.change(event) : undefined;
      if (whole !== undefined) publish(whole);
      listener.happened(event);
    },
  });
  const log = newLogPace(setup, group, context, (problems) => listener.complain(problems));
  const spoken = new Map(group.rules.map((rule) => [rule, probesOf(rule)] as const));
  const spokenOf = new Set([...spoken.values()].flat());
  const unspoken = new Set(group.probes.filter(({ name }) => !spokenOf.has(name)));
  const observed = sayOnce((problems) => listener.complain(problems));
  const early = openEarlyCheck(setup, group);
  const clears = watchClears(setup.records, tools, group);
  let schedule = keepCounting(firstRound(group.rules, performance.now(), Math.random), group.rules, before);
  return {
    planned: () => ({ rules: group.rules, schedule, found: latest.whole() }),
    async flush() {
      await tools.ruleStates.update(await tools.instant(), {}, true);
    },
    async go() {
      // The clock of the day may be set back, or forth: rounds keep their pace all the same.
      const now = performance.now();
      const due = dueRules(group.rules, schedule, now);
      const judged = due.length > 0 ? due : [...(await clears.look()), ...early.look(now)];
      if (judged.length > 0) {
        const names = new Set(judged.flatMap((rule) => spoken.get(rule) ?? []));
        const request = setup.request(group, false);
        const probes = group.probes.filter((probe) => names.has(probe.name) || unspoken.has(probe));
        const result = await unlessYielded(pass({ ...request, rules: judged, probes }, tools));
        if (result === undefined) return 0;
        const whole = latest.take(result);
        log(result, whole);
        publish(whole);
        listener.found(whole);
        void setup.checked(group.name, whole, 'watch').then((problems) => observed(problems));
        early.take({ ...result, at: now });
        const after = performance.now();
        schedule = paceWaiting(reschedule(schedule, due, group.rules, after), result.rules, now);
        clears.take(result);
        schedule = wakeHeld(schedule, result.rules, after, setup.host.now());
      }
      return Math.min(untilNext(schedule, performance.now()) / 1000, early.pace(), clears.pace());
    },
  };
}

/** A pass; undefined: it was given up for others. */
async function unlessYielded(passed: Promise<PassResult>): Promise<PassResult | undefined> {
  try {
    return await passed;
  } catch (error) {
    if (error instanceof Yielded) return undefined;
    throw error;
  }
}

/** Tells problems where they are others than the last time. */
function sayOnce(complain: RoundListener['complain']): RoundListener['complain'] {
  let said = '[]';
  return (problems) => {
    const now = JSON.stringify(problems);
    if (now !== said && problems.length > 0) complain(problems);
    said = now;
  };
}

/** Seconds between two looks whether a rule that backs off was cleared. */
const clearPace = 2;

/** Looks out for orders to clear rules that back off: those are judged at once. */
function watchClears(
  records: HealthSetup['records'],
  { instant }: Pick<PassTools, 'instant'>,
  { rules }: PreparedGroup,
): { look(): Promise<readonly Rule[]>; take(result: PassResult): void; pace(): number } {
  const waiting = new Set<string>();
  let seen = Date.now();
  return {
    async look() {
      if (waiting.size === 0) return [];
      const orders = readOrders(records, await instant()).filter(
        ({ kind, since }) => kind === 'clear' && since > seen,
      );
      seen = Math.max(seen, ...orders.map(({ since }) => since));
      return rules.filter(({ item }) => orders.some(({ rule }) => isCalled(item, rule)));
    },
    take(result) {
      for (const { item, ruleState } of result.rules)
        if (ruleState.state === 'backing_off') waiting.add(item.name);
        else waiting.delete(item.name);
    },
    pace: () => (waiting.size === 0 ? Number.POSITIVE_INFINITY : clearPace),
  };
}

/** The first schedule, but for rules that count checks and go on as they were: a new reading is no check of its own. */
function keepCounting(
  first: RuleSchedule,
  rules: readonly Rule[],
  before: Planned | undefined,
): RuleSchedule {
  const kept = rules.flatMap(({ item }) => {
    const earlier = before?.rules.find((rule) => rule.item.name === item.name);
    const at = before?.schedule.get(item.name);
    const counts = 'checks' in item.for && item.for.checks > 1;
    return counts && at !== undefined && earlier?.item.every === item.every ? [[item.name, at] as const] : [];
  });
  return new Map([...first, ...kept]);
}

import { Failure, textWithCure } from '../../core/failure.ts';
import type { ProbeItem, RuleItem } from '../../core/policy.ts';
import type { FieldReading } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import type { Records } from '../../core/records.ts';
import type { AnyRemedyType, RemedyContext } from '../../core/remedy.ts';
import type { Text } from '../../core/text.ts';
import { recordEvent } from '../record/events.ts';
import type { EvidencePart } from '../../core/evidence.ts';
import type { Instant } from './instant.ts';
import { judge } from '../rules/judge.ts';
import type { RuleStateStore } from './rule-state-store.ts';
import type { Measurements } from '../../core/probe.ts';
import type { Measure } from './measure.ts';
import { judgeCondition, probesOf, type RuleMoment, type Rule } from '../rules/rule.ts';
import type { SampleLog } from '../record/sample-log.ts';
import type { Sample } from '../record/samples.ts';
import type { HealthState } from '../rules/rule-state.ts';
import type { RuleState } from '../../core/rule-state.ts';
import type { Alert } from '../../core/alert.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import { cleared } from './orders.ts';
import type { RuleOrder } from '../../core/ordered.ts';
import type { Pause } from '../../core/pass-result.ts';

/** Tools that a pass works with. */
export interface PassTools {
  readonly measure: Measure;
  readonly remedies: readonly AnyRemedyType[];
  readonly remedyContext: RemedyContext;
  readonly records: Records;
  readonly ruleStates: RuleStateStore;
  readonly samples: SampleLog;
  evidence(rule: RuleItem): readonly EvidencePart[];
  instant(): Promise<Instant>;
  sleep(seconds: number): Promise<void>;
  /** Tells the channels; answers with what went wrong. Never awaited before a remedy. */
  tell(alerts: readonly Alert[]): Promise<readonly Text[]>;
  /** Another process changes the host at this moment, and no remedy may interfere. */
  changing(): boolean;
  /** Kapa was asked to end: finish the act under way, begin no other. */
  stopping(): boolean;
  /** A person's command needs the group: a verification under way is left, too. */
  yielding(): boolean;
  /** Tells of an event that is kept. */
  happened(event: HealthEvent): void;
}

/** One group's part of a policy set, at one moment. */
export interface PassRequest {
  readonly group: string;
  readonly rules: readonly Rule[];
  readonly probes: readonly ProbeItem[];
  readonly thresholds: Readonly<Record<string, Quantity>>;
  /** Judge, but neither act nor remember. */
  readonly dryRun: boolean;
  /** Seconds after which an alert that still stands is told again. */
  readonly repeatEvery: number;
  /** Seconds for which something is unknown before that is told. */
  readonly unknownAfter: number;
}

/** A pass under way: what changes while it measures and acts. */
export interface Run {
  readonly tools: PassTools;
  readonly request: PassRequest;
  readonly samples: readonly Sample[];
  readonly pause: Pause | undefined;
  readonly orders: readonly RuleOrder[];
  readonly problems: Text[];
  /** The state as it was loaded. */
  readonly before: HealthState;
  state: HealthState;
  instant: Instant;
  measurements: Measurements;
}

/** A rule while its pass is under way. */
export interface JudgedRule {
  readonly rule: Rule;
  readonly ruleState: RuleState;
  /** The field that the condition compares first. */
  readonly value?: FieldReading;
}

/** Milliseconds for which a loss of the state makes rules careful that were not judged since. */
const lossMatters = 86_400_000;

/** Judges a rule by the measurements of now. */
export function judgeRule(run: Run, rule: Rule, afresh = false): JudgedRule {
  const known = run.state.rules[rule.item.name];
  const before = known && cleared(known, rule.item, run.orders);
  const lost = before === undefined && run.instant.now - (run.state.lostAt ?? 0) < lossMatters;
  const moment = momentOf(run);
  const when = judgeCondition(rule, rule.when, moment, before?.acted);
  const clear = rule.clearWhen && judgeCondition(rule, rule.clearWhen, moment, before?.acted);
  const ruleState = judge(rule.item, before, {
    when,
    ...(clear === undefined ? {} : { clear }),
    paused: run.pause !== undefined,
    afresh: afresh || lost,
    now: run.instant.now,
  });
  const value = comparedValue(run, rule);
  return { rule, ruleState, ...(value === undefined ? {} : { value }) };
}

/** Measures a rule's probes again and takes the results over. */
export async function measureAgain(run: Run, rule: Rule): Promise<void> {
  const names = probesOf(rule);
  run.instant = await run.tools.instant();
  const measured = await run.tools.measure(
    run.request.probes.filter(({ name }) => names.includes(name)),
    { ...rememberedIn(run.request.group, run.state.memory), ...memoryOf(run.measurements) },
  );
  run.measurements = { ...run.measurements, ...measured };
}

/** Moment that conditions are judged by now. */
export function momentOf(run: Run): RuleMoment {
  return {
    measurements: run.measurements,
    samples: run.samples,
    thresholds: run.request.thresholds,
    now: run.instant.now,
  };
}

/** Keeps an event; a disk that does not take it is a problem to be told, not a reason to stop. */
export function keepEvent(run: Run, event: HealthEvent): void {
  run.tools.happened(event);
  attempt(run, () => {
    recordEvent(run.tools.records, event);
  });
}

/** Does what may fail for a full disk: the failure is noted, and the pass goes on. */
export function attempt<T>(run: Run, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    run.problems.push(textWithCure(error));
    return undefined;
  }
}

function comparedValue(run: Run, { compared }: Rule): FieldReading | undefined {
  if (compared === undefined) return undefined;
  const measurement = run.measurements[compared.probe];
  return measurement && 'fields' in measurement ? measurement.fields[compared.field] : undefined;
}

/**
 * Memory that the probes of a group asked to be given back, by their names: each group's reader of a log has
 * its own place.
 */
export function rememberedIn(
  group: string,
  memory: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const prefix = rememberedAs(group, '');
  return Object.fromEntries(
    Object.entries(memory).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
    ),
  );
}

/** The same as it is kept beside that of other groups. */
export function toRemember(group: string, measurements: Measurements): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(memoryOf(measurements)).map(([name, value]) => [rememberedAs(group, name), value]),
  );
}

/** Name under which something is remembered of a group's probe. */
export function rememberedAs(group: string, probe: string): string {
  return `${group}${separator}${probe}`;
}

/** Stands in no name of a group or a probe. */
const separator = '\n';

/** Memory that probes asked to be given back. */
function memoryOf(measurements: Measurements): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(measurements).flatMap(([name, measurement]) =>
      'fields' in measurement && measurement.memory !== undefined
        ? [[name, measurement.memory] as const]
        : [],
    ),
  );
}

import type { FieldReading } from '../../core/probe.ts';
import type { Text } from '../../core/text.ts';
import { statusOf, type HealthView } from './health-view.ts';
import type { RuleOrder } from '../../core/ordered.ts';
import { byText, word } from '../document.ts';
import type { Attempt } from '../../core/rule-state.ts';

/** The JSON document of `kapa check` and `kapa status`. Sentences are in the reader's language. */
export function healthJson(
  views: readonly HealthView[],
  say: (text: Text) => string,
): Record<string, unknown> {
  const pause = views.find((view) => view.pause !== undefined)?.pause;
  const problems = new Set(views.flatMap((view) => view.problems.map((text) => say(text))));
  return {
    version: 1,
    status: word(statusOf(views)),
    ...(views[0] === undefined ? {} : { at: time(views[0].at) }),
    groups: views.map(({ group }) => group),
    probes: Object.assign({}, ...views.map((view) => probesJson(view, say))) as unknown,
    rules: views.flatMap((view) => view.rules.map((rule) => ruleJson(rule, view.group, say))),
    ...(pause === undefined
      ? {}
      : {
          pause: {
            since: time(pause.since),
            until: time(pause.until),
            reason: pause.reason,
            by: pause.by ?? null,
          },
        }),
    problems: [...problems],
    measured_by_watch: views.flatMap(({ group, measured }) =>
      measured ? [{ group, pid: measured.pid, at: time(measured.at) }] : [],
    ),
    locked: views.flatMap(({ group, locked }) =>
      locked ? [{ group, pid: locked.pid, since: time(locked.since) }] : [],
    ),
  };
}

function probesJson(view: HealthView, say: (text: Text) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(view.measurements).map(([name, measurement]) => [
      name,
      'unknown' in measurement ? { unknown: say(measurement.unknown) } : fieldsJson(measurement.fields),
    ]),
  );
}

/** A reading of several, such as connections by their holder, is keyed by names of the host. */
function fieldsJson(fields: Readonly<Record<string, FieldReading>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, readingJson(value)]));
}

function readingJson(value: FieldReading): unknown {
  return typeof value === 'object' ? byText(value) : value;
}

function ruleJson(
  { item, ruleState, value, attempts, held, wouldDo, orders }: HealthView['rules'][number],
  group: string,
  say: (text: Text) => string,
): Record<string, unknown> {
  return {
    name: item.name,
    group,
    severity: word(item.severity),
    state: word(ruleState.state),
    since: time(ruleState.since),
    value: value === undefined ? null : readingJson(value),
    ...(ruleState.unknown === undefined ? {} : { reason: say(ruleState.unknown) }),
    ...(ruleState.backOff === undefined ? {} : { retry_at: time(ruleState.backOff.until) }),
    ...(held === undefined
      ? {}
      : {
          held: {
            because: word(held.because),
            ...(held.until === undefined ? {} : { until: time(held.until) }),
          },
        }),
    ...Object.fromEntries((orders ?? []).map((order) => [order.kind, orderJson(order)])),
    ...(wouldDo === undefined ? {} : { would_do: word(wouldDo) }),
    remedies: attempts.map((attempt) => attemptJson(attempt, say)),
  };
}

/** A try of a rung as JSON. */
export function attemptJson(attempt: Attempt, say: (text: Text) => string): Record<string, unknown> {
  return {
    remedy: word(attempt.remedy),
    target: attempt.target,
    outcome: word(attempt.outcome),
    seconds: attempt.seconds,
    at: time(attempt.at),
    ...(attempt.incident === undefined || attempt.incident === ''
      ? {}
      : { incident: word(attempt.incident) }),
    ...(attempt.text === undefined ? {} : { message: say(attempt.text) }),
  };
}

/** RFC 3339, UTC, without milliseconds. */
export function time(at: number): string {
  return word(new Date(at).toISOString().replace(/\.\d+Z$/u, 'Z'));
}

/** The JSON document of a check or status that could not be made. */
export function unknownJson(error: Text, say: (text: Text) => string): Record<string, unknown> {
  return { version: 1, status: word('unknown'), error: say(error), probes: {}, rules: [] };
}

/** An order as JSON. */
function orderJson({ since, until, by, reason }: RuleOrder): Record<string, unknown> {
  return { since: time(since), until: time(until), by, reason: reason ?? null };
}

import type { FieldReading } from '../core/probe.ts';
import { render, type Locale } from '../core/text.ts';
import { statusOf, type AttemptView, type HealthView } from './health_view.ts';

/** The JSON document of `kapa check` and `kapa status`. Sentences are in the reader's language. */
export function healthJson(views: readonly HealthView[], locale: Locale): Record<string, unknown> {
  const pause = views.find((view) => view.pause !== undefined)?.pause;
  const problems = new Set(views.flatMap((view) => view.problems.map((text) => render(text, locale))));
  return {
    version: 1,
    status: statusOf(views),
    ...(views[0] === undefined ? {} : { at: time(views[0].at) }),
    groups: views.map(({ group }) => group),
    probes: Object.assign({}, ...views.map((view) => probesJson(view, locale))) as unknown,
    rules: views.flatMap((view) => view.rules.map((rule) => ruleJson(rule, view.group, locale))),
    ...(pause === undefined
      ? {}
      : { pause: { since: time(pause.since), until: time(pause.until), reason: pause.reason } }),
    problems: [...problems],
    locked: views.flatMap(({ group, locked }) =>
      locked ? [{ group, pid: locked.pid, since: time(locked.since) }] : [],
    ),
  };
}

function probesJson(view: HealthView, locale: Locale): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(view.measurements).map(([name, measurement]) => [
      name,
      'unknown' in measurement ? { unknown: render(measurement.unknown, locale) } : measurement.fields,
    ]),
  );
}

function ruleJson(
  { item, standing, value, attempts, held, wouldDo }: HealthView['rules'][number],
  group: string,
  locale: Locale,
): Record<string, unknown> {
  const shown: FieldReading | null = value ?? null;
  return {
    name: item.name,
    group,
    severity: item.severity,
    state: standing.state,
    since: time(standing.since),
    value: shown,
    ...(standing.unknown === undefined ? {} : { reason: render(standing.unknown, locale) }),
    ...(standing.backOff === undefined ? {} : { retry_at: time(standing.backOff.until) }),
    ...(held === undefined
      ? {}
      : {
          held: { because: held.because, ...(held.until === undefined ? {} : { until: time(held.until) }) },
        }),
    ...(wouldDo === undefined ? {} : { would_do: wouldDo }),
    remedies: attempts.map((attempt) => attemptJson(attempt, locale)),
  };
}

/** A try of a rung as JSON. */
export function attemptJson(attempt: AttemptView, locale: Locale): Record<string, unknown> {
  return {
    remedy: attempt.remedy,
    target: attempt.target,
    outcome: attempt.outcome,
    seconds: attempt.seconds,
    at: time(attempt.at),
    ...(attempt.incident === undefined || attempt.incident === '' ? {} : { incident: attempt.incident }),
    ...(attempt.text === undefined ? {} : { message: render(attempt.text, locale) }),
  };
}

/** RFC 3339, UTC, without milliseconds. */
export function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, 'Z');
}

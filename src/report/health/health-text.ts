import { localTime } from '../../core/local-time.ts';
import { inline } from '../../core/harmless.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import { palette, type Palette } from '../colour.ts';
import { orderText } from '../../core/ordered.ts';
import { onOneLine, readingText } from './health-value.ts';
import {
  ruleStatus,
  statusOf,
  type BoundView,
  type HealthStatus,
  type HealthView,
  type ProbeView,
} from './health-view.ts';
import type { Attempt } from '../../core/rule-state.ts';
import type { RuleResult } from '../../core/pass-result.ts';

/** Settings that text for people is written with. */
export interface Writing {
  readonly colour: boolean;
  say(text: Text): string;
}

/**
 * Text of what one check found and did, for people: the state in one word, each probe against its bounds,
 * each rule.
 */
export function healthText(views: readonly HealthView[], writing: Writing): string {
  const paint = palette(writing.colour);
  const status = views.length === 0 ? 'unknown' : statusOf(views);
  const lines: string[] = [];
  for (const view of views) {
    lines.push(`${paint.bold(inline(view.group))} · ${localTime(view.at)}`);
    if (view.pause)
      lines.push(
        paint.yellow(
          `  ${writing.say(t('check.paused_until', { time: localTime(view.pause.until), reason: view.pause.reason, by: view.pause.by ?? '' }))}`,
        ),
      );
    if (view.measured) lines.push(`  ${paint.dim(writing.say(measuredText(view.measured, Date.now())))}`);
    if (view.locked)
      lines.push(`  ${paint.yellow('?')} ${writing.say(lockedText(view.group, view.locked, view.at))}`);
    lines.push(
      ...probeLines(view, writing, paint),
      ...view.rules.flatMap((rule) => ruleLines(rule, nameWidth(view), writing, paint)),
    );
    for (const problem of view.problems)
      lines.push(`  ${paint.yellow('!')} ${onOneLine(writing.say(problem))}`);
    lines.push('');
  }
  lines.push(statusColour(status, paint)(writing.say(t(`check.status.${status}`))));
  return `${lines.join('\n')}\n`;
}

/** Sentence on a watch that has measured, and how long ago. */
export function measuredText({ pid, at }: NonNullable<HealthView['measured']>, now: number): Text {
  return t('watch.measured', { pid, ago: formatDuration(Math.max(1, (now - at) / 1000)) });
}

/** Sentence on who checks a group at this moment. */
export function lockedText(
  group: string,
  locked: { readonly pid: number; readonly since: number },
  now: number,
): Text {
  return t('health.locked', {
    group,
    pid: locked.pid,
    for: formatDuration(Math.max(0, now - locked.since) / 1000),
  });
}

/** Each probe's fields beside the bounds that rules set them. */
function probeLines(view: HealthView, writing: Writing, paint: Palette): string[] {
  const width = Math.max(0, ...view.probes.map(({ name }) => name.length));
  return view.probes.flatMap((probe) => {
    const measurement = view.measurements[probe.name];
    if (measurement === undefined) return [];
    const name = inline(probe.name).padEnd(width);
    if ('unknown' in measurement)
      return [`  ${paint.yellow('?')} ${name}  ${onOneLine(writing.say(measurement.unknown))}`];
    const shown = Object.entries(measurement.fields).map(([field, value]) => {
      const text = `${field} ${readingText(value, probe.fields[field], writing.say)}`;
      const bound = view.bounds.find(
        (candidate) =>
          candidate.probe === probe.name && candidate.field === field && candidate.window === undefined,
      );
      return bound === undefined ? text : `${text} ${paint.dim(`(${boundText(bound, probe, writing)})`)}`;
    });
    return [`  ${paint.dim('·')} ${name}  ${shown.join(', ')}`];
  });
}

function boundText({ bound, field, operator }: BoundView, { fields }: ProbeView, { say }: Writing): string {
  return say(t('check.alert_at', { operator, bound: readingText(bound, fields[field], say) }));
}

/** Width of the rules' names: their verdicts stand apart, below each other. */
function nameWidth({ rules }: HealthView): number {
  return Math.min(48, Math.max(0, ...rules.map(({ item }) => inline(item.name).length)));
}

/** A rule: its state and since when, why nothing is done, and what was tried. */
function ruleLines(rule: RuleResult, width: number, writing: Writing, paint: Palette): string[] {
  const { item, ruleState, held } = rule;
  const { say } = writing;
  const colour = statusColour(ruleStatus(rule), paint);
  const sign =
    ruleState.state === 'unknown'
      ? '?'
      : { ok: '✓', warning: '!', critical: '✗', unknown: '?' }[ruleStatus(rule)];
  const since = say(t('check.since', { time: localTime(ruleState.since) }));
  const state = `${say(t(`check.state.${ruleState.state}`))}${ruleState.state === 'ok' ? '' : ` ${since}`}`;
  const lines = [`  ${colour(sign)} ${inline(item.name).padEnd(width)}  ${colour(state)}`];
  if (ruleState.unknown) lines.push(`      ${onOneLine(say(ruleState.unknown))}`);
  if (held) {
    const until =
      held.until === undefined ? '' : ` ${say(t('check.until', { time: localTime(held.until) }))}`;
    lines.push(`      ${say(t(`health.held.${held.because}`))}${until}`);
  }
  for (const order of rule.orders ?? []) lines.push(`      ${paint.yellow(say(orderText(order)))}`);
  if (rule.wouldDo !== undefined) lines.push(`      ${say(t('health.would_do', { remedy: rule.wouldDo }))}`);
  for (const attempt of rule.attempts) lines.push(`      ${attemptText(attempt, writing)}`);
  return lines;
}

/** One try of a rung: what, upon what, and what came of it. */
export function attemptText(attempt: Attempt, { say }: Writing): string {
  const incident =
    attempt.incident === undefined || attempt.incident === ''
      ? ''
      : ` · ${say(t('health.incident_number', { incident: attempt.incident }))}`;
  const text = attempt.text === undefined ? '' : ` · ${onOneLine(say(attempt.text))}`;
  const outcome = say(t(`health.outcome.${attempt.outcome}`, { seconds: attempt.seconds }));
  return `${attempt.remedy} ${inline(attempt.target)}: ${outcome}${text}${incident}`;
}

/** The colour of a status. */
function statusColour(status: HealthStatus, paint: Palette): (text: string) => string {
  switch (status) {
    case 'ok':
      return paint.green;
    case 'warning':
    case 'unknown':
      return paint.yellow;
    case 'critical':
      return paint.red;
  }
}

import { localTime } from '../../core/local-time.ts';
import { inline, visible } from '../../core/harmless.ts';
import type { RemedyDeed } from '../../core/remedy.ts';
import { render, t, type Locale, type Text } from '../../core/text.ts';
import { orderText } from '../../core/ordered.ts';
import { onOneLine, readingText } from './health-value.ts';
import { ruleStatus, type HealthView, type ProbeView } from './health-view.ts';
import type { RuleItem } from '../../core/policy.ts';
import type { Attempt } from '../../core/rule-state.ts';
import type { RuleResult } from '../../core/pass-result.ts';

/**
 * The lines that a check adds to its group's log: first the check with every probe's value, then one for each act and
 * each thing worth knowing. Written for the operator's greps: local time first, `CLOSE_WAIT: 3`, ✅ or ❌ once a
 * check, and in Spanish `Reiniciado` and `Reset` for what was restarted or reset.
 */
export function logLines(view: HealthView, locale: Locale): readonly string[] {
  const say = (text: Text): string => onOneLine(render(text, locale, writer));
  const time = localTime(view.at);
  const values = view.probes.map((probe) => probeValues(view, probe, say)).join(' | ');
  const troubled = view.rules.filter((rule) => ruleStatus(rule) !== 'ok');
  const trouble = troubled.map((rule) => troubleText(rule, locale, say)).join('; ');
  const lines = [`${time} ${mark(view, troubled)} ${values}${trouble === '' ? '' : ` — ${trouble}`}`];
  for (const { item, attempts } of view.rules)
    for (const attempt of attempts)
      lines.push(
        `${localTime(attempt.at)} ${actLine(nameIn(item, locale), attempt, view.deeds[attempt.remedy], say)}`,
      );
  for (const problem of view.problems) lines.push(`${time} ⚠️ ${say(problem)}`);
  return lines;
}

function mark(view: HealthView, troubled: readonly RuleResult[]): string {
  if (troubled.some((rule) => ruleStatus(rule) !== 'unknown' && !isOver(rule))) return '❌';
  const unknown = Object.values(view.measurements).some((measurement) => 'unknown' in measurement);
  return unknown || troubled.some((rule) => ruleStatus(rule) === 'unknown') ? '⚠️' : '✅';
}

/** Tells whether a check found that all is well again, with nothing left to do: no alert to be counted. */
function isOver({ ruleState, attempts }: RuleResult): boolean {
  return ruleState.state === 'healed' && attempts.length === 0;
}

/** Name of a rule in the language of the log. */
function nameIn({ name, names }: RuleItem, locale: Locale): string {
  return names?.[locale] ?? name;
}

function troubleText(
  { item, ruleState, held, orders = [] }: RuleResult,
  locale: Locale,
  say: (text: Text) => string,
): string {
  const state = say(t(`check.state.${ruleState.state}`));
  const until = held?.until === undefined ? '' : ` ${say(t('check.until', { time: localTime(held.until) }))}`;
  const why = ruleState.unknown === undefined ? '' : ` (${say(ruleState.unknown)})`;
  const because = held === undefined ? '' : `, ${say(t(`health.held.${held.because}`))}${until}`;
  const ordered = orders.map((order) => `, ${say(orderText(order))}`).join('');
  return `${named(nameIn(item, locale))}: ${state}${why}${because}${ordered}`;
}

function actLine(
  rule: string,
  attempt: Attempt,
  deed: RemedyDeed | undefined,
  say: (text: Text) => string,
): string {
  const target = attempt.target.slice(attempt.target.indexOf(':') + 1);
  const outcome = say(t(`health.outcome.${attempt.outcome}`, { seconds: attempt.seconds }));
  const incident =
    attempt.incident === undefined || attempt.incident === ''
      ? ''
      : `, ${say(t('health.incident_number', { incident: attempt.incident }))}`;
  const done = attempt.outcome === 'helped' || attempt.outcome === 'not_helped' || attempt.outcome === 'told';
  const what = done ? say(actText(deed, attempt.remedy, target)) : `${attempt.remedy} ${said(target)}`;
  const more = done || attempt.text === undefined ? '' : ` (${say(attempt.text)})`;
  return `${done ? '🔄' : '⚠️'} ${what}: ${outcome}${more} [${named(rule)}${incident}]`;
}

function actText(deed: RemedyDeed | undefined, remedy: string, target: string): Text {
  return deed === undefined ? t('health.act.other', { remedy, target }) : t(`health.act.${deed}`, { target });
}

/** Part of the log line on a probe: its label and parts, the operator's words where he has some. */
function probeValues(
  { measurements }: HealthView,
  { name, label, fields, told }: ProbeView,
  say: (text: Text) => string,
): string {
  const measurement = measurements[name];
  const head = typeof label === 'string' ? named(label) : say(label);
  if (measurement === undefined || 'unknown' in measurement) {
    const reason = measurement === undefined ? '' : ` (${say(measurement.unknown)})`;
    return `${head}: ${say(t('health.unknown'))}${reason}`;
  }
  const show = (field: string): string => {
    const value = measurement.fields[field];
    return value === undefined ? '-' : readingText(value, fields[field], say);
  };
  return `${head}: ${told(measurement.fields, show).map(say).join(' | ')}`;
}

/**
 * Name from a policy, as a part of a field: `|` and `;` part fields, and the marks are what an operator
 * counts.
 */
function named(text: string): string {
  return inline(text).replaceAll(/[|;✅❌⚠🔄]/gu, visible);
}

/** Words of the host; `—` stands before the rules. */
function said(text: string): string {
  return inline(text).replaceAll(/[|;—✅❌⚠🔄]/gu, visible);
}

/** Way to write the arguments of sentences in a field. */
const writer = { word: said, block: (text: string) => said(onOneLine(text)) };

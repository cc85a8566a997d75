import { localTime } from '../../core/local-time.ts';
import { t } from '../../core/text.ts';
import { palette } from '../colour.ts';
import { wrapped } from '../screen/cells.ts';
import type { Writing } from '../writing.ts';
import { onOneLine } from './health-value.ts';
import { ruleStatus, statusOf, type HealthView } from './health-view.ts';
import { probeRows } from './probe-rows.ts';
import { lockedText, measuredText } from './who-measures.ts';
import { ruleRows, statusColour, worstFirst } from './rule-rows.ts';

/**
 * Text of what a check found and did, for people: one line when all is well; else each rule that is not, the worst
 * first, what was done about it, and what could not be measured.
 */
export function healthText(views: readonly HealthView[], writing: Writing): string {
  const ill = worstFirst(views).filter(({ rule }) => ruleStatus(rule) !== 'ok' || rule.attempts.length > 0);
  const unmeasured = views.map((view) => ({
    ...view,
    probes: view.probes.filter(({ name }) => 'unknown' in (view.measurements[name] ?? {})),
  }));
  const lines = [
    ...noteLines(views, writing),
    ...ruleRows(ill, {}, writing),
    ...probeRows(unmeasured, { all: false }, writing),
  ];
  return [...lines, ...summaryLines(views, writing), ''].join('\n');
}

/** Pauses, watches that have measured, others that are at work, and problems. */
export function noteLines(views: readonly HealthView[], writing: Writing): readonly string[] {
  const { say, colour } = writing;
  const paint = palette(colour);
  const lines = views.flatMap((view) => [
    ...(view.pause
      ? [
          `‖ ${say(t('check.paused_until', { time: localTime(view.pause.until), reason: view.pause.reason, by: view.pause.by ?? '' }))}`,
        ]
      : []),
    ...(view.measured ? [say(measuredText(view.measured, Date.now()))] : []),
    ...(view.locked ? [`? ${say(lockedText(view.group, view.locked, view.at))}`] : []),
    ...view.problems.map((problem) => `! ${onOneLine(say(problem))}`),
  ]);
  return [...new Set(lines)].flatMap((line) => wrapped(line, writing, 0).map(paint.yellow));
}

/** State of the whole: its word, how many rules, and when; one line where the screen is not narrow. */
export function summaryLines(views: readonly HealthView[], writing: Writing): readonly string[] {
  const { say, colour } = writing;
  const status = views.length === 0 ? 'unknown' : statusOf(views);
  const rules = views.flatMap((view) => view.rules);
  const ill = rules.filter((rule) => ruleStatus(rule) !== 'ok').length;
  const at = Math.max(0, ...views.map((view) => view.at));
  const word = say(t(`check.status.${status}`));
  const counted = say(t('check.counted', { rules: rules.length, ill }));
  const [first = '', ...more] = wrapped(
    [word, counted, ...(at === 0 ? [] : [localTime(at)])].join(' · '),
    writing,
    0,
  );
  const paint = statusColour(status, palette(colour));
  return [`${paint(first.slice(0, word.length))}${first.slice(word.length)}`, ...more];
}

import { inline } from '../../core/harmless.ts';
import { localTime } from '../../core/local-time.ts';
import { formatSize } from '../../core/quantity.ts';
import type { Attempt } from '../../core/rule-state.ts';
import { presences } from '../../core/report.ts';
import { t, type Text } from '../../core/text.ts';
import { readingText } from '../health/health-value.ts';
import { formatNumber } from '../health/history.ts';
import type { AccountDocument, ReportDocument } from './schema.ts';
import { shareOf, spanOf } from './summary.ts';

/** Writes a sentence in the reader's language. */
export type Say = (text: Text) => string;

type Item<K extends 'incidents' | 'pauses' | 'changes' | 'attention'> = ReportDocument[K][number];
type Unit = ReportDocument['charts'][number]['unit'];

/** A moment of a document as people of this machine's time zone read it. */
export function momentText(moment: string): string {
  return localTime(Date.parse(moment));
}

/** Value of a unit for people; `–` where there is none. */
export function valueText(value: number | null, unit: Unit, say: Say): string {
  if (value === null) return '–';
  if (unit === 'share') return say(shareOf(value));
  return unit === 'count' ? formatNumber(value, unit, say) : readingText(value, { unit }, say);
}

/** Severity with a sign, so that it is not told by its colour alone. */
export function severityText(
  severity: Item<'attention'>['severity'],
  say: Say,
): { readonly sign: string; readonly word: string } {
  return { sign: severity === 'critical' ? '✗' : '!', word: say(t(`report.severity.${severity}`)) };
}

/** Cells of an account: its shares, the time in each state, and the number of outages. */
export function accountCells(
  { share, share_of_period, seconds, outages }: AccountDocument,
  say: Say,
): string[] {
  const shown = (one: number | null): string => (one === null ? '–' : say(shareOf(one)));
  return [
    shown(share),
    shown(share_of_period),
    ...presences.map((state) => spanOf(seconds[state])),
    String(outages.length),
  ];
}

/** Headings of these cells. */
export function accountHeads(say: Say): string[] {
  return [
    say(t('report.column.share')),
    say(t('report.column.of_period')),
    ...presences.map((state) => say(t(`report.presence.${state}`))),
    say(t('report.column.outages')),
  ];
}

/** The method of an availability, in words. */
export function methodText({ availability: { method } }: ReportDocument, say: Say): string[] {
  const probes = method.probes.map(({ probe, every_seconds: pace }) =>
    say(t('report.method_probe', { probe: inline(probe), pace: spanOf(pace) })),
  );
  return [
    say(t('report.method', { probes: probes.join('; ') })),
    ...(method.rules.length === 0
      ? []
      : [say(t('report.method_rules', { rules: method.rules.map(inline).join(', ') }))]),
    say(t('report.method_rest')),
  ];
}

/** An incident in one line. */
export function incidentText(
  { rule, value, unit, from, seconds }: Item<'incidents'>,
  until: string,
  say: Say,
): string {
  const lasted = seconds ?? (Date.parse(until) - Date.parse(from)) / 1000;
  return say(
    t('report.incident', {
      rule: inline(rule),
      value: value === null ? '' : comparedText(value, unit, say),
      lasted: spanOf(Math.max(0, lasted)),
      open: seconds === null,
    }),
  );
}

function comparedText(value: string, unit: string | undefined, say: Say): string {
  const number = Number(value);
  return unit === undefined || Number.isNaN(number) ? inline(value) : valueText(number, unit as Unit, say);
}

/** Deeds about an incident, a line each. */
export function deedsText({ reason, remedies, backed_off: usedUp }: Item<'incidents'>, say: Say): string[] {
  const deeds = remedies.map(({ remedy, target, outcome, seconds, message, incident }) => {
    const result = outcomes.has(outcome)
      ? say(t(`health.outcome.${outcome as Attempt['outcome']}`, { seconds }))
      : inline(outcome);
    const number =
      incident === undefined ? '' : ` · ${say(t('health.incident_number', { incident: inline(incident) }))}`;
    return `${inline(remedy)} ${inline(target)}: ${result}${message === undefined ? '' : ` · ${inline(message)}`}${number}`;
  });
  return [
    ...(reason === undefined ? [] : [inline(reason)]),
    ...(deeds.length === 0 ? [say(t('report.no_remedy'))] : deeds),
    ...(usedUp ? [say(t('report.backed_off'))] : []),
  ];
}

const outcomes: ReadonlySet<string> = new Set<Attempt['outcome']>([
  'helped',
  'not_helped',
  'told',
  'refused',
  'not_needed',
  'failed',
  'acting',
]);

/** An apply in one line. */
export function changeText({ outcome, by, reason, resources }: Item<'changes'>, say: Say): string {
  return say(
    t('report.change', {
      outcome: t(`report.outcome.${outcome}`),
      by: inline(by ?? ''),
      reason: inline(reason ?? ''),
      resources: resources.map(inline).join(', '),
    }),
  );
}

/** A pause in one line. */
export function pauseText({ to, reason, by }: Item<'pauses'>, say: Say): string {
  return say(t('report.pause', { to: momentText(to), reason: inline(reason), by: inline(by ?? '') }));
}

/** Name of a file of evidence, with its size. */
export function fileText({ name, bytes }: { readonly name: string; readonly bytes: number }): string {
  return `${inline(name)} (${formatSize(bytes)})`;
}

/** Cells of a rule. */
export function ruleCells(
  { severity, alerts, seconds, remedies, helped, counts }: ReportDocument['rules'][number],
  say: Say,
): string[] {
  return [
    say(t(`report.severity.${severity}`)),
    String(alerts),
    spanOf(seconds),
    String(remedies),
    String(helped),
    say(t(counts ? 'report.yes' : 'report.no')),
  ];
}

/** Headings of a rule's cells, that of its name first. */
export function ruleHeads(say: Say): string[] {
  return [
    say(t('report.column.rule')),
    say(t('report.column.severity')),
    say(t('report.column.alerts')),
    say(t('report.column.in_alert')),
    say(t('report.column.remedies')),
    say(t('report.column.helped')),
    say(t('report.column.counts')),
  ];
}

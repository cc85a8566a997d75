import type { HealthEvent } from '../../core/health-event.ts';
import type { NumberSummary, Period, PeriodSummary } from '../../core/history.ts';
import { fieldsOf, type ProbeField } from '../../core/probe.ts';
import type { Availability, ComparedFigure, PeriodComparison, Incident, Survey } from '../../core/report.ts';
import { t, type Text } from '../../core/text.ts';
import { comparePeriods, incidentsOf, pausesOf, survey } from '../../health/index.ts';
import { findProbeType } from '../../packs/index.ts';
import { eventsOf, surveyRequest, type Source } from './source.ts';

/** Figures of one of the two periods. */
interface Side {
  readonly summary: PeriodSummary;
  readonly survey: Survey;
  readonly incidents: readonly Incident[];
}

type Figure = (side: Side) => number | undefined;

/** Puts two periods side by side: availability, what was measured, answers by their status, incidents and recovery. */
export function compare(
  source: Source,
  { before, after }: { readonly before: Period; readonly after: Period },
): PeriodComparison {
  const fields = (source.policies?.probes ?? []).flatMap((probe) =>
    Object.entries(fieldsOf(probe, findProbeType)).map(
      ([field, declared]) => [`${probe.name}.${field}`, declared] as const,
    ),
  );
  const named = new Set(fields.flatMap(([column, { names }]) => (names === true ? [column] : [])));
  const summaries = comparePeriods(source.records, before, after, named);
  const side = (period: Period, summary: PeriodSummary): Side => {
    const events: readonly HealthEvent[] = eventsOf(source, period);
    return {
      summary,
      survey: survey(source.records, period, {
        ...surveyRequest(source),
        columns: [],
        pauses: pausesOf(events, period),
        pixels: 1,
        rows: 1,
      }),
      incidents: incidentsOf(events, period),
    };
  };
  const sides = [side(before, summaries.before), side(after, summaries.after)] as const;
  const figures: ComparedFigure[] = [];
  const add = (what: Text, unit: ComparedFigure['unit'], figure: Figure): void => {
    const [was, is] = [figure(sides[0]), figure(sides[1])];
    if (was !== undefined || is !== undefined) figures.push({ what, unit, before: was, after: is });
  };
  add(t('report.figure.up', { what: t('report.whole_site') }), 'share', ({ survey: { site } }) =>
    shareUp(site),
  );
  add(t('report.figure.outages'), 'count', ({ survey: { site } }) => site?.outages.length);
  for (const probe of Object.keys(sides[0].survey.probes))
    add(t('report.figure.up', { what: probe }), 'share', ({ survey: { probes } }) => shareUp(probes[probe]));
  addMeasured(source, fields, sides, add);
  addDeeds(add);
  return { before, after, figures };
}

type Add = (what: Text, unit: ComparedFigure['unit'], figure: Figure) => void;

function addMeasured(
  { columns }: Source,
  fields: readonly (readonly [column: string, declared: ProbeField])[],
  sides: readonly Side[],
  add: Add,
): void {
  for (const { probe, field, unit, counter } of columns) {
    const what = `${probe}.${field}`;
    const numbers = ({ summary }: Side): NumberSummary | undefined => summary.summary.numbers[what];
    if (counter) add(t('report.figure.growth', { what }), unit, (side) => numbers(side)?.increase);
    else {
      add(t('report.figure.average', { what }), unit, (side) => numbers(side)?.average);
      add(t('report.figure.most', { what }), unit, (side) => numbers(side)?.most);
    }
  }
  for (const [column, { codes }] of fields) {
    if (codes !== true) continue;
    const seen = new Set(
      sides.flatMap(({ summary }) => Object.keys(summary.summary.durations[column] ?? {})),
    );
    for (const code of [...seen].sort())
      add(t('report.figure.code', { what: column, code }), 'duration', ({ summary }) => {
        const durations = summary.summary.durations[column];
        return durations === undefined ? undefined : (durations[code] ?? 0);
      });
  }
}

function addDeeds(add: Add): void {
  const tries = ({ incidents }: Side): Incident['remedies'] => incidents.flatMap(({ remedies }) => remedies);
  const recoveries = ({ incidents }: Side): readonly number[] =>
    incidents.flatMap(({ from, to }) => (to === undefined ? [] : [(to - from) / 1000]));
  add(t('report.figure.incidents'), 'count', ({ incidents }) => incidents.length);
  add(t('report.figure.remedies'), 'count', (side) => tries(side).length);
  add(
    t('report.figure.helped'),
    'count',
    (side) => tries(side).filter(({ outcome }) => outcome === 'helped').length,
  );
  add(t('report.figure.recovery'), 'duration', (side) => {
    const all = recoveries(side);
    return all.length === 0 ? undefined : all.reduce((sum, one) => sum + one, 0) / all.length;
  });
  add(t('report.figure.recovery_most'), 'duration', (side) => {
    const all = recoveries(side);
    return all.length === 0 ? undefined : Math.max(...all);
  });
}

/** Share of the time up of that up or down; undefined: neither was measured. */
function shareUp(account: Availability | undefined): number | undefined {
  const { up = 0, down = 0 } = account?.seconds ?? {};
  return up + down === 0 ? undefined : up / (up + down);
}

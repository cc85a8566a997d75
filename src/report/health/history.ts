import { localTime } from '../../core/local-time.ts';
import { inline } from '../../core/harmless.ts';
import type { ProbeField } from '../../core/probe.ts';
import { formatDuration } from '../../core/quantity.ts';
import { t, type Text } from '../../core/text.ts';
import { palette } from '../colour.ts';
import { attemptJson, time } from './health-json.ts';
import type { Writing } from '../writing.ts';
import { attemptText } from './attempt-text.ts';
import { formatCompared, numberText, onOneLine, readingText } from './health-value.ts';
import { orderText } from '../../core/ordered.ts';
import type { Ordered } from '../../core/ordered.ts';
import { sparkline } from '../screen/sparkline.ts';
import { widthOf, wrapped } from '../screen/cells.ts';
import { byText, word } from '../document.ts';
import { glance, glancedText } from './glance.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import type { Outage, SampleSummary } from '../../core/history.ts';

/** Units of the numbers of a column (`probe.field`); one that is not there is a plain number. */
export type Units = Readonly<Record<string, ProbeField['unit']>>;

/** Result of `kapa history`. */
export interface HistoryView {
  readonly since: number;
  readonly until: number;
  /** Undefined: not asked for. */
  readonly samples?: SampleSummary;
  readonly events: readonly HealthEvent[];
  /** True: each event by itself, else an alert with all that belongs to it as one. */
  readonly single: boolean;
  /** Undefined: not asked for. */
  readonly outages?: readonly Outage[];
}

/** The history for people: charts of what was measured, then what happened, oldest first. */
export function historyText(view: HistoryView, units: Units, writing: Writing): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  const lines = [paint.bold(`${localTime(view.since)} – ${localTime(view.until)}`)];
  if (view.samples) {
    lines.push('', paint.bold(say(t('health.title.samples', { count: view.samples.samples }))));
    lines.push(...chartLines(view.samples, units, say));
  }
  lines.push('', paint.bold(say(t('health.title.events'))));
  const rows: readonly (readonly [at: number, text: string])[] = view.single
    ? view.events.map((event) => [event.at, eventText(event, writing)])
    : glance(view.events).map((one) => [
        one.at,
        'event' in one ? eventText(one.event, writing) : glancedText(one.incident, view.until, writing),
      ]);
  for (const [at, text] of rows) lines.push(...momentLines(at, text, view.until, writing));
  if (view.events.length === 0) lines.push(`  ${say(t('health.none_yet'))}`);
  if (view.outages) {
    lines.push('', paint.bold(say(t('watch.title.outages'))));
    for (const outage of view.outages) lines.push(`  ${outageText(outage, writing)}`);
    if (view.outages.length === 0) lines.push(`  ${say(t('health.none_yet'))}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Lines of a moment: when, how long ago, and what happened, as many as it takes. */
function momentLines(at: number, text: string, now: number, writing: Writing): readonly string[] {
  const { say, columns, colour, masked } = writing;
  const [ago = ''] = formatDuration(Math.max(1, (now - at) / 1000)).split(' ');
  const time = localTime(at);
  const when = `${time}  ${say(t('health.ago', { ago }))}`;
  const [first = '', ...more] = wrapped(text, writing, 4);
  const head = `  ${palette(colour).dim(when)}  `;
  const fits = widthOf(`  ${when}  ${masked(text)}`) <= columns;
  return fits ? [`${head}${text}`] : [head.trimEnd(), first, ...more];
}

/** The history as one JSON document. */
export function historyJson(view: HistoryView, say: (text: Text) => string): Record<string, unknown> {
  return {
    version: 1,
    since: time(view.since),
    until: time(view.until),
    ...(view.samples === undefined ? {} : { samples: samplesJson(view.samples) }),
    events: view.events.map((event) => eventJson(event, say)),
    ...(view.outages === undefined
      ? {}
      : {
          outages: view.outages.map(({ rule, group, episodes, seconds }) => ({
            rule,
            group,
            seconds: Number(seconds.toFixed(1)),
            episodes: episodes.map(({ from, to }) => ({
              from: time(from),
              to: to === undefined ? null : time(to),
            })),
          })),
        }),
  };
}

/** Line of a rule: how often it fired in the period, and for how long in all. */
function outageText({ rule, episodes, seconds }: Outage, { say }: Writing): string {
  const still = episodes.some(({ to }) => to === undefined) ? ` · ${say(t('health.still'))}` : '';
  const time = seconds === 0 ? '0s' : formatDuration(seconds);
  return `${inline(rule)}: ${say(t('watch.outage', { times: episodes.length, time }))}${still}`;
}

/** Samples summed up, as JSON. */
export function samplesJson(samples: SampleSummary): Record<string, unknown> {
  return {
    count: samples.samples,
    numbers: Object.fromEntries(
      Object.entries(samples.numbers).map(([column, numbers]) => [
        column,
        {
          samples: numbers.samples,
          min: numbers.least,
          max: numbers.most,
          average: Number(numbers.average.toFixed(4)),
          last: numbers.last,
          increase: numbers.increase,
          chart: numbers.chart.map((value) => value ?? null),
        },
      ]),
    ),
    values: Object.fromEntries(
      Object.entries(samples.values).map(([column, counts]) => [column, byText(counts)]),
    ),
    seconds: Object.fromEntries(
      Object.entries(samples.durations).map(([column, durations]) => [column, byText(durations)]),
    ),
  };
}

function chartLines(samples: SampleSummary, units: Units, say: (text: Text) => string): string[] {
  const names = [...Object.keys(samples.numbers), ...Object.keys(samples.values)].map(inline);
  const width = Math.max(0, ...names.map((name) => name.length));
  const numbers = Object.entries(samples.numbers).map(([column, { chart, least, average, most, last }]) => {
    const shown = (value: number): string => formatNumber(value, units[column], say);
    return `  ${inline(column).padEnd(width)}  ${sparkline(chart)}  ${shown(least)} – ${shown(most)}, ∅ ${shown(average)}, → ${shown(last)}`;
  });
  const values = Object.entries(samples.values).map(([column, counts]) => {
    // Over time; samples of one instant alone have none.
    const durations = samples.durations[column] ?? {};
    const timed = Object.values(durations).some((seconds) => seconds > 0) ? durations : counts;
    const total = Object.values(timed).reduce((sum, weight) => sum + weight, 0);
    const shares = Object.entries(timed)
      .sort(([, a], [, b]) => b - a)
      .filter(([, weight]) => weight > 0)
      .map(([value, count]) => `${inline(value)} ${formatNumber(count / total, 'share', say)}`);
    return `  ${inline(column).padEnd(width)}  ${shares.join(', ')}`;
  });
  return [...numbers, ...values];
}

/** A number as people read it, by its unit: `50.9 MiB`, `3m 20s`, `45%`, or with as many digits as they read. */
export function formatNumber(value: number, unit: ProbeField['unit'], say: (text: Text) => string): string {
  if (unit !== undefined && unit !== 'count') return readingText(value, { unit }, say);
  return numberText(String(Number(value.toPrecision(value >= 1000 ? 6 : 3))), say);
}

function eventText(event: HealthEvent, writing: Writing): string {
  const { say } = writing;
  const paint = palette(writing.colour);
  switch (event.kind) {
    case 'alert': {
      const value = event.value === undefined ? '' : ` (${formatCompared(event, say)})`;
      const why = event.why === undefined ? '' : `: ${onOneLine(say(event.why))}`;
      const sign = {
        healed: '✓',
        ok: '✓',
        firing: '✗',
        backing_off: '✗',
        paused: '✗',
        pending: '·',
        unknown: '?',
      }[event.to];
      const colour = sign === '✓' ? paint.green : sign === '✗' ? paint.red : paint.yellow;
      return `${colour(`${sign} ${say(t(`check.state.${event.to}`))}`)} ${inline(event.rule)}${value}${why}`;
    }
    case 'remedy':
      return `${paint.cyan('→')} ${attemptText(event, writing)} [${inline(event.rule)}]`;
    case 'apply':
      return `${paint.cyan('=')} ${say(t('health.event.apply', { ...orderedIn(event), outcome: event.outcome, changed: event.changed.length, transaction: event.transaction ?? '-' }))}`;
    case 'pause':
      return `‖ ${say(t('check.paused_until', { time: localTime(event.until), reason: event.reason, by: event.by ?? '' }))}`;
    case 'resume':
      return `▸ ${say(t('health.resumed'))}${event.by === undefined ? '' : ` (${inline(event.by)})`}`;
    case 'reset':
      return `${paint.cyan('=')} ${say(t('health.event.reset', { ...orderedIn(event), incident: event.incident }))}`;
    case 'silence':
    case 'ack':
    case 'clear': {
      const said =
        event.until === event.at
          ? t('health.event.order_over', { order: t(`health.order.${event.kind}`), by: event.by })
          : orderText({ ...event, since: event.at });
      return `${paint.yellow('‖')} ${inline(event.rule)}: ${say(said)}`;
    }
  }
}

function orderedIn({ by = '', reason = '' }: Partial<Ordered>): Required<Ordered> {
  return { by, reason };
}

/** An event as JSON. */
export function eventJson(event: HealthEvent, say: (text: Text) => string): Record<string, unknown> {
  const kind = word(event.kind);
  switch (event.kind) {
    case 'alert': {
      const { why, at, severity, from, to, unit, ...rest } = event;
      return {
        ...rest,
        kind,
        severity: word(severity),
        from: word(from),
        to: word(to),
        ...(unit === undefined ? {} : { unit: word(unit) }),
        at: time(at),
        ...(why === undefined ? {} : { reason: say(why) }),
      };
    }
    case 'remedy':
      return { kind, rule: event.rule, group: event.group, ...attemptJson(event, say) };
    case 'pause':
      return { ...event, kind, at: time(event.at), until: time(event.until) };
    case 'apply':
      return {
        ...event,
        kind,
        at: time(event.at),
        outcome: word(event.outcome),
        ...(event.transaction === undefined ? {} : { transaction: word(event.transaction) }),
      };
    case 'resume':
    case 'reset':
      return { ...event, kind, at: time(event.at) };
    case 'silence':
    case 'ack':
    case 'clear':
      return { ...event, kind, at: time(event.at), until: time(event.until) };
  }
}

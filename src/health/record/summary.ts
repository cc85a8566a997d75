import type { Records } from '../../core/records.ts';
import { readEvents } from './events.ts';
import { readSamples, type SampleValue } from './samples.ts';
import type { HealthEvent } from '../../core/health-event.ts';
import type {
  ComparedPeriods,
  NumberSummary,
  Period,
  RuleFigures,
  SampleSummary,
  ValueCounts,
} from '../../core/history.ts';

const noNames: ReadonlySet<string> = new Set();

/** Sums a period's samples up in one pass; `parts` is the number of values in a chart. */
export function summariseSamples(
  records: Records,
  period: Period,
  {
    parts,
    wanted = () => true,
    names = noNames,
  }: {
    readonly parts: number;
    wanted?(column: string): boolean;
    /** Columns whose numbers only name something: they are counted, not summed up. */
    readonly names?: ReadonlySet<string>;
  },
): SampleSummary {
  const columns = new Map<string, Column>();
  const rows = new Map<
    readonly string[],
    readonly { readonly column: Column; readonly at: number; readonly isName: boolean }[]
  >();
  const width = Math.max(1, (period.until - period.since) / parts);
  let samples = 0;
  for (const sample of readSamples(records, period)) {
    samples += 1;
    let row = rows.get(sample.columns);
    if (row === undefined) {
      row = sample.columns.flatMap((name, at) =>
        wanted(name) ? [{ column: columnNamed(columns, name, parts), at, isName: names.has(name) }] : [],
      );
      rows.set(sample.columns, row);
    }
    const part = Math.min(parts - 1, Math.floor((sample.at - period.since) / width));
    for (const { column, at, isName } of row) {
      const value = sample.values[at];
      column.take(typeof value === 'number' && isName ? String(value) : value, part, sample.at);
    }
  }
  for (const column of columns.values()) column.end();
  const taken = [...columns].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    samples,
    numbers: Object.fromEntries(
      taken.flatMap(([name, column]) => {
        const numbers = column.numbers();
        return numbers === undefined ? [] : [[name, numbers] as const];
      }),
    ),
    values: Object.fromEntries(
      taken.flatMap(([name, column]) => {
        const values = column.values();
        return Object.keys(values).length === 0 ? [] : [[name, values] as const];
      }),
    ),
    durations: Object.fromEntries(
      taken.flatMap(([name, column]) => {
        const durations = column.durations();
        return Object.keys(durations).length === 0 ? [] : [[name, durations] as const];
      }),
    ),
  };
}

/** Counts alerts and remedies by rule. */
export function figuresByRule(events: Iterable<HealthEvent>): Readonly<Record<string, RuleFigures>> {
  const figures: Record<string, { -readonly [K in keyof RuleFigures]: number }> = {};
  for (const event of events) {
    if (event.kind !== 'alert' && event.kind !== 'remedy') continue;
    const one = (figures[event.rule] ??= { alerts: 0, healed: 0, remedies: 0, helped: 0, backedOff: 0 });
    if (event.kind === 'remedy') {
      one.remedies += 1;
      if (event.outcome === 'helped') one.helped += 1;
    } else if (event.to === 'healed') one.healed += 1;
    else if (event.to === 'backing_off') one.backedOff += 1;
    else if ((event.to === 'firing' || event.to === 'paused') && !ruleState.has(event.from)) one.alerts += 1;
  }
  return figures;
}

/** Compares what was recorded before a moment with what came after; `names`: columns whose numbers only name something. */
export function comparePeriods(
  records: Records,
  before: Period,
  after: Period,
  names: ReadonlySet<string> = noNames,
): ComparedPeriods {
  const over = (period: Period): ComparedPeriods['before'] => ({
    ...period,
    summary: summariseSamples(records, period, { parts: 20, names }),
    rules: figuresByRule(readEvents(records, period)),
  });
  return { before: over(before), after: over(after) };
}

const ruleState: ReadonlySet<string> = new Set(['firing', 'paused', 'backing_off', 'unknown']);

interface Column {
  take(value: SampleValue | undefined, part: number, at: number): void;
  /** Ends the time for which the last value stood. */
  end(): void;
  numbers(): NumberSummary | undefined;
  values(): ValueCounts;
  durations(): ValueCounts;
}

/** Milliseconds for which a value counts when no other follows: beyond that nobody measured. */
const longestStand = 15 * 60_000;

const mostValues = 20;

function columnNamed(columns: Map<string, Column>, name: string, parts: number): Column {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const column = newColumn(parts);
  columns.set(name, column);
  return column;
}

function newColumn(parts: number): Column {
  const counts = new Map<string, number>();
  const stood = new Map<string, number>();
  let before: { readonly value: SampleValue; readonly at: number } | undefined;
  let [weighed, weight] = [0, 0];
  let interval = longestStand;
  const stand = (at: number): void => {
    if (before === undefined) return;
    const lasted = Math.min(Math.max(0, at - before.at), longestStand);
    interval = lasted;
    if (typeof before.value === 'number') {
      weighed += before.value * lasted;
      weight += lasted;
    } else {
      const key = String(before.value);
      if (counts.has(key)) stood.set(key, (stood.get(key) ?? 0) + lasted / 1000);
    }
  };
  const chart: (number | undefined)[] = Array.from({ length: parts });
  let [samples, least, most, sum, last, grown] = [
    0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    0,
    0,
  ];
  return {
    // The last one stands for as long as the one before it.
    end() {
      if (before !== undefined) stand(before.at + interval);
    },
    take(value, part, at) {
      if (value === undefined) return;
      stand(at);
      before = { value, at };
      if (typeof value === 'number') {
        if (samples > 0) grown += value >= last ? value - last : value;
        samples += 1;
        if (value < least) least = value;
        if (value > most) most = value;
        sum += value;
        last = value;
        const before = chart[part];
        if (before === undefined || value > before) chart[part] = value;
      } else {
        const key = String(value);
        const seen = counts.get(key);
        if (seen !== undefined || counts.size < mostValues) counts.set(key, (seen ?? 0) + 1);
      }
    },
    numbers: () =>
      samples === 0
        ? undefined
        : {
            samples,
            least,
            most,
            average: weight > 0 ? weighed / weight : sum / samples,
            last,
            increase: grown,
            chart,
          },
    values: () => Object.fromEntries(counts),
    durations: () => Object.fromEntries(stood),
  };
}

import type { FieldName, History, Recorded } from '../../core/expression.ts';
import type { Fields, FieldReading, Measurements } from '../../core/probe.ts';
import { sampleOf, type Sample, type SampleValue } from '../record/samples.ts';

/** The time that conditions look back from, and how far. */
export interface Looking {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** After a remedy a rule is judged by what happened since: windows begin then. Milliseconds since 1970. */
  readonly begin?: number;
  /** Seconds between two checks. */
  readonly every: number;
}

/** The history of a group's samples (oldest first) and the measurements of now, which count as the newest sample. */
export function historyOf(
  samples: readonly Sample[],
  measurements: Measurements,
  { now, begin = 0, every }: Looking,
): History {
  const all = [...samples.filter(({ at }) => at <= now), sampleOf('', now, measurements)];
  const recorded = <Value>(seconds: number, read: (sample: Sample) => Value | undefined): Recorded<Value> => {
    const start = Math.max(begin, now - seconds * 1000);
    let first: number | undefined;
    const points: { readonly at: number; readonly value: Value }[] = [];
    for (const sample of all) {
      const value = read(sample);
      if (value === undefined) continue;
      first ??= sample.at;
      if (sample.at >= start) points.push({ at: sample.at, value });
    }
    const late = first === undefined ? 0 : (first - start) / 1000;
    return late <= slackOf(seconds, every) ? { points } : { points, covers: (now - (first ?? now)) / 1000 };
  };
  return {
    field: (name, seconds) => recorded(seconds, (sample) => valueIn(sample, name)),
    moments: (seconds) => recorded(seconds, fieldsIn),
    before(name, seconds) {
      const moment = now - seconds * 1000;
      const slack = slackOf(seconds, every) * 1000;
      const near = all.filter(({ at }) => Math.abs(at - moment) <= slack);
      const known = near.flatMap((sample) => {
        const value = valueIn(sample, name);
        return value === undefined ? [] : [{ at: sample.at, value }];
      });
      return (known.findLast(({ at }) => at <= moment) ?? known[0])?.value;
    },
  };
}

/** Seconds that a record may lie beside the moment that is asked for: two checks, or a tenth of the window. */
export function slackOf(seconds: number, every: number): number {
  return Math.max(2 * every, seconds / 10);
}

function valueIn({ columns, values }: Sample, { probe, field }: FieldName): SampleValue | undefined {
  const at = columns.indexOf(`${probe}.${field}`);
  return at < 0 ? undefined : values[at];
}

/** Fields by probe. */
function fieldsIn({ columns, values }: Sample): Readonly<Record<string, Fields>> {
  const byProbe: Record<string, Record<string, FieldReading>> = {};
  for (const [at, column] of columns.entries()) {
    const value = values[at];
    const dot = column.indexOf('.');
    if (value === undefined || dot < 0) continue;
    (byProbe[column.slice(0, dot)] ??= {})[column.slice(dot + 1)] = value;
  }
  return byProbe;
}

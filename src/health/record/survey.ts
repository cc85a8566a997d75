import type { Period } from '../../core/history.ts';
import type { ProbeItem } from '../../core/policy.ts';
import type { Fields, FieldReading, FindProbeType } from '../../core/probe.ts';
import type { Records } from '../../core/records.ts';
import type { TimeStretch, Survey } from '../../core/report.ts';
import { speakingProbes } from '../pass/confirm.ts';
import { availabilityOf, gravestOf, presenceTrack, reach, type PresenceTrack } from './presence.ts';
import { readSamples, type Sample } from './samples.ts';
import { spreadTrack, type SpreadTrack } from './spread.ts';

/** Matters of a survey. */
export interface SurveyRequest {
  readonly probes: readonly ProbeItem[];
  readonly find: FindProbeType;
  /** Columns (`probe.field`) whose numbers are wanted. */
  readonly columns: readonly string[];
  readonly pauses: readonly TimeStretch[];
  /** Parts of a chart and of a strip, and rows of a table. */
  readonly pixels: number;
  readonly rows: number;
  /** Seconds between two measurements of a probe. */
  pace(probe: string): number;
}

/**
 * Surveys the samples of a period in one pass: whether the probes that speak for the site were well, and the least and
 * most of numbers. A measurement counts until the next one of its probe; where none follows within two paces, for one.
 * A sample of a group whose probe was due and is not in it says that the probe is unknown.
 */
export function survey(records: Records, period: Period, request: SurveyRequest): Survey {
  const { probes, find, columns, pauses, pixels, rows } = request;
  const speakers = speakingProbes(probes, find).map((probe): Speaker => {
    const type = find(probe.type);
    return {
      name: probe.name,
      groups: new Set(),
      track: presenceTrack(period, request.pace(probe.name) * 1000),
      isWell: (fields) => type?.isWell?.(fields) === true,
    };
  });
  const numbers = new Map(
    columns.map((column): [string, Column] => {
      const pace = request.pace(column.slice(0, column.indexOf('.'))) * 1000;
      return [column, { groups: new Set(), track: spreadTrack(period, pace, { pixels, rows }) }];
    }),
  );
  const longest = Math.max(0, ...probes.map(({ name }) => request.pace(name))) * 1000;
  const plans = new Map<readonly string[], Row>();
  let samples = 0;
  for (const sample of readSamples(records, { ...period, since: period.since - reach * longest })) {
    if (sample.at >= period.since) samples += 1;
    let row = plans.get(sample.columns);
    if (row === undefined) {
      row = rowOf(sample, speakers, numbers);
      plans.set(sample.columns, row);
    }
    take(sample, row);
  }
  const spans = speakers.map(({ track }) => track.spans());
  const account = (one: (typeof spans)[number]): ReturnType<typeof availabilityOf> =>
    availabilityOf(one, pauses, period, pixels);
  return {
    samples,
    ...(spans.length === 0 ? {} : { site: account(gravestOf(spans)) }),
    probes: Object.fromEntries(speakers.map(({ name }, index) => [name, account(spans[index] ?? [])])),
    columns: Object.fromEntries([...numbers].map(([column, { track }]) => [column, track.spread()])),
  };
}

/** A probe that speaks for the site. */
interface Speaker {
  readonly name: string;
  /** Groups whose samples have had it. */
  readonly groups: Set<string>;
  readonly track: PresenceTrack;
  isWell(fields: Fields): boolean;
}

/** A column whose numbers are wanted. */
interface Column {
  /** Groups whose samples have had it. */
  readonly groups: Set<string>;
  readonly track: SpreadTrack;
}

/** Places of what is wanted in the samples of one heading. */
interface Row {
  readonly heard: readonly {
    readonly speaker: Speaker;
    readonly fields: readonly (readonly [field: string, at: number])[];
  }[];
  readonly silent: readonly Speaker[];
  readonly numbers: readonly (readonly [column: Column, at: number])[];
  readonly missing: readonly Column[];
}

function rowOf({ columns }: Sample, speakers: readonly Speaker[], numbers: ReadonlyMap<string, Column>): Row {
  const placed = speakers.map((speaker) => ({
    speaker,
    fields: columns.flatMap((column, at) =>
      column.startsWith(`${speaker.name}.`) ? [[column.slice(speaker.name.length + 1), at] as const] : [],
    ),
  }));
  return {
    heard: placed.filter(({ fields }) => fields.length > 0),
    silent: placed.filter(({ fields }) => fields.length === 0).map(({ speaker }) => speaker),
    numbers: columns.flatMap((name, at) => {
      const column = numbers.get(name);
      return column === undefined ? [] : [[column, at] as const];
    }),
    missing: [...numbers].flatMap(([name, column]) => (columns.includes(name) ? [] : [column])),
  };
}

function take({ at, group, values }: Sample, { heard, silent, numbers, missing }: Row): void {
  for (const { speaker, fields } of heard) {
    const measured: Record<string, FieldReading> = {};
    for (const [field, place] of fields) measured[field] = values[place] ?? '';
    speaker.groups.add(group);
    speaker.track.take(at, speaker.isWell(measured) ? 'up' : 'down');
  }
  for (const { track, groups } of silent)
    if (groups.has(group) && track.wasDue(at)) track.take(at, 'unknown');
  for (const [{ track, groups }, place] of numbers) {
    const value = values[place];
    groups.add(group);
    if (typeof value === 'number') track.take(at, value);
  }
  for (const { track, groups } of missing) if (groups.has(group)) track.miss(at);
}

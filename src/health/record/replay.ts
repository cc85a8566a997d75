import type { FieldReading, Measurement } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import type { Records } from '../../core/records.ts';
import { t } from '../../core/text.ts';
import { judge } from '../rules/judge.ts';
import { judgeCondition, longestWindow, probesOf, type Rule } from '../rules/rule.ts';
import { readSamples, type Sample } from './samples.ts';
import type { RuleState } from '../../core/rule-state.ts';
import type { Period } from '../../core/history.ts';

/** Record of what a rule would have done over recorded samples. */
export interface Replayed {
  readonly rule: string;
  readonly judged: number;
  /** Samples that did not have what the rule speaks of. */
  readonly unknown: number;
  /** Each time it would have fired: from when to when, milliseconds since 1970; open at the end of the period. */
  readonly episodes: readonly { readonly from: number; readonly to?: number }[];
}

/**
 * Judges rules, with the thresholds of now, over recorded samples: what would have fired, before one trusts them.
 * Remedies are not played: an episode lasts as long as the recorded values say.
 */
export function replay(
  records: Records,
  period: Period,
  rules: readonly Rule[],
  thresholds: Readonly<Record<string, Quantity>>,
): readonly Replayed[] {
  const window = longestWindow(rules) * 1000;
  const tracks = rules.map((rule) => ({
    rule,
    probes: probesOf(rule),
    ruleState: undefined as RuleState | undefined,
    judged: 0,
    unknown: 0,
    episodes: [] as { from: number; to?: number }[],
  }));
  let recent: Sample[] = [];
  for (const sample of readSamples(records, period)) {
    if (window > 0) recent = keepWithin(recent, sample, window);
    const measurements = measurementsOf(sample);
    for (const track of tracks) {
      if (!track.probes.some((probe) => probe in measurements)) continue;
      const moment = {
        measurements: { ...missing(track.probes), ...measurements },
        samples: recent,
        thresholds,
        now: sample.at,
      };
      const when = judgeCondition(track.rule, track.rule.when, moment, undefined);
      const clear =
        track.rule.clearWhen && judgeCondition(track.rule, track.rule.clearWhen, moment, undefined);
      const before = track.ruleState?.condition;
      track.ruleState = judge(track.rule.item, track.ruleState, {
        when,
        ...(clear === undefined ? {} : { clear }),
        paused: false,
        afresh: false,
        now: sample.at,
      });
      track.judged += 1;
      if ('unknown' in when) track.unknown += 1;
      if (track.ruleState.condition === 'firing' && before !== 'firing')
        track.episodes.push({ from: sample.at });
      const last = track.episodes.at(-1);
      if (track.ruleState.condition !== 'firing' && before === 'firing' && last) last.to = sample.at;
    }
  }
  return tracks.map(({ rule, judged, unknown, episodes }) => ({
    rule: rule.item.name,
    judged,
    unknown,
    episodes,
  }));
}

function keepWithin(samples: Sample[], sample: Sample, window: number): Sample[] {
  const first = samples.findIndex(({ at }) => at >= sample.at - window);
  const kept = first > 0 ? samples.slice(first) : first < 0 ? [] : samples;
  kept.push(sample);
  return kept;
}

/** A sample's columns as the measurements that they came from; maps were not kept. */
function measurementsOf(sample: Sample): Record<string, Measurement> {
  const fields: Record<string, Record<string, FieldReading>> = {};
  for (const [index, column] of sample.columns.entries()) {
    const dot = column.indexOf('.');
    const value = sample.values[index];
    if (value !== undefined) (fields[column.slice(0, dot)] ??= {})[column.slice(dot + 1)] = value;
  }
  return Object.fromEntries(Object.entries(fields).map(([probe, values]) => [probe, { fields: values }]));
}

function missing(probes: readonly string[]): Record<string, Measurement> {
  return Object.fromEntries(probes.map((probe) => [probe, { unknown: t('health.not_measured', { probe }) }]));
}

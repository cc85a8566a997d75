import type { Period } from '../../core/history.ts';
import type { ProbeItem } from '../../core/policy.ts';
import type { FieldReading, FindProbeType, Measurement } from '../../core/probe.ts';
import type { Quantity } from '../../core/quantity.ts';
import type { Records } from '../../core/records.ts';
import type { Episode, Replay, Replayed } from '../../core/replay.ts';
import type { RuleState } from '../../core/rule-state.ts';
import { t } from '../../core/text.ts';
import { judge } from '../rules/judge.ts';
import { judgeCondition, longestWindow, probesOf, type RuleMoment, type Rule } from '../rules/rule.ts';
import { readSamples, type Sample } from './samples.ts';
import { missedBy, siteLog, type SiteLog } from './site-log.ts';

/** Rules that are replayed, and what they are judged with. */
export interface ReplayRequest {
  readonly rules: readonly Rule[];
  readonly thresholds: Readonly<Record<string, Quantity>>;
  /** All probes: those that speak for the site tell a false alarm from a true one. */
  readonly probes: readonly ProbeItem[];
  readonly find: FindProbeType;
}

/**
 * Judges rules over recorded samples: what would have fired, before one trusts them. Remedies are not played: an
 * episode lasts as long as the recorded values say.
 */
export function replayRules(records: Records, period: Period, request: ReplayRequest): Replay {
  const window = longestWindow(request.rules) * 1000;
  const tracks = request.rules.map(trackOf);
  const groups = groupsIn(records, period, tracks);
  const site = siteLog(request.probes, request.find);
  const recent = new Map<string, Sample[]>();
  let samples = 0;
  for (const sample of readSamples(records, { ...period, since: period.since - window })) {
    const measurements = measurementsOf(sample);
    const before = within(recent.get(sample.group) ?? [], sample.at - window);
    site.note(sample.at, measurements);
    if (sample.at >= period.since) {
      samples += 1;
      for (const track of tracks)
        if (
          groups.get(track)?.has(sample.group) === true &&
          track.probes.some((probe) => probe in measurements)
        )
          track.take({
            measurements: { ...missing(track.probes), ...measurements },
            samples: before,
            thresholds: request.thresholds,
            now: sample.at,
          });
    }
    before.push(sample);
    recent.set(sample.group, before);
  }
  const rules = tracks.map((track) => track.told(site));
  const outages = site.outages(period);
  return { samples, rules, outages, missed: missedBy(rules, outages) };
}

/** A rule on its way through the samples. */
interface Track {
  readonly rule: Rule;
  readonly probes: readonly string[];
  take(moment: RuleMoment): void;
  told(site: SiteLog): Replayed;
}

function trackOf(rule: Rule): Track {
  let ruleState: RuleState | undefined;
  let [judged, unknown] = [0, 0];
  const episodes: { from: number; to?: number; acts: boolean }[] = [];
  const condition = (one: Rule['when'], moment: RuleMoment): ReturnType<typeof judgeCondition> =>
    judgeCondition(rule, one, moment, undefined);
  return {
    rule,
    probes: probesOf(rule),
    take(moment) {
      const when = condition(rule.when, moment);
      const clear = rule.clearWhen && condition(rule.clearWhen, moment);
      const wasFiring = ruleState?.condition === 'firing';
      ruleState = judge(rule.item, ruleState, {
        when,
        ...(clear === undefined ? {} : { clear }),
        paused: false,
        afresh: false,
        now: moment.now,
      });
      judged += 1;
      if ('unknown' in when) unknown += 1;
      const isFiring = ruleState.condition === 'firing';
      if (isFiring && !wasFiring) {
        const only = rule.onlyIf && condition(rule.onlyIf, moment);
        const acts = rule.item.do.length > 0 && (only === undefined || ('holds' in only && only.holds));
        episodes.push({ from: moment.now, acts });
      }
      const last = episodes.at(-1);
      if (!isFiring && wasFiring && last) last.to = moment.now;
    },
    told: (site) => ({
      rule: rule.item.name,
      judged,
      unknown,
      episodes: episodes.map((episode): Episode => ({ ...episode, site: site.at(episode.from) })),
    }),
  };
}

/**
 * Groups whose samples a rule is judged by: its own, as it was when it was checked; all where there are none of it, as
 * for a rule that is new.
 */
function groupsIn(
  records: Records,
  period: Period,
  tracks: readonly Track[],
): ReadonlyMap<Track, ReadonlySet<string>> {
  const recorded = new Map<string, Set<string>>();
  const seen = new Set<readonly string[]>();
  for (const { group, columns } of readSamples(records, period)) {
    if (seen.has(columns)) continue;
    seen.add(columns);
    const known = recorded.get(group) ?? new Set<string>();
    for (const column of columns) known.add(column.slice(0, column.indexOf('.')));
    recorded.set(group, known);
  }
  return new Map(
    tracks.map((track) => {
      const { group } = track.rule.item;
      const own = recorded.get(group);
      const isOwn = own !== undefined && track.probes.some((probe) => own.has(probe));
      return [track, new Set(isOwn ? [group] : recorded.keys())];
    }),
  );
}

/** The samples from a moment on. */
function within(samples: Sample[], begin: number): Sample[] {
  const first = samples.findIndex(({ at }) => at >= begin);
  return first > 0 ? samples.slice(first) : first < 0 ? [] : samples;
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

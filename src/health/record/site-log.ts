import type { Period } from '../../core/history.ts';
import type { ProbeItem } from '../../core/policy.ts';
import type { FindProbeType, Measurements } from '../../core/probe.ts';
import type { SiteOutage, Replayed, SiteThen } from '../../core/replay.ts';
import { isWell, speakingProbes } from '../pass/confirm.ts';

/** Answers of the site over a period, as the probes that speak for it had them. */
export interface SiteLog {
  note(at: number, measurements: Measurements): void;
  /** Its answer about a moment: ill if one probe says so. */
  at(moment: number): SiteThen;
  /** Stretches of illness that reach into a period. */
  outages(period: Period): readonly SiteOutage[];
}

/** Milliseconds between two things that are said of one moment: groups are not checked at once. */
const near = 5 * 60_000;
/** Milliseconds without a measurement after which nobody knows whether an illness went on. */
const silence = 60 * 60_000;

interface Answer {
  readonly at: number;
  readonly well: boolean;
}

/** A log of the probes that speak for the site, to be filled oldest first. */
export function siteLog(probes: readonly ProbeItem[], find: FindProbeType): SiteLog {
  const tracks = speakingProbes(probes, find).map((probe) => ({ probe, answers: [] as Answer[] }));
  return {
    note(at, measurements) {
      for (const { probe, answers } of tracks)
        if (probe.name in measurements) answers.push({ at, well: isWell(probe, measurements, find) });
    },
    at(moment) {
      const said = tracks.flatMap(({ answers }) => nearestAnswer(answers, moment) ?? []);
      if (said.length === 0) return 'unknown';
      return said.every(({ well }) => well) ? 'well' : 'ill';
    },
    outages: ({ since, until }) =>
      tracks
        .flatMap(({ probe, answers }) => outagesIn(probe.name, answers))
        .filter(({ from, to = until }) => to >= since && from <= until)
        .sort((a, b) => a.from - b.from),
  };
}

/** Outages about which no rule fired. */
export function missedBy(rules: readonly Replayed[], outages: readonly SiteOutage[]): readonly SiteOutage[] {
  const episodes = rules.flatMap((rule) => rule.episodes);
  return outages.filter(
    (outage) =>
      !episodes.some(
        ({ from, to = Infinity }) => from <= (outage.to ?? Infinity) + near && to >= outage.from - near,
      ),
  );
}

function nearestAnswer(answers: readonly Answer[], moment: number): Answer | undefined {
  let [low, high] = [0, answers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((answers[middle]?.at ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return [answers[low - 1], answers[low]].find(
    (answer) => answer !== undefined && Math.abs(answer.at - moment) <= near,
  );
}

function outagesIn(probe: string, answers: readonly Answer[]): readonly SiteOutage[] {
  const found: { probe: string; from: number; to?: number }[] = [];
  let open: { probe: string; from: number; to?: number } | undefined;
  let last: Answer | undefined;
  for (const answer of answers) {
    const silent = last !== undefined && answer.at - last.at > silence;
    if (open !== undefined && last !== undefined && (answer.well || silent)) {
      open.to = silent ? last.at : answer.at;
      open = undefined;
    }
    if (!answer.well && open === undefined) {
      open = { probe, from: answer.at };
      found.push(open);
    }
    last = answer;
  }
  return found;
}

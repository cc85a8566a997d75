import type { Glance } from '../core/glance.ts';
import {
  changedSigns,
  isTouched,
  probesOf,
  signsOf,
  watchedBy,
  watchedByAll,
  type PassResult,
  type Rule,
  type Signs,
} from '../engine/health/index.ts';
import type { HealthSetup, PreparedGroup } from './health.ts';

/** Between two rounds of a group: says when something changed, so that a round is worth making before its time. */
export interface Lookout {
  /** Seconds until the next glance. */
  pace(): number;
  /** Glances, and names the rules to judge now; mostly none. */
  look(now: number): readonly Rule[];
  /** Takes in what a round has found: processes come and go. */
  take(result: PassResult): void;
}

/** Seconds: between glances, from a change to the round (PM2 itself restarts what died), and between such rounds. */
const pace = { glance: 1, settle: 0.3, rounds: 3 } as const;

/** Rules that are judged as often as this many seconds need no lookout. */
const oftenEnough = 2;

/** Opens the lookout of a group. */
export function openLookout(
  { glance, probeTypes }: Pick<HealthSetup, 'glance' | 'probeTypes'>,
  group: PreparedGroup,
): Lookout {
  const rules = group.rules.filter(({ item }) => item.every > oftenEnough);
  const spoken = new Map(rules.map((rule) => [rule, probesOf(rule)] as const));
  const counting = new Set<string>();
  let measurements: PassResult['last'] = {};
  let watched = watchedBy(group.probes, probeTypes, measurements);
  let before: Glance | undefined;
  let signs: Signs = new Map();
  const changed = new Set<string>();
  let roundAt = 0;

  const isUrgent = (rule: Rule): boolean =>
    !counting.has(rule.item.name) &&
    (spoken.get(rule) ?? []).some((name) => {
      const watches = watched.get(name);
      return watches !== undefined && isTouched(watches, changed);
    });

  return {
    pace() {
      if (rules.length === 0 || watched.size === 0) return Number.POSITIVE_INFINITY;
      return changed.size > 0 ? pace.settle : pace.glance;
    },
    look(now) {
      if (rules.length === 0 || watched.size === 0) return [];
      const settled = changed.size > 0;
      const seen = glance(watchedByAll(watched));
      if (before !== undefined && seen.at - before.at >= pace.glance * 900) {
        const next = signsOf(before, seen);
        for (const key of changedSigns(signs, next)) changed.add(key);
        signs = next;
      }
      if (before === undefined || seen.at - before.at >= pace.glance * 900) before = seen;
      if (!settled || Math.abs(now - roundAt) < pace.rounds * 1000) return [];
      const urgent = rules.filter(isUrgent);
      changed.clear();
      if (urgent.length > 0) roundAt = now;
      return urgent;
    },
    take(result) {
      measurements = { ...measurements, ...result.last };
      watched = watchedBy(group.probes, probeTypes, measurements);
      for (const { item, standing } of result.rules) {
        // A round made early begins a count of checks, and does not hasten it: the count is there to outlast a burst.
        const counts = standing.condition === 'pending' && 'checks' in item.for;
        if (counts) counting.add(item.name);
        else counting.delete(item.name);
      }
    },
  };
}

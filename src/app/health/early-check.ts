import type { Poll } from '../../core/poll.ts';
import {
  isChanged,
  showsDead,
  changesIn,
  watchedBy,
  type Rule,
  type PollChanges,
} from '../../health/index.ts';
import type { HealthSetup, PreparedGroup } from './assemble.ts';
import type { PassResult } from '../../core/pass-result.ts';

/** Between two rounds of a group: says when something changed, so that a round is worth making before its time. */
export interface EarlyCheck {
  /** Seconds until the next poll. */
  pace(): number;
  /** Glances, and names the rules to judge now: mostly none. What is true of them, the round says. */
  look(now: number): readonly Rule[];
  /** Takes in what a round has found: processes come and go. */
  take(result: PassResult): void;
}

/** Seconds: between polls, from a change to the round (PM2 itself restarts what died), and between such rounds. */
const pace = { poll: 0.5, settle: 0.3, rounds: 3, least: 0.1 } as const;

/** Rules that are judged as often as this many seconds need no early check. */
const oftenEnough = 2;

/** Opens the early check of a group. */
export function openEarlyCheck(
  { poll, findProbeType }: Pick<HealthSetup, 'poll' | 'findProbeType'>,
  group: PreparedGroup,
): EarlyCheck {
  const rules = group.rules.filter(({ item }) => item.every > oftenEnough);
  /** Rules that count checks. A round made early begins a count and does not hasten it: it is to outlast a burst. */
  const counting = new Set<string>();
  let measurements: PassResult['last'] = {};
  let watched = watchedBy(group.probes, findProbeType, measurements);
  let before: Poll | undefined;
  let changes: PollChanges = new Map();
  let changed = false;
  let roundAt = Number.NEGATIVE_INFINITY;
  /** Time of performance.now() from which dead connections that were news count, if they are still there. */
  let aged = Number.POSITIVE_INFINITY;
  /** Time of performance.now() to measure again in any case. */
  let again = Number.POSITIVE_INFINITY;
  let isNews = false;
  const idle = (): boolean => rules.length === 0 || watched.ports.length + watched.pids.length === 0;

  return {
    pace() {
      if (idle()) return Number.POSITIVE_INFINITY;
      const dueIn = (Math.min(aged, again) - performance.now()) / 1000;
      return Math.min(changed ? pace.settle : pace.poll, Math.max(pace.least, dueIn));
    },
    look(now) {
      if (idle()) return [];
      const settled = changed;
      const seen = poll(watched);
      before ??= seen;
      if (seen.at - before.at >= pace.poll * 900) {
        const next = changesIn(watched, before, seen, changes);
        changed ||= isChanged(changes, next);
        changes = next;
        before = seen;
      }
      const isDue = now >= again || (now >= aged && showsDead(changes));
      if (!isDue && (!settled || Math.abs(now - roundAt) < pace.rounds * 1000)) return [];
      aged = Number.POSITIVE_INFINITY;
      again = Number.POSITIVE_INFINITY;
      isNews = settled;
      changed = false;
      roundAt = now;
      return rules.filter(({ item }) => !counting.has(item.name));
    },
    take(result) {
      measurements = { ...measurements, ...result.last };
      watched = watchedBy(group.probes, findProbeType, measurements);
      if (isNews && showsDead(changes))
        aged = Math.min(...(watched.ages ?? []).map((age) => roundAt + (age + pace.least) * 1000));
      again = result.at + ((watched.again ?? Number.POSITIVE_INFINITY) + pace.least) * 1000;
      isNews = false;
      for (const { item, ruleState } of result.rules)
        if (ruleState.condition === 'pending' && 'checks' in item.for) counting.add(item.name);
        else counting.delete(item.name);
    },
  };
}

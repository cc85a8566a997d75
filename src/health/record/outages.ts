import type { HealthEvent } from '../../core/health-event.ts';
import type { Outage, Period } from '../../core/history.ts';

/** Days before a period that are looked through for what began before it and lasted into it. */
export const lookBack = 31;

/**
 * Times in a period in which rules were firing, by rule, from when that was told to when it was over: over time, however
 * often was measured meanwhile. `events` begin before the period, oldest first.
 */
export function outagesOf(events: Iterable<HealthEvent>, { since, until }: Period): readonly Outage[] {
  const found = new Map<string, { group: string; episodes: { from: number; to?: number }[] }>();
  for (const event of events) {
    if (event.kind !== 'alert' || event.at > until) continue;
    const one = found.get(event.rule) ?? { group: event.group, episodes: [] };
    found.set(event.rule, one);
    const last = one.episodes.at(-1);
    const isOpen = last !== undefined && last.to === undefined;
    if (fires.has(event.to)) {
      if (!isOpen) one.episodes.push({ from: event.at });
    } else if (event.to !== 'unknown' && isOpen) last.to = event.at;
  }
  return [...found].flatMap(([rule, { group, episodes }]) => {
    const within = episodes
      .filter(({ to }) => to === undefined || to >= since)
      .map(({ from, to }) => ({ from: Math.max(from, since), ...(to === undefined ? {} : { to }) }));
    if (within.length === 0) return [];
    const seconds = within.reduce((sum, { from, to = until }) => sum + (to - from) / 1000, 0);
    return [{ rule, group, episodes: within, seconds }];
  });
}

const fires: ReadonlySet<string> = new Set(['firing', 'paused', 'backing_off']);

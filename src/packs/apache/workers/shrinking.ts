/** Number of workers, and the uptime at which there were so many. */
interface Count {
  readonly workers: number;
  readonly at: number;
}

/** Memory from look to look: the most workers of late, and those of the last look. */
export interface SeenWorkers {
  readonly most: Count;
  readonly last: Count;
}

/** Seconds for which a peak counts. Apache ends one spare worker a second. */
export const peakLasts = 10;

/** Judges a count of worker processes by those that were seen before. */
export function seeWorkers(
  memory: unknown,
  now: Count,
): { readonly seen: SeenWorkers; readonly shrinking: boolean } {
  const before = memory as Partial<SeenWorkers> | undefined;
  const most = earlier(before?.most, now);
  const last = earlier(before?.last, now);
  const isRecent = (count: Count): boolean => now.at - count.at < peakLasts;
  const peak = most !== undefined && isRecent(most) && most.workers > now.workers ? most : now;
  // Where looks are further apart than that, the last one is all that can be told from.
  const shrank = last !== undefined && !isRecent(last) && last.workers > now.workers;
  return { seen: { most: peak, last: now }, shrinking: peak.workers > now.workers || shrank };
}

/** A count that was kept, if it is one of this boot. */
function earlier(count: Count | undefined, now: Count): Count | undefined {
  return typeof count?.workers === 'number' && count.at <= now.at ? count : undefined;
}

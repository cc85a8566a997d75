import type { Poll, PolledGroup, PolledProcess, Watched } from '../../core/poll.ts';
import type { ProbeItem } from '../../core/policy.ts';
import type { FindProbeType } from '../../core/probe.ts';
import type { Measurements } from '../../core/probe.ts';

/** Signs of each port and process; one that differs from the one before means that it is time to look. */
export type PollChanges = ReadonlyMap<string, string>;

/** An event loop that turned no more often between two polls, while it was running at both, is blocked. */
const fewTurns = 2;

/** So many connections that stay dead from one poll to the next are no longer the few that are just being closed. */
const someDead = 4;

/** Signs that two polls in a row show of what is watched; `earlier` are the signs before. */
export function changesIn(
  { pids, processGroups = [] }: Watched,
  before: Poll,
  after: Poll,
  earlier: PollChanges = new Map(),
): PollChanges {
  const changes = new Map<string, string>();
  for (const [port, { listeners, waiting, dead }] of after.ports) {
    const then = before.ports.get(port);
    // A connection that waits at one poll waits for its turn; at two, for someone who does not come.
    const stuck = waiting > 0 && (then?.waiting ?? 0) > 0;
    const left = Math.min(dead, then?.dead ?? 0);
    // By orders of magnitude: a leak that goes on is not news at every poll.
    const many = left < someDead ? '' : `, ${deadSign} 2^${Math.floor(Math.log2(left))}`;
    changes.set(`port ${port}`, `${listeners}${stuck ? ' waiting' : ''}${many}`);
  }
  for (const pid of pids) {
    changes.set(`pid ${pid}`, signOf(before.processes.get(pid), after.processes.get(pid)));
  }
  for (const { parent, each } of processGroups) {
    const group = after.processGroups.get(parent);
    if (group === undefined) continue;
    for (const [what, [value, least]] of Object.entries(groupLevels(group, each))) {
      const key = `${what} of ${parent}`;
      changes.set(key, levelOf(earlier.get(key), value, least));
    }
  }
  return changes;
}

const mebibyte = 1024 * 1024;

/** Levels of a process group that are watched, each with the least change of it that is news. */
function groupLevels(
  { workers, memory, connections }: PolledGroup,
  each: number,
): Record<string, [number, number]> {
  return {
    // One process more or less is no news, however many threads it has.
    workers: [workers, Math.max(8, 2 * each)],
    memory: [memory, 64 * mebibyte],
    'share in use': [Math.min(1, connections / Math.max(workers, 1)), 1 / 3],
  };
}

/** The level at which a value was, until it has moved away from it by an eighth and by the least that is news. */
function levelOf(earlier: string | undefined, value: number, least: number): string {
  const level = Number(earlier);
  return Math.abs(value - level) < Math.max(least, level / 8) ? String(level) : String(value);
}

function signOf(then: PolledProcess | undefined, now: PolledProcess | undefined): string {
  if (now === undefined || (then !== undefined && now.started !== then.started)) return 'ended';
  if (now.state === 'T') return 'stopped';
  const ran = then?.state === 'R' && now.state === 'R';
  const blocked = ran && now.sleeps - then.sleeps <= fewTurns;
  // One whose parent has died is an orphan.
  return `child of ${now.parent}${blocked ? ', blocked' : ''}`;
}

const deadSign = 'dead';

/** Tells whether dead connections stay at a port. */
export function showsDead(changes: PollChanges): boolean {
  return [...changes.values()].some((sign) => sign.includes(deadSign));
}

/**
 * Tells whether something changed. What is seen for the first time did not, unless it was just measured and
 * has ended.
 */
export function isChanged(before: PollChanges, after: PollChanges): boolean {
  return [...after].some(([key, sign]) => {
    const earlier = before.get(key);
    return earlier === undefined ? sign === 'ended' : earlier !== sign;
  });
}

/** Things that the probes of a group would have watched between rounds, each port and process once. */
export function watchedBy(
  probes: readonly ProbeItem[],
  find: FindProbeType,
  measurements: Measurements,
): Watched {
  const all = probes.flatMap(({ name, type, spec }) => {
    const watches = find(type)?.watches;
    const measured = measurements[name];
    return watches?.(spec, measured && 'fields' in measured ? measured.fields : {}) ?? [];
  });
  const again = all.flatMap((one) => (one.again === undefined ? [] : [one.again]));
  return {
    ports: [...new Set(all.flatMap(({ ports }) => ports))],
    pids: [...new Set(all.flatMap(({ pids }) => pids))],
    processGroups: all.flatMap(({ processGroups = [] }) => processGroups),
    ages: all.flatMap(({ ages = [] }) => ages),
    ...(again.length === 0 ? {} : { again: Math.min(...again) }),
  };
}

import type { Glance, Watched } from '../../core/glance.ts';
import type { ProbeItem } from '../../core/policy.ts';
import type { AnyProbeType } from '../../core/probe.ts';
import type { Measurements } from './measure.ts';

/** What was seen of each port and process; a sign that differs from the one before means that it is time to look. */
export type Signs = ReadonlyMap<string, string>;

/** A process is busy that used at least so much of one processor between two glances, as a blocked event loop does. */
const busy = 0.9;

/** What two glances in a row show. */
export function signsOf(before: Glance, after: Glance): Signs {
  const elapsed = (after.at - before.at) / 1000;
  const signs = new Map<string, string>();
  for (const [port, { listeners, waiting }] of after.ports) {
    // A connection that waits at one glance waits for its turn; at two, for someone who does not come.
    const stuck = waiting > 0 && (before.ports.get(port)?.waiting ?? 0) > 0;
    signs.set(`port ${port}`, `${listeners}${stuck ? ' waiting' : ''}`);
  }
  for (const pid of before.processes.keys()) {
    const then = before.processes.get(pid);
    const now = after.processes.get(pid);
    if (then === undefined || now === undefined || now.started !== then.started) {
      signs.set(`pid ${pid}`, 'ended');
      continue;
    }
    const load = elapsed > 0 ? (now.cpu - then.cpu) / elapsed : 0;
    signs.set(`pid ${pid}`, `${now.stopped ? 'stopped' : 'lives'}${load >= busy ? ' busy' : ''}`);
  }
  return signs;
}

/** The ports and processes whose sign is another; one seen for the first time is not. */
export function changedSigns(before: Signs, after: Signs): ReadonlySet<string> {
  return new Set(
    [...after].flatMap(([key, sign]) => {
      const earlier = before.get(key);
      const changed = earlier === undefined ? sign === 'ended' : earlier !== sign;
      return changed ? [key] : [];
    }),
  );
}

/** What each probe of a group would have watched between rounds, by the probe's name. */
export function watchedBy(
  probes: readonly ProbeItem[],
  types: readonly AnyProbeType[],
  measurements: Measurements,
): ReadonlyMap<string, Watched> {
  return new Map(
    probes.flatMap(({ name, type, spec }) => {
      const watches = types.find((candidate) => candidate.type === type)?.watches;
      if (watches === undefined) return [];
      const measured = measurements[name];
      const fields = measured && 'fields' in measured ? measured.fields : {};
      return [[name, watches(spec, fields)] as const];
    }),
  );
}

/** All of it, each port and process once. */
export function watchedByAll(watched: ReadonlyMap<string, Watched>): Watched {
  const all = [...watched.values()];
  return {
    ports: [...new Set(all.flatMap(({ ports }) => ports))],
    pids: [...new Set(all.flatMap(({ pids }) => pids))],
  };
}

/** Whether a probe watches one of the ports and processes that changed. */
export function isTouched({ ports, pids }: Watched, changed: ReadonlySet<string>): boolean {
  return ports.some((port) => changed.has(`port ${port}`)) || pids.some((pid) => changed.has(`pid ${pid}`));
}

import type { Instruments, Pm2Home } from '../../core/instruments.ts';
import type { Pm2Process } from '../../core/reader.ts';

/** Generations between a daemon and what it runs: an application is its child, or that of a program that wraps it. */
const mostGenerations = 16;

/**
 * Numbers of the processes that a daemon names and that it does run: they descend from it, and have its user, or any
 * user where the daemon is root's. What a daemon says of the processes of others is not believed. Of two daemons that were
 * started in a folder at one moment, one leaves its number there, and it may be the other that answers.
 */
export async function claimedPids(
  { home, daemon, uid }: Pm2Home,
  applications: readonly Pm2Process[],
  instruments: Instruments,
): Promise<ReadonlySet<number>> {
  const pids = new Set<number>();
  for (const { pid } of applications) {
    if (pid <= 1 || pids.has(pid)) continue;
    if (uid !== 0) {
      const detail = await instruments.inspect(pid);
      if (detail.state !== 'present' || detail.value.uid !== uid) continue;
    }
    const isRun =
      daemon === undefined ||
      (await descends(pid, [daemon.pid], instruments)) ||
      (await descends(pid, await daemonsIn(home, instruments), instruments));
    if (isRun) pids.add(pid);
  }
  return pids;
}

async function daemonsIn(home: string, instruments: Instruments): Promise<readonly number[]> {
  const daemons = await instruments.pm2Daemons(home);
  return daemons.state === 'present' ? daemons.value : [];
}

async function descends(pid: number, from: readonly number[], instruments: Instruments): Promise<boolean> {
  let at = pid;
  for (let generation = 0; generation < mostGenerations && at > 1; generation += 1) {
    const process = await instruments.process(at);
    if (process.state !== 'present') return false;
    at = process.value.parent;
    if (from.includes(at)) return true;
  }
  return false;
}

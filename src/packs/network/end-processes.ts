import type { Host } from '../../core/host.ts';
import type { Instruments, Process } from '../../core/instruments.ts';
import { descendants, type PortHolder } from './port-holders.ts';
import { askAll, runningIn } from '../pm2/apps.ts';
import { claimedPids } from '../pm2/claims.ts';
import { parseProcStat } from '../../core/proc-stat.ts';
import type { RemedyContext } from '../../core/remedy.ts';
import { t, type Text } from '../../core/text.ts';

/** Result of ending processes. Refused: nobody was signalled. */
export type EndedProcesses =
  | { readonly outcome: 'ended'; readonly killed: readonly PortHolder[] }
  | { readonly outcome: 'refused' | 'failed'; readonly reason: Text };

/** Bounds of an ending of processes. */
export interface Ending {
  /** Programs that may be ended. */
  readonly programs: readonly string[];
  /** Seconds between TERM and KILL. */
  readonly grace: number;
}

/**
 * Ends processes: TERM, and KILL for those that live on after the grace. All or none: one that must not be ended
 * (pid 1, a kapa and those above this one, sshd, an Apache parent, a PM2 daemon, what PM2 runs, any program not on the list)
 * means that nobody is signalled.
 */
export async function endProcesses(
  victims: readonly PortHolder[],
  { programs, grace }: Ending,
  { host, instruments }: Pick<RemedyContext, 'host' | 'instruments'>,
): Promise<EndedProcesses> {
  const reason = await whyProtected(victims, programs, instruments());
  if (reason !== undefined) return { outcome: 'refused', reason };
  const processes = victims.map(({ process }) => process);
  for (const process of processes) await host.signal(process, 'TERM');
  const left = await waitForEnd(processes, grace, host);
  for (const process of left) await host.signal(process, 'KILL');
  const stuck = await waitForEnd(left, afterKill, host);
  return stuck[0] === undefined
    ? { outcome: 'ended', killed: victims }
    : { outcome: 'failed', reason: t('measure.lives_on', { pid: stuck[0].pid }) };
}

/** Seconds that a killed process may take to be gone: one that waits for a disk takes its time. */
const afterKill = 3;

async function whyProtected(
  victims: readonly PortHolder[],
  programs: readonly string[],
  instruments: Instruments,
): Promise<Text | undefined> {
  const all = await instruments.processes();
  if (all.state !== 'present') return all.state === 'unreadable' ? all.reason : undefined;
  const ours = selfAndAbove(instruments.self, all.value);
  const managed = await managedByPm2(all.value, instruments);
  if ('reason' in managed) return managed.reason;
  for (const { process, program } of victims) {
    const { pid } = process;
    const above = all.value.get(process.parent);
    const isApacheParent = apachePrograms.has(program) && !apachePrograms.has(above?.command ?? '');
    const isKapa = ours.has(pid) || instruments.isKapa(pid);
    if (pid <= 1 || isKapa || program === 'sshd' || isApacheParent || managed.daemons.has(pid))
      return t('measure.protected', { pid, program });
    if (managed.pids.has(pid)) return t('measure.protected_app', { pid, program });
    if (!programs.includes(program))
      return t('measure.not_allowed', { pid, program, programs: programs.join(', ') });
  }
  return undefined;
}

const apachePrograms: ReadonlySet<string> = new Set(['apache2', 'httpd']);

function selfAndAbove(self: number, processes: ReadonlyMap<number, Process>): ReadonlySet<number> {
  const found = new Set<number>();
  let at: number | undefined = self;
  while (at !== undefined && at > 0 && !found.has(at)) {
    found.add(at);
    at = processes.get(at)?.parent;
  }
  return found;
}

/**
 * PM2's daemons, and what any of them runs, with all that it started. A daemon that does not answer, since it hangs,
 * runs what is below it: PM2 starts its applications itself.
 */
async function managedByPm2(
  processes: ReadonlyMap<number, Process>,
  instruments: Instruments,
): Promise<
  { readonly daemons: ReadonlySet<number>; readonly pids: ReadonlySet<number> } | { readonly reason: Text }
> {
  const homes = await instruments.pm2Homes();
  if (homes.state === 'unreadable') return homes;
  const running = homes.state === 'present' ? runningIn(homes.value) : [];
  const daemons = new Set(running.flatMap(({ daemon }) => (daemon === undefined ? [] : [daemon.pid])));
  const roots = new Set<number>();
  for (const { home, processes: apps } of await askAll(running, instruments)) {
    if (apps.state === 'unreadable' && home.daemon !== undefined) roots.add(home.daemon.pid);
    if (apps.state !== 'present') continue;
    for (const pid of await claimedPids(home, apps.value, instruments)) roots.add(pid);
  }
  return { daemons, pids: descendants(roots, processes) };
}

async function waitForEnd(
  processes: readonly Process[],
  seconds: number,
  host: Host,
): Promise<readonly Process[]> {
  const until = host.now() + seconds * 1000;
  for (;;) {
    const left: Process[] = [];
    for (const process of processes) if (await lives(process, host)) left.push(process);
    if (left.length === 0 || host.now() >= until) return left;
    await host.sleep(0.1);
  }
}

async function lives({ pid, started }: Process, host: Host): Promise<boolean> {
  const stat = await host.read(`/proc/${pid}/stat`);
  if (stat.state !== 'present') return false;
  const now = parseProcStat(new TextDecoder('latin1').decode(stat.value));
  return now?.ended === false && now.started === started;
}

import type { Instruments, Process } from './instruments.ts';
import { findPm2App, type Pm2AppName } from './pm2-apps.ts';
import { claimedPids } from './pm2-claims.ts';
import { present, unreadable, type Reading } from './reading.ts';
import { t } from './text.ts';

/** A process that holds a socket of a port. */
export interface PortHolder {
  readonly process: Process;
  readonly program: string;
}

/** Who listens at a port, forks included. Unreadable where somebody listens and may not be seen. */
export async function holdersOf(
  port: number,
  instruments: Instruments,
): Promise<Reading<readonly PortHolder[]>> {
  const inodes = await listenersAt(port, instruments);
  return inodes.state === 'present' ? holdersOfInodes(port, inodes.value, instruments) : inodes;
}

/** The sockets that listen at a port, by inode. */
export async function listenersAt(
  port: number,
  instruments: Instruments,
): Promise<Reading<readonly number[]>> {
  const sockets = await instruments.tcp({ port, state: 'listening' });
  if (sockets.state !== 'present') return sockets;
  return present(sockets.value.filter(({ local }) => local.port === port).map(({ inode }) => inode));
}

/** Who holds sockets, each process once. */
export async function holdersOfInodes(
  port: number,
  inodes: readonly number[],
  instruments: Instruments,
): Promise<Reading<readonly PortHolder[]>> {
  if (inodes.length === 0) return present([]);
  const holders = await instruments.socketHolders();
  if (holders.state !== 'present') return holders;
  const { byInode, complete } = holders.value;
  if (!complete && inodes.some((inode) => !byInode.has(inode)))
    return unreadable(t('measure.owner_hidden', { port }));
  return holdersByPid(
    inodes.flatMap((inode) => byInode.get(inode) ?? []),
    instruments,
  );
}

/** Processes with their programs, each once; one that has ended meanwhile is left out. */
export async function holdersByPid(
  pids: readonly number[],
  instruments: Instruments,
): Promise<Reading<readonly PortHolder[]>> {
  const found: PortHolder[] = [];
  for (const pid of new Set(pids)) {
    const process = await instruments.process(pid);
    const detail = await instruments.inspect(pid);
    if (process.state === 'unreadable') return process;
    if (process.state === 'present' && detail.state === 'present')
      found.push({ process: process.value, program: detail.value.program });
  }
  return present(found);
}

/**
 * The processes of an application under PM2: what PM2 started and what that started. In cluster mode the daemon itself
 * listens for its workers. Empty where no daemon runs or none knows it.
 */
export async function pidsOfApp(
  name: Pm2AppName,
  instruments: Instruments,
): Promise<Reading<ReadonlySet<number>>> {
  const started = await pidsStarted(name, instruments);
  if (started.state !== 'present') return started;
  const processes = await instruments.processes();
  if (processes.state !== 'present') return processes;
  const { roots, daemon } = started.value;
  const pids = descendants(roots, processes.value);
  if (daemon !== undefined) pids.add(daemon);
  return present(pids);
}

/** What PM2 itself started of an application, and in cluster mode the daemon, which listens for its workers. */
export async function pidsStarted(
  name: Pm2AppName,
  instruments: Instruments,
): Promise<Reading<{ readonly roots: ReadonlySet<number>; readonly daemon: number | undefined }>> {
  const found = await findPm2App(name, instruments);
  if (found.state === 'unreadable') return found;
  const app = found.state === 'present' ? found.value : undefined;
  const running = (app?.processes ?? []).filter(({ pid }) => pid > 0);
  const inCluster = running.some(({ mode }) => mode === 'cluster');
  return present({
    roots: app === undefined ? new Set() : await claimedPids(app.home, running, instruments),
    daemon: inCluster ? app?.home.daemon?.pid : undefined,
  });
}

/** Processes with all that they started, as far as the chain of parents tells. */
export function descendants(
  roots: ReadonlySet<number>,
  processes: ReadonlyMap<number, Process>,
): Set<number> {
  const found = new Set(roots);
  for (const pid of processes.keys()) {
    const chain: number[] = [];
    let at: number | undefined = pid;
    while (at !== undefined && at > 1 && !found.has(at) && chain.length < 64) {
      chain.push(at);
      at = processes.get(at)?.parent;
    }
    if (at !== undefined && found.has(at)) for (const member of chain) found.add(member);
  }
  return found;
}

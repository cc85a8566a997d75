import {
  isAmong,
  listenersFor,
  placeText,
  staysHere,
  wildcards,
  type PortPlace,
} from '../../core/address.ts';
import {
  mostSockets,
  type Instruments,
  type Process,
  type TcpEnd,
  type TcpSocket,
  type TcpState,
} from '../../core/instruments.ts';
import { findPm2App, type Pm2AppName } from '../pm2/apps.ts';
import { claimedPids } from '../pm2/claims.ts';
import { present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';

/** A process that holds a socket of a port. */
export interface PortHolder {
  readonly process: Process;
  readonly program: string;
  /** Its user; undefined: it may not be seen. */
  readonly uid: number | undefined;
}

/** Processes that listen at a port, forks included. Unreadable where somebody listens and may not be seen. */
export async function holdersOf(
  place: PortPlace,
  instruments: Instruments,
): Promise<Reading<readonly PortHolder[]>> {
  const sockets = await listenersAt(place, instruments);
  if (sockets.state !== 'present') return sockets;
  return holdersOfListeners(place, sockets.value, instruments);
}

/**
 * Sockets that take the connections to a port: those at its addresses, or else at all. `anywhere`: those of other
 * addresses as well.
 */
export async function listenersAt(
  { port, addresses }: PortPlace,
  instruments: Instruments,
  anywhere = false,
): Promise<Reading<readonly TcpSocket[]>> {
  const isAny = anywhere || addresses.some((address) => wildcards.includes(address));
  const sockets = await instruments.tcp({
    port,
    state: 'listening',
    end: 'local',
    ...(isAny ? {} : { addresses: [...addresses, ...wildcards] }),
  });
  if (sockets.state !== 'present' || anywhere) return sockets;
  return present(listenersFor(sockets.value, addresses));
}

/**
 * Processes that hold sockets that listen. A socket that still listens and that no process holds was handed
 * over and not taken yet, or its holder is in another container: who that is, nobody can say here.
 */
export async function holdersOfListeners(
  place: PortPlace,
  sockets: readonly TcpSocket[],
  instruments: Instruments,
): Promise<Reading<readonly PortHolder[]>> {
  const inodes = sockets.map(({ inode }) => inode);
  const holders = await holdersOfInodes(place.port, inodes, instruments);
  if (holders.state !== 'present') return holders;
  const seen = await unheld(inodes, instruments);
  if (seen.state !== 'present' || seen.value.length === 0) return seen.state === 'present' ? holders : seen;
  // It may have been closed between two looks.
  const again = instruments.afresh();
  const still = await listenersAt(place, again, true);
  if (still.state !== 'present') return still;
  const left = await unheld(
    still.value.map(({ inode }) => inode).filter((inode) => seen.value.includes(inode)),
    again,
  );
  if (left.state !== 'present') return left;
  return left.value.length === 0
    ? holders
    : unreadable(t('measure.holder_unseen', { place: placeText(place) }));
}

async function unheld(
  inodes: readonly number[],
  instruments: Instruments,
): Promise<Reading<readonly number[]>> {
  if (inodes.length === 0) return present([]);
  const holders = await instruments.socketHolders();
  if (holders.state !== 'present') return holders;
  return present(inodes.filter((inode) => !holders.value.byInode.has(inode)));
}

/**
 * Connections of who listens at a port, in a state: taken by it or by what it started, or waiting to be. What others
 * hold at that address is theirs: they took it before. In close-wait is only what its caller has left.
 */
export async function connectionsServed(
  place: PortPlace,
  state: TcpState,
  instruments: Instruments,
): Promise<Reading<readonly TcpSocket[]>> {
  const all = await connections(place, state, 'local', instruments);
  const sockets = state === 'close-wait' ? await withoutWaiting(place, all, instruments) : all;
  const listeners = await listenersAt(place, instruments);
  if (sockets.state !== 'present' || listeners.state !== 'present')
    return sockets.state === 'present' ? listeners : sockets;
  if (state === 'listening') return listeners;
  const users = new Set(listeners.value.map(({ uid }) => uid));
  const isPlain = ({ inode, uid }: TcpSocket): boolean => inode === 0 || users.has(uid);
  const others = sockets.value.filter((socket) => !isPlain(socket)).map(({ inode }) => inode);
  if (listeners.value.length === 0 || others.length === 0) return sockets;
  const servers = await holdersOfListeners(place, listeners.value, instruments);
  const processes = await instruments.processes();
  if (servers.state !== 'present') return servers;
  if (processes.state !== 'present') return processes;
  const family = descendants(new Set(servers.value.map(({ process }) => process.pid)), processes.value);
  const taken = await instruments.firstHolders(others, family);
  if (taken.state !== 'present') return taken;
  return present(sockets.value.filter((socket) => isPlain(socket) || taken.value.has(socket.inode)));
}

/**
 * Those without a caller who waits for his answer: he has only said that he sends no more, and a process of this machine
 * still holds his end. That the server keeps such a connection is no fault of its own.
 */
async function withoutWaiting(
  place: PortPlace,
  sockets: Reading<readonly TcpSocket[]>,
  instruments: Instruments,
): Promise<Reading<readonly TcpSocket[]>> {
  if (sockets.state !== 'present' || sockets.value.length === 0) return sockets;
  const callers = await connectionsTo(place, 'fin-wait-2', instruments);
  if (callers.state !== 'present') return callers;
  if (callers.value.length >= mostSockets) return unreadable(t('measure.too_many_sockets'));
  const nameOf = (caller: TcpEnd, server: TcpEnd): string =>
    `${caller.address} ${caller.port} ${server.address} ${server.port}`;
  const waiting = new Set(
    callers.value.filter(({ inode }) => inode !== 0).map(({ local, remote }) => nameOf(local, remote)),
  );
  return present(sockets.value.filter(({ local, remote }) => !waiting.has(nameOf(remote, local))));
}

/** Connections of this machine to a port, in a state, at the end of those who called it. */
export function connectionsTo(
  place: PortPlace,
  state: TcpState,
  instruments: Instruments,
): Promise<Reading<readonly TcpSocket[]>> {
  return connections(place, state, 'remote', instruments);
}

async function connections(
  { port, addresses }: PortPlace,
  state: TcpState,
  end: 'local' | 'remote',
  instruments: Instruments,
): Promise<Reading<readonly TcpSocket[]>> {
  const isAny = addresses.some((address) => wildcards.includes(address));
  const sockets = await instruments.tcp({ port, state, end, ...(isAny ? {} : { addresses }) });
  if (sockets.state !== 'present' || !isAny) return sockets;
  return present(
    sockets.value.filter(
      (socket) => isAmong(socket[end].address, addresses) && (end === 'local' || staysHere(socket)),
    ),
  );
}

/** Processes that hold sockets, each once. */
export async function holdersOfInodes(
  port: number,
  inodes: readonly number[],
  instruments: Instruments,
): Promise<Reading<readonly PortHolder[]>> {
  if (inodes.length === 0) return present([]);
  const holders = await instruments.socketHolders();
  if (holders.state !== 'present') return holders;
  const { byInode, complete, late } = holders.value;
  if (!complete && inodes.some((inode) => !byInode.has(inode)))
    return unreadable(
      late === true ? t('measure.holders_late', { port }) : t('measure.owner_hidden', { port }),
    );
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
      found.push({ process: process.value, program: detail.value.program, uid: detail.value.uid });
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

/**
 * Processes that PM2 itself started for an application, and in cluster mode the daemon, which listens for its
 * workers.
 */
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

import type { Process } from '../../../core/instruments.ts';
import type { Reader } from '../../../core/reader.ts';
import type { WorkersInForce } from './in-force.ts';
import type { Occupied } from './occupied.ts';

/** Sockets of Apache's ports, by inode. */
export interface Sockets {
  readonly listening: ReadonlySet<number>;
  /** Those that a worker process has taken; true: Apache has shut its side down. */
  readonly accepted: ReadonlyMap<number, boolean>;
}

/**
 * Workers as the kernel shows them. A process that finishes gracefully has closed its listening sockets; one under event
 * has given those connections that wait to its listener's epoll, and a thread is busy with each of the others.
 */
export async function workersByKernel(
  processes: readonly Process[],
  sockets: Sockets | undefined,
  inForce: WorkersInForce | undefined,
  reader: Reader,
): Promise<Occupied> {
  const alone: Occupied = {
    workers: processes.reduce((sum, process) => sum + workersOf(process, inForce), 0),
    source: 'proc',
  };
  if (sockets === undefined) return alone;
  const sum = { current: 0, busy: 0, finishing: 0, closing: 0 };
  let left = mostDescriptors;
  for (const process of processes) {
    const open = await openOf(process.pid, reader, left);
    if (open === undefined) return alone;
    left -= open.size;
    const served = await connectionsOf(process, open, sockets, inForce, reader);
    if (served === undefined) return alone;
    const { closing, inHand } = served;
    const places = inForce === undefined ? inHand : inForce.threads;
    const serving = Math.min(inHand, places);
    sum.closing += Math.min(closing, serving);
    if (![...open.values()].some((target) => sockets.listening.has(inodeOf(target))))
      sum.finishing += serving;
    else {
      const all = workersOf(process, inForce);
      sum.current += all;
      sum.busy += Math.min(all, serving);
    }
  }
  return {
    workers: sum.current + sum.finishing,
    source: 'sockets',
    busy: sum.busy,
    idle: sum.current - sum.busy,
    finishing: sum.finishing,
    closing: sum.closing,
  };
}

/** Threads of a process that serve nobody: its first one, and the one that accepts. */
const otherThreads = 2;

/** Descriptors of all worker processes that are looked at. */
const mostDescriptors = 40_000;

/** Workers that a process has room for: itself, or its threads but two. */
function workersOf({ threads }: Process, inForce: WorkersInForce | undefined): number {
  if (inForce?.mpm === 'prefork') return 1;
  if (inForce === undefined) return threads > otherThreads ? threads - otherThreads : 1;
  const rest = threads - otherThreads;
  // Modules may have threads of their own.
  if (rest >= inForce.threads) return inForce.threads;
  // Another thread starts those that lack, and waits as long as old ones have their places. One of one thread is cgid's.
  return Math.max(0, rest - 1);
}

/**
 * Connections of a process that a worker has in hand, and those of them that are only being closed; undefined: it cannot be
 * told which those are.
 */
async function connectionsOf(
  { pid, threads }: Process,
  open: ReadonlyMap<string, string>,
  { accepted }: Sockets,
  inForce: WorkersInForce | undefined,
  reader: Reader,
): Promise<{ readonly inHand: number; readonly closing: number } | undefined> {
  const held = [...open].filter(([, target]) => accepted.has(inodeOf(target)));
  // Under prefork and worker whoever has accepted a connection keeps it.
  const mayWait = inForce === undefined ? threads > 1 : inForce.mpm === 'event';
  const waiting = mayWait && held.length > 0 ? await polledOf(pid, open, reader) : new Set();
  if (waiting === undefined) return undefined;
  const inHand = held.filter(([descriptor]) => !waiting.has(descriptor));
  const closing = inHand.filter(([, target]) => accepted.get(inodeOf(target)) === true);
  return { inHand: inHand.length, closing: closing.length };
}

/**
 * Descriptors that the listener of a process polls. Its epoll is the one that another thread can wake, by a pipe or an
 * eventfd; that of a tunnel (a WebSocket) holds a client and a backend alone, and a worker waits at it.
 * Undefined: it cannot be seen.
 */
async function polledOf(
  pid: number,
  open: ReadonlyMap<string, string>,
  reader: Reader,
): Promise<ReadonlySet<string> | undefined> {
  for (const [descriptor, target] of open) {
    if (target !== 'anon_inode:[eventpoll]') continue;
    const info = await reader.read(`/proc/${pid}/fdinfo/${descriptor}`);
    if (info.state !== 'present') continue;
    const text = new TextDecoder('latin1').decode(info.value);
    const polled = [...text.matchAll(/^tfd:\s*(\d+)/gmu)].map(([, number]) => number ?? '');
    if (polled.some((number) => open.get(number)?.startsWith('socket:') === false)) return new Set(polled);
  }
  return undefined;
}

/** Targets of the descriptors of a process; none of one that has ended, undefined where they cannot be seen. */
async function openOf(
  pid: number,
  reader: Reader,
  most: number,
): Promise<ReadonlyMap<string, string> | undefined> {
  const names = await reader.list(`/proc/${pid}/fd`);
  if (names.state === 'absent') return new Map();
  if (names.state !== 'present' || names.value.length > most) return undefined;
  const targets = await Promise.all(
    names.value.map(async (name) => [name, await reader.readlink(`/proc/${pid}/fd/${name}`)] as const),
  );
  return new Map(
    targets.flatMap(([name, target]) => (target.state === 'present' ? [[name, target.value] as const] : [])),
  );
}

/** Inode of a socket by a descriptor's target; 0: it is none. */
function inodeOf(target: string): number {
  return Number(/^socket:\[(\d+)\]$/u.exec(target)?.[1] ?? 0);
}

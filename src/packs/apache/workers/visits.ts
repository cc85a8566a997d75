import { mostSockets, type Instruments, type Process } from '../../../core/instruments.ts';
import type { Sockets } from './kernel.ts';

/** Ports at which Apache listens, and its sockets there. */
export interface Visits {
  readonly ports: readonly number[];
  /** Connections that Apache has not closed. */
  readonly connections?: number;
  readonly sockets?: Sockets;
}

/**
 * The ports at which the parents listen, and the sockets there. Ports alone where none can be seen: they may be of another
 * network namespace.
 */
export async function visits(parents: readonly Process[], instruments: Instruments): Promise<Visits> {
  if (parents.length === 0)
    return { ports: [], connections: 0, sockets: { listening: new Set(), accepted: new Map() } };
  const unseen = { ports: [] };
  const listening = await instruments.tcp({ state: 'listening' });
  if (listening.state !== 'present') return unseen;
  const holders = await instruments.firstHolders(
    listening.value.map(({ inode }) => inode),
    parents.map(({ pid }) => pid),
  );
  if (holders.state !== 'present') return unseen;
  const mine = listening.value.filter(({ inode }) => holders.value.has(inode));
  if (mine.length === 0) return unseen;
  const ports = [...new Set(mine.map(({ local }) => local.port))];
  const accepted = new Map<number, boolean>();
  let connections = 0;
  let isWhole = true;
  for (const port of ports)
    for (const state of ['established', 'close-wait', 'fin-wait-1', 'fin-wait-2'] as const) {
      const sockets = await instruments.tcp({ port, state });
      if (sockets.state !== 'present') return unseen;
      isWhole &&= sockets.value.length < mostSockets;
      // Once Apache has let go of a connection that it closes, the kernel alone keeps it.
      const isOpen = state === 'established' || state === 'close-wait';
      const own = sockets.value.filter(({ local }) => local.port === port);
      const taken = own.filter(({ inode }) => inode !== 0);
      connections += isOpen ? own.length : taken.length;
      for (const { inode } of taken) accepted.set(inode, !isOpen);
    }
  const sockets = { listening: new Set(mine.map(({ inode }) => inode)), accepted };
  return { ports, connections, ...(isWhole ? { sockets } : {}) };
}

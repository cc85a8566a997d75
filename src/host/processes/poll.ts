import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import {
  largeGroup,
  type ProcessGroup,
  type Poll,
  type PolledGroup,
  type PolledPort,
  type Watched,
} from '../../core/poll.ts';
import { readChildren, readOwnMemory, readProcess, readUptime } from './proc.ts';
import { isEnd, usesIpv6 } from '../network/sockets.ts';

/** Looks at ports and processes. What cannot be read is not there: a poll says that to look, not what is true. */
export function poll({ ports, pids, processGroups = [] }: Watched): Poll {
  const uptime = readUptime();
  const processes = pids.flatMap((pid) => {
    const process = readProcess(pid, uptime);
    if (process === undefined || process.ended) return [];
    const { started, parent, state } = process;
    return [[pid, { started, parent, state, sleeps: sleepsOf(pid) }] as const];
  });
  let read: string | undefined;
  const rows = (): string =>
    (read ??= firstRows('/proc/net/tcp') + (usesIpv6() ? firstRows('/proc/net/tcp6') : ''));
  return {
    at: performance.now(),
    ports: new Map(ports.map((port) => [port, portOf(port, rows())])),
    processes: new Map(processes),
    processGroups: new Map(
      processGroups.flatMap((group) => {
        const seen = polledGroup(group, rows);
        return seen === undefined ? [] : [[group.parent, seen] as const];
      }),
    ),
  };
}

function sleepsOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^voluntary_ctxt_switches:\s+(\d+)$/mu.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** A row of a listening socket: its port, connections not yet accepted (as receive queue), and its inode. */
const listening = /^ *\d+: [\dA-F]+:([\dA-F]{4}) \S+ 0A [\dA-F]+:([\dA-F]+) \S+ \S+ +\d+ +\d+ (\d+)/gmu;

/** A row of a connection whose other side has closed it (CLOSE_WAIT): its own port. */
const closed = /^ *\d+: [\dA-F]+:([\dA-F]{4}) \S+ 08 /gmu;

/** A row of a connection that this side has not closed (ESTABLISHED, CLOSE_WAIT): its own port. */
const held = /^ *\d+: [\dA-F]+:([\dA-F]{4}) \S+ 0[18] /gmu;

function portOf(port: number, rows: string): PolledPort {
  const isIts = (row: RegExpExecArray): boolean => ownPort(row) === port;
  const mine = [...rows.matchAll(listening)].filter(isIts);
  return {
    listeners: mine
      .map(([, , , inode = '']) => inode)
      .sort()
      .join(' '),
    waiting: mine.reduce((sum, [, , queue = '0']) => sum + Number.parseInt(queue, 16), 0),
    dead: [...rows.matchAll(closed)].filter(isIts).length,
  };
}

function polledGroup({ parent, ports, each }: ProcessGroup, rows: () => string): PolledGroup | undefined {
  const members = readChildren(parent);
  if (members === undefined) return undefined;
  const workers = members.length * each;
  const isIts = (row: RegExpExecArray): boolean => ports.includes(ownPort(row));
  return {
    workers,
    memory: [parent, ...members].reduce((sum, pid) => sum + readOwnMemory(pid), 0),
    // The kernel takes a millisecond or two for its tables: twenty times as long as for a dozen processes.
    connections: workers < largeGroup ? 0 : [...rows().matchAll(held)].filter(isIts).length,
  };
}

function ownPort([, port = '']: RegExpExecArray): number {
  return Number.parseInt(port, 16);
}

/** Characters of each table that are read: some hundred connections, well under a millisecond. */
const mostRead = 96 * 1024;

/**
 * The kernel writes listening sockets first (net/ipv4/tcp_ipv4.c), so that 20,000 connections need not be read; of the
 * connections after them some are.
 */
function firstRows(path: string): string {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return '';
  }
  try {
    const piece = Buffer.allocUnsafe(16 * 1024);
    let text = '';
    for (;;) {
      const got = readSync(fd, piece);
      text += piece.toString('latin1', 0, got);
      if (isEnd(got) || (text.length >= mostRead && /^ *\d+: \S+ \S+ (?!0A)/mu.test(text))) return text;
    }
  } catch {
    return '';
  } finally {
    closeSync(fd);
  }
}

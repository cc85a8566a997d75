import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import {
  tcpStates,
  type SocketHolders,
  type TcpEnd,
  type TcpFilter,
  type TcpSocket,
  type TcpState,
} from '../core/instruments.ts';
import { present, unreadable, type Reading } from '../core/reading.ts';
import { t } from '../core/text.ts';
import { codeOf, isGone } from './proc.ts';

/** The kernel's tables as read: bytes, since most rows are never looked at. */
export interface TcpTables {
  readonly tcp: Uint8Array;
  /** Undefined where the kernel has no IPv6. */
  readonly tcp6: Uint8Array | undefined;
}

/** Reads both tables of this network namespace, letting other work go on in between. */
export async function readTables(): Promise<Reading<TcpTables>> {
  try {
    const tcp = await readWhole('/proc/net/tcp');
    if (tcp === undefined) return unreadable(t('measure.no_tcp_table'));
    return present({ tcp, tcp6: await readWhole('/proc/net/tcp6') });
  } catch (error) {
    return unreadable(t('measure.unreadable', { path: '/proc/net/tcp', reason: codeOf(error) }));
  }
}

/**
 * The rows that a filter asks for. The tables are read piecewise while sockets come and go, so that a row may stand in
 * them twice: each pair of addresses counts once.
 */
export function findSockets({ tcp, tcp6 }: TcpTables, filter: TcpFilter): readonly TcpSocket[] {
  const found = new Map<string, TcpSocket>();
  scan(tcp, 8, filter, found);
  if (tcp6 !== undefined) scan(tcp6, 32, filter, found);
  return [...found.values()];
}

/** Which processes hold which sockets, by the links in /proc/PID/fd. */
export async function readHolders(pids: Iterable<number>): Promise<SocketHolders> {
  const byInode = new Map<number, number[]>();
  let complete = true;
  let looked = 0;
  for (const pid of pids) {
    let names: string[];
    try {
      names = readdirSync(`/proc/${pid}/fd`);
    } catch (error) {
      complete &&= isGone(error);
      continue;
    }
    for (const name of names) {
      const inode = socketOf(`/proc/${pid}/fd/${name}`);
      if (inode === undefined) continue;
      const holders = byInode.get(inode);
      if (holders === undefined) byInode.set(inode, [pid]);
      else if (holders.at(-1) !== pid) holders.push(pid);
    }
    looked += names.length;
    if (looked > restEvery) {
      looked = 0;
      await setImmediate();
    }
  }
  return { byInode, complete };
}

/** Links looked at, and bytes read, before other work gets its turn. */
const restEvery = 2000;
const restBytes = 256 * 1024;

function socketOf(path: string): number | undefined {
  try {
    const target = readlinkSync(path);
    return target.startsWith('socket:[') ? Number(target.slice(8, -1)) : undefined;
  } catch {
    return undefined;
  }
}

/** A file of /proc in whole; undefined: there is none. Its size is not known beforehand. */
async function readWhole(path: string): Promise<Uint8Array | undefined> {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  try {
    let buffer = Buffer.allocUnsafe(64 * 1024);
    let length = 0;
    let rest = restBytes;
    for (;;) {
      if (buffer.length - length < 16 * 1024) {
        const larger = Buffer.allocUnsafe(buffer.length * 4);
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      const got = readSync(fd, buffer, length, buffer.length - length, null);
      if (got === 0) return buffer.subarray(0, length);
      length += got;
      rest -= got;
      if (rest < 0) {
        rest = restBytes;
        await setImmediate();
      }
    }
  } finally {
    closeSync(fd);
  }
}

/** States by their number in the table, from 1. */
const stateNumbers: ReadonlyMap<TcpState, number> = new Map(
  tcpStates.map((state, index) => [state, index + 1]),
);

/**
 * Columns after the row's number and its colon are of fixed width, but for the last ones:
 * `  12: 0100007F:0BB9 0100007F:D2F0 08 00000000:00000000 00:00000000 00000000  1000        0 12345 ...`
 */
function scan(
  bytes: Uint8Array,
  addressWidth: number,
  { port, state }: TcpFilter,
  found: Map<string, TcpSocket>,
): void {
  const table = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const wantedState = Buffer.from((stateNumbers.get(state) ?? 0).toString(16).padStart(2, '0').toUpperCase());
  const wantedPort = Buffer.from(port.toString(16).padStart(4, '0').toUpperCase());
  const localPort = addressWidth + 3;
  const remotePort = localPort + 5 + addressWidth + 1;
  const stateAt = remotePort + 5;
  let row = table.indexOf(newline) + 1;
  while (row > 0 && row < table.length) {
    let colon = row;
    while (table[colon] !== colonByte && colon < row + 12) colon += 1;
    const isWanted =
      holds(table, colon + stateAt, wantedState) &&
      (holds(table, colon + localPort, wantedPort) || holds(table, colon + remotePort, wantedPort));
    // A whole row is at least this long: the next one cannot begin before it.
    const end = table.indexOf(newline, colon + stateAt);
    if (isWanted) {
      const text = table.toString('latin1', colon + 2, end === -1 ? table.length : end);
      const [local = '', remote = '', , , , , , , inode = '0'] = text.split(/\s+/u);
      found.set(`${local} ${remote}`, {
        local: endOf(local),
        remote: endOf(remote),
        state,
        inode: Number(inode),
      });
    }
    row = end + 1;
  }
}

const newline = 10;
const colonByte = 58;

function holds(table: Buffer, at: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index += 1)
    if (table[at + index] !== wanted[index]) return false;
  return true;
}

/** `0100007F:0BB9` as an address and a port: words of four bytes, each in the machine's order. */
function endOf(text: string): TcpEnd {
  const [hex = '', port = '0'] = text.split(':');
  const bytes: number[] = [];
  for (let at = 0; at < hex.length; at += 8)
    for (let byte = 6; byte >= 0; byte -= 2)
      bytes.push(Number.parseInt(hex.slice(at + byte, at + byte + 2), 16));
  return { address: addressOf(bytes), port: Number.parseInt(port, 16) };
}

function addressOf(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return bytes.slice(12).join('.');
  const words = Array.from({ length: 8 }, (_, word) =>
    (((bytes[word * 2] ?? 0) << 8) | (bytes[word * 2 + 1] ?? 0)).toString(16),
  ).join(':');
  // The longest run of zero words is written as `::`.
  const runs = [...words.matchAll(/(?:^|:)(?:0(?::|$))+/gu)].map(([run]) => run);
  const longest = runs.reduce((most, run) => (run.length > most.length ? run : most), '');
  return longest.length < 3 ? words : words.replace(longest, '::');
}

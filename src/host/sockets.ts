import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
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
import { codeOrMessage, isGone } from './fault.ts';

/** A table of the kernel as read: bytes, since most rows are never looked at. Undefined: there is no such table. */
export type TcpTable = Buffer | undefined;

/** Reads this network namespace's table of one IP version. */
export async function readTable(version: 4 | 6): Promise<Reading<TcpTable>> {
  const path = version === 4 ? '/proc/net/tcp' : '/proc/net/tcp6';
  try {
    const table = await readWhole(path);
    return version === 4 && table === undefined ? unreadable(t('measure.no_tcp_table')) : present(table);
  } catch (error) {
    return unreadable(t('measure.unreadable', { path, reason: codeOrMessage(error) }));
  }
}

/** Whether any socket of IPv6 is in use; one in time-wait no longer counts as such. */
export function usesIpv6(): boolean {
  try {
    return !/^TCP6: inuse 0$/mu.test(readFileSync('/proc/net/sockstat6', 'utf8'));
  } catch {
    return true;
  }
}

/**
 * The rows that a filter asks for. The tables are read piecewise while sockets come and go, so that a row may stand in
 * them twice: each pair of addresses counts once.
 */
export function findSockets(tcp: TcpTable, tcp6: TcpTable, filter: TcpFilter): readonly TcpSocket[] {
  const found = new Map<string, TcpSocket>();
  if (tcp !== undefined) scan(tcp, 8, filter, found);
  if (tcp6 !== undefined) scan(tcp6, 32, filter, found);
  return [...found.values()];
}

/** Which processes hold which sockets, by the links in /proc/PID/fd. */
export async function readHolders(pids: Iterable<number>): Promise<SocketHolders> {
  const byInode = new Map<number, number[]>();
  let complete = true;
  let looked = 0;
  for (const pid of pids) {
    const names = openFiles(pid);
    if (typeof names === 'boolean') {
      complete &&= names;
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

/** For each of these sockets the first of these processes that holds it. Looks no further once all are found. */
export function findHolders(inodes: readonly number[], pids: Iterable<number>): ReadonlyMap<number, number> {
  const wanted = new Set(inodes);
  const found = new Map<number, number>();
  for (const pid of pids) {
    const names = openFiles(pid);
    if (typeof names === 'boolean') continue;
    for (const name of names) {
      const inode = socketOf(`/proc/${pid}/fd/${name}`);
      if (inode === undefined || !wanted.delete(inode)) continue;
      found.set(inode, pid);
      if (wanted.size === 0) return found;
    }
  }
  return found;
}

/** Links looked at before other work gets its turn. */
const restEvery = 2000;

/** Names of a process's descriptors. Of one that has ended nothing is missed (true), of one that hides them all (false). */
function openFiles(pid: number): readonly string[] | boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch (error) {
    return isGone(error);
  }
}

function socketOf(path: string): number | undefined {
  try {
    const target = readlinkSync(path);
    return target.startsWith('socket:[') ? Number(target.slice(8, -1)) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether what a reading of a table gave was the end of it. The kernel fills a page as long as one more row fits
 * (fs/seq_file.c); asked once more it would walk its whole table again, many thousand empty buckets.
 */
export function isEnd(got: number): boolean {
  return got <= page - longestRow;
}

/** Bytes, the least that a page has. */
const page = 4096;
const longestRow = 512;

/**
 * A file of /proc in whole; undefined: there is none. The kernel gives a page at a reading, and there are hundreds: each
 * takes Node's thread pool longer to hand over than the kernel to fill. Other work gets its turn between some of them.
 */
async function readWhole(path: string): Promise<Buffer | undefined> {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  try {
    let buffer = Buffer.allocUnsafe(32 * 1024);
    let length = 0;
    for (let readings = 1; ; readings += 1) {
      if (buffer.length - length < 16 * 1024) {
        const larger = Buffer.allocUnsafe(buffer.length * 4);
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      const got = readSync(fd, buffer, length, buffer.length - length, null);
      length += got;
      if (isEnd(got)) return buffer.subarray(0, length);
      if (readings % readingsAtOnce === 0) await setImmediate();
    }
  } finally {
    closeSync(fd);
  }
}

/** Some milliseconds. */
const readingsAtOnce = 64;

/** States by their number in the table, from 1. */
const stateNumbers: ReadonlyMap<TcpState, number> = new Map(
  tcpStates.map((state, index) => [state, index + 1]),
);

/**
 * Columns after the row's number and its colon are of fixed width, but for the last ones:
 * `  12: 0100007F:0BB9 0100007F:D2F0 08 00000000:00000000 00:00000000 00000000  1000        0 12345 ...`
 */
function scan(
  table: Buffer,
  addressWidth: number,
  { port, state }: TcpFilter,
  found: Map<string, TcpSocket>,
): void {
  const hex = (number: number, width: number): string =>
    number.toString(16).padStart(width, '0').toUpperCase();
  const wantedState = ` ${hex(stateNumbers.get(state) ?? 0, 2)} `;
  const wantedPort = port === undefined ? '' : hex(port, 4);
  const localPort = addressWidth + 3;
  const remotePort = localPort + 5 + addressWidth + 1;
  const stateAt = remotePort + 5;
  // Node searches bytes far faster than a loop here does, and few rows are in the state that is asked for.
  let at = table.indexOf(wantedState);
  while (at !== -1) {
    const colon = at + 1 - stateAt;
    const end = table.indexOf(newline, at);
    const row = table.toString('latin1', Math.max(0, colon), end === -1 ? table.length : end);
    const isWanted =
      row.startsWith(':') &&
      (row.startsWith(wantedPort, localPort) || row.startsWith(wantedPort, remotePort));
    if (isWanted) {
      const [local = '', remote = '', , , , , , , inode = '0'] = row.slice(2).split(' ').filter(Boolean);
      found.set(`${local} ${remote}`, {
        local: endOf(local),
        remote: endOf(remote),
        state,
        inode: Number(inode),
      });
    }
    // Past a column further right that looks alike there is nothing more in this row either.
    at = end === -1 ? -1 : table.indexOf(wantedState, end);
  }
}

const newline = 10;

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

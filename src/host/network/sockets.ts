import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { ipAddress } from '../../core/address.ts';
import {
  mostSockets,
  tcpStates,
  type SocketHolders,
  type TcpEnd,
  type TcpFilter,
  type TcpSocket,
  type TcpState,
} from '../../core/instruments.ts';
import { present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage, isGone } from '../errno.ts';

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

/** Bytes of a table that are read: some 400,000 sockets. */
const mostBytes = 64 * 1024 * 1024;

/** Tells whether a table was read to its end. Those who listen come first, and are in it in any case. */
export function isWhole(table: TcpTable): boolean {
  return table === undefined || table.length < mostBytes;
}

/** Tells whether any socket of IPv6 is in use; one in time-wait no longer counts as such. */
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

/**
 * Processes that hold sockets, by the links in /proc/PID/fd; `late` where there are more than are looked at.
 */
export async function readHolders(pids: Iterable<number>): Promise<SocketHolders> {
  const byInode = new Map<number, readonly number[]>();
  let complete = true;
  let looked = 0;
  for (const pid of pids) {
    const names = openFiles(pid);
    if (typeof names === 'boolean') {
      complete &&= names;
      continue;
    }
    const alone = [pid];
    for (const name of names) {
      looked += 1;
      if (looked > mostFiles) return { byInode, complete: false, late: true };
      if (looked % restEvery === 0) await setImmediate();
      const inode = socketOf(`/proc/${pid}/fd/${name}`);
      if (inode === undefined) continue;
      const holders = byInode.get(inode);
      if (holders === undefined) byInode.set(inode, alone);
      else if (holders.at(-1) !== pid) byInode.set(inode, [...holders, pid]);
    }
  }
  return { byInode, complete };
}

/** Open files that a walk looks at: a second or two. By number, since a busy machine is late and not full. */
const mostFiles = 400_000;

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
 * Tells whether what a reading of a table gave was the end of it. The kernel fills a page as long as one more
 * row fits (fs/seq_file.c); asked once more it would walk its whole table again, many thousand empty buckets.
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
    let buffer = Buffer.allocUnsafe(usualLength + 32 * 1024);
    let length = 0;
    for (let readings = 1; ; readings += 1) {
      if (buffer.length - length < 16 * 1024) {
        const larger = Buffer.allocUnsafe(Math.min(buffer.length * 4, mostBytes + 32 * 1024));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      const got = readSync(fd, buffer, length, buffer.length - length, null);
      length += got;
      if (isEnd(got) || length >= mostBytes) {
        usualLength = length;
        return buffer.subarray(0, length);
      }
      if (readings % readingsAtOnce === 0) await setImmediate();
    }
  } finally {
    closeSync(fd);
  }
}

/** Bytes of the table that was read last: so many are made room for. */
let usualLength = 0;

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
function scan(table: Buffer, addressWidth: number, filter: TcpFilter, found: Map<string, TcpSocket>): void {
  const wantedState = ` ${hexOf(stateNumbers.get(filter.state) ?? 0, 2)} `;
  const ends = wantedEnds(filter, addressWidth);
  const stateAt = 2 * (addressWidth + 6) + 2;
  // Node searches bytes far faster than a loop here does, and few rows are in the state that is asked for.
  let at = table.indexOf(wantedState);
  const most = filter.most ?? mostSockets;
  while (at !== -1 && found.size < most) {
    const colon = at + 1 - stateAt;
    const end = table.indexOf(newline, at);
    if (colon >= 0 && table[colon] === colonByte && ends.some((wanted) => stands(wanted, table, colon))) {
      const row = table.toString('latin1', colon, end === -1 ? table.length : end);
      const [local = '', remote = '', , , , , uid = '0', , inode = '0'] = row
        .slice(2)
        .split(' ')
        .filter(Boolean);
      found.set(`${local} ${remote}`, {
        local: endOf(local),
        remote: endOf(remote),
        state: filter.state,
        inode: Number(inode),
        ...(filter.end === 'local' ? { uid: Number(uid) } : {}),
      });
    }
    // Past a column further right that looks alike there is nothing more in this row either.
    at = end === -1 ? -1 : table.indexOf(wantedState, end);
  }
}

/** Bytes that a wanted row has at a distance from its colon. */
interface WantedBytes {
  readonly bytes: Buffer;
  readonly at: number;
}

/** Each end that a filter asks for, as the table writes it. */
function wantedEnds({ port, end, addresses }: TcpFilter, addressWidth: number): readonly WantedBytes[] {
  const starts = { local: 2, remote: addressWidth + 8 };
  const atPort = port === undefined ? '' : `:${hexOf(port, 4)}`;
  return (end === undefined ? (['local', 'remote'] as const) : [end]).flatMap((side) => {
    const start = starts[side];
    if (addresses === undefined) return [{ bytes: Buffer.from(atPort), at: start + addressWidth }];
    return addresses.flatMap((address) => {
      const hex = hexAddress(address, addressWidth);
      return hex === undefined ? [] : [{ bytes: Buffer.from(`${hex}${atPort}`), at: start }];
    });
  });
}

function stands({ bytes, at }: WantedBytes, table: Buffer, colon: number): boolean {
  const start = colon + at;
  const end = start + bytes.length;
  return end <= table.length && table.compare(bytes, 0, bytes.length, start, end) === 0;
}

function hexOf(number: number, width: number): string {
  return number.toString(16).padStart(width, '0').toUpperCase();
}

/** An address as a table writes it; undefined: it does not stand in a table of that width. */
function hexAddress(address: string, width: number): string | undefined {
  const isIpv6 = address.includes(':');
  if (!isIpv6) {
    const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
    const word = [d, c, b, a].map((byte) => hexOf(byte, 2)).join('');
    return width === 8 ? word : `0000000000000000FFFF0000${word}`;
  }
  if (width === 8) return undefined;
  const [head = '', tail] = address.split('::');
  const words = (text = ''): string[] => text.split(':').filter((word) => word !== '');
  const missing = 8 - words(head).length - words(tail).length;
  const all = [...words(head), ...Array.from({ length: missing }, () => '0'), ...words(tail)];
  const bytes = all.map((word) => word.padStart(4, '0').toUpperCase()).join('');
  return bytes.replaceAll(/(..)(..)(..)(..)/gu, '$4$3$2$1');
}

const colonByte = 58;
const newline = 10;

/** `0100007F:0BB9` as an address and a port: words of four bytes, each in the machine's order. */
function endOf(text: string): TcpEnd {
  const [hex = '', port = '0'] = text.split(':');
  return { address: addressOf(hex), port: Number.parseInt(port, 16) };
}

function addressOf(hex: string): string {
  if (hex.length === 8 || hex.startsWith('0000000000000000FFFF0000')) {
    const word = Number.parseInt(hex.slice(-8), 16);
    return [word, word >>> 8, word >>> 16, word >>> 24].map((byte) => byte & 255).join('.');
  }
  const bytes = hex.replaceAll(/(..)(..)(..)(..)/gu, '$4$3$2$1');
  const words = bytes.match(/.{4}/gu)?.join(':') ?? '';
  return ipAddress(words) ?? words;
}

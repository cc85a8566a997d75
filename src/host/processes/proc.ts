import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Load, Process, ProcessDetail } from '../../core/instruments.ts';
import { parseProcStat } from '../../core/proc-stat.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage, isGone } from '../errno.ts';
import { whyHidden } from './hidden.ts';

/** Clock ticks a second that /proc counts in: USER_HZ, 100 on every architecture that Node runs on. */
const ticks = 100;

/** Seconds since the machine was started. */
export function readUptime(): number {
  return Number.parseFloat(readFileSync('/proc/uptime', 'utf8'));
}

/** All processes by number. Kernel threads are left out; what ends while it is read is left out as well. */
export function readProcesses(uptime: number): Reading<ReadonlyMap<number, Process>> {
  const hidden = whyHidden();
  if (hidden !== undefined) return unreadable(hidden);
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch (error) {
    return unreadable(t('measure.unreadable', { path: '/proc', reason: codeOrMessage(error) }));
  }
  const processes = new Map<number, Process>();
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57) continue;
    const process = readProcess(Number(name), uptime);
    if (process !== undefined) processes.set(process.pid, process);
  }
  return present(processes);
}

/** One process; undefined: there is none of this number (any more), or it is a kernel thread. */
export function readProcess(pid: number, uptime: number): Process | undefined {
  const text = readShort(`/proc/${pid}/stat`);
  const stat = text === undefined ? undefined : parseProcStat(text);
  if (stat === undefined || stat.isKernelThread) return undefined;
  const { started, state, ended, parent, group, command, pages, cpu, threads } = stat;
  return {
    pid,
    started,
    state,
    ended,
    parent,
    group,
    command,
    rss: pages * pageSize(),
    cpu: cpu / ticks,
    age: Math.max(0, uptime - started / ticks),
    threads,
  };
}

/**
 * The processes that the first thread of one has started, five hundred at most; undefined: it has ended itself, or the
 * kernel does not tell (CONFIG_PROC_CHILDREN).
 */
export function readChildren(pid: number): readonly number[] | undefined {
  const text = readShort(`/proc/${pid}/task/${pid}/children`);
  return text?.split(' ').filter(Boolean).map(Number);
}

/** Bytes in memory that no file and no shared memory stands behind; 0 where there is nothing to read. */
export function readOwnMemory(pid: number): number {
  const [, resident = 0, shared = 0] = (readShort(`/proc/${pid}/statm`) ?? '').split(' ').map(Number);
  return (resident - shared) * pageSize();
}

/** The kernel gives no more than a page at a reading; a stat is its 52 numbers and a name of at most 64 bytes. */
const piece = Buffer.allocUnsafe(4096);

/** A file of /proc that fits the piece: a third of the time of a common reading, which asks for the size first. */
export function readShort(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return piece.toString('latin1', 0, readSync(file, piece));
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}

/** Program, words and user of a process. */
export function inspectProcess(pid: number): Reading<ProcessDetail> {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return present({
      program: programOf(pid) ?? /^Name:\s+(.*)$/mu.exec(status)?.[1] ?? '',
      argv: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1),
      uid: uidIn(status),
    });
  } catch (error) {
    return isGone(error)
      ? absent
      : unreadable(t('measure.unreadable', { path: `/proc/${pid}`, reason: codeOrMessage(error) }));
  }
}

/** The user whom a process has all its rights from; undefined where it has those of several, or is gone. */
export function readOnlyUid(pid: number): number | undefined {
  const uids = /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)$/mu.exec(readShort(`/proc/${pid}/status`) ?? '');
  return uids !== null && new Set(uids.slice(1)).size === 1 ? Number(uids[1]) : undefined;
}

/** The owner of /proc/PID is root for a process that has changed its user; this line is not. */
function uidIn(status: string): number | undefined {
  const uid = /^Uid:\s+(\d+)/mu.exec(status)?.[1];
  return uid === undefined ? undefined : Number(uid);
}

/** Memory of a process by PSS; unreadable for another user's process. */
export function readPss(pid: number): Reading<number> {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kib = /^Pss:\s+(\d+) kB$/mu.exec(text)?.[1];
    return kib === undefined ? absent : present(Number(kib) * 1024);
  } catch (error) {
    return isGone(error)
      ? absent
      : unreadable(
          t('measure.unreadable', { path: `/proc/${pid}/smaps_rollup`, reason: codeOrMessage(error) }),
        );
  }
}

/** The three load averages. */
export function readLoad(): Reading<Load> {
  try {
    const [one = 0, five = 0, fifteen = 0] = readFileSync('/proc/loadavg', 'utf8').split(' ').map(Number);
    return present({ one, five, fifteen, cpus: cpus().length });
  } catch (error) {
    return unreadable(t('measure.unreadable', { path: '/proc/loadavg', reason: codeOrMessage(error) }));
  }
}

function programOf(pid: number): string | undefined {
  try {
    // After an upgrade the file that runs is no longer the one on the disk.
    const path = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/u, '');
    return path.slice(path.lastIndexOf('/') + 1);
  } catch {
    return undefined;
  }
}

let knownPageSize = 0;

/** Bytes in a page, from the vector that the kernel gave this process at its start (getauxval(3), AT_PAGESZ). */
function pageSize(): number {
  if (knownPageSize > 0) return knownPageSize;
  const vector = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= vector.length; at += 16)
    if (vector.readBigUInt64LE(at) === 6n) knownPageSize = Number(vector.readBigUInt64LE(at + 8));
  return knownPageSize || 4096;
}

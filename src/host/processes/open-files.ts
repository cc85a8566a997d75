import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { DeletedFile } from '../../core/instruments.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage, isGone } from '../errno.ts';
import { isOfOtherMachine } from '../files/mount-alive.ts';

/** Open files that are looked at in one pass, some seconds' work. */
const mostLooked = 400_000;
/** Milliseconds after which others get their turn. */
const turn = 20;

/** Number of files and sockets that a process has open. Absent: it has ended. */
export function countOpenFiles(pid: number): Reading<number> {
  try {
    return present(readdirSync(`/proc/${pid}/fd`).length);
  } catch (error) {
    return isGone(error)
      ? absent
      : unreadable(t('measure.unreadable', { path: `/proc/${pid}/fd`, reason: codeOrMessage(error) }));
  }
}

/**
 * Deleted files that processes have open, each once, with the first process that holds it. What lives in memory alone, as
 * a memfd, takes no room on a disk, and what lies on another machine none on a disk of this one. Processes of others that
 * may not be looked at are left out.
 */
export async function findDeletedFiles(pids: Iterable<number>): Promise<Reading<readonly DeletedFile[]>> {
  const found = new Map<string, DeletedFile>();
  let looked = 0;
  let resumed = performance.now();
  const letOthers = async (): Promise<void> => {
    if (performance.now() - resumed < turn) return;
    await setImmediate();
    resumed = performance.now();
  };
  for (const pid of pids) {
    await letOthers();
    const mounts = mountsOf(pid);
    for (const name of namesIn(`/proc/${pid}/fd`)) {
      looked += 1;
      if (looked > mostLooked) return unreadable(t('measure.too_many_open_files', { most: mostLooked }));
      const file = deletedAt(`/proc/${pid}/fd/${name}`, (): boolean => {
        const info = readFileSync(`/proc/${pid}/fdinfo/${name}`, 'latin1');
        return isHere(info, mounts());
      });
      if (file !== undefined && !found.has(file.id))
        found.set(file.id, { path: file.path, size: file.size, pid });
      await letOthers();
    }
  }
  return present([...found.values()]);
}

const suffix = ' (deleted)';
const inMemory = /^\/(?:memfd:|SYSV|dev\/zero|dev\/shm\/|\[aio\]|anon_hugepage|i915)/u;

/** The table of a process's mounts, read when it is first asked for. */
function mountsOf(pid: number): () => string {
  let table: string | undefined;
  return () => (table ??= readFileSync(`/proc/${pid}/mountinfo`, 'latin1'));
}

/**
 * Tells by the kernel's word alone that an open file lies on this machine: a file system that has died would never answer
 * what is asked of the file. One that is unmounted but for this file counts as elsewhere.
 */
export function isHere(fdinfo: string, mountinfo: string): boolean {
  const id = /^mnt_id:\s*(\d+)$/mu.exec(fdinfo)?.[1];
  const mounts = mountinfo.split('\n');
  const its = id === undefined ? mounts : mounts.filter((line) => line.startsWith(`${id} `));
  const types = its.flatMap((line) => / - (\S+) /u.exec(line)?.[1] ?? []);
  return types.length > 0 && !types.some((type) => isOfOtherMachine(type) && !nearby.has(type));
}

/** Types that the machine beneath this one answers for, or a disk of its own: without these it would not run at all. */
const nearby: ReadonlySet<string> = new Set(['9p', 'virtiofs', 'fuseblk']);

function deletedAt(
  fd: string,
  isSafe: () => boolean,
): { readonly id: string; readonly path: string; readonly size: number } | undefined {
  try {
    const target = readlinkSync(fd);
    if (!target.startsWith('/') || !target.endsWith(suffix) || inMemory.test(target)) return undefined;
    if (!isSafe()) return undefined;
    const stat = statSync(fd);
    if (!stat.isFile() || stat.nlink > 0) return undefined;
    return {
      id: `${stat.dev}:${stat.ino}`,
      path: target.slice(0, -suffix.length),
      size: stat.blocks * 512,
    };
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { DeletedFile } from '../../core/instruments.ts';
import { absent, present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';
import { codeOrMessage, isGone } from '../errno.ts';

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
 * a memfd, takes no room on a disk. Processes of others that may not be looked at are left out.
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
    for (const name of namesIn(`/proc/${pid}/fd`)) {
      looked += 1;
      if (looked > mostLooked) return unreadable(t('measure.too_many_open_files', { most: mostLooked }));
      const file = deletedAt(`/proc/${pid}/fd/${name}`);
      if (file !== undefined && !found.has(file.id))
        found.set(file.id, { path: file.path, size: file.size, pid });
      await letOthers();
    }
  }
  return present([...found.values()]);
}

const suffix = ' (deleted)';
const inMemory = /^\/(?:memfd:|SYSV|dev\/zero|dev\/shm\/|\[aio\]|anon_hugepage|i915)/u;

function deletedAt(
  fd: string,
): { readonly id: string; readonly path: string; readonly size: number } | undefined {
  try {
    const target = readlinkSync(fd);
    if (!target.startsWith('/') || !target.endsWith(suffix) || inMemory.test(target)) return undefined;
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

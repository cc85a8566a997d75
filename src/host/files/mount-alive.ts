import { readFileSync } from 'node:fs';
import { endingOf } from '../../core/command-result.ts';
import type { Reader } from '../../core/reader.ts';
import { present, unreadable, type Reading } from '../../core/reading.ts';
import { t } from '../../core/text.ts';

/** Seconds for a file system of another machine to answer. */
const patience = 3;

/**
 * Finds out whether the file system of a path can be touched. Where a file system of another machine, or of
 * another process, is mounted, a command asks first: a call that never comes back would hang in this process,
 * and even its end would wait for it, while a command can be ended.
 */
export async function answers(path: string, query: Reader['query']): Promise<Reading<true>> {
  if (!hasForeignMounts()) return present(true);
  const { failed } = await query(['stat', '-f', '--', path], { timeout: patience });
  if (failed === 'timeout') return unreadable(t('measure.disk_hangs', { path, seconds: patience }));
  if (failed === 'late')
    return unreadable(
      t('measure.command_failed', { program: 'stat', reason: endingOf({ status: null, failed }) }),
    );
  return present(true);
}

/** Types of file systems that are not the kernel's own work upon a disk of this machine. */
const foreign = /^(?:nfs\d?|cifs|smb3|9p|ceph|glusterfs|afs|lustre|virtiofs|davfs|fuse(?:blk|\..+)?)$/u;

/** Tells a type of file system that another machine, or another process, answers for. */
export function isOfOtherMachine(type: string): boolean {
  return foreign.test(type);
}

/** Any at all: a link may lead from anywhere into one. Those that containers and desktops always have aside. */
function hasForeignMounts(): boolean {
  let mounts: string;
  try {
    mounts = readFileSync('/proc/self/mounts', 'latin1');
  } catch {
    return false;
  }
  return mounts.split('\n').some((line) => {
    const [, place = '', type = ''] = line.split(' ');
    return isOfOtherMachine(type) && !/^\/(?:proc|sys|run\/user)(?:\/|$)/u.test(place);
  });
}

import type { ProcessIdentity } from '../../core/host.ts';
import { codeOf } from '../errno.ts';
import { readProcess } from './proc.ts';

/**
 * Sends a signal to the process that was looked at, and to no other: its start time is read again right before.
 * False: it has ended, or another process has its number now. Throws what the system throws when it is not allowed.
 */
export function signalProcess(
  { pid, started }: ProcessIdentity,
  signal: 'TERM' | 'KILL' | 'HUP' | 'USR1',
): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  const now = readProcess(pid, 0);
  if (now === undefined || now.started !== started || now.ended) return false;
  try {
    process.kill(pid, `SIG${signal}`);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
    throw error;
  }
}

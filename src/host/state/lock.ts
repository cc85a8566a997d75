import { basename } from 'node:path';
import { readFileSync } from 'node:fs';
import { Failure } from '../../core/failure.ts';
import type { Records } from '../../core/records.ts';
import type { WithLock } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';

/** Work under the lock that whoever changes the host holds; refused, with the holder's name, while another has it. */
export function lockWork(records: Records): WithLock {
  return async (work) => {
    const lock = records.lock('lock');
    if (!lock.held)
      throw new Failure(
        t('host.locked', {
          pid: lock.holder.pid,
          command: commandOf(lock.holder.pid),
          since: new Date(lock.holder.since).toISOString(),
        }),
        { cure: t('host.locked_cure') },
      );
    try {
      return await work();
    } finally {
      lock.release();
    }
  };
}

/** Command of a process, `node kapa apply`; the words after that are nobody's business. */
function commandOf(pid: number): string {
  try {
    const [program = '', script = '', word = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .split('\0')
      .filter((one) => one !== '');
    return [basename(program), basename(script), word].join(' ').trim();
  } catch {
    return '?';
  }
}

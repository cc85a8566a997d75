import { Failure } from '../../core/failure.ts';
import type { LockHolder, Records } from '../../core/records.ts';
import { t } from '../../core/text.ts';

/** Lock of a person's command that needs every group: a running watch stands aside as long as it is held. */
const personLock = 'person.lock';

/** Process of a person's command that needs the groups now; undefined: none does. */
export function personAtWork(records: Records): LockHolder | undefined {
  return records.holder(personLock);
}

/** Asks every watch to stand aside, until released. A Failure where another command of a person's is at work. */
export function askAside(records: Records): { release(): void } {
  const lock = records.lock(personLock);
  if (lock.held) return lock;
  throw new Failure(t('health.locked_watch', { group: '*', pid: lock.holder.pid }), {
    cure: t('health.reset.locked_cure'),
  });
}

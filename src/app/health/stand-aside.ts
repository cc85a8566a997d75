import { Failure } from '../../core/failure.ts';
import type { Records } from '../../core/records.ts';
import { t, type Text } from '../../core/text.ts';
import { packageWork, packageWorkText } from './package-work.ts';

/** Lock of a person's command that needs every group: a running watch stands aside as long as it is held. */
const personLock = 'person.lock';

/** Reason why a watch stands aside now: a person's command needs the groups, or packages of the site are changed. */
export function whyAside(records: Records): Text | undefined {
  const person = records.holder(personLock);
  if (person !== undefined) return t('watch.aside', { pid: person.pid });
  const work = packageWork();
  return work && packageWorkText(work);
}

/** Asks every watch to stand aside, until released. A Failure where another command of a person's is at work. */
export function askAside(records: Records): { release(): void } {
  const lock = records.lock(personLock);
  if (lock.held) return lock;
  throw new Failure(t('health.locked_watch', { group: '*', pid: lock.holder.pid }), {
    cure: t('health.reset.locked_cure'),
  });
}

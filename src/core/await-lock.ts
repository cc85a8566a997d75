import type { Lock } from './records.ts';

/**
 * A lock, held as soon as it is free, or as it stands once somebody else has held it for all these seconds; undefined
 * where there is none to take.
 */
export async function awaitLock<T extends Lock | undefined>(
  take: () => T,
  seconds: number,
  sleep: (seconds: number) => Promise<void>,
): Promise<T> {
  let lock = take();
  for (let waited = 0; lock?.held === false && waited < seconds; waited += pace) {
    await sleep(pace);
    lock = take();
  }
  return lock;
}

const pace = 0.05;

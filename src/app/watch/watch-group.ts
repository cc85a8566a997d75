import { Failure } from '../../core/failure.ts';
import type { Lock } from '../../core/records.ts';
import { t } from '../../core/text.ts';
import type { CommandContext } from '../context.ts';
import type { HealthSetup } from '../health/assemble.ts';
import type { Control } from './control.ts';
import type { InForce } from './in-force.ts';
import { openRounds, type Rounds } from './rounds.ts';
import type { Standings } from './standings.ts';
import type { Voice } from './voice.ts';

/** Surroundings of a group's loop. */
export interface Around {
  readonly inForce: InForce;
  readonly control: Control;
  readonly voice: Voice;
  readonly standings: Standings;
  readonly context: CommandContext;
}

/**
 * Checks a group until the watch ends or the policies in force have it no more. Newer policies are taken between two
 * rounds, whatever other groups are at; while a person's command needs the group, its lock is free.
 */
export async function watchGroup(name: string, around: Around): Promise<void> {
  const { inForce, control, voice, standings, context } = around;
  let lock = await takeLock(inForce.current().setup, name, around);
  let rounds: Rounds | undefined;
  let version = 0;
  try {
    while (!control.ended()) {
      const { setup, version: newest } = inForce.current();
      if (control.asideFor()) {
        await rounds?.flush();
        release(lock);
        while (control.asideFor() && !control.ended()) await control.sleep(0.5);
        lock = await takeLock(setup, name, around);
        // Others may have changed what is remembered.
        version = 0;
        continue;
      }
      const group = setup.groups.find((one) => one.name === name);
      if (group === undefined) break;
      if (version !== newest) {
        await rounds?.flush();
        rounds = openRounds(
          { setup, group, before: rounds?.planned() },
          control,
          standings.of(group),
          context,
        );
        version = newest;
      }
      await control.sleep((await rounds?.go()) ?? 0);
    }
    await rounds?.flush();
  } finally {
    release(lock);
  }
  if (!control.ended())
    voice.tell({ level: 'notice', text: t('watch.left', { group: name }), fields: { event: 'policies' } });
}

function release(lock: Lock | undefined): void {
  if (lock?.held === true) lock.release();
}

/** Seconds that a check by cron may take to end. */
const lockPatience = 180;

async function takeLock(
  setup: HealthSetup,
  group: string,
  { control, voice }: Around,
): Promise<Lock | undefined> {
  let { lock } = setup.lock(group);
  if (lock?.held === false)
    voice.tell({
      level: 'notice',
      text: t('watch.waits', { group, pid: lock.holder.pid }),
      fields: { event: 'waits', group },
    });
  for (let waited = 0; lock?.held === false && waited < lockPatience && !control.ended();) {
    await control.sleep(1);
    if (!control.asideFor()) waited += 1;
    ({ lock } = setup.lock(group));
  }
  if (lock?.held === false && !control.ended())
    throw new Failure(t('health.locked_watch', { group, pid: lock.holder.pid }), {
      cure: t('health.locked_watch_cure'),
    });
  return lock;
}

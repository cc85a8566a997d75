import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure, textWithCure } from '../../core/failure.ts';
import { t, type Text } from '../../core/text.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import type { HealthSetup } from '../../app/health/assemble.ts';
import { packageWork } from '../../app/health/package-work.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import { whyAside } from '../../app/health/stand-aside.ts';
import { newControl, type Control } from '../../app/watch/control.ts';
import { openInForce, type InForce } from '../../app/watch/in-force.ts';
import { newWatchedEndpoint } from '../../app/watch/metrics-endpoint.ts';
import { newStandings } from '../../app/watch/standings.ts';
import { openVoice, type Voice } from '../../app/watch/voice.ts';
import { watchGroup } from '../../app/watch/watch-group.ts';
import { openHost } from '../../host/index.ts';
import { openReadiness } from '../../host/systemd-notify.ts';

/**
 * `kapa watch`: checks without end, each rule at its own pace. Policies are read again when their files move, and at
 * SIGHUP; SIGTERM ends it.
 */
export async function watchCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  return watchWith(
    async (within) => prepareHealth(args, within, { groups: given['group'] as string[] | undefined }),
    context,
    args,
  );
}

/** Checks without end what `prepare` makes ready from the policies that the arguments name. */
export async function watchWith(
  prepare: (context: CommandContext) => Promise<HealthSetup>,
  context: CommandContext,
  args: readonly string[] = [],
): Promise<ExitStatus> {
  const { host } = openHost({ root: '/' });
  const voice = openVoice(host, context);
  const inForce = await openInForce(args, prepare, context, voice);
  const control = newControl(() => packageWork() !== undefined);
  const readiness = openReadiness(host, context.env, control.alive);
  let wantsReread = false;
  const onEnd = (): void => {
    control.end();
  };
  const onReread = (): void => {
    wantsReread = true;
    control.wake();
  };
  process.on('SIGTERM', onEnd).on('SIGINT', onEnd).on('SIGHUP', onReread);
  try {
    await readiness.ready();
    await supervise({ inForce, control, voice, context }, async () => {
      if (!wantsReread && !inForce.haveMoved()) return;
      wantsReread = false;
      await readiness.reloading();
      await inForce.reread();
      await readiness.ready();
    });
    await readiness.stopping();
    return exitStatus.ok;
  } finally {
    readiness.close();
    inForce.close();
    await voice.close();
    process.off('SIGTERM', onEnd).off('SIGINT', onEnd).off('SIGHUP', onReread);
  }
}

/** Parts that a running watch is made of. */
interface Running {
  readonly inForce: InForce;
  readonly control: Control;
  readonly voice: Voice;
  readonly context: CommandContext;
}

/** Seconds between two turns of the housekeeping: policies that moved, persons who need the groups. */
const turn = 1;

/** Has the groups stand aside for a reason, or go on without one, and says so where that is new. */
function standAside(
  reason: Text | undefined,
  before: boolean,
  { control, voice }: Pick<Running, 'control' | 'voice'>,
): boolean {
  const wanted = reason !== undefined;
  control.standAside(wanted);
  if (wanted !== before)
    voice.tell({ level: 'notice', text: reason ?? t('watch.back'), fields: { event: 'aside' } });
  return wanted;
}

/**
 * Keeps a loop going for each group that the policies in force have. No loop waits for another; one that fails ends
 * them all, with its error.
 */
async function supervise(
  { inForce, control, voice, context }: Running,
  rereadIfWanted: () => Promise<void>,
): Promise<void> {
  const loops = new Map<string, Promise<void>>();
  const endpoint = newWatchedEndpoint(context);
  const standings = newStandings(voice, context, inForce.current().setup);
  let failed: { readonly error: unknown } | undefined;
  let complaint = '';
  let aside = false;
  while (!control.ended()) {
    const { setup } = inForce.current();
    for (const { name } of setup.groups)
      if (!loops.has(name))
        loops.set(
          name,
          watchGroup(name, { inForce, control, voice, context, standings })
            .catch((error: unknown) => {
              failed ??= { error };
              control.end();
            })
            .finally(() => loops.delete(name)),
        );
    await control.rest(turn);
    try {
      aside = standAside(whyAside(setup.records), aside, { control, voice });
      await rereadIfWanted();
      await endpoint.keepTo(inForce.current().setup);
      complaint = '';
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const text = context.say(textWithCure(error));
      if (text !== complaint) voice.tell({ level: 'error', text, fields: { event: 'problem' } });
      complaint = text;
    }
    standings.keepTo(inForce.current().setup);
  }
  endpoint.close();
  await Promise.all(loops.values());
  if (failed !== undefined) throw failed.error;
  voice.tell({ level: 'notice', text: t('watch.ended'), fields: { event: 'ended' } });
}

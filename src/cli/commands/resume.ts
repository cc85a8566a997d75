import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { t } from '../../core/text.ts';
import { endPause, readPause, recordEvent } from '../../health/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { orderedBy } from '../../app/operator.ts';
import { instantHere } from '../../app/health/instant.ts';
import { openRecordsOf } from '../../app/health/records.ts';

/** `kapa resume`: ends a pause before its time. No pause is no fault. */
export async function resumeCommand(
  args: readonly string[],
  _given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const records = await openRecordsOf(args, context);
  const instant = await instantHere(context);
  const paused = readPause(records, instant) !== undefined;
  endPause(records);
  if (paused) recordEvent(records, { at: instant.now, kind: 'resume', ...orderedBy(context) });
  if (context.options.json) context.out.document({ version: 1, paused: false, was_paused: paused }, 0);
  else context.out.write(`${context.say(t(paused ? 'health.resumed' : 'health.was_not_paused'))}\n`);
  return exitStatus.ok;
}

import { localTime } from '../../core/local-time.ts';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { beginPause, recordEvent } from '../../health/index.ts';
import { time } from '../../report/health/health-json.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { orderedBy } from '../../app/operator.ts';
import { instantHere } from '../../app/health/instant.ts';
import { openRecordsOf } from '../../app/health/records.ts';
import { parseLength } from '../parse-time.ts';

/** `kapa pause --for 30m --reason "deploy 4.2"`: remedies are held back until then; alerts go on. */
export async function pauseCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const length = given['for'];
  const reason = given['reason'];
  if (typeof length !== 'string' || typeof reason !== 'string' || reason.trim() === '')
    throw new Failure(t('health.pause_incomplete'), {
      cure: t('health.pause_incomplete_cure'),
      exit: exitStatus.usage,
    });
  const seconds = parseLength(length);
  const instant = await instantHere(context);
  const since = instant.now;
  const until = since + seconds * 1000;
  const records = await openRecordsOf(args, context);
  const { by } = orderedBy(context);
  beginPause(records, { since, until, reason, by }, instant);
  recordEvent(records, { at: since, kind: 'pause', until, reason, by });
  if (context.options.json)
    context.out.document({ version: 1, paused: true, until: time(until), reason, by }, 0);
  else context.out.write(`${context.say(t('check.paused_until', { time: localTime(until), reason, by }))}\n`);
  return exitStatus.ok;
}

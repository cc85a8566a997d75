import { Failure, textWithCure } from '../../core/failure.ts';
import type { HealthView } from '../../report/health/health-view.ts';
import { logLines } from '../../report/health/log-line.ts';
import type { CommandContext } from '../context.ts';
import type { HealthSetup, PreparedGroup } from './assemble.ts';
import { harmless } from '../../core/harmless.ts';

/** Writes a check's lines to its group's log; a log that takes none becomes a problem of the check. */
export function writeLog(
  setup: HealthSetup,
  group: PreparedGroup,
  view: HealthView,
  context: CommandContext,
): HealthView {
  const { log } = group;
  if (log === undefined) return view;
  try {
    for (const line of logLines(view, log.locale))
      setup.appendLog(log.file, harmless(context.mask.apply(line)));
    return view;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...view, problems: [...view.problems, textWithCure(error)] };
  }
}

import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { metricsOf } from '../../app/health/metrics.ts';
import { openRecordsOf } from '../../app/health/records.ts';
import { tellWhose } from '../../app/whose-records.ts';
import { metricsJson, metricsText } from '../../report/health/metrics.ts';

/** `kapa metrics`: what was measured and counted last, as Prometheus reads it. Measures nothing. */
export async function metricsCommand(
  args: readonly string[],
  _: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const records = await openRecordsOf(args, context);
  tellWhose(records.path, context);
  const families = await metricsOf(records, context.mask);
  if (context.options.json) context.out.document(metricsJson(families));
  else context.out.write(metricsText(families));
  return exitStatus.ok;
}

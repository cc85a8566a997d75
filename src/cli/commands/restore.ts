import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import type { Settings } from '../../core/policy.ts';
import { makeRestorePlan, restore } from '../../converge/index.ts';
import { carryOut, mayCarryOut, showPlan } from '../../app/carry-out.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { orderedBy } from '../../app/operator.ts';
import { recoverAloud } from '../../app/recover-first.ts';
import { openSession } from '../../app/session.ts';

/** Restoring works without policies: they may be what is broken. */
const settings: Settings = {
  backups: { placement: 'beside', keep: 20 },
  notify: { channels: [], repeatEvery: 3600 },
  concurrency: 8,
};

/** `kapa restore`: puts a file, or a whole apply, back, through a plan like any other change. */
export async function restoreCommand(
  [what = '']: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const session = openSession(context);
  await session.withLock(() => recoverAloud(session, context));
  const request = { ...session, what, settings, ordered: orderedBy(context, given) };
  const plan = await makeRestorePlan({ ...request, reader: session.host });
  showPlan(plan, context);
  if (!(await mayCarryOut(plan, given['yes'] === true, context))) return exitStatus.failed;
  const agreed = { digest: plan.digest, proof: plan.proof };
  return carryOut((onEvent) => restore({ ...request, agreed, onEvent }), context);
}

import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import type { Settings } from '../../core/policy.ts';
import { makePlan, makeRestorePlan, restore } from '../../converge/index.ts';
import { carryOut, mayCarryOut, showPlan } from '../../app/carry-out.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { orderedBy } from '../../app/operator.ts';
import { recoverAloud } from '../../app/recover-first.ts';
import { policiesIfAny } from '../../app/health/records.ts';
import { packSettings } from '../../app/policies/load.ts';
import { openSession, type Session } from '../../app/session.ts';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import { registry } from '../../packs/index.ts';

/** Restoring works without policies: they may be what is broken. */
const settings: Settings = {
  backups: { placement: 'beside', keep: 20 },
  notify: { channels: [], repeatEvery: 3600, unknownAfter: 1800 },
  concurrency: 8,
};

/** `kapa restore`: puts a file, or a whole apply, back, through a plan like any other change. */
export async function restoreCommand(
  [what = '']: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const session = openSession(context, await packSettings(context));
  await session.withLock(() => recoverAloud(session, context));
  const request = {
    ...session,
    what,
    settings,
    ordered: orderedBy(context, given),
    withOthers: given['withOthers'] === true,
  };
  const plan = await makeRestorePlan({ ...request, reader: session.host });
  showPlan(plan, context, true);
  if (!(await mayCarryOut(plan, given['yes'] === true, context, t('restore.proof_failed_cure'))))
    return exitStatus.failed;
  const agreed = { digest: plan.digest, proof: plan.proof };
  const status = await carryOut((onEvent) => restore({ ...request, agreed, onEvent }), context);
  if (status === exitStatus.ok)
    await tellDeclared(new Set(plan.files.map(({ path }) => path)), session, context);
  return status;
}

/** Says which resources of the host's policies, where there are any, would bring back what was just undone. */
async function tellDeclared(
  paths: ReadonlySet<string>,
  session: Session,
  context: CommandContext,
): Promise<void> {
  try {
    const set = await policiesIfAny([], context);
    if (set === undefined || paths.size === 0) return;
    const { host: reader, store, service } = session;
    const next = await makePlan({ set, types: registry.resources, reader, store, service, brief: true });
    const names = next.files.filter(({ path }) => paths.has(path)).flatMap(({ because }) => because);
    if (names.length > 0)
      context.err.write(
        `${context.say(t('engine.policy_still', { names: [...new Set(names)].join(', ') }))}\n`,
      );
  } catch (error) {
    // Restoring works without policies: they may be what is broken.
    if (!(error instanceof Failure)) throw error;
  }
}

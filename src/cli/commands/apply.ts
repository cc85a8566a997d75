import { resolve } from 'node:path';
import type { ExitStatus } from '../../core/exit.ts';
import type { Plan } from '../../core/plan.ts';
import {
  applyPlan,
  checkInputs,
  makePlan,
  readSavedPlan,
  type ApplyRequest,
  type SavedPlan,
} from '../../converge/index.ts';
import { registry } from '../../packs/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { carryThrough, isEmpty } from '../../app/confirm-and-apply.ts';
import { confirmWith } from '../../app/confirm.ts';
import { readTrusted } from '../../host/index.ts';
import { loadSet, trustOf } from '../../app/policies/load.ts';
import { recoverAloud } from '../../app/recover-first.ts';
import { openSession } from '../../app/session.ts';

/** `kapa apply`: makes the host as declared, or leaves it as it was. */
export async function applyCommand(
  args: readonly string[],
  given: Given,
  asked: CommandContext,
): Promise<ExitStatus> {
  const saved = savedPlanOf(args, asked);
  const context = saved === undefined ? asked : withOptionsOf(saved, asked);
  const set = await loadSet(saved?.policies ?? args, context);
  const session = openSession(context, set.settings.stateDir);
  const { host, prover, store, withLock, service } = session;
  if (saved !== undefined) checkInputs(saved, set, store);
  const request: ApplyRequest = {
    set,
    types: registry.resources,
    host,
    prover,
    store,
    withLock,
    service,
    target: context.options.target,
    skip: context.options.skip,
    prune: saved?.prune ?? given['prune'] === true,
    ...confirmWith(set, context, host),
  };
  const recover = (): Promise<void> => recoverAloud(session, context);
  const carry = (plan: Plan, held: Pick<ApplyRequest, 'withLock' | 'planned'>): Promise<ExitStatus> =>
    carryThrough(plan, context, {
      yes: given['yes'] === true || (saved !== undefined && !isEmpty(plan)),
      apply: (onEvent) =>
        applyPlan({
          ...request,
          ...held,
          agreed: { digest: saved?.digest ?? plan.digest, proof: plan.proof },
          onEvent,
        }),
    });
  // Nobody is asked: what is planned under the lock is still so when it is carried out.
  if (given['yes'] === true || saved !== undefined)
    return withLock(async () => {
      await recover();
      const plan = await makePlan({ ...request, reader: host });
      return carry(plan, { withLock: (work) => work(), planned: plan });
    });
  await withLock(recover);
  return carry(await makePlan({ ...request, reader: host }), { withLock });
}

/** The largest saved plan, in bytes: it shows the changes of many files. */
const largestPlan = 64 * 1024 * 1024;

function savedPlanOf(args: readonly string[], context: CommandContext): SavedPlan | undefined {
  const [only, ...others] = args;
  if (only === undefined || others.length > 0) return undefined;
  const bytes = readTrusted(resolve(context.cwd, only), { trust: trustOf(context), most: largestPlan });
  // Not a file: a folder of policies, or nothing, which loading says better.
  return bytes.state === 'present' ? readSavedPlan(bytes.value) : undefined;
}

function withOptionsOf(saved: SavedPlan, context: CommandContext): CommandContext {
  const { root, target, skip } = saved;
  const stateDir = context.options.stateDir ?? saved.stateDir;
  const planned = saved.overrides ?? { values: {}, withheld: [] };
  const options = { ...context.options, root, stateDir, target, skip, planned };
  return Object.create(context, { options: { value: options } }) as CommandContext;
}

import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import type { Plan } from '../../core/plan.ts';
import type { PolicySet } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import { findOpenTransaction, makePlan, savePlan, type OpenTransaction } from '../../converge/index.ts';
import { isEmpty, summarise } from '../../core/plan-summary.ts';
import { planDocument } from '../../report/plan/plan-json.ts';
import { writePlan } from '../../report/plan/plan-text.ts';
import { registry } from '../../packs/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { writeAsked } from '../../host/index.ts';
import { loadSet, trustOf } from '../../app/policies/load.ts';
import { policyPaths } from '../../app/policies/policy-files.ts';
import { readOverrides, readSecretVars, splitOverrides } from '../../app/policies/overrides.ts';
import { openSession, type Session } from '../../app/session.ts';
import { openSnapshot, type PlanSession } from '../../app/snapshot.ts';
import { word } from '../../report/document.ts';

/** `kapa plan`: shows what would change. Nothing on the host is touched. */
export async function planCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const set = await loadSet(args, context);
  const snapshot = await openSnapshot(context, set.settings);
  try {
    return await plan(args, given, context, { set, session: snapshot ?? openSession(context, set.settings) });
  } finally {
    snapshot?.close();
  }
}

async function plan(
  args: readonly string[],
  given: Given,
  context: CommandContext,
  { set, session }: { readonly set: PolicySet; readonly session: PlanSession | Session },
): Promise<ExitStatus> {
  const { options, err, say } = context;
  const file = given['out'];
  const { host, store } = session;
  const open = findOpenTransaction(store);
  if (open !== undefined)
    err.write(
      `${say(t('plan.open_transaction', { id: open.id }))} ${say(t('plan.open_transaction_cure'))}\n`,
    );
  const prune = given['prune'] === true;
  const { target, skip } = options;
  const made = await makePlan({
    ...session,
    set,
    types: registry.resources,
    reader: host,
    target,
    skip,
    prune,
  });
  showPlan(made, given, context, open);
  if (typeof file === 'string') {
    const trust = trustOf(context);
    const secret = await readSecretVars(context, trust);
    const overrides = splitOverrides(await readOverrides(context, trust), set, context, secret);
    const saved = savePlan({
      plan: made,
      set,
      store,
      made: host.now(),
      root: options.root,
      stateDir: options.stateDir && resolve(context.cwd, options.stateDir),
      policies: policyPaths(args, context).map((path) => resolve(context.cwd, path)),
      target,
      skip,
      prune,
      overrides,
      shown: context.mask.document(planDocument(made, context.verbatim)),
    });
    writeAsked(resolve(context.cwd, file), saved, 0o600);
    err.write(`${say(t('plan.saved', { file }))}\n`);
    const names = overrides.withheld.join(', ');
    if (names !== '') err.write(`${say(t('plan.withheld', { names }))}\n`);
  }
  return statusOf(made, given['detailedExitcode'] === true, context);
}

function statusOf(plan: Plan, detailed: boolean, { err, say }: CommandContext): ExitStatus {
  const { unknown } = summarise(plan);
  if (plan.proof.status === 'failed') return exitStatus.failed;
  if (unknown > 0) {
    err.write(`${say(t('plan.unknowns', { n: unknown }))}\n`);
    return exitStatus.failed;
  }
  return detailed && !isEmpty(plan) ? exitStatus.changes : exitStatus.ok;
}

function showPlan(
  plan: Plan,
  given: Given,
  { options, out, say, verbatim }: CommandContext,
  open?: OpenTransaction,
): void {
  const left = open === undefined ? {} : { open_transaction: word(open.id) };
  if (options.json) out.document({ ...planDocument(plan, verbatim), ...left });
  else writePlan(plan, out, { root: options.root, full: given['full'] === true }, say);
}

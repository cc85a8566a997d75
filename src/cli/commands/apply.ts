import { resolve } from 'node:path';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import { localTime } from '../../core/local-time.ts';
import type { StateStore } from '../../core/state-store.ts';
import { t } from '../../core/text.ts';
import {
  applyPlan,
  checkInputs,
  describeTransactions,
  largestPlan,
  makePlan,
  readSavedPlan,
  type ApplyRequest,
  type SavedPlan,
} from '../../converge/index.ts';
import { registry } from '../../packs/index.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { carryOut, mayCarryOut, showPlan } from '../../app/carry-out.ts';
import { confirmWith } from '../../app/confirm.ts';
import { openRecords, readTrusted } from '../../host/index.ts';
import { keepPolicies } from '../../app/policies/keep-version.ts';
import { policyPaths } from '../../app/policies/policy-files.ts';
import { loadSet, trustOf } from '../../app/policies/load.ts';
import { orderedBy } from '../../app/operator.ts';
import { keepDrift } from '../../app/drift.ts';
import { recoverAloud } from '../../app/recover-first.ts';
import { openSession, type Session } from '../../app/session.ts';

/** `kapa apply`: makes the host as declared, or leaves it as it was. */
export async function applyCommand(
  args: readonly string[],
  given: Given,
  asked: CommandContext,
): Promise<ExitStatus> {
  const wanted = await load(args, given, asked);
  const status = await underLock(wanted, async (request) => {
    const plan = await makePlan({ ...request, reader: request.host });
    showPlan(plan, wanted.context, given['full'] === true);
    if (!(await mayCarryOut(plan, wanted.agreed, wanted.context))) return exitStatus.failed;
    if (wanted.digest !== undefined && wanted.digest !== plan.digest) assertNew(wanted.digest, request.store);
    const agreed = { digest: wanted.digest ?? plan.digest, proof: plan.proof };
    const planned = wanted.agreed ? { planned: plan } : {};
    return carryOut((onEvent) => applyPlan({ ...request, ...planned, agreed, onEvent }), wanted.context);
  });
  if (status === exitStatus.ok) {
    const { target = [], skip = [], store } = wanted.request;
    if (target.length + skip.length === 0) keepDrift(openRecords(store.path), 0);
    await nameWatches(wanted);
    keepApplied(wanted);
  }
  return status;
}

/** A Failure for a saved plan that was carried out before: that the host has moved since is what it was for. */
function assertNew(digest: string, store: StateStore): void {
  const done = describeTransactions(store).findLast(
    (one) => one.digest === digest && one.outcome === 'converged',
  );
  if (done === undefined) return;
  const about = { time: localTime(done.at), transaction: done.id };
  throw new Failure(t('watch.already_applied', about), { cure: t('engine.moved_cure') });
}

/** Names what the running watches work by: it need not be what was applied. */
async function nameWatches({ context, session, policies }: Wanted): Promise<void> {
  const { findRunners } = await import('../../app/health/runners.ts');
  const { runnerText } = await import('../../report/health/runners.ts');
  const own = policyPaths(policies, context).map((path) => resolve(context.cwd, path));
  for (const runner of findRunners(openRecords(session.store.path)))
    if (runner.kind === 'watch') context.err.write(`${context.say(runnerText(runner, own))}\n`);
}

/** Keeps what the policies say, for reports: it is no part of the apply, and no fault of it where that fails. */
function keepApplied({ context, session, policies }: Wanted): void {
  const named = policyPaths(policies, context).map((path) => resolve(context.cwd, path));
  try {
    keepPolicies(openRecords(session.store.path), named, context.mask);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}

/** All that an apply works with. */
interface Wanted {
  readonly context: CommandContext;
  readonly session: Session;
  readonly request: ApplyRequest;
  /** Policies as the command line, or the saved plan, names them. */
  readonly policies: readonly string[];
  /** True: a person has agreed beforehand, by `--yes`, or to the plan that was saved. */
  readonly agreed: boolean;
  /** Digest of the saved plan that is carried out. */
  readonly digest?: string;
}

async function load(args: readonly string[], given: Given, asked: CommandContext): Promise<Wanted> {
  const saved = savedPlanOf(args, asked);
  const context = saved === undefined ? asked : withOptionsOf(saved, asked);
  const set = await loadSet(saved?.policies ?? args, context);
  const session = openSession(context, set.settings);
  if (saved !== undefined) checkInputs(saved, set, session.store);
  return {
    context,
    session,
    policies: saved?.policies ?? args,
    request: {
      ...session,
      set,
      types: registry.resources,
      target: context.options.target,
      skip: context.options.skip,
      prune: saved?.prune ?? given['prune'] === true,
      ...confirmWith(set, context, session.host),
      ordered: orderedBy(context, given),
    },
    agreed: given['yes'] === true || saved !== undefined,
    ...(saved === undefined ? {} : { digest: saved.digest }),
  };
}

/**
 * Recovers what a crash left, then works. Where nobody is asked, both under one lock: what is planned is still so when
 * it is carried out. Nobody waits for a person with the lock held.
 */
async function underLock(
  { context, session, request, agreed }: Wanted,
  work: (request: ApplyRequest) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const { withLock } = session;
  const recover = (): Promise<void> => recoverAloud(session, context);
  if (!agreed) {
    await withLock(recover);
    return work(request);
  }
  return withLock(async () => {
    await recover();
    return work({ ...request, withLock: (inner) => inner() });
  });
}

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

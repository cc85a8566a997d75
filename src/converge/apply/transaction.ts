import { bareCommand } from '../../core/command.ts';
import { Failure, textWithCure } from '../../core/failure.ts';
import type { Host, Identities } from '../../core/host.ts';
import type { Plan, PlannedEffect } from '../../core/plan.ts';
import type { ServiceState } from '../../core/reader.ts';
import { isFileStep, type FileStep } from '../../core/step.ts';
import { t, type Text } from '../../core/text.ts';
import { keepBackups, planBackups, recordBackups, type BackupPlan } from './backups.ts';
import { intend, leftBy, type NumberedStep } from './capture.ts';
import type { ApplyRequest, ApplyResult, ApplyEvent, PlanRequest, SealedBackup } from '../contract.ts';
import { readsConfiguration } from '../plan/effects.ts';
import { beginTransaction, endTransaction, keepTransactions, type Journal } from './journal.ts';
import { updateManifest, type ManifestDelta } from '../state/manifest.ts';
import { ownership, type Created } from './ownership.ts';
import { readPendingEffects, writePendingEffects } from './pending-effects.ts';
import { makePlan } from '../plan/plan.ts';
import { reasonOf, validations } from '../plan/proof.ts';
import { recoverFirst, transactionsKept } from './recovery.ts';
import { rollBack } from './rollback.ts';
import { markStateVersion } from '../state/state-version.ts';
import { endOfOutput, outputOf } from './undo.ts';

/**
 * Makes the host as the policies say, or leaves it as it was. Under the lock: finishes what a crash left open, plans
 * again, refuses when the plan is no longer the one agreed to, then carries it out as one transaction.
 */
export async function applyPlan(request: ApplyRequest): Promise<ApplyResult> {
  const planRequest: PlanRequest = { ...request, reader: request.host };
  return applyAny(request, {
    plan: (depth) =>
      makePlan({
        ...(depth === 'proven' ? planRequest : withoutProver(planRequest)),
        brief: depth === 'brief',
      }),
    owns: (plan, created) => ownership(plan, created, planRequest),
  });
}

/** Source of a plan: the policies, or what was saved. */
export interface PlanSource {
  /** Looks at the host and plans. */
  plan(depth: 'proven' | 'unproven' | 'brief'): Promise<Plan>;
  /** Changes to what kapa owns when the plan has been carried out. */
  owns(plan: Plan, created: Created): ManifestDelta;
}

/** The part of an apply that is the same whatever the plan comes from. */
export function applyAny(
  request: Omit<ApplyRequest, 'types' | 'target' | 'skip' | 'prune'>,
  source: PlanSource,
): Promise<ApplyResult> {
  const { host, store, service, agreed, planned, onEvent = () => undefined } = request;
  return request.withLock(async () => {
    const recovered = await recoverFirst({ host, store, service, onEvent });
    const notes =
      recovered === undefined ? [] : [t('engine.recovered', { transaction: recovered.transaction })];
    const reusable = agreed?.proof !== undefined && agreed.proof.status !== 'failed';
    if (!reusable && planned === undefined) onEvent({ event: 'proving' });
    let plan = planned ?? (await source.plan(reusable ? 'unproven' : 'proven'));
    if (agreed !== undefined && agreed.digest !== plan.digest)
      throw new Failure(t('engine.moved'), { cure: t('engine.moved_cure') });
    if (reusable && agreed.proof !== undefined) plan = { ...plan, proof: agreed.proof };
    onEvent({ event: 'planned', plan });
    const untouched = { changed: false, plan, backups: [], leftovers: [], notes };
    const refusal = refusalOf(plan);
    if (refusal !== undefined) return { ...untouched, outcome: 'rolled_back', error: refusal };
    if (plan.steps.length === 0 && plan.effects.length === 0) {
      updateManifest(store, source.owns(plan, new Map()));
      return { ...untouched, outcome: 'converged' };
    }
    const result = await carryOut(plan, source, request, onEvent);
    return { ...result, notes: [...notes, ...result.notes] };
  });
}

/** Reason why a plan is not begun at all; undefined: it may begin. */
function refusalOf({ resources, proof }: Plan): Text | undefined {
  const unknown = resources.find(({ change }) => change.action === 'unknown');
  if (unknown !== undefined)
    return t('engine.unknown_resource', {
      resource: unknown.item.name,
      reason: unknown.change.unknown ?? t('engine.no_reason'),
    });
  if (proof.status === 'failed') return proof.reason ?? t('engine.proof_failed');
  return undefined;
}

type CarryOutRequest = Pick<
  ApplyRequest,
  'host' | 'store' | 'service' | 'loads' | 'set' | 'confirm' | 'ordered' | 'prover'
>;

async function carryOut(
  plan: Plan,
  source: PlanSource,
  request: CarryOutRequest,
  onEvent: (event: ApplyEvent) => void,
): Promise<ApplyResult> {
  const { host, store, service, set } = request;
  markStateVersion(store);
  const judge = host.live ? await request.confirm?.() : undefined;
  const journal = beginTransaction(store, host.now(), {
    ...(request.ordered === undefined ? {} : { ordered: request.ordered }),
    steps: plan.steps.length,
    digest: plan.digest,
    effects: plan.effects,
    services: await serviceStates(plan.effects, request),
  });
  onEvent({ event: 'begin', transaction: journal.id, steps: plan.steps.length });
  const notes: Text[] = [];
  let backups: readonly SealedBackup[];
  let manifest: ManifestDelta;
  try {
    const saved = await planBackups(plan, journal.id, {
      settings: set.settings.backups,
      host,
      store,
      loads: request.loads,
    });
    const created = new Map<string, string | undefined>();
    await act(plan, saved, { host, store, journal, created, onEvent });
    await judgeFiles(plan, request, onEvent);
    await perform(plan.effects, { ...request, journal, onEvent, notes });
    if (judge !== undefined) {
      onEvent({ event: 'confirming' });
      const worse = await judge();
      if (worse !== undefined) throw new Failure(t('engine.site_is_worse', { reason: worse }));
    }
    onEvent({ event: 'verifying' });
    await verify(plan, source, host);
    ({ backups } = saved);
    manifest = source.owns(plan, created);
    journal.record({ record: 'verified', manifest, backups });
  } catch (error) {
    const reason = textOf(error);
    onEvent({ event: 'undoing', reason });
    const undone = await rollBack({ journal, host, store, service, afterCrash: false, onEvent });
    if (!(error instanceof Failure)) throw error;
    return {
      outcome: undone.outcome,
      changed: false,
      plan,
      transaction: journal.id,
      backups: [],
      error: reason,
      leftovers: undone.leftovers,
      notes: [...notes, ...undone.notes],
    };
  }
  notes.push(...(await closeBooks(journal, manifest, backups, request)));
  return {
    outcome: 'converged',
    changed: true,
    plan,
    transaction: journal.id,
    backups: backups.map(({ path, backup, secret }) => ({ path, backup, ...(secret ? { secret } : {}) })),
    leftovers: [],
    notes,
  };
}

/**
 * Writes down what the change means for kapa's own books, and tidies. The change itself has been judged good: trouble
 * here is only said, and the next run finishes what is missing.
 */
async function closeBooks(
  journal: Journal,
  manifest: ManifestDelta,
  backups: readonly SealedBackup[],
  { host, store, set }: CarryOutRequest,
): Promise<readonly Text[]> {
  try {
    updateManifest(store, manifest);
    recordBackups(store, journal.id, backups);
    if (host.live && readPendingEffects(store).length > 0) writePendingEffects(store, []);
    endTransaction(store, journal, 'converged', host.now());
    await keepBackups(store, host, backups, set.settings.backups.keep);
    keepTransactions(store, transactionsKept(set.settings));
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [t('engine.books_open', { reason: textWithCure(error) })];
  }
}

interface Acting {
  readonly host: Host;
  readonly store: ApplyRequest['store'];
  readonly journal: Journal;
  readonly created: Map<string, string | undefined>;
  readonly onEvent: (event: ApplyEvent) => void;
}

/** Number of file steps that share their syncs. */
const batchSize = 500;

/** Backups first, then the plan's steps in order, each announced durably before it is done. */
async function act(plan: Plan, saved: BackupPlan, acting: Acting): Promise<void> {
  const { store, journal, onEvent } = acting;
  if (saved.inState.length > 0) {
    journal.record({ record: 'saved', names: saved.inState.map(({ name }) => name) });
    for (const { name, content } of saved.inState) store.write(name, content);
  }
  let number = 0;
  const numbered = (all: readonly { readonly resource: string; readonly step: NumberedStep['step'] }[]) =>
    all.map((one) => {
      number += 1;
      return { ...one, number };
    });
  for (const batch of batches(numbered(saved.beside))) await actOn(batch, acting);
  let shown = 0;
  for (const batch of batches(numbered(plan.steps))) {
    await actOn(batch, acting);
    for (const { resource, step } of batch) {
      shown += 1;
      onEvent({ event: 'step', number: shown, of: plan.steps.length, resource, step });
    }
  }
}

/** Neighbouring file steps together; a crontab or a command alone, so that the log knows that it is done. */
function batches(steps: readonly NumberedStep[]): readonly (readonly NumberedStep[])[] {
  const all: NumberedStep[][] = [];
  for (const one of steps) {
    const last = all.at(-1);
    const [first] = last ?? [];
    if (
      last !== undefined &&
      first !== undefined &&
      last.length < batchSize &&
      isFileStep(first.step) &&
      isFileStep(one.step)
    )
      last.push(one);
    else all.push([one]);
  }
  return all;
}

async function actOn(
  batch: readonly NumberedStep[],
  { host, store, journal, created }: Acting,
): Promise<void> {
  for (const path of await intend(batch, host, store, journal)) created.set(path, undefined);
  let ids: Identities = new Map();
  let left = {};
  const [only] = batch;
  const step = only?.step;
  if (step === undefined) return;
  if (step.do === 'crontab') {
    const ended = await host.setCrontab(step.user, step.content);
    if (ended.status !== 0)
      throw new Failure(
        t('engine.command_failed', { command: ended.argv.join(' '), output: outputOf(ended) }),
      );
  } else if (step.do === 'command') {
    const ended = await host.run(step.argv, {
      apart: true,
      ...(step.user === undefined ? {} : { user: step.user }),
      ...(step.cwd === undefined ? {} : { cwd: step.cwd }),
    });
    if (ended.status !== 0)
      throw new Failure(
        t('engine.command_failed', {
          command: step.argv.join(' '),
          output: outputOf(ended),
        }),
      );
  } else {
    const steps = batch.map((one) => one.step).filter((one): one is FileStep => isFileStep(one));
    ids = await host.carryOut(steps);
    for (const [path, id] of ids) if (created.has(path)) created.set(path, id);
    left = await leftBy(steps, host);
  }
  journal.record({
    record: 'done',
    number: batch.at(-1)?.number ?? 0,
    ...(ids.size === 0 ? {} : { ids: Object.fromEntries(ids) }),
    ...(Object.keys(left).length === 0 ? {} : { left }),
  });
}

/** The services' own checks over the files in place, and what could not be validated before. */
async function judgeFiles(
  plan: Plan,
  { host, service, prover }: CarryOutRequest,
  onEvent: (event: ApplyEvent) => void,
): Promise<void> {
  const checks: { service: string; argv: readonly [string, ...string[]]; because: readonly string[] }[] = [];
  for (const { service: name, effect, because } of plan.effects)
    if (readsConfiguration(effect))
      for (const argv of await service(name).checks(host)) checks.push({ service: name, argv, because });
  if (plan.proof.status === 'not_proven')
    for (const { argv, because } of validations(plan)) checks.push({ service: '', argv, because });
  if (!host.live) {
    // Below a root, a check finds what it names by absolute path only where the prover puts it.
    const failed = (await prover?.prove([], checks))?.checks.find(({ exitStatus }) => exitStatus !== 0);
    if (failed !== undefined) throw new Failure(await reasonOf(failed, plan, host));
    return;
  }
  for (const { service: name, argv, because } of checks) {
    onEvent({ event: 'check', service: name, argv });
    const ended = await host.query(argv);
    if (ended.status === 0) continue;
    if (ended.failed !== undefined)
      throw new Failure(
        t('engine.command_failed', { command: bareCommand(argv).join(' '), output: outputOf(ended) }),
      );
    const judged = {
      argv,
      exitStatus: ended.status,
      output: endOfOutput(ended.stderr.length > 0 ? ended.stderr : ended.stdout),
      because,
    };
    throw new Failure(await reasonOf(judged, plan, host));
  }
}

async function perform(
  effects: readonly PlannedEffect[],
  {
    host,
    service,
    journal,
    onEvent,
    notes,
  }: CarryOutRequest & {
    readonly journal: Journal;
    readonly onEvent: (event: ApplyEvent) => void;
    readonly notes: Text[];
  },
): Promise<void> {
  for (const { service: name, effect } of effects) {
    if (!host.live) {
      onEvent({ event: 'effect', service: name, effect, ended: 'not_touched' });
      continue;
    }
    journal.record({ record: 'effect', service: name, effect });
    onEvent({ event: 'effect', service: name, effect });
    const outcome = await service(name).perform(effect, host);
    onEvent({ event: 'effect', service: name, effect, ended: outcome.ok ? 'done' : 'failed' });
    if (!outcome.ok)
      throw new Failure(t('engine.effect_failed', { service: name, effect, reason: outcome.reason }));
    if (outcome.note !== undefined) notes.push(outcome.note);
    journal.record({ record: 'performed', service: name, effect });
  }
}

/** Observes once more. What processes make of a change may take a moment; files may not. */
async function verify(plan: Plan, source: PlanSource, host: Host): Promise<void> {
  const patience =
    host.live && (plan.effects.length > 0 || plan.steps.some(({ step }) => step.do === 'command'));
  for (let left = patience ? 20 : 0; ; left -= 1) {
    const after = await source.plan('brief');
    const off = after.resources.find(({ change }) => change.action !== 'none');
    if (off === undefined) return;
    if (left <= 0)
      throw new Failure(
        off.change.stays ??
          t('engine.not_converged', {
            resource: off.item.name,
            type: off.item.type,
            fields: off.change.fields.map(({ field }) => field).join(', '),
          }),
      );
    await host.sleep(0.5);
  }
}

async function serviceStates(
  effects: readonly PlannedEffect[],
  { host, service }: CarryOutRequest,
): Promise<Readonly<Record<string, Partial<ServiceState>>>> {
  if (!host.live) return {};
  const states: Record<string, Partial<ServiceState>> = {};
  for (const { service: name } of effects) {
    const state = await service(name).state(host);
    states[name] = state.state === 'present' ? state.value : {};
  }
  return states;
}

function textOf(error: unknown): Text {
  if (error instanceof Failure) return textWithCure(error);
  return t('engine.fault', { message: error instanceof Error ? error.message : String(error) });
}

function withoutProver(request: PlanRequest): PlanRequest {
  const { prover, ...rest } = request;
  return prover === undefined ? request : rest;
}

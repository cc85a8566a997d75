import { awaitLock } from '../../core/await-lock.ts';
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { Failure, textWithCure } from '../../core/failure.ts';
import type { RemedyOutcome } from '../../core/remedy.ts';
import { t, type Text } from '../../core/text.ts';
import { planReset, recordEvent, reset, type ResetPlan } from '../../health/index.ts';
import type { Ordered } from '../../core/ordered.ts';
import { orderedBy } from '../../app/operator.ts';
import { word } from '../../report/document.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { askAside } from '../../app/health/stand-aside.ts';
import { prepareHealth } from '../../app/health/prepare.ts';
import type { HealthSetup } from '../../app/health/assemble.ts';

/** `kapa reset`: shows what a total reset does, asks, saves the evidence, resets, and measures until all is well. */
export async function resetCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const setup = await prepareHealth(args, context);
  const plan = planReset(setup.set, setup.remedyTypes, setup.findProbeType);
  if (plan.steps.length === 0)
    throw new Failure(t('health.reset.nothing'), { cure: t('health.reset.nothing_cure') });
  if (!context.options.json) writePlan(plan, setup, context);
  if (given['yes'] !== true) {
    const agreed = await context.confirm(t('health.reset.question'));
    if (agreed === undefined)
      throw new Failure(t('health.reset.needs_yes'), { cure: t('health.reset.needs_yes_cure') });
    if (!agreed) {
      context.err.write(`${context.say(t('health.reset.declined'))}\n`);
      return exitStatus.failed;
    }
  }
  return underLocks(setup, context, async () => carryOut(setup, plan, orderedBy(context, given), context));
}

async function carryOut(
  setup: HealthSetup,
  plan: ResetPlan,
  ordered: Ordered,
  context: CommandContext,
): Promise<ExitStatus> {
  const tools = setup.tools();
  const result = await reset(plan, {
    remedies: tools.remedies,
    context: tools.remedyContext,
    records: setup.records,
    measure: tools.measure,
    find: setup.findProbeType,
    evidence: setup.evidence(setup.set.probes),
    onStep(step, outcome) {
      if (outcome !== undefined)
        context.err.write(
          `${context.say(t('health.reset.step', { remedy: step.type, outcome: outcomeText(outcome) }))}\n`,
        );
    },
  });
  const failed =
    result.ill !== undefined || result.outcomes.some(({ outcome }) => outcome.outcome !== 'done');
  const ending = result.ill === undefined ? t('health.reset.well') : t('health.reset.ill', result.ill);
  for (const problem of [...result.problems, ...keepEvent(setup, result.incident, ordered)])
    context.err.write(`${context.say(problem)}\n`);
  if (context.options.json)
    context.out.document(
      {
        version: 1,
        outcome: word(failed ? 'failed' : 'well'),
        incident: word(result.incident),
        steps: result.outcomes.map(({ step, outcome }) => ({
          remedy: word(step.type),
          outcome: word(outcome.outcome),
          message: context.verbatim(outcomeText(outcome)),
        })),
        ...(result.ill === undefined ? {} : { error: context.verbatim(ending) }),
      },
      0,
    );
  else
    context.out.write(
      `${context.say(ending)} (${context.say(t('health.incident_number', { incident: result.incident }))})\n`,
    );
  return failed ? exitStatus.failed : exitStatus.ok;
}

/** Seconds that whoever checks a group may take to stand aside: a remedy under way is finished. */
const patience = 150;

/** No check may act while a reset does: it holds the lock of every group. A running watch stands aside by itself. */
async function underLocks(
  setup: HealthSetup,
  context: CommandContext,
  work: () => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const asked = askAside(setup.records);
  const held: { release(): void }[] = [];
  try {
    for (const { name } of setup.groups) {
      let { lock } = setup.lock(name);
      if (lock?.held === false) {
        context.err.write(`${context.say(t('health.reset.waits', { group: name, pid: lock.holder.pid }))}\n`);
        lock = await awaitLock(() => setup.lock(name).lock, patience, setup.host.sleep);
      }
      if (lock?.held === false)
        throw new Failure(t('health.locked_watch', { group: name, pid: lock.holder.pid }), {
          cure: t('health.reset.locked_cure'),
        });
      if (lock !== undefined) held.push(lock);
    }
    return await work();
  } finally {
    for (const lock of held) lock.release();
    asked.release();
  }
}

function writePlan(plan: ResetPlan, { remedyTypes }: HealthSetup, context: CommandContext): void {
  const lines = [
    t('health.reset.evidence'),
    ...plan.steps.map(
      ({ type, spec }) => remedyTypes.find((one) => one.type === type)?.announced?.(spec) ?? type,
    ),
    t('health.reset.verify', { probes: plan.probes.map(({ name }) => name).join(', ') || '-' }),
  ];
  context.out.write(`${context.say(t('health.reset.plan'))}\n`);
  for (const [index, line] of lines.entries())
    context.out.write(`  ${index + 1}. ${typeof line === 'string' ? line : context.say(line)}\n`);
}

/** Notes who ordered a reset, and why; answers with what a full disk did not take. */
function keepEvent({ records }: HealthSetup, incident: string, ordered: Ordered): readonly Text[] {
  try {
    recordEvent(records, { at: Date.now(), kind: 'reset', incident, ...ordered });
    return [];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [textWithCure(error)];
  }
}

function outcomeText(outcome: RemedyOutcome): Text {
  return outcome.outcome === 'done' ? outcome.summary : outcome.reason;
}

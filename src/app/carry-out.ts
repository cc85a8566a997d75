import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import { isEmpty, summarise } from '../core/plan-summary.ts';
import { t, type Text } from '../core/text.ts';
import type { ApplyEvent, ApplyResult } from '../converge/index.ts';
import { applyDocument, writeOutcome, writeProgress } from '../report/plan/apply.ts';
import { writePlan } from '../report/plan/plan-text.ts';
import type { CommandContext } from './context.ts';
import { listenForInterrupt } from './interrupt.ts';

/** Shows a plan that is about to be carried out; as JSON it is told with the outcome. */
export function showPlan(plan: Plan, { options, out, say }: CommandContext, full: boolean): void {
  if (!options.json) writePlan(plan, out, { root: options.root, full }, say);
}

/**
 * Judges whether a plan may be carried out: it must be one that can, and a person has to agree, or have
 * agreed.
 */
export async function mayCarryOut(
  plan: Plan,
  agreed: boolean,
  context: CommandContext,
  refusedCure: Text = t('plan.proof_failed_cure'),
): Promise<boolean> {
  const { options, out, err, say, verbatim } = context;
  const why = obstacleOf(plan, refusedCure);
  if (why !== undefined) {
    if (options.json) out.document(applyDocument(refused(plan, why), verbatim));
    err.write(`${say(why)}\n`);
    return false;
  }
  if (agreed || isEmpty(plan)) return true;
  const answer = await context.confirm(t('apply.ask'));
  if (answer === undefined) throw new Failure(t('apply.needs_yes'), { cure: t('apply.needs_yes_cure') });
  if (!answer) err.write(`${say(t('apply.declined'))}\n`);
  return answer;
}

/** Carries a plan out, tells each step, and how it ended. */
export async function carryOut(
  apply: (onEvent: (event: ApplyEvent) => void) => Promise<ApplyResult>,
  { options, out, err, say, verbatim }: CommandContext,
): Promise<ExitStatus> {
  const result = await untilInterrupted(apply, (event) => writeProgress(event, err, say));
  if (options.json) out.document(applyDocument(result, verbatim));
  else writeOutcome(result, out, err, say);
  return {
    converged: exitStatus.ok,
    rolled_back: exitStatus.failed,
    rollback_incomplete: exitStatus.incomplete,
  }[result.outcome];
}

/**
 * Carries a plan out until the process is asked to end. That is a failure like another: what was done is
 * undone first.
 */
async function untilInterrupted(
  apply: Parameters<typeof carryOut>[0],
  onEvent: (event: ApplyEvent) => void,
): Promise<ApplyResult> {
  const interrupt = listenForInterrupt();
  let undoing = false;
  try {
    return await apply((event) => {
      undoing ||= event.event === 'undoing';
      if (interrupt.asked() && !undoing && event.event !== 'begin')
        throw new Failure(t('apply.interrupted'), { cure: t('apply.interrupted_cure') });
      onEvent(event);
    });
  } finally {
    interrupt.stop();
  }
}

/** Obstacle to carrying a plan out; undefined: none. */
function obstacleOf(plan: Plan, refusedCure: Text): Text | undefined {
  const { unknown } = summarise(plan);
  if (unknown > 0) return t('plan.unknowns', { n: unknown });
  return plan.proof.status === 'failed' ? refusedCure : undefined;
}

function refused(plan: Plan, error: Text): ApplyResult {
  return { outcome: 'rolled_back', changed: false, plan, backups: [], error, leftovers: [], notes: [] };
}

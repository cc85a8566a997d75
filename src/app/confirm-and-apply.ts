import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import { t } from '../core/text.ts';
import type { ApplyEvent, ApplyResult } from '../converge/index.ts';
import { applyDocument, writeOutcome, writeProgress } from '../report/plan/apply.ts';
import { summarise } from '../report/plan/plan-json.ts';
import { writePlan } from '../report/plan/plan-text.ts';
import type { CommandContext } from './context.ts';
import { listenForInterrupt } from './interrupt.ts';

/** What is done once the plan has been shown and agreed to. */
export interface Undertaking {
  readonly yes: boolean;
  apply(onEvent: (event: ApplyEvent) => void): Promise<ApplyResult>;
}

/** Shows a plan, asks, carries it out and tells how it ended: for everything that changes the host. */
export async function carryThrough(
  plan: Plan,
  context: CommandContext,
  { yes, apply }: Undertaking,
): Promise<ExitStatus> {
  const { options, out, err, say, verbatim } = context;
  const { unknown } = summarise(plan);
  if (!options.json) writePlan(plan, out, options.root, say);
  if (plan.proof.status === 'failed' || unknown > 0) {
    const text = unknown > 0 ? t('plan.unknowns', { n: unknown }) : t('plan.proof_failed_cure');
    if (options.json) out.document(applyDocument(refused(plan, text), verbatim));
    err.write(`${say(text)}\n`);
    return exitStatus.failed;
  }
  if (!isEmpty(plan) && !yes) {
    const answer = await context.confirm(t('apply.ask'));
    if (answer === undefined) throw new Failure(t('apply.needs_yes'), { cure: t('apply.needs_yes_cure') });
    if (!answer) {
      err.write(`${say(t('apply.declined'))}\n`);
      return exitStatus.failed;
    }
  }
  const result = await untilInterrupted(apply, (event) => writeProgress(event, err, say));
  if (options.json) out.document(applyDocument(result, verbatim));
  else writeOutcome(result, out, err, say);
  return {
    converged: exitStatus.ok,
    rolled_back: exitStatus.failed,
    rollback_incomplete: exitStatus.incomplete,
  }[result.outcome];
}

/** Carries out; when the process is asked to end, that is a failure like another: what was done is undone first. */
async function untilInterrupted(
  apply: Undertaking['apply'],
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

/** Whether a plan has nothing to do: no resource changes, and no effect is owed. */
export function isEmpty(plan: Plan): boolean {
  const { create, update, remove } = summarise(plan);
  return create + update + remove + plan.effects.length === 0;
}

function refused(plan: Plan, error: ReturnType<typeof t>): ApplyResult {
  return { outcome: 'rolled_back', changed: false, plan, backups: [], error, leftovers: [], notes: [] };
}

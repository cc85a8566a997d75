import type { Plan } from '../core/plan.ts';
import type { PolicySet } from '../core/policy.ts';
import { findOpenTransaction, listen, recallUnchanged, rememberUnchanged } from '../engine/index.ts';
import { holds } from '../host/index.ts';
import type { CommandContext, Given } from './context.ts';
import { isPublic, isRepeatable, requestOf, witnessed } from './memory.ts';
import { openSession, type Session } from './session.ts';

/** The plan of the last apply, if that found nothing to do, and nothing that it looked at has moved since. */
export async function recallPlan(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<Plan | undefined> {
  if (!isRepeatable(context)) return undefined;
  const { host, store } = openSession(context);
  const request = (): Promise<string> => planRequest(args, given, context);
  const recalled = await recallUnchanged(store, request, host, holds);
  if (recalled === undefined || findOpenTransaction(store) !== undefined) return undefined;
  if (recalled.locale !== undefined) context.speak(recalled.locale);
  return recalled.plan;
}

/** Notes what a command looks at, so that a plan with nothing to do can be recalled: where it may be. */
export function openMemory(
  args: readonly string[],
  given: Given,
  asked: CommandContext,
): {
  /** The context in which policies and host are to be looked at. */
  readonly context: CommandContext;
  /** What the host is asked through. */
  listen(session: Session): Session['host'];
  /** Keeps a plan; to be called under the lock. */
  remember(plan: Plan, set: PolicySet, session: Session): Promise<void>;
} {
  const repeatable = isRepeatable(asked);
  const { context, testimony } = repeatable
    ? witnessed(asked)
    : { context: asked, testimony: () => undefined };
  let answers: ReturnType<typeof listen>['answers'] = [];
  return {
    context,
    listen({ host }) {
      const listening = listen(host);
      answers = listening.answers;
      return { ...host, ...listening.reader };
    },
    async remember(plan, set, { store }) {
      // A note may quote a secret line, which is masked only while the policies that declare it are known.
      const quotes = plan.resources.some(({ notes }) => notes.length > 0) && !context.mask.isEmpty();
      if (!repeatable || quotes || !(await isPublic(answers, context))) return;
      const request = await planRequest(args, given, context);
      rememberUnchanged(store, plan, { request, locale: set.settings.locale, answers, testimony });
    },
  };
}

function planRequest(args: readonly string[], given: Given, context: CommandContext): Promise<string> {
  const { target, skip } = context.options;
  return requestOf(args, context, { target, skip, prune: given['prune'] === true });
}

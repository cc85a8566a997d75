import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json' with { type: 'json' };
import { Failure } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import type { PolicySet } from '../core/policy.ts';
import type { Testimony } from '../core/witness.ts';
import { findOpenTransaction, listen, recallUnchanged, rememberUnchanged } from '../engine/index.ts';
import { holds, openWitness } from '../host/index.ts';
import type { CommandContext, Given } from './context.ts';
import { readFacts } from './facts.ts';
import { policyPaths } from './load.ts';
import { openSession, type Session } from './session.ts';

/** The plan of the last apply, if that found nothing to do, and nothing that it looked at has moved since. */
export async function recallPlan(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<Plan | undefined> {
  if (!isRepeatable(context)) return undefined;
  const { host, store } = openSession(context);
  const request = (): Promise<string> => requestOf(args, given, context);
  const recalled = await recallUnchanged(store, request, host, holds);
  if (recalled === undefined || findOpenTransaction(store) !== undefined) return undefined;
  if (recalled.locale !== undefined) context.speak(recalled.locale);
  return recalled.plan;
}

/** Notes what a command looks at, so that a plan with nothing to do can be recalled. */
export function openMemory(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): {
  /** The context in which policies and host are to be looked at. */
  readonly context: CommandContext;
  /** What the host is asked through. */
  listen(session: Session): Session['host'];
  /** Keeps a plan; to be called under the lock. */
  remember(plan: Plan, set: PolicySet, session: Session): Promise<void>;
} {
  const witness = openWitness();
  witness.saw(fileURLToPath(import.meta.url), 'whole');
  let answers: ReturnType<typeof listen>['answers'] = [];
  return {
    context: Object.create(context, { witness: { value: witness } }) as CommandContext,
    listen({ host }) {
      const listening = listen(host);
      answers = listening.answers;
      return { ...host, ...listening.reader };
    },
    async remember(plan, set, { store }) {
      if (!isRepeatable(context)) return;
      const request = await requestOf(args, given, context);
      const testimony = (): Testimony | undefined => witness.testimony();
      try {
        rememberUnchanged(store, plan, { request, locale: set.settings.locale, answers, testimony });
      } catch (error) {
        // Where it cannot be written, the next plan is made anew.
        if (!(error instanceof Failure)) throw error;
      }
    },
  };
}

/** What is given on the command line may be secret, and is kept nowhere. */
function isRepeatable({ options }: CommandContext): boolean {
  return options.set.length === 0 && options.planned === undefined;
}

/** How a plan was asked for, by which kapa, with what policies know of the host: `facts.path` tells where kapa runs. */
async function requestOf(args: readonly string[], given: Given, context: CommandContext): Promise<string> {
  const { cwd, options } = context;
  const { root, vars, target, skip, allowUntrusted } = options;
  return JSON.stringify({
    version,
    node: process.version,
    user: process.geteuid?.(),
    policies: policyPaths(args, context).map((path) => resolve(cwd, path)),
    cwd,
    root: resolve(cwd, root),
    vars,
    target,
    skip,
    prune: given['prune'] === true,
    allowUntrusted,
    facts: await readFacts(root),
  });
}

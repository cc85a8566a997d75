import { resolve } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { PolicySet } from '../../core/policy.ts';
import type { Records } from '../../core/records.ts';
import { announce } from '../policies/announce.ts';
import type { CommandContext } from '../context.ts';

/** The records of the state folder that the command line, or else the policies' settings, name. */
export async function openHealthRecords(context: CommandContext, settings?: string): Promise<Records> {
  const [{ openRecords }, { stateFolder }] = await Promise.all([
    import('../../host/state/records.ts'),
    import('../../host/state/state-folder.ts'),
  ]);
  const given = context.options.stateDir ?? settings;
  return openRecords(
    stateFolder({
      root: context.options.root,
      given: given === undefined ? undefined : resolve(context.cwd, given),
      env: context.env,
    }),
  );
}

/**
 * The records for a command that works without policies as well: where there are none, or none that can be trusted,
 * nothing names another folder than the usual one.
 */
export async function openRecordsOf(args: readonly string[], context: CommandContext): Promise<Records> {
  if (context.options.stateDir !== undefined) return openHealthRecords(context);
  const policies = await policiesIfAny(args, context);
  return openHealthRecords(context, policies?.settings.stateDir);
}

/**
 * The policies, for a command that works without; a Failure where only those that the command line names could say
 * where the records are, and they cannot be read.
 */
export async function policiesIfAny(
  args: readonly string[],
  context: CommandContext,
): Promise<PolicySet | undefined> {
  const [{ readPolicies, trustOf }, { readFacts }] = await Promise.all([
    import('../policies/load.ts'),
    import('../policies/facts.ts'),
  ]);
  const { root, stateDir } = context.options;
  try {
    const { set, read } = await readPolicies(args, context, {
      facts: await readFacts(root),
      trust: trustOf(context),
    });
    if (set.settings.locale !== undefined) context.speak(set.settings.locale);
    announce(read, context);
    return set;
  } catch (error) {
    if (!(error instanceof Failure) || (args.length > 0 && stateDir === undefined)) throw error;
    return undefined;
  }
}

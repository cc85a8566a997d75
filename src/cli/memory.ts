import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '../../package.json' with { type: 'json' };
import type { Testimony } from '../core/witness.ts';
import { openWitness } from '../host/index.ts';
import type { CommandContext } from './context.ts';
import { readFacts } from './facts.ts';
import { policyPaths } from './policy-files.ts';

/** A context in which what a command looks at is noted. */
export interface Witnessed {
  readonly context: CommandContext;
  /** What was looked at; undefined where it moved meanwhile. */
  testimony(): Testimony | undefined;
}

/** Notes what is looked at from here on, kapa itself first. */
export function witnessed(context: CommandContext): Witnessed {
  const witness = openWitness();
  witness.saw(fileURLToPath(import.meta.url), 'whole');
  return {
    context: Object.create(context, { witness: { value: witness } }) as CommandContext,
    testimony: () => witness.testimony(),
  };
}

/** What is given on the command line may be secret, and is kept nowhere. */
export function isRepeatable({ options }: CommandContext): boolean {
  return options.set.length === 0 && options.planned === undefined;
}

/**
 * How policies are asked for, by which kapa, with what they may know of the host: two commands that say the same here
 * find the same, if nothing that they look at has moved. `facts.path` tells where kapa runs.
 */
export async function requestOf(
  args: readonly string[],
  context: CommandContext,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { cwd, options } = context;
  const { root, vars, allowUntrusted } = options;
  return JSON.stringify({
    version,
    node: process.version,
    user: process.geteuid?.(),
    policies: policyPaths(args, context).map((path) => resolve(cwd, path)),
    cwd,
    root: resolve(cwd, root),
    vars,
    allowUntrusted,
    facts: await readFacts(root),
    ...more,
  });
}

/** Whether nothing in a value is, or may be, a secret: one is kept nowhere. */
export async function isPublic(value: unknown, { mask }: CommandContext): Promise<boolean> {
  const text = JSON.stringify(value);
  if (mask.apply(text) !== text) return false;
  const { secretsIn } = await import('../policy/index.ts');
  return secretsIn(value, [])[Symbol.iterator]().next().done === true;
}

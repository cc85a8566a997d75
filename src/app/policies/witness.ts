import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../../core/failure.ts';
import type { CommandContext } from '../context.ts';
import { isPolicy, policyFilesAt, policyPaths, type NamedFile } from './policy-files.ts';

/** Witness of what policies were read from: told of each path, it sees when one of them moves. */
export interface Witness {
  /** The command's surroundings, in which all that is read is witnessed. */
  readonly context: CommandContext;
  /** Account of what is there now; another one: something has moved. */
  account(): PolicySources;
}

/** State of all that policies were read from. */
export interface PolicySources {
  /** Policy files, or folders of them, as named. */
  readonly named: readonly string[];
  /** Number of policy files. */
  readonly files: number;
  /** Other paths that were read or looked for: templates, sources, `--vars`. */
  readonly others: readonly string[];
  /** Equal as long as nothing was written, moved, added or removed. */
  readonly mark: string;
  /** Time when the newest of them changed, milliseconds since 1970. */
  readonly newest: number;
}

/** A witness of the policies that a command line names. */
export function openWitness(args: readonly string[], context: CommandContext): Witness {
  const others = new Set<string>();
  const saw = (path: string): void => void others.add(path);
  return {
    context: Object.create(context, { saw: { value: saw } }) as CommandContext,
    account() {
      const named = policyPaths(args, context).map((path) => resolve(context.cwd, path));
      return accountOf(named, [...others].sort());
    },
  };
}

/** Account of policies at absolute paths, and of the other files that they were read with. */
export function accountOf(named: readonly string[], others: readonly string[]): PolicySources {
  let files: readonly NamedFile[] = [];
  try {
    files = policyFilesAt(named, '/', 'anyone');
  } catch (error) {
    // No policies there, or none that may be listed: that is an account, too.
    if (!(error instanceof Failure)) throw error;
  }
  const states = [...files.map(({ path }) => path), ...others].map((path) => ({
    path,
    state: stateOf(path),
  }));
  return {
    named,
    files: files.filter(isPolicy).length,
    others,
    mark: states.map(({ path, state }) => `${path}\0${state?.mark ?? '-'}`).join('\n'),
    newest: Math.max(0, ...states.map(({ state }) => state?.changed ?? 0)),
  };
}

function stateOf(path: string): { readonly mark: string; readonly changed: number } | undefined {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(path);
    return { mark: [dev, ino, size, mtimeMs, ctimeMs].join(' '), changed: ctimeMs };
  } catch {
    return undefined;
  }
}

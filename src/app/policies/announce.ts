import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { t } from '../../core/text.ts';
import type { CommandContext } from '../context.ts';
import { policyPaths, type NamedFile } from './policy-files.ts';

/** Policies that a command works with, as its first line says. */
export interface ReadPolicies {
  /** Absolute paths of what was named, or found. */
  readonly paths: readonly string[];
  readonly files: number;
  /** Paths that might have been meant and were not read. */
  readonly leftAside: readonly string[];
  /** The host's own policies were left aside, and differ from those read. */
  readonly differs?: string;
}

/** Policies that a command line leads to, and what it leaves aside. */
export function describeRead(
  args: readonly string[],
  context: CommandContext,
  files: readonly NamedFile[],
): ReadPolicies {
  const paths = policyPaths(args, context).map((path) => resolve(context.cwd, path));
  const installed = resolve(context.options.root, 'etc/kapa/policies');
  const [read = ''] = paths;
  const stands = args.length === 0 && existsSync(installed) && real(installed) !== real(read);
  return {
    paths,
    files: files.length,
    leftAside: [...paths.flatMap(oddNames), ...(stands ? [installed] : [])],
    ...(stands && contentOf(installed) !== contentOf(read) ? { differs: installed } : {}),
  };
}

/** Outlets that were told: a command that reads policies twice says so once. */
const announced = new WeakSet<CommandContext['out']>();

/**
 * Says it in the first line: of the answer, or where `aside` on standard error, before what is wrong with the policies. A
 * program that reads the answer is only warned.
 */
export function announce(read: ReadPolicies, context: CommandContext, aside = false): void {
  const { out, err, say, options } = context;
  if (announced.has(out)) return;
  announced.add(out);
  if (context.machine !== true && !options.json) (aside ? err : out).write(`${say(lineOf(read))}\n`);
  if (read.differs !== undefined)
    err.write(`! ${say(t('cli.policies_differ', { read: read.paths[0] ?? '', aside: read.differs }))}\n`);
}

/** The same context of a command whose answer a program reads, or does not. */
export function forMachine(context: CommandContext, machine: boolean): CommandContext {
  return Object.create(context, { machine: { value: machine } }) as CommandContext;
}

/** The line itself. */
function lineOf({ paths, files, leftAside }: ReadPolicies): ReturnType<typeof t> {
  return t('cli.policies_read', {
    paths: paths.length > 3 ? `${paths.slice(0, 3).join(', ')}, …` : paths.join(', '),
    files,
    aside: leftAside.join(', '),
  });
}

/** Names in a folder of what was a policy once, or is not yet: `health.yaml.bak`, `health.yaml~`. */
function oddNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml./u.test(name) && !name.startsWith('.') && !/\.ya?ml$/u.test(name))
      .slice(0, 5)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Names and bytes of the policies in a folder, to be compared with another's; those nobody can read are as they are. */
function contentOf(folder: string): string {
  try {
    const names = statSync(folder).isDirectory()
      ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/u.test(name))
      : [''];
    return JSON.stringify(names.sort().map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
  } catch {
    return folder;
  }
}

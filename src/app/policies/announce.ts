import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { Failure } from '../../core/failure.ts';
import { t } from '../../core/text.ts';
import type { CommandContext } from '../context.ts';
import {
  isPolicy,
  policyFilesAt,
  policyPaths,
  readBytes,
  strayLink,
  type NamedFile,
} from './policy-files.ts';
import { realOf } from './policy-links.ts';

/** Policies that a command works with, as its first line says. */
export interface ReadPolicies {
  /** Absolute paths of what was named, or found. */
  readonly paths: readonly string[];
  readonly files: number;
  /** Names of the files that give this host's values. */
  readonly values: readonly string[];
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
  const stands = args.length === 0 && existsSync(installed) && realOf(installed) !== realOf(read);
  return {
    paths,
    files: files.filter(isPolicy).length,
    values: files.filter((file) => !isPolicy(file)).map(({ path }) => path),
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
export function announce(describe: () => ReadPolicies, context: CommandContext, aside = false): void {
  const { out, err, say, options } = context;
  if (announced.has(out)) return;
  announced.add(out);
  const read = describe();
  if (context.machine !== true && !options.json) (aside ? err : out).write(`${say(lineOf(read))}\n`);
  if (read.differs !== undefined)
    err.write(`! ${say(t('cli.policies_differ', { read: read.paths[0] ?? '', aside: read.differs }))}\n`);
}

/** The same context of a command whose answer a program reads, or does not. */
export function forMachine(context: CommandContext, machine: boolean): CommandContext {
  return Object.create(context, { machine: { value: machine } }) as CommandContext;
}

/** The line itself. */
function lineOf({ paths, files, values, leftAside }: ReadPolicies): ReturnType<typeof t> {
  return t('cli.policies_read', {
    paths: paths.length > 3 ? `${paths.slice(0, 3).join(', ')}, …` : paths.join(', '),
    files,
    values: [...new Set(values.map((path) => basename(path)))].join(', '),
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

/**
 * Names and bytes of the policies in a folder, to be compared with another's; a file that cannot be read, or that a link
 * leads out to, counts by its name alone. Undefined: they cannot be listed.
 */
function contentOf(folder: string): string | undefined {
  try {
    return JSON.stringify(
      policyFilesAt([folder], '/', 'anyone').map((file) => [relative(folder, file.path), bytesOf(file)]),
    );
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return undefined;
  }
}

function bytesOf(file: NamedFile): string {
  if (strayLink(file, '/') !== undefined) return '';
  return Buffer.from(readBytes(file.path, 'anyone') ?? []).toString('latin1');
}

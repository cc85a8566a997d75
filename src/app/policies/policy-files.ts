import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import { t } from '../../core/text.ts';
import { readLimits } from '../../core/reader.ts';
import { codeOrMessage, listTrusted, readTrusted, type Trust } from '../../host/index.ts';
import type { PolicyFile } from '../../policy/index.ts';
import type { CommandContext } from '../context.ts';
import { isKernels, leadsAway, leadsOut, leavesCheckout, standsIn } from './policy-links.ts';

/** Paths that policies are read from: those named, else `policies` here, else the host's own. */
export function policyPaths(args: readonly string[], { cwd, options }: CommandContext): readonly string[] {
  if (args.length > 0) return args;
  const installed = resolve(options.root, 'etc/kapa/policies');
  return !existsSync(resolve(cwd, 'policies')) && existsSync(installed) ? [installed] : ['policies'];
}

/** Name of the file, in a folder of policies, that gives their variables and thresholds the values of this host. */
const valuesName = 'host.vars.yaml';

/** A file that a command line names, or that was found in a folder that it names: a policy, or values of this host. */
export interface NamedFile {
  readonly path: string;
  readonly folder: string | undefined;
  readonly holds: 'policies' | 'values';
}

/**
 * The policy files that a command line names, and the files of values among them; folders in name order, each once. A
 * Failure where there is no policy.
 */
export function policyFilesAt(paths: readonly string[], cwd: string, trust: Trust): readonly NamedFile[] {
  const files = new Map<string, NamedFile>();
  for (const file of paths.flatMap((path) => filesAt(path, cwd, trust)))
    if (!files.has(file.path)) files.set(file.path, file);
  const all = [...files.values()];
  if (!all.some(isPolicy)) throw noPolicies(paths.join(', '));
  return all;
}

/** Tells a policy from a file of values. */
export function isPolicy({ holds }: NamedFile): boolean {
  return holds === 'policies';
}

/** The finding on a file of values that stands where nobody reads one, or has not quite its name. */
export function strayValues({ path, folder, holds }: NamedFile): Finding | undefined {
  if (holds === 'policies') return undefined;
  const read = join(folder ?? dirname(path), valuesName);
  return normalize(path) === read
    ? undefined
    : unusable(path, t('cli.stray_values', { path }), t('cli.stray_values_cure', { read }));
}

function namedFile(path: string, folder: string | undefined): NamedFile {
  return { path, folder, holds: /^host\.vars\.ya?ml$/u.test(basename(path)) ? 'values' : 'policies' };
}

function noPolicies(path: string): Failure {
  return new Failure(t('cli.no_policies', { path }), {
    cure: t('cli.no_policies_cure'),
    exit: exitStatus.invalidPolicy,
  });
}

/**
 * Tells whether the content of a file may be shown: not where a link leads from a folder or checkout to
 * anything else.
 */
export function isShown({ path, folder }: NamedFile, cwd: string): boolean {
  const full = resolve(cwd, path);
  if (isKernels(full)) return false;
  if (folder === undefined) return !leavesCheckout(full);
  return standsIn(full, resolve(cwd, folder)) && !leavesCheckout(resolve(cwd, folder));
}

/** The finding on a file that lint, which anybody's policies are given to, does not follow a link to. */
export function strayLink({ path, folder }: NamedFile, cwd: string): Finding | undefined {
  const full = resolve(cwd, path);
  if (folder !== undefined && leadsAway(full, resolve(cwd, folder)))
    return unusable(path, t('cli.link_out', { path, folder }), t('cli.link_out_cure'));
  return isKernels(full)
    ? unusable(path, t('host.not_regular', { path }), t('cli.not_regular_cure'))
    : undefined;
}

/** A policy file's text, or the finding that says why there is none. */
export function readPolicyFile(path: string, cwd: string, trust: Trust): PolicyFile | Finding {
  const found = readTrusted(resolve(cwd, path), { trust, most: readLimits.file });
  if (found.state === 'absent')
    return unusable(path, t('cli.unreadable', { path, code: 'ENOENT' }), t('cli.unreadable_cure'));
  if (found.state === 'unreadable') {
    const { id } = found.reason;
    if (id === 'host.too_large') return unusable(path, t('cli.too_large', { path }), t('cli.too_large_cure'));
    if (id === 'host.is_folder' || id === 'host.not_regular')
      return unusable(path, t('host.not_regular', { path }), t('cli.not_regular_cure'));
    const reason = id === 'host.denied' ? t('cli.unreadable', { path, code: 'EACCES' }) : found.reason;
    return unusable(path, reason, t('cli.unreadable_cure'));
  }
  const bytes = found.value;
  if (bytes.includes(0)) return unusable(path, t('cli.binary', { path }), t('cli.binary_cure'));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unusable(path, t('cli.not_utf8', { path }), t('cli.not_utf8_cure'));
  }
  return { path, text };
}

function unusable(path: string, message: Finding['message'], cure: Finding['cure']): Finding {
  return {
    id: 'KAPA013',
    severity: 'error',
    place: { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 },
    message,
    cure,
  };
}

/** The lines of a policy file, for the frame around a finding; none when it cannot be read. */
export function sourceLines(file: string, cwd: string): readonly string[] {
  const bytes = readTrusted(resolve(cwd, file), { trust: 'anyone', most: readLimits.file });
  if (bytes.state !== 'present') return [];
  return new TextDecoder().decode(bytes.value).split(/\r?\n/u);
}

/**
 * Finds templates by name: in the policy's own `templates/`, then in the one beside its folder, then kapa's own. Of
 * `inside`, a link that leads out of where the policies stand is refused.
 */
export function templateReader(
  cwd: string,
  trust: Trust,
  { inside, saw }: { readonly inside: boolean; readonly saw?: CommandContext['saw'] },
): (name: string, policy: string) => string | undefined {
  const shipped = shippedFolder('templates');
  const found = new Map<string, string | undefined>();
  const find = (name: string, policy: string): string | undefined => {
    if (name.split('/').includes('..')) return undefined;
    const beside = dirname(resolve(cwd, policy));
    for (const folder of [join(beside, 'templates'), join(dirname(beside), 'templates'), shipped]) {
      const path = join(folder, name);
      const home = dirname(folder);
      if (inside && folder !== shipped && (isKernels(path) || leadsOut(path, home)))
        throw new Failure(
          t('cli.link_out', { path: relative(cwd, path), folder: relative(cwd, home) || '.' }),
          {
            cure: t('cli.link_out_cure'),
            exit: exitStatus.invalidPolicy,
          },
        );
      saw?.(path);
      const bytes = readBytes(path, folder === shipped ? 'anyone' : trust);
      if (bytes !== undefined) return new TextDecoder().decode(bytes);
    }
    return undefined;
  };
  // A thousand files may be made from one template.
  return (name, policy) => {
    const asked = `${policy}\0${name}`;
    if (!found.has(asked)) found.set(asked, find(name, policy));
    return found.get(asked);
  };
}

/** The templates that stand in the policies' own folders. */
export function ownTemplates(
  policies: readonly { readonly path: string }[],
  cwd: string,
): readonly { readonly name: string; readonly file: string }[] {
  const folders = new Set(policies.map(({ path }) => join(dirname(path), 'templates')));
  return [...folders].flatMap((folder) => {
    if (!existsSync(resolve(cwd, folder))) return [];
    return readdirSync(resolve(cwd, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
      .map((entry) => relative(resolve(cwd, folder), join(entry.parentPath, entry.name)))
      .map((name) => ({ name, file: join(folder, name) }));
  });
}

/**
 * The bytes of a file; undefined: they cannot be read, or it is none, as a pipe, which would be waited for. A Failure where
 * it is too large, or where others could have written it.
 */
export function readBytes(path: string, trust: Trust): Uint8Array | undefined {
  const bytes = readTrusted(path, { trust, most: readLimits.file });
  if (bytes.state === 'present') return bytes.value;
  if (bytes.state === 'unreadable' && bytes.reason.id === 'host.too_large')
    throw new Failure(bytes.reason, {
      cure: t('host.too_large_cure', { path }),
      exit: exitStatus.invalidPolicy,
    });
  return undefined;
}

/** Folders among policies that hold what policies use. */
const notPolicies: ReadonlySet<string> = new Set(['templates', 'modules']);

function filesAt(path: string, cwd: string, trust: Trust): readonly NamedFile[] {
  const full = resolve(cwd, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new Failure(t('cli.no_such_path', { path }), {
      cure: t('cli.no_such_path_cure'),
      exit: exitStatus.invalidPolicy,
    });
  if (!stat.isDirectory()) return [namedFile(path, undefined)];
  const files = namesIn(full, path, trust)
    .filter((name) => !name.split('/').some((part) => part.startsWith('.') || notPolicies.has(part)))
    .sort()
    .map((name) => namedFile(join(path, name), path));
  if (!files.some(isPolicy)) throw noPolicies(path);
  return files;
}

/** The YAML files below a folder, relative to it. */
function namesIn(folder: string, path: string, trust: Trust): readonly string[] {
  try {
    return listTrusted(folder, trust).flatMap((entry) => {
      if (!entry.isDirectory()) return /\.ya?ml$/u.test(entry.name) ? [entry.name] : [];
      const below = join(folder, entry.name);
      return namesIn(below, join(path, entry.name), trust).map((name) => join(entry.name, name));
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(t('cli.unreadable', { path, code: codeOrMessage(error) }), {
      cure: t('cli.unreadable_cure'),
      exit: exitStatus.invalidPolicy,
    });
  }
}

/** A folder of kapa's own, in its package beside `dist/`: templates, modules. */
export function shippedFolder(name: 'templates' | 'modules'): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, name);
}

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitStatus } from '../core/exit.ts';
import { Failure } from '../core/failure.ts';
import type { Finding } from '../core/finding.ts';
import type { PolicySet } from '../core/policy.ts';
import { t } from '../core/text.ts';
import { assertTrusted } from '../host/index.ts';
import { loadPolicies, type Loaded, type PolicyFile } from '../policy/index.ts';
import type { CommandContext } from './context.ts';
import { readFacts } from './facts.ts';
import { registry } from './registry.ts';

/** The largest policy file that is read, in bytes. */
const largestFile = 10 * 1024 * 1024;

/** What is read when no policies are named. */
export function policyPaths(args: readonly string[], _context: CommandContext): readonly string[] {
  return args.length === 0 ? ['policies'] : args;
}

/** Reads policies for a command that works with them: any error among them ends it, after all have been shown. */
export async function loadSet(args: readonly string[], context: CommandContext): Promise<PolicySet> {
  const { set, findings } = await readPolicies(args, context, readFacts(context.options.root));
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const { writeFindings } = await import('../report/lint_text.ts');
    writeFindings(errors, context.err, context.say, sourceLines);
    throw new Failure(t('cli.invalid_policies', { n: errors.length }), {
      cure: t('cli.invalid_policies_cure'),
      exit: exitStatus.invalidPolicy,
    });
  }
  if (set.settings.locale !== undefined) context.speak(set.settings.locale);
  return set;
}

/** Reads policies with all that is wrong with them. */
export async function readPolicies(
  args: readonly string[],
  context: CommandContext,
  facts: Readonly<Record<string, unknown>> | undefined,
): Promise<Loaded> {
  const files: PolicyFile[] = [];
  const findings: Finding[] = [];
  const paths = policyPaths(args, context).flatMap((path) => policyFilesAt(path, context.cwd));
  if (!context.options.allowUntrusted) assertTrusted(paths.map((path) => resolve(context.cwd, path)));
  for (const path of new Set(paths)) {
    const read = readPolicyFile(path, context.cwd);
    if ('text' in read) files.push(read);
    else findings.push(read);
  }
  const loaded = await loadPolicies({
    files,
    registry,
    facts,
    overrides: await readOverrides(context),
    template: (name, policy) => readTemplate(name, resolve(context.cwd, policy)),
    source: (name, policy) => readBytes(resolve(context.cwd, dirname(policy), name)),
  });
  return { ...loaded, findings: [...findings, ...loaded.findings] };
}

/** The lines of a policy file, for the frame around a finding; none when it cannot be read. */
export function sourceLines(file: string): readonly string[] {
  const bytes = readBytes(file);
  return bytes === undefined ? [] : new TextDecoder().decode(bytes).split(/\r?\n/u);
}

function policyFilesAt(path: string, cwd: string): readonly string[] {
  const full = resolve(cwd, path);
  const stat = statSync(full, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new Failure(t('cli.no_such_path', { path }), {
      cure: t('cli.no_such_path_cure'),
      exit: exitStatus.invalidPolicy,
    });
  if (!stat.isDirectory()) return [path];
  const names = readdirSync(full, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/u.test(entry.name))
    .map((entry) => relative(full, join(entry.parentPath, entry.name)))
    .filter((name) => !name.split('/').some((part) => part.startsWith('.') || part === 'templates'))
    .sort();
  if (names.length === 0)
    throw new Failure(t('cli.no_policies', { path }), {
      cure: t('cli.no_policies_cure'),
      exit: exitStatus.invalidPolicy,
    });
  return names.map((name) => join(path, name));
}

function readPolicyFile(path: string, cwd: string): PolicyFile | Finding {
  const place = { file: path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const unusable = (message: Finding['message'], cure: Finding['cure']): Finding => ({
    id: 'KAPA013',
    severity: 'error',
    place,
    message,
    cure,
  });
  let bytes: Uint8Array;
  try {
    const full = resolve(cwd, path);
    const { size } = statSync(full);
    if (size > largestFile) return unusable(t('cli.too_large', { path }), t('cli.too_large_cure'));
    bytes = readFileSync(full);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return unusable(t('cli.unreadable', { path, code }), t('cli.unreadable_cure'));
  }
  if (bytes.includes(0)) return unusable(t('cli.binary', { path }), t('cli.binary_cure'));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return unusable(t('cli.not_utf8', { path }), t('cli.not_utf8_cure'));
  }
  return { path, text, digest: createHash('sha256').update(bytes).digest('hex') };
}

/** A template of the policy's own folder (or one above it, up to where `templates/` stands), else one of kapa's. */
function readTemplate(name: string, policy: string): string | undefined {
  if (name.split('/').includes('..')) return undefined;
  for (const folder of [
    join(dirname(policy), 'templates'),
    join(dirname(dirname(policy)), 'templates'),
    shippedTemplates(),
  ]) {
    const bytes = readBytes(join(folder, name));
    if (bytes !== undefined) return new TextDecoder().decode(bytes);
  }
  return undefined;
}

/** kapa's own templates stand in its package, beside `dist/`. */
function shippedTemplates(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'templates');
}

async function readOverrides({ options, cwd }: CommandContext): Promise<Readonly<Record<string, unknown>>> {
  const overrides: Record<string, unknown> = {};
  if (options.vars === undefined && options.set.length === 0) return overrides;
  const { parse } = await import('yaml');
  if (options.vars !== undefined) {
    const bytes = readBytes(resolve(cwd, options.vars));
    if (bytes === undefined)
      throw new Failure(t('cli.no_such_path', { path: options.vars }), { exit: exitStatus.usage });
    const value: unknown = parse(new TextDecoder().decode(bytes));
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Failure(t('cli.vars_not_mapping', { path: options.vars }), { exit: exitStatus.usage });
    Object.assign(overrides, value);
  }
  for (const pair of options.set) {
    const at = pair.indexOf('=');
    if (at <= 0) throw new Failure(t('cli.set_form', { pair }), { exit: exitStatus.usage });
    overrides[pair.slice(0, at)] = parse(pair.slice(at + 1)) as unknown;
  }
  return overrides;
}

function readBytes(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

import { dirname, resolve } from 'node:path';
import { exitStatus } from '../../core/exit.ts';
import { Failure } from '../../core/failure.ts';
import type { Finding } from '../../core/finding.ts';
import type { PolicySet } from '../../core/policy.ts';
import { t } from '../../core/text.ts';
import type { Trust } from '../../host/index.ts';
import {
  loadPolicies,
  type LoadedPolicies,
  type PolicyDocument,
  type PolicyFile,
} from '../../policy/index.ts';
import type { OwnTemplate } from '../../policy/lint/checks/subject.ts';
import { lintPolicies } from '../../policy/lint/lint.ts';
import type { CommandContext } from '../context.ts';
import { announce, describeRead, type ReadPolicies } from './announce.ts';
import { readFacts } from './facts.ts';
import { assertOverrides, readOverrides } from './overrides.ts';
import { moduleReader } from './module-files.ts';
import {
  isPolicy,
  isShown,
  policyFilesAt,
  policyPaths,
  readBytes,
  readPolicyFile,
  sourceLines,
  strayLink,
  strayValues,
  templateReader,
} from './policy-files.ts';
import { lintChecks, registry } from '../../packs/index.ts';
import { hideResolved, hideSpelled, hideWritten } from './hidden.ts';

/** Reads policies for a command that works with them: what lint calls an error ends it, after all have been shown. */
export async function loadSet(args: readonly string[], context: CommandContext): Promise<PolicySet> {
  const { root } = context.options;
  const {
    set,
    findings: errors,
    linesOf,
    read,
  } = await judgePolicies(
    args,
    context,
    { facts: await readFacts(root), trust: trustOf(context) },
    { errorsOnly: true },
  );
  if (errors.length > 0) {
    announce(read, context, true);
    const { writeFindings } = await import('../../report/lint/lint-text.ts');
    writeFindings(errors, context.err, {
      say: context.say,
      linesOf,
      hide: context.mask.line,
    });
    throw new Failure(t('cli.invalid_policies', { n: errors.length }), {
      cure: t('cli.invalid_policies_cure'),
      exit: exitStatus.invalidPolicy,
    });
  }
  if (set.settings.locale !== undefined) context.speak(set.settings.locale);
  announce(read, context);
  return set;
}

/** Policies with what is wrong with them. */
export interface JudgedPolicies {
  readonly set: PolicySet;
  readonly findings: readonly Finding[];
  readonly read: () => ReadPolicies;
  /** The lines of a policy file, for the frame around a finding; none where a secret could not be told from the rest. */
  linesOf(file: string): readonly string[];
}

/** Policies with what lint has against them, as far as it is wanted. */
export async function judgePolicies(
  args: readonly string[],
  context: CommandContext,
  reading: PolicyReading,
  {
    errorsOnly = false,
    templates = () => [],
  }: {
    readonly errorsOnly?: boolean;
    /** The templates of the policies' own folders, where they are judged as well. */
    readonly templates?: (set: PolicySet) => readonly OwnTemplate[];
  } = {},
): Promise<JudgedPolicies> {
  const { set, linesOf, read, ...loaded } = await readPolicies(args, context, reading);
  const findings = await lintPolicies({ set, ...loaded }, registry, lintChecks, {
    templates: templates(set),
    errorsOnly,
  });
  return { set, findings, linesOf, read };
}

/** Settings that policies are read with, besides the command line. */
export interface PolicyReading {
  /** Undefined: no host is known, as in lint. */
  readonly facts: Readonly<Record<string, unknown>> | undefined;
  /** `anyone` where nothing is done with the policies. */
  readonly trust: Trust;
}

/** Trust in policies by their owner: `ours` unless those of anyone are allowed. */
export function trustOf({ options }: CommandContext): Trust {
  return options.allowUntrusted ? 'anyone' : 'ours';
}

/** Reads policies with all that is wrong with them. */
export async function readPolicies(
  args: readonly string[],
  context: CommandContext,
  { facts, trust }: PolicyReading,
): Promise<LoadedPolicies & Pick<JudgedPolicies, 'linesOf' | 'read'>> {
  const { cwd, saw } = context;
  const files: PolicyFile[] = [];
  const values: PolicyFile[] = [];
  const findings: Finding[] = [];
  const hidden = new Set<string>();
  const forLint = facts === undefined;
  const all = policyFilesAt(policyPaths(args, context), cwd, trust);
  for (const named of all) {
    if (!isShown(named, cwd)) hidden.add(named.path);
    const read =
      (forLint ? strayLink(named, cwd) : undefined) ??
      strayValues(named) ??
      readPolicyFile(named.path, cwd, trust);
    if ('text' in read) (isPolicy(named) ? files : values).push(read);
    else findings.push(read);
  }
  const overrides = await readOverrides(context, trust);
  const understood = new Set<string>();
  const sound: PolicyDocument[] = [];
  const modules = new Set<PolicyFile>();
  const findModule = moduleReader(cwd, trust, { inside: forLint, saw });
  const loaded = await loadPolicies({
    files,
    values,
    registry,
    facts,
    overrides,
    read: (documents) => {
      sound.push(...documents);
      for (const { value, file } of documents) {
        hideWritten(values.includes(file) ? { vars: value } : value, context.mask);
        understood.add(file.path);
      }
    },
    template: templateReader(cwd, trust, { inside: forLint, saw }),
    module(name, policy) {
      const file = findModule(name, policy);
      if (file !== undefined && 'text' in file) modules.add(file);
      return file;
    },
    source(name, policy) {
      const path = resolve(cwd, dirname(policy), name);
      saw?.(path);
      return readBytes(path, trust);
    },
  });
  hideResolved(loaded.set, context.mask);
  for (const document of sound) hideSpelled(document, context.mask);
  const judged = {
    ...loaded,
    read: () => describeRead(args, context, all),
    findings: [...findings, ...loaded.findings],
    linesOf: framesOf([...files, ...values, ...modules], { understood, hidden }, cwd),
  };
  if (judged.findings.length === 0) assertOverrides(overrides, loaded);
  return judged;
}

/** Settings of packs by the host's policies, for commands that work without policies as well: none where those are broken. */
export async function packSettings(context: CommandContext): Promise<Pick<PolicySet['settings'], 'packs'>> {
  try {
    const facts = await readFacts(context.options.root);
    const { packs } = (await readPolicies([], context, { facts, trust: trustOf(context) })).set.settings;
    return packs === undefined ? {} : { packs };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {};
  }
}

/** Words beside which a secret may stand. */
const nearSecret =
  /secret|webhook|ntfy|telegram|heartbeat|passw|passphrase|token|api_?key|private_?key|credential/iu;

/** A file that is no YAML has no declared secrets that could be hidden: if it may hold one, none of its lines is shown. */
function framesOf(
  files: readonly PolicyFile[],
  { understood, hidden }: Readonly<Record<'understood' | 'hidden', ReadonlySet<string>>>,
  cwd: string,
): JudgedPolicies['linesOf'] {
  const isUnclear = new Set(
    files.filter(({ path, text }) => !understood.has(path) && nearSecret.test(text)).map(({ path }) => path),
  );
  return (file) => (isUnclear.has(file) || hidden.has(file) ? [] : sourceLines(file, cwd));
}

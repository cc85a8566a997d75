import { version } from '../../../package.json' with { type: 'json' };
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import type { Finding } from '../../core/finding.ts';
import { t } from '../../core/text.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { announce, forMachine } from '../../app/policies/announce.ts';
import { judgePolicies, type JudgedPolicies } from '../../app/policies/load.ts';
import { ownTemplates } from '../../app/policies/policy-files.ts';

/** `kapa lint`: checks policies without a host. */
export async function lintCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { set, findings, linesOf, read } = await judgePolicies(
    args,
    context,
    { facts: undefined, trust: 'anyone' },
    { templates: ({ sources }) => ownTemplates(sources, context.cwd) },
  );
  if (set.settings.locale !== undefined) context.speak(set.settings.locale);
  announce(read, forMachine(context, (given['format'] ?? 'text') !== 'text'), true);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  await write(
    { findings, linesOf },
    set.sources.map(({ path }) => path),
    given,
    context,
  );
  const failed = errors > 0 || (given['strict'] === true && findings.length > 0);
  return failed ? exitStatus.failed : exitStatus.ok;
}

async function write(
  { findings, linesOf }: Pick<JudgedPolicies, 'findings' | 'linesOf'>,
  files: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<void> {
  const { options, out, say, mask, env } = context;
  const format = options.json ? 'json' : ((given['format'] as string | undefined) ?? 'text');
  if (format !== 'text') return writeFor(format, findings, files, context);
  const { writeFindings } = await import('../../report/lint/lint-text.ts');
  writeFindings(findings, out, { say, linesOf, hide: mask.line });
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  out.write(
    `${say(findings.length === 0 ? t('lint.clean', { files: files.length }) : t('lint.summary', { errors, warnings }))}\n`,
  );
  if (env['GITHUB_ACTIONS'] === 'true' && findings.length > 0 && given['format'] === undefined)
    await annotate(findings, context, true);
}

/** Writes findings for a program. */
async function writeFor(
  format: string,
  findings: readonly Finding[],
  files: readonly string[],
  context: CommandContext,
): Promise<void> {
  const { out, verbatim: say, cwd } = context;
  if (format === 'github') return annotate(findings, context, false);
  const [{ findingsDocument }, { codeQuality, junit }, { fromRepository, namerOf }] = await Promise.all([
    import('../../report/lint/lint-formats.ts'),
    import('../../report/lint/lint-ci.ts'),
    import('../../app/policies/repository.ts'),
  ]);
  if (format === 'json') {
    out.document(findingsDocument('json', { findings, rules: [], version, say }));
    return;
  }
  const named = fromRepository(findings, cwd);
  if (format === 'gitlab') out.document(codeQuality(named, say));
  else if (format === 'junit') out.write(junit(named, files.map(namerOf(cwd)), say));
  else {
    const { ruleList } = await import('../../policy/lint/catalogue/index.ts');
    out.document(findingsDocument('sarif', { findings: named, rules: ruleList, version, say }));
  }
}

async function annotate(
  findings: readonly Finding[],
  { out, say, cwd }: CommandContext,
  beside: boolean,
): Promise<void> {
  const [{ annotations }, { fromRepository }] = await Promise.all([
    import('../../report/lint/lint-formats.ts'),
    import('../../app/policies/repository.ts'),
  ]);
  out.write(annotations(fromRepository(findings, cwd), say, { beside }));
}

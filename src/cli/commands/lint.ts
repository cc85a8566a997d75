import { version } from '../../../package.json' with { type: 'json' };
import { exitStatus, type ExitStatus } from '../../core/exit.ts';
import { t } from '../../core/text.ts';
import type { CommandContext, Given } from '../../app/context.ts';
import { judge, type Judged } from '../../app/policies/load.ts';
import { ownTemplates } from '../../app/policies/policy-files.ts';

/** `kapa lint`: checks policies without a host. */
export async function lintCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { set, findings, linesOf } = await judge(
    args,
    context,
    { facts: undefined, trust: 'anyone' },
    { templates: ({ sources }) => ownTemplates(sources, context.cwd) },
  );
  if (set.settings.locale !== undefined) context.speak(set.settings.locale);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  await write({ findings, linesOf }, set.sources.length, given, context);
  const failed = errors > 0 || (given['strict'] === true && findings.length > 0);
  return failed ? exitStatus.failed : exitStatus.ok;
}

async function write(
  { findings, linesOf }: Pick<Judged, 'findings' | 'linesOf'>,
  files: number,
  given: Given,
  { options, out, say, verbatim, mask }: CommandContext,
): Promise<void> {
  const format = options.json ? 'json' : (given['format'] ?? 'text');
  if (format === 'json' || format === 'sarif') {
    const { findingsDocument } = await import('../../report/lint/lint-formats.ts');
    const rules = format === 'sarif' ? (await import('../../policy/lint/catalogue/index.ts')).ruleList : [];
    out.document(findingsDocument(format, { findings, rules, version, say: verbatim }));
    return;
  }
  if (format === 'github') {
    const { annotations } = await import('../../report/lint/lint-formats.ts');
    out.write(annotations(findings, say));
    return;
  }
  const { writeFindings } = await import('../../report/lint/lint-text.ts');
  writeFindings(findings, out, { say, linesOf, hide: mask.line });
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  out.write(
    `${say(findings.length === 0 ? t('lint.clean', { files }) : t('lint.summary', { errors, warnings }))}\n`,
  );
}

import { version } from '../../package.json' with { type: 'json' };
import { exitStatus, type ExitStatus } from '../core/exit.ts';
import type { Finding } from '../core/finding.ts';
import { t } from '../core/text.ts';
import type { CommandContext, Given } from './context.ts';
import { judge } from './load.ts';
import { ownTemplates, sourceLines } from './policy-files.ts';

/** `kapa lint`: checks policies without a host. */
export async function lintCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { set, findings } = await judge(
    args,
    context,
    { facts: undefined, trust: 'anyone' },
    { templates: ({ sources }) => ownTemplates(sources, context.cwd) },
  );
  if (set.settings.locale !== undefined) context.speak(set.settings.locale);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  await write(findings, set.sources.length, given, context);
  const failed = errors > 0 || (given['strict'] === true && findings.length > 0);
  return failed ? exitStatus.failed : exitStatus.ok;
}

async function write(
  findings: readonly Finding[],
  files: number,
  given: Given,
  { options, out, say, cwd }: CommandContext,
): Promise<void> {
  const format = options.json ? 'json' : (given['format'] ?? 'text');
  if (format === 'json' || format === 'github' || format === 'sarif') {
    const { formatFindings } = await import('../report/lint_formats.ts');
    const rules = format === 'sarif' ? (await import('../policy/rule_list/index.ts')).ruleList : [];
    out.write(formatFindings(format, { findings, rules, version, say }));
    return;
  }
  const { writeFindings } = await import('../report/lint_text.ts');
  writeFindings(findings, out, say, (file) => sourceLines(file, cwd));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  out.write(
    `${say(findings.length === 0 ? t('lint.clean', { files }) : t('lint.summary', { errors, warnings }))}\n`,
  );
}

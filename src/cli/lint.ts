import { exitStatus, type ExitStatus } from '../core/exit.ts';
import { t } from '../core/text.ts';
import { lintPolicies } from '../policy/lint.ts';
import { writeFindings } from '../report/lint_text.ts';
import type { Given } from './commands.ts';
import type { CommandContext } from './context.ts';
import { readPolicies, sourceLines } from './load.ts';
import { registry } from './registry.ts';

/** `kapa lint`: checks policies without a host. */
export async function lintCommand(
  args: readonly string[],
  given: Given,
  context: CommandContext,
): Promise<ExitStatus> {
  const { options, out, say } = context;
  const loaded = await readPolicies(args, context, undefined);
  if (loaded.set.settings.locale !== undefined) context.speak(loaded.set.settings.locale);
  const findings = await lintPolicies(loaded, registry);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const format = options.json ? 'json' : (given['format'] ?? 'text');
  if (format === 'text') {
    writeFindings(findings, out, say, sourceLines);
    const files = loaded.set.sources.length;
    out.write(
      `${say(findings.length === 0 ? t('lint.clean', { files }) : t('lint.summary', { errors, warnings }))}\n`,
    );
  } else {
    const { formatFindings } = await import('../report/lint_formats.ts');
    out.write(formatFindings(format as 'json' | 'github' | 'sarif', findings, say));
  }
  const failed = errors > 0 || (given['strict'] === true && warnings > 0);
  return failed ? exitStatus.failed : exitStatus.ok;
}
